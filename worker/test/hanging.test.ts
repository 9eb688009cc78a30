/**
 * A service that takes requests and never answers: three questions wait for it as long as they may, and from the fourth
 * on nobody asks it, so that nobody waits. The real adapters against the strict servers; the breaker's clock stands still.
 */

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, inject, it } from "vitest";
import { openOpenAI, openPinecone, type FakeControl } from "../../fakes/control.ts";
import { SERVICES } from "../adapters/advice.ts";
import { type Breaker, createBreaker } from "../adapters/breaker.ts";
import { guardEmbedder, guardGenerator, guardStore } from "../adapters/guarded.ts";
import { createOpenAIEmbedder } from "../adapters/openai/embedder.ts";
import { createOpenAIGenerator } from "../adapters/openai/generator.ts";
import { createPineconeStore } from "../adapters/pinecone/store.ts";
import { compose } from "../compose.ts";
import { ask, createTenant, get, putDocument, type Tenant } from "./harness.ts";

const QUESTION = "What is the secret code word of the lighthouse?";
/** How long may be waited: nothing comes, however long it is. */
const PATIENCE_MS = 20;

const { engines } = compose(env);
const { embedder, generator, open } = engines;
const breakerOf = (name: keyof typeof SERVICES) => createBreaker(SERVICES[name], () => 0);

afterEach(() => {
  Object.assign(engines, { embedder, generator, open });
});

/** Each puts a service that hangs in the place of one that answers. */
const HANGING: Record<string, () => Promise<{ fake: FakeControl; breaker: Breaker }>> = {
  async embeddings() {
    const breaker = breakerOf("embedder");
    const fake = await openOpenAI(inject("fakeFarm"), { dimensions: embedder!.dimensions });
    const options = { apiKey: "openai-test-key", baseURL: `${fake.url}/v1`, model: "m" };
    const hosted = createOpenAIEmbedder({ ...options, dimensions: embedder!.dimensions, queryDeadlineMs: PATIENCE_MS });
    // The client is loaded with the first call.
    await hosted.embed(["page"], "document");
    // The bot's vectors are the embedded engine's: only the question is taken to the service.
    const asking = { ...embedder!, costsTokens: true, embed: hosted.embed };
    const guarded = guardEmbedder(asking, breaker);
    engines.embedder = guarded;
    engines.open = (space) => ({ embedder: guarded, vectorStore: open(space).vectorStore });
    return { fake, breaker };
  },
  async "an index"() {
    const breaker = breakerOf("vector_store");
    const fake = await openPinecone(inject("fakeFarm"), { dimension: embedder!.dimensions });
    const store = createPineconeStore({ apiKey: "pinecone-test-key", host: fake.url, queryMs: PATIENCE_MS });
    const guarded = guardStore(store, breaker);
    engines.open = (space) => ({ embedder: open(space).embedder, vectorStore: guarded });
    return { fake, breaker };
  },
  async "a model"() {
    const breaker = breakerOf("generator");
    const fake = await openOpenAI(inject("fakeFarm"));
    const options = { apiKey: "openai-test-key", baseURL: `${fake.url}/v1`, model: "m" };
    const hosted = createOpenAIGenerator({ ...options, limits: { firstTokenMs: PATIENCE_MS, totalMs: 60_000 } });
    await hosted.check!(new AbortController().signal);
    engines.generator = guardGenerator(hosted, breaker);
    return { fake, breaker };
  },
};

async function createLighthouse(name: string): Promise<Tenant> {
  const tenant = await createTenant(name);
  await get("/v1/bot", { key: tenant.secretKey, method: "PATCH", body: { limits: { when_down: "extractive" } } });
  await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
  // An index without this bot's vectors would not be asked.
  await expect
    .poll(async () => (await get<{ data: { vectors: string }[] }>("/v1/documents", { key: tenant.secretKey })).data)
    .toEqual([expect.objectContaining({ vectors: "ready" })]);
  return tenant;
}

describe.each(Object.entries(HANGING))("%s that hangs", (name, hang) => {
  it("is asked by three questions, and holds up no other", async () => {
    const tenant = await createLighthouse(`Hanging${name.replace(" ", "")}`);
    const { fake, breaker } = await hang();
    await fake.script([{ fault: { kind: "stall" } }]);
    for (let at = 0; at < 3; at++) {
      const { text } = await ask(tenant, QUESTION, { conversation: `waits-${at}` });
      expect(text).toContain(tenant.canary);
    }
    expect(breaker.state()).toMatchObject({ state: "down" });
    const asked = (await fake.log()).length;
    for (let at = 0; at < 3; at++) {
      const { text, events } = await ask(tenant, QUESTION, { conversation: `waits-no-more-${at}` });
      expect(text).toContain(tenant.canary);
      expect(events.at(-1)?.chunk).toMatchObject({ type: "finish" });
    }
    expect((await fake.log()).length).toBe(asked);
  });
});
