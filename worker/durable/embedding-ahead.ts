/**
 * A question's vector that the Worker begins to make before it wakes the question's conversation: one waits for a
 * service and the other for a database, so side by side the longer one is all they cost. The conversation takes it
 * over, or lets go of it.
 */

import { RpcTarget } from "cloudflare:workers";
import type { Usage } from "../../shared/chat.ts";
import { unlessAborted } from "../../shared/unless-aborted.ts";
import type { VectorAhead } from "../chat/ahead.ts";
import type { Embedder } from "../ports.ts";
import { type Refusal, settle, unwrap } from "./outcome.ts";

interface Made {
  /** Undefined for an embedder other than the one that was asked for. */
  values: Float32Array | undefined;
  usage: Usage | undefined;
}

/** The Worker's side. Ends its call of the service when the conversation drops it, or has no use for it. */
export class EmbeddingAhead extends RpcTarget {
  readonly #embedder: Embedder;
  readonly #onUnused: (usage: Usage) => void;
  readonly #abort = new AbortController();
  readonly #made: Promise<Made | Refusal>;
  #usage: Usage | undefined;
  #isTaken = false;

  /** @param onUnused told what it cost where nobody takes it */
  constructor(embedder: Embedder, question: string, onUnused: (usage: Usage) => void) {
    super();
    this.#embedder = embedder;
    this.#onUnused = onUnused;
    this.#made = settle(async () => {
      const onUsage = (usage: Usage): void => void (this.#usage = usage);
      try {
        const [values] = await embedder.embed([question], "query", this.#abort.signal, onUsage);
        return { values, usage: this.#usage };
      } catch (error) {
        // Its cause does not cross to the conversation.
        if (!this.#abort.signal.aborted) console.error("a question was not embedded", error);
        throw error;
      }
    });
    // It may fail with nobody there to take it.
    this.#made.catch(() => undefined);
  }

  /** For the embedder of the conversation's side, which another version of the Worker may have composed. */
  async take(model: string, dimensions: number): Promise<Made | Refusal> {
    if (model !== this.#embedder.model || dimensions !== this.#embedder.dimensions) {
      return { values: undefined, usage: undefined };
    }
    this.#isTaken = true;
    return this.#made;
  }

  drop(): void {
    this.#abort.abort();
  }

  /** Called by the runtime when the conversation holds it no more. */
  [Symbol.dispose](): void {
    this.#abort.abort();
    if (!this.#isTaken && this.#usage !== undefined) this.#onUnused(this.#usage);
  }
}

/** The conversation's side, for one answer. */
export interface TakenOver extends VectorAhead {
  /** Ends what is not needed any more. To be called however the answer ends. */
  letGo(): void;
}

/** To be called before the call that brought the vector returns: after that the runtime has disposed of it. */
export function takeOver(vector: Rpc.Stub<EmbeddingAhead>, question: string, embedder: Embedder): TakenOver {
  const kept = vector.dup();
  let isHere = false;
  let isKept = true;
  const made: Promise<Made | Refusal> = kept.take(embedder.model, embedder.dimensions);
  made.then(
    () => (isHere = true),
    () => (isHere = true),
  );
  return {
    async take(text, askedFor, signal, onUsage) {
      if (text !== question || askedFor !== embedder) return undefined;
      let outcome: Made | Refusal;
      try {
        outcome = await unlessAborted(made, signal);
      } catch {
        signal.throwIfAborted();
        // The visitor has left, and the Worker that was making it went with them.
        return undefined;
      }
      const { values, usage } = unwrap(outcome);
      if (usage !== undefined) onUsage?.(usage);
      return values;
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
