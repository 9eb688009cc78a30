/** What happens to a deployment: crashes at any write, restarts, time that passes, engines that fail, work that is done later. */

import type { Bot } from "../model.ts";
import type { World } from "../world.ts";
import { learnDeletion } from "./accounts.ts";
import { ACCOUNTS, credentialFor, type Operation } from "./draw.ts";

const OBJECTS = ["KNOWLEDGE_BASE", "CONVERSATION", "LEDGER", "SOURCE"] as const;
const MINUTE_MS = 60_000;
/** A deletion takes about as long. */
const KILL_WITHIN_MS = 40;
const LEAPS_MS = [61_000, 12 * MINUTE_MS, 31 * MINUTE_MS, 13 * 60 * MINUTE_MS] as const;

const idsOf = (world: World): string[] => world.bots.map(({ id }) => id);

/** What was said last may be lost; what was acknowledged may not. */
function shake(bots: readonly Bot[]): void {
  for (const { conversations } of bots) for (const each of conversations.values()) each.shaken = true;
}

export const FAULT_OPERATIONS: Record<string, Operation> = {
  async "crash objects"(world, draw, bot) {
    const bindings = draw.once(2) ? OBJECTS : [draw.of(OBJECTS)];
    world.crashing = true;
    shake([bot]);
    await world.deployment.control("abort", { bots: [bot.id], bindings });
    await quiet(world);
    world.crashing = false;
  },

  async "let work be done"(world) {
    for (const bot of world.bots) world.inFlight.add(bot);
    await world.deployment.control("settle", { bots: idsOf(world) });
    world.settledAt = world.step;
  },

  "kill the runtime": restart,

  async "kill while a bot is deleted"(world, draw, bot) {
    if (!draw.once(2)) return;
    const credential = credentialFor(world, draw, ACCOUNTS);
    world.crashing = true;
    const deleting = world.try(credential, ACCOUNTS, "DELETE", `/v1/bots/${bot.id}`);
    await new Promise((resolve) => setTimeout(resolve, draw.below(KILL_WITHIN_MS)));
    await restart(world);
    world.crashing = true;
    await learnDeletion(world, credential, bot, await deleting);
    world.crashing = false;
  },

  async "let time pass"(world, draw) {
    const milliseconds = draw.of(LEAPS_MS);
    // What is held back would have been unheard of for too long.
    await quiet(world);
    world.ahead = await world.deployment.control<number>("leap", { milliseconds, bots: idsOf(world) });
  },
};

/** Streams that are still read come to their end. */
export async function quiet(world: World): Promise<void> {
  world.deployment.release();
  for (const bot of world.bots) {
    for (const { open } of bot.conversations.values()) {
      if (open === undefined) continue;
      world.inFlight.add(bot);
      await open.read();
    }
  }
}

/** `kill -9`, and what was acknowledged is there. */
async function restart(world: World): Promise<void> {
  world.crashing = true;
  shake(world.bots);
  world.deployment.release();
  await world.deployment.kill();
  for (const bot of world.bots) for (const { open } of bot.conversations.values()) await open?.read();
  world.crashing = false;
}

/** An operation into which a crash comes: some write of it, in whatever object, is the last. */
export async function withCrash(world: World, writes: number, run: () => Promise<void>): Promise<void> {
  world.crashing = true;
  await world.deployment.control("arm", { writes });
  try {
    await run();
  } finally {
    const fired = await world.deployment.control<string[]>("disarm");
    if (fired.length > 0) {
      world.story.push(`  crashed: ${fired.join("; ")}`);
      world.count("(crashed at a write)");
      shake(world.bots.filter(({ id }) => fired.some((where) => where.includes(id))));
    }
    world.crashing = false;
  }
}
