/** From the few numbers that a step was drawn with to what it is done to: always something that is there. */

import { type Bot, type Credential, type CredentialKind, worthOf } from "../model.ts";
import type { World } from "../world.ts";

export class Draw {
  readonly #numbers: readonly number[];
  /** Credentials of the bot alone: another's is used at the same time. */
  readonly isKept: boolean;
  #at = 0;

  constructor(numbers: readonly number[], isKept = false) {
    this.#numbers = numbers;
    this.isKept = isKept;
  }

  below(most: number): number {
    const number = this.#numbers[this.#at++ % this.#numbers.length]!;
    return number % most;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** True once in so many. */
  once(many: number): boolean {
    return this.below(many) === many - 1;
  }
}

/** What an operation is done with: a step of the story, or nothing where there is nothing to do it to. */
export type Operation = (world: World, draw: Draw, bot: Bot) => Promise<void>;

export const OWNERS = ["secret", "console"] as const;
export const VISITORS = ["secret", "console", "embed"] as const;
export const ACCOUNTS = ["account", "console-account"] as const;

/** Mostly one that opens the door of this bot, dead or alive; at times any there is. */
export function credentialFor(
  world: World,
  draw: Draw,
  kinds: readonly CredentialKind[],
  { bot }: { bot?: Bot } = {},
): Credential {
  const fitting = world.credentials.filter(
    ({ kind, viewer }) =>
      kinds.includes(kind) &&
      (bot === undefined || viewer.bot === bot || (viewer.bot === undefined && viewer.account === bot.account)),
  );
  if (fitting.length === 0 || (draw.once(6) && !draw.isKept))
    return draw.of(draw.isKept ? strangersTo(world, bot) : world.credentials);
  const gone = fitting.filter((each) => worthOf(each, world.now()) === "gone");
  return gone.length > 0 && draw.once(4) ? draw.of(gone) : draw.of(fitting);
}

/** Where another bot is asked at the same time, none of its own: those that open nothing here. */
function strangersTo(world: World, bot: Bot | undefined): Credential[] {
  const own = world.credentials.filter(({ viewer }) => viewer.bot === bot || viewer.bot === undefined);
  return own.length > 0 ? own : world.credentials;
}

/** A living key of the bot for what a run needs before it begins to be odd. */
export function ownerOf(world: World, bot: Bot): Credential {
  return world.credentials.find(({ kind, viewer }) => kind === "secret" && viewer.bot === bot)!;
}

/** Mostly one that the bot has a page on. */
export function topicFor(draw: Draw, bot: Bot | undefined): string {
  const known = [...(bot?.documents.values() ?? [])].map(({ topic }) => topic);
  return known.length === 0 || draw.once(4) ? draw.of(TOPICS) : draw.of(known);
}

export const TOPICS = ["lighthouse", "harbour", "windmill", "orchard"] as const;
export const AREAS = ["north", "south"] as const;
export const VISITOR_IDS = ["v1", "v2", '["v1"'] as const;
export const CONVERSATION_IDS = ["c1", "c2", "v1"] as const;
