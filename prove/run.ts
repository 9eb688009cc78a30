/**
 * One run: a small world, drawn steps, and a last look at everything that is stored. fast-check draws the steps, and
 * finds the fewest that still fail.
 */

import { inspect } from "node:util";
import { array, asyncProperty, check, constant, integer, nat, oneof, record } from "fast-check";
import { describe, find } from "./canaries.ts";
import type { Deployment, ObjectDump } from "./deployment.ts";
import type { Bot } from "./model.ts";
import { ACCOUNT_OPERATIONS, add, furnishAccount, makeAccount, makeBot } from "./operations/accounts.ts";
import { AGENT_OPERATIONS } from "./operations/agent.ts";
import { CHAT_OPERATIONS } from "./operations/chat.ts";
import { DOCUMENT_OPERATIONS, putDocument } from "./operations/documents.ts";
import { Draw, type Operation, ownerOf } from "./operations/draw.ts";
import { FAULT_OPERATIONS, quiet, withCrash } from "./operations/faults.ts";
import { KEY_OPERATIONS } from "./operations/keys.ts";
import { OWNER_OPERATIONS } from "./operations/owner.ts";
import { watch } from "./watch.ts";
import { type Tally, Violation, World } from "./world.ts";

const OPERATIONS: Record<string, Operation> = {
  ...ACCOUNT_OPERATIONS,
  ...KEY_OPERATIONS,
  ...DOCUMENT_OPERATIONS,
  ...CHAT_OPERATIONS,
  ...OWNER_OPERATIONS,
  ...AGENT_OPERATIONS,
  ...FAULT_OPERATIONS,
};

/** What the rest hangs on is drawn more often; what is dear or ends much, less. Five unless said. */
const WEIGHTS: Record<string, number> = {
  ask: 20,
  "ask and listen": 8,
  "put a document": 10,
  "delete a document": 8,
  search: 8,
  "mint a token": 8,
  "read a conversation": 8,
  "read the log": 8,
  "forget a conversation": 8,
  "erase a visitor": 8,
  "leave a message": 8,
  "delete a key": 10,
  "delete an account key": 8,
  "revoke all tokens": 7,
  "delete a bot": 3,
  "make a bot": 2,
  "read a site": 2,
  "let time pass": 2,
  "crash objects": 4,
  "kill the runtime": 1,
  "kill while a bot is deleted": 1,
  "list bots": 3,
  "list account keys": 2,
};

const MOST_STEPS = 60;
/** By then what is left of a deleted bot goes, also where something crashed while it was going. */
const CUT_MS = 61_000;
/** What was found is found: fewer steps are looked for no longer than this. */
const SHRINK_MS = 25_000;

interface Drawn {
  operation: string;
  bot: number;
  numbers: number[];
  /** Writes until a crash; undefined: none comes. */
  crash: number | undefined;
}

/** An operation alone, or several at once, each of another bot. */
export type Step = readonly Drawn[];

async function take(world: World, step: Step): Promise<void> {
  world.story.push(`${world.step}: ${step.map(tell).join(" | ")}`);
  const together = step.length > 1;
  const lanes = new Set<Bot>();
  const does = async ({ operation, bot: at, numbers, crash }: Drawn): Promise<void> => {
    const { bots } = world;
    const bot = bots[at % bots.length]!;
    // Whatever moves all bots at once is done alone; of two of one bot the model would not know which came first.
    if (together && (lanes.has(bot) || operation in FAULT_OPERATIONS || operation in ACCOUNT_OPERATIONS)) return;
    lanes.add(bot);
    world.count(operation);
    const draw = new Draw(numbers, together);
    const run = (): Promise<void> => OPERATIONS[operation]!(world, draw, bot);
    if (crash === undefined || together) await run();
    else await withCrash(world, crash, run);
  };
  if (together) world.count("(at once)");
  // All of them end, also where one has failed: the next run begins in peace.
  for (const result of await Promise.allSettled(step.map(does))) if (result.status === "rejected") throw result.reason;
  await world.settleStep();
}

function tell({ operation, bot, numbers, crash }: Drawn): string {
  return `${operation} (${bot}; ${numbers.join(" ")}${crash === undefined ? "" : `; crash at write ${crash}`})`;
}

const drawnOne = record<Drawn>({
  operation: oneof(
    ...Object.keys(OPERATIONS).map((name) => ({ weight: WEIGHTS[name] ?? 5, arbitrary: constant(name) })),
  ),
  bot: nat({ max: 5 }),
  numbers: array(nat({ max: 59 }), { minLength: 6, maxLength: 6 }),
  crash: oneof({ weight: 12, arbitrary: constant(undefined) }, { weight: 1, arbitrary: integer({ min: 1, max: 12 }) }),
});

const alone = drawnOne.map((drawn): Step => [drawn]);
const atOnce = array(drawnOne, { minLength: 2, maxLength: 3 });
const steps = array(oneof({ weight: 4, arbitrary: alone }, { weight: 1, arbitrary: atOnce }), {
  minLength: 1,
  maxLength: MOST_STEPS,
  size: "max",
});

export interface RunOptions {
  runs: number;
  seed: number;
  path?: string | undefined;
  /** Gives a deployment that is still good for a run. @param anew the last one may be dead */
  deployment(anew: boolean): Promise<Deployment>;
  /** False: the first failure is the last run. */
  shrinks?: boolean;
  /** Called after each run; true: enough. */
  after?(done: number): boolean;
  tally: Tally;
}

export interface RunResult {
  runs: number;
  /** What failed, with all that is needed to see it again. */
  failure: string | undefined;
}

export async function prove({
  runs,
  seed,
  path,
  deployment,
  after,
  tally,
  shrinks = true,
}: RunOptions): Promise<RunResult> {
  let done = 0;
  let enough = false;
  let story = "";
  let first = "";
  let failedAt = Number.POSITIVE_INFINITY;
  let reason = "";
  let isDead = false;
  const property = asyncProperty(steps, async (drawn) => {
    if (enough || performance.now() - failedAt > SHRINK_MS) return;
    const world = new World(await deployment(isDead), tally);
    isDead = false;
    try {
      await furnish(world);
      for (const step of drawn) await take(world, step);
      await lookLast(world);
    } catch (error) {
      // The last that fails is the smallest.
      failedAt = Math.min(failedAt, performance.now());
      story = world.story.join("\n");
      reason = reasonOf(error, world);
      first ||= `${reason}\n${story}`;
      world.crashing = true;
      // What is no violation may have ended the runtime: fewer steps are tried on another one.
      isDead = !(error instanceof Violation);
      if (!isDead) await abandon(world);
      throw error;
    }
    done++;
    enough = after?.(done) ?? false;
  });
  const details = await check(property, {
    numRuns: runs,
    seed,
    ...(path === undefined ? {} : { path }),
    endOnFailure: !shrinks,
  });
  if (!details.failed) return { runs: done, failure: undefined };
  const again = `--seed ${details.seed} --path ${JSON.stringify(details.counterexamplePath)}`;
  const failure = `${reason}\n\nThe fewest steps that do it (${again}):\n${story}\n\nFound as:\n${first}`;
  return { runs: done, failure };
}

/** A violation says it all. Of anything else the causes are shown, and the last that the runtime said. */
function reasonOf(error: unknown, { deployment }: World): string {
  if (error instanceof Violation) return error.message;
  return [inspect(error), "The last lines of the log:", ...deployment.logs.slice(-20)].join("\n");
}

/** One run of these very steps. */
export async function replay(deployment: Deployment, tally: Tally, drawn: readonly Step[]): Promise<World> {
  const world = new World(deployment, tally);
  await furnish(world);
  for (const step of drawn) await take(world, step);
  await lookLast(world);
  return world;
}

async function furnish(world: World): Promise<void> {
  world.ahead = await world.deployment.control<number>("leap", { milliseconds: 0, bots: [] });
  add(world, {
    kind: "operator",
    value: world.deployment.operatorKey,
    viewer: { kind: "operator" },
    of: [],
    expires: Number.MAX_SAFE_INTEGER,
    leeway: 0,
  });
  for (const [name, bots] of [
    ["A", 2],
    ["B", 1],
  ] as const) {
    const account = await makeAccount(world, name);
    const credential = world.credentials.at(-1)!;
    for (let at = 0; at < bots; at++) {
      const bot = await makeBot(world, account, credential);
      await putDocument(world, new Draw([0, 1, 2]), ownerOf(world, bot!), "d1");
      // Of every kind one to begin with, a token with a filter too.
      for (const kind of [2, 3]) await OPERATIONS["make a key"]!(world, new Draw([kind, 0, 0]), bot!);
      for (const numbers of [
        [0, 0, 0],
        [0, 0, 1, 2, 0],
      ])
        await OPERATIONS["mint a token"]!(world, new Draw(numbers), bot!);
    }
    await furnishAccount(world, account, credential);
  }
  await world.settleStep();
}

/** What a failed run has left must not fall into the next one's hands. */
async function abandon(world: World): Promise<void> {
  await quiet(world).catch(() => undefined);
  await world.deployment.control("forget", { bots: world.bots.map(({ id }) => id) });
  // What its engines were asked is known from here on, and complained of no more.
  for (let tries = 0; tries < 1_000; tries++) {
    try {
      return watch(world);
    } catch {
      // The next one may be sound.
    }
  }
}

/** All that is stored is of whose store it is, and lives. */
async function lookLast(world: World): Promise<void> {
  const { deployment } = world;
  await quiet(world);
  const bots = world.bots.map(({ id }) => id);
  for (const bot of world.bots) world.inFlight.add(bot);
  if (world.bots.some(({ life }) => life === "gone")) await deployment.control("leap", { milliseconds: CUT_MS, bots });
  const rounds = await deployment.control<number | "never">("settle", { bots });
  world.check("work comes to its end", rounds !== "never", () => "alarms go on and on");
  for (const dump of await deployment.control<ObjectDump[]>("dump", { bots })) lookAt(world, dump);
  const database = await deployment.control<Record<string, object[]>>("database");
  for (const table of ["bots", "keys", "deletions"]) {
    const text = JSON.stringify(database[table]);
    for (const { id, name, life } of world.bots)
      world.check(
        "a deleted bot is in no table",
        life !== "gone" || !text.includes(id),
        () => `${name} is in ${table}`,
      );
  }
  await deployment.control("forget", { bots });
  await world.settleStep();
}

function lookAt(world: World, { binding, name, text, index }: ObjectDump): void {
  world.tally.bytes += text.length + index.length;
  const [, botId, first, second] = JSON.parse(name) as [string, string, string?, string?];
  const bot = world.bots.find(({ id }) => id === botId)!;
  const all = text + index;
  for (const canary of find(all).canaries) {
    const what = (): string => {
      const at = all.toLowerCase().indexOf(canary.word);
      const around = all.slice(Math.max(0, at - 80), at + 80);
      return `${binding} ${name} stores ${describe(canary)}: …${JSON.stringify(around)}…`;
    };
    world.check("a store holds its bot's alone", canary.bot === bot, what);
    world.check("a deleted bot stores nothing", bot.life !== "gone", what);
    if (binding === "CONVERSATION" && canary.visitor !== undefined) {
      const isOwn = canary.visitor === first && (canary.conversation === undefined || canary.conversation === second);
      world.check("a conversation stores its own", isOwn, what);
    }
    // What a page said when it was there is part of what was said: of the talk, and of the owner's count of pages.
    const isPage = canary.kind === "document" || canary.kind === "answer";
    const isRemembered = isPage && (binding === "CONVERSATION" || binding === "LEDGER");
    const isIndexed = isPage && !text.toLowerCase().includes(canary.word);
    world.check("what is gone is stored nowhere", canary.life !== "gone" || isRemembered || isIndexed, what);
  }
}
