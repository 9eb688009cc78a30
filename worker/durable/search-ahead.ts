/**
 * A question's search that the Worker begins before it wakes the question's conversation: one waits for services and
 * the other for a database, so side by side the longer one is all they cost. The conversation takes over what was
 * found, or lets go of it.
 */

import { RpcTarget } from "cloudflare:workers";
import type { Usage } from "../../shared/chat.ts";
import { unlessAborted } from "../../shared/unless-aborted.ts";
import type { CandidatesAhead } from "../chat/ahead.ts";
import type { Candidates } from "../chat/retrieve.ts";
import type { Embedder, OnUsage } from "../ports.ts";
import { type Refusal, settle, unwrap } from "./outcome.ts";

interface Found {
  /** Undefined for an embedder other than the one that was asked for. */
  candidates: Candidates | undefined;
  /** Of each call that was paid. */
  usages: readonly Usage[];
}

export type Search = (signal: AbortSignal, onUsage: OnUsage) => Promise<Candidates>;

/** The Worker's side. Ends its calls of services when the conversation drops it, or has no use for it. */
export class SearchAhead extends RpcTarget {
  readonly #embedder: Embedder;
  readonly #onUnused: OnUsage;
  readonly #abort = new AbortController();
  readonly #found: Promise<Found | Refusal>;
  readonly #usages: Usage[] = [];
  #isTaken = false;

  /**
   * @param embedder the one that makes the question's vector
   * @param onUnused told what each call cost where nobody takes what they found
   */
  constructor(embedder: Embedder, search: Search, onUnused: OnUsage) {
    super();
    this.#embedder = embedder;
    this.#onUnused = onUnused;
    this.#found = settle(async () => {
      try {
        const candidates = await search(this.#abort.signal, (usage) => void this.#usages.push(usage));
        return { candidates, usages: this.#usages };
      } catch (error) {
        // Its cause does not cross to the conversation.
        if (!this.#abort.signal.aborted) console.error("a question was not searched ahead", error);
        throw error;
      }
    });
    // It may fail with nobody there to take it.
    this.#found.catch(() => undefined);
  }

  /** For the embedder of the conversation's side, which another version of the Worker may have composed. */
  async take(model: string, dimensions: number): Promise<Found | Refusal> {
    if (model !== this.#embedder.model || dimensions !== this.#embedder.dimensions) {
      return { candidates: undefined, usages: [] };
    }
    this.#isTaken = true;
    return this.#found;
  }

  drop(): void {
    this.#abort.abort();
  }

  /** Called by the runtime when the conversation holds it no more. */
  [Symbol.dispose](): void {
    this.#abort.abort();
    if (!this.#isTaken) for (const usage of this.#usages) this.#onUnused(usage);
  }
}

/** The conversation's side, for one answer. */
export interface TakenOver extends CandidatesAhead {
  /** Ends what is not needed any more. To be called however the answer ends. */
  letGo(): void;
}

/** To be called before the call that brought the search returns: after that the runtime has disposed of it. */
export function takeOver(search: Rpc.Stub<SearchAhead>, question: string, embedder: Embedder): TakenOver {
  const kept = search.dup();
  let isHere = false;
  let isKept = true;
  const found = kept.take(embedder.model, embedder.dimensions) as Promise<Found | Refusal>;
  found.then(
    () => (isHere = true),
    () => (isHere = true),
  );
  return {
    async take(text, askedFor, signal, onUsage) {
      if (text !== question || askedFor !== embedder) return undefined;
      let outcome: Found | Refusal;
      try {
        outcome = await unlessAborted(found, signal);
      } catch {
        signal.throwIfAborted();
        // The visitor has left, and the Worker that was searching went with them.
        return undefined;
      }
      const { candidates, usages } = unwrap(outcome);
      for (const usage of usages) onUsage?.(usage);
      return candidates;
    },

    letGo() {
      if (!isKept) return;
      isKept = false;
      if (isHere) kept[Symbol.dispose]();
      else
        void kept
          .drop()
          .catch(() => undefined)
          .finally(() => kept[Symbol.dispose]());
    },
  };
}
