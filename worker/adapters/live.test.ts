/**
 * The contract suites against the real services. Runs only where their keys are in the environment, as
 * `docs/pinecone.md` and `docs/openai.md` say, and costs a few cents; skipped by name otherwise.
 */

import { afterAll, beforeAll, describe, vi } from "vitest";
import { randomId } from "../../shared/ids.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { describeEmbedder } from "../test/contracts/embedder.ts";
import { describeGenerator } from "../test/contracts/generator.ts";
import { describeVectorStore } from "../test/contracts/vector-store.ts";
import { scopeOf } from "../test/fakes/scope.ts";
import { createOpenAIEmbedder } from "./openai/embedder.ts";
import { createOpenAIGenerator } from "./openai/generator.ts";
import { createPineconeStore } from "./pinecone/store.ts";

const { env } = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process;
const { PINECONE_API_KEY, PINECONE_INDEX_HOST, OPENAI_API_KEY, OPENAI_BASE_URL } = env;
const dimensions = Number(env["OPENAI_EMBEDDING_DIMENSIONS"] ?? 1_536);

describe.skipIf(!PINECONE_API_KEY || !PINECONE_INDEX_HOST)(
  "live: Pinecone (needs PINECONE_API_KEY, PINECONE_INDEX_HOST)",
  () => {
    const store = createPineconeStore({ apiKey: PINECONE_API_KEY ?? "", host: PINECONE_INDEX_HOST ?? "" });
    // Each run in namespaces of its own, so that nothing of an earlier one is in the way.
    const scopes = new Map<string, TenantScope>();
    function freshScopeOf(name: string): TenantScope {
      const scope = scopes.get(name) ?? scopeOf(`bot_${randomId()}`);
      scopes.set(name, scope);
      return scope;
    }

    beforeAll(async () => {
      vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
      await store.verify({ dimensions });
    });
    afterAll(async () => {
      for (const scope of scopes.values()) await store.within(scope).removeAll();
    });

    // Deletes have no mark to wait for: only time makes them visible.
    const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 15_000));
    describeVectorStore("pinecone, live", () => Promise.resolve({ store, scopeOf: freshScopeOf, dimensions, settle }));
  },
);

describe.skipIf(!OPENAI_API_KEY)("live: OpenAI (needs OPENAI_API_KEY)", () => {
  const shared = { apiKey: OPENAI_API_KEY ?? "", ...(OPENAI_BASE_URL ? { baseURL: OPENAI_BASE_URL } : {}) };
  const embedding = env["OPENAI_EMBEDDING_MODEL"] ?? "text-embedding-3-small";
  const chat = env["OPENAI_CHAT_MODEL"] ?? "gpt-5-mini";
  beforeAll(() => vi.setConfig({ testTimeout: 180_000 }));
  describeEmbedder("openai, live", () =>
    Promise.resolve(createOpenAIEmbedder({ ...shared, model: embedding, dimensions, batchSize: 32 })),
  );
  describeGenerator("openai, live", () => Promise.resolve(createOpenAIGenerator({ ...shared, model: chat })));
});
