/**
 * Notices a model that begins to recite what it was told in confidence. Only the beginning of a secret counts:
 * that is how a recital goes, while a reply that the owner put into the instructions word for word may be said.
 */

import { overlap } from "./sentinel.ts";

export interface EchoGuard {
  /** What may be shown now: nothing of a recital. */
  push(text: string): string;
  /** What was held back, once no more comes. */
  end(): string;
  /** True once a recital was begun. Nothing that follows may be shown. */
  readonly caught: boolean;
}

/** Characters, in UTF-16 units, that make a recital. */
const RECITAL = 120;
/** What is shorter may be said by chance: "You are a helpful assistant." */
const CHANCE = 40;

export function createEchoGuard(secrets: readonly string[]): EchoGuard {
  const beginnings = secrets.map((secret) => secret.trim().slice(0, RECITAL)).filter(({ length }) => length >= CHANCE);
  let held = "";
  let caught = false;

  return {
    push(text) {
      if (caught) return "";
      held += text;
      let keep = 0;
      for (const beginning of beginnings) {
        const at = held.indexOf(beginning);
        if (at >= 0) {
          caught = true;
          return held.slice(0, at);
        }
        keep = Math.max(keep, overlap(held, beginning));
      }
      const free = held.slice(0, held.length - keep);
      held = held.slice(held.length - keep);
      return free;
    },
    end() {
      return caught ? "" : held;
    },
    get caught() {
      return caught;
    },
  };
}
