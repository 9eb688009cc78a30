/** What visitors and owners see while the language model is down, and when it is back. */

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { SERVICES } from "../adapters/advice.ts";
import { createBreaker } from "../adapters/breaker.ts";
import { guardGenerator } from "../adapters/guarded.ts";
import { UpstreamFault } from "../adapters/upstream.ts";
import { compose } from "../compose.ts";
import type { Generator } from "../ports.ts";
import { ask, createTenant, get, putDocument, type Tenant } from "./harness.ts";

const QUESTION = "What is the secret code word of the lighthouse?";

/** A model that fails as long as it is told to, and counts who asks it. */
function createBrokenModel(fault: UpstreamFault) {
  const asked = { answers: 0, checks: 0 };
  let isDown = true;
  const failWhileDown = (): void => {
    if (isDown) throw new ProblemError("upstream-failed", { detail: "The language model failed.", cause: fault });
  };
  const generator: Generator = {
    model: "test:broken",
    costsTokens: true,
    extractive: false,
    async *generate() {
      asked.answers += 1;
      failWhileDown();
      yield { type: "text", text: "From the model." };
      yield { type: "finish", reason: "stop", usage: { input_tokens: 1, output_tokens: 1 } };
    },
    async check() {
      asked.checks += 1;
      failWhileDown();
    },
  };
  return { generator, asked, comeBack: () => (isDown = false) };
}

async function withGuide(name: string, limits: object): Promise<Tenant> {
  const tenant = await createTenant(name);
  await get("/v1/bot", { key: tenant.secretKey, method: "PATCH", body: { limits } });
  await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
  return tenant;
}

async function stateOf(tenant: Tenant): Promise<Record<string, unknown>> {
  const { engines } = await get<{ engines: { generator: Record<string, unknown> } }>("/v1/bot", {
    key: tenant.secretKey,
  });
  return engines.generator;
}

describe("a model that is down", () => {
  const { engines } = compose(env);
  const { generator, states } = engines;
  let now = 0;
  let model: ReturnType<typeof createBrokenModel>;

  beforeEach(() => {
    now = 1_000_000;
    const refused = new UpstreamFault("upstream-failed", "HTTP 401", { retryable: false, status: 401, kind: "key" });
    model = createBrokenModel(refused);
    const breaker = createBreaker(SERVICES.generator, () => now);
    engines.generator = guardGenerator(model.generator, breaker);
    engines.states = () => ({ ...states(), generator: { engine: model.generator.model, ...breaker.state() } });
  });

  afterEach(() => {
    engines.generator = generator;
    engines.states = states;
  });

  it("is stood in for where the owner wants it, which is said, and is an error where not", async () => {
    const wants = await withGuide("Wants", { when_down: "extractive" });
    const refuses = await withGuide("Refuses", {});
    const answered = await ask(wants, QUESTION, { conversation: "wants" });
    expect(answered.text).toContain(wants.canary);
    expect(answered.text).not.toContain(refuses.canary);
    expect(answered.events.at(-1)?.chunk).toMatchObject({
      type: "finish",
      messageMetadata: { degraded: "down", outcome: "answered" },
    });
    const failed = await ask(refuses, QUESTION);
    expect(failed.events.at(-1)?.chunk).toMatchObject({ type: "error" });
    expect(JSON.stringify(failed.events)).not.toContain(wants.canary);
    const view = await get<{ messages: { metadata: object }[] }>("/v1/chat/wants?visitor_id=visitor-1", {
      key: wants.secretKey,
    });
    expect(view.messages.at(-1)?.metadata).toMatchObject({ degraded: "down", status: "complete" });
  });

  it("is asked no more after three failures, its owner is told what to do, and one trial closes it again", async () => {
    const tenant = await withGuide("Told", { when_down: "extractive" });
    for (let at = 0; at < 5; at++) {
      const { text } = await ask(tenant, QUESTION, { conversation: `told-${at}` });
      expect(text).toContain(tenant.canary);
    }
    expect(model.asked).toEqual({ answers: 3, checks: 0 });
    expect(await stateOf(tenant)).toEqual({
      engine: "test:broken",
      state: "down",
      since: new Date(1_000_000).toISOString(),
      problem: "The language model refuses the key. Set OPENAI_API_KEY to one that is valid for it.",
    });
    now += 6_000;
    await ask(tenant, QUESTION, { conversation: "told-5" });
    expect(model.asked).toEqual({ answers: 3, checks: 1 });
    model.comeBack();
    now += 60_000;
    await ask(tenant, QUESTION, { conversation: "told-6" });
    await expect.poll(() => stateOf(tenant)).toEqual({ engine: "test:broken", state: "up" });
    expect((await ask(tenant, QUESTION, { conversation: "told-7" })).text).toContain("From the model.");
    expect(model.asked).toEqual({ answers: 4, checks: 2 });
  });
});
