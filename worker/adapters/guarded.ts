/** The engines behind breakers: a service that is down is not asked, and nobody waits for it. */

import type { Embedder, Generator, GeneratorDelta, OnUsage, TenantVectors, VectorStore } from "../ports.ts";
import { type Service, SERVICES } from "./advice.ts";
import { type Breaker, createBreaker, type ServiceState, TRIAL_MS } from "./breaker.ts";

export function guardEmbedder(embedder: Embedder, breaker: Breaker): Embedder {
  return {
    ...embedder,
    embed: (texts, purpose, signal, onUsage) =>
      breaker.run(
        () => embedder.embed(texts, purpose, signal, onUsage),
        () => {
          // Reported at once: the counter may be gone when the call ends.
          onUsage?.({ input_tokens: 1, output_tokens: 0, estimated: true });
          return embedder.embed(["page"], "query", AbortSignal.timeout(TRIAL_MS));
        },
      ),
  };
}

/** Reads alone are kept from a store that is down: what is written waits in a queue that has its own patience. */
export function guardStore<Store extends VectorStore>(store: Store, breaker: Breaker): Store {
  return {
    ...store,
    within(scope) {
      const vectors: TenantVectors = store.within(scope);
      return {
        ...vectors,
        query: (query) =>
          breaker.run(
            () => vectors.query(query),
            () => vectors.query({ values: query.values, topK: 1, signal: AbortSignal.timeout(TRIAL_MS) }),
          ),
      };
    },
  };
}

/** At most: a word asked for, and a word given. */
const TRIAL_TOKENS = { input_tokens: 12, output_tokens: 16 };

export function guardGenerator(generator: Generator, breaker: Breaker): Generator {
  const trialFor = (onUsage: OnUsage | undefined) => async (): Promise<void> => {
    onUsage?.({ ...TRIAL_TOKENS, estimated: true });
    await generator.check?.(AbortSignal.timeout(TRIAL_MS));
  };
  return {
    ...generator,
    generate(prompt, signal, onUsage, onBegun, most) {
      const deltas = generator.generate(prompt, signal, onUsage, onBegun, most);
      return guardStream(deltas, breaker, trialFor(onUsage), signal);
    },
    ...(generator.rewrite === undefined
      ? {}
      : {
          // Its failures say little of the answers to come: it has less time, and another model may do it.
          async rewrite(question, history, signal, onUsage, most) {
            breaker.begin(trialFor(onUsage));
            return generator.rewrite!(question, history, signal, onUsage, most);
          },
        }),
  };
}

async function* guardStream(
  deltas: AsyncIterable<GeneratorDelta>,
  breaker: Breaker,
  trial: () => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<GeneratorDelta, void> {
  breaker.begin(trial);
  try {
    let first = true;
    for await (const delta of deltas) {
      if (first) breaker.succeeded();
      first = false;
      yield delta;
    }
  } catch (error) {
    if (!signal.aborted) breaker.failed(error);
    throw error;
  }
}

export interface Guards {
  generator(generator: Generator): Generator;
  embedder(embedder: Embedder): Embedder;
  store<Store extends VectorStore>(store: Store): Store;
  states: Record<Service["name"], () => ServiceState>;
}

/** What is part of this Worker is left as it is: it is up whenever the Worker is. */
export function createGuards(now: () => number): Guards {
  const states: Guards["states"] = { generator: up, embedder: up, vector_store: up };
  const guard = (name: Service["name"]): Breaker => {
    const breaker = createBreaker(SERVICES[name], now);
    states[name] = () => breaker.state();
    return breaker;
  };
  return {
    generator: (each) => (each.costsTokens ? guardGenerator(each, guard("generator")) : each),
    embedder: (each) => (each.costsTokens ? guardEmbedder(each, guard("embedder")) : each),
    store: (each) => (each.verify === undefined ? each : guardStore(each, guard("vector_store"))),
    states,
  };
}

const up = (): ServiceState => ({ state: "up" });
