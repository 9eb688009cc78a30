/** The vector of a question, where it is a service's: made once, paid once, never for nothing. */

import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { Ledger } from "../durable/ledger.ts";
import { QUESTION_TOKENS, useGatedEmbedder } from "./fakes/gated-embedder.ts";
import { follow } from "./follow.ts";
import { ask, call, createTenant, get, mintToken, putDocument, send, type Tenant } from "./harness.ts";

const QUESTION = "What is the secret code word of the lighthouse?";

const embedder = useGatedEmbedder();
let tenant: Tenant;
let other: Tenant;

async function createLighthouse(name: string, settings: Record<string, unknown> = {}): Promise<Tenant> {
  const made = await createTenant(name, settings);
  await putDocument(made, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${made.canary}.`);
  return made;
}

beforeAll(async () => {
  [tenant, other] = await Promise.all([createLighthouse("Ahead"), createLighthouse("Beside")]);
});

async function spentBy({ secretKey }: Tenant): Promise<{ calls: number; tokens: number }> {
  const { data } = await get<{ data: Record<string, number>[] }>("/v1/usage?days=1", { key: secretKey });
  return { calls: data[0]?.["calls"] ?? 0, tokens: data[0]?.["input_tokens"] ?? 0 };
}

/** The books are told after the reader: a moment later at the most. */
async function expectSpent(of: Tenant, { calls, tokens }: { calls: number; tokens: number }, questions: number) {
  const wanted = { calls: calls + questions, tokens: tokens + questions * QUESTION_TOKENS };
  await expect.poll(() => spentBy(of)).toEqual(wanted);
}

const statusOf = (begun: Promise<Response>): Promise<number> => begun.then(({ status }) => status);

describe("made once", () => {
  it("for a question that is answered", async () => {
    const before = await spentBy(tenant);
    const { text } = await ask(tenant, QUESTION);
    expect(text).toContain(tenant.canary);
    expect(embedder.calls).toEqual([{ text: QUESTION, isAborted: false, hasEnded: true }]);
    await expectSpent(tenant, before, 1);
  });

  it("for a question with a token, and in OpenAI's shape", async () => {
    const key = await mintToken(tenant);
    expect((await ask(tenant, QUESTION, { key })).text).toContain(tenant.canary);
    const completion = await get<{ choices: { message: { content: string } }[] }>("/v1/openai/chat/completions", {
      key,
      body: { messages: [{ role: "user", content: QUESTION }] },
    });
    expect(completion.choices[0]!.message.content).toContain(tenant.canary);
    expect(embedder.calls).toHaveLength(2);
  });

  it("for a question that is sent many times, in the same moment and later", async () => {
    const before = await spentBy(tenant);
    const same = { conversation: "many", id: "m" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(tenant, QUESTION, same)));
    answers.push(await ask(tenant, QUESTION, same));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(embedder.calls).toHaveLength(1);
    await expectSpent(tenant, before, 1);
  });

  it("for each of two bots whose visitors, conversations and messages have the same names", async () => {
    embedder.isHeld = true;
    const same = { conversation: "same", id: "same", visitor: "same" };
    const both = [ask(tenant, QUESTION, same), ask(other, `${QUESTION} Really?`, same)];
    await expect
      .poll(() => embedder.calls.map(({ text }) => text).toSorted())
      .toEqual([QUESTION, `${QUESTION} Really?`]);
    embedder.isHeld = false;
    const [mine, theirs] = await Promise.all(both);
    expect(mine!.text).toContain(tenant.canary);
    expect(mine!.text).not.toContain(other.canary);
    expect(theirs!.text).toContain(other.canary);
    expect(theirs!.text).not.toContain(tenant.canary);
    expect(embedder.calls).toHaveLength(2);
  });
});

describe("what was found", () => {
  it("is not told where its document went while the conversation was waiting", async () => {
    const where = await createLighthouse("Going");
    await putDocument(where, "gone.md", "# Gone\n\nThe secret code word of the old lighthouse is seashell.");
    const question = "What is the secret code word of the old lighthouse?";
    expect((await ask(where, question)).text).toContain("seashell");
    embedder.isHeld = true;
    const answer = follow(await send(where, question));
    await answer.until("start");
    expect(await statusOf(call("/v1/documents/gone.md", { key: where.secretKey, method: "DELETE" }))).toBe(204);
    embedder.isHeld = false;
    const said = JSON.stringify(await answer.rest());
    expect(said).toContain(where.canary);
    expect(said).not.toContain("seashell");
    expect(embedder.calls).toHaveLength(2);
  });

  it("keeps to the filter of the question", async () => {
    const where = await createLighthouse("Filtered");
    await putDocument(where, "de.md", "# Other\n\nThe secret code word of the lighthouse is Leuchtturm.", {
      metadata: { language: "de" },
    });
    const { text } = await ask(where, QUESTION, { more: { filter: { language: "de" } } });
    expect(text).toContain("Leuchtturm");
    expect(text).not.toContain(where.canary);
    expect(embedder.calls).toHaveLength(1);
  });
});

describe("let go", () => {
  it("where the conversation refuses the question", async () => {
    embedder.isHeld = true;
    const first = follow(await send(tenant, QUESTION, { conversation: "busy", id: "one" }));
    await first.until("start");
    const before = await spentBy(tenant);
    expect(await statusOf(send(tenant, `${QUESTION} Now?`, { conversation: "busy", id: "two" }))).toBe(409);
    expect(embedder.calls).toEqual([{ text: QUESTION, isAborted: false, hasEnded: false }]);
    embedder.isHeld = false;
    expect((await first.rest()).at(-1)?.chunk.type).toBe("finish");
    await expectSpent(tenant, before, 1);
  });

  it("where the visitor stops while the question waits for its admission, and the stop does not wait", async () => {
    const before = await spentBy(tenant);
    let isHeld = true;
    let hasAsked = false;
    const { admit } = Ledger.prototype;
    vi.spyOn(Ledger.prototype, "admit").mockImplementation(async function (this: Ledger, request) {
      hasAsked = true;
      while (isHeld) await scheduler.wait(2);
      return admit.call(this, request);
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const sent = send(tenant, QUESTION, { conversation: "stopped-early", id: "m" });
    await expect.poll(() => hasAsked).toBe(true);
    const stop = call("/v1/chat/stopped-early/stop?visitor_id=visitor-1", { key: tenant.secretKey, method: "POST" });
    expect(await statusOf(stop)).toBe(204);
    isHeld = false;
    expect((await follow(await sent).rest()).at(-1)?.chunk.type).toBe("abort");
    await expect.poll(() => embedder.calls).toEqual([{ text: QUESTION, isAborted: true, hasEnded: true }]);
    await ask(tenant, QUESTION, { conversation: "stopped-early", id: "another" });
    await expectSpent(tenant, before, 1);
  });

  it("where the visitor stops: nothing is paid for it", async () => {
    embedder.isHeld = true;
    const before = await spentBy(tenant);
    const answer = follow(await send(tenant, QUESTION, { conversation: "stopped", id: "m" }));
    await answer.until("start");
    const stop = call("/v1/chat/stopped/stop?visitor_id=visitor-1", { key: tenant.secretKey, method: "POST" });
    expect(await statusOf(stop)).toBe(204);
    expect((await answer.rest()).at(-1)?.chunk.type).toBe("abort");
    embedder.isHeld = false;
    await ask(tenant, QUESTION, { conversation: "stopped", id: "another" });
    await expectSpent(tenant, before, 1);
  });

  it("where the conversation is forgotten", async () => {
    embedder.isHeld = true;
    const answer = follow(await send(tenant, QUESTION, { conversation: "forgotten", id: "m" }));
    await answer.until("start");
    const forget = call("/v1/chat/forgotten?visitor_id=visitor-1", { key: tenant.secretKey, method: "DELETE" });
    expect(await statusOf(forget)).toBe(204);
    await expect.poll(() => embedder.calls).toEqual([{ text: QUESTION, isAborted: true, hasEnded: true }]);
  });
});

describe("never begun", () => {
  it("for what needs no vector, or another one", async () => {
    const conversation = "talk";
    await ask(tenant, "Hello", { conversation });
    expect(embedder.calls).toEqual([]);
    await ask(tenant, QUESTION, { conversation });
    await ask(tenant, "And why?", { conversation });
    // A bare "why" is asked of what was just said as well.
    const asked = embedder.calls.map(({ text }) => text);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(QUESTION);
    expect(asked[1]).toMatch(new RegExp(`^And why\\? ${QUESTION.replace("?", "\\?")}`));
  });

  it("for a question over a limit of the minute", async () => {
    const limited = await createLighthouse("Minute", { limits: { messages_per_minute: 2 } });
    const before = await spentBy(limited);
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const response = await send(limited, QUESTION);
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses).toEqual([200, 200, 429, 429, 429]);
    expect(embedder.calls).toHaveLength(2);
    await expectSpent(limited, before, 2);
  });

  it.each([
    { tokens_per_day: 3_001 },
    { tokens_per_month: 3_001 },
    { messages_per_day: 1 },
    { bot_messages_per_day: 1 },
  ])("for a question over a limit that is exact: %o", async (limits) => {
    const limited = await createLighthouse("Exact", { limits: { ...limits, when_spent: "refuse" } });
    const statuses = [await statusOf(send(limited, QUESTION)), await statusOf(send(limited, QUESTION))];
    await expect.poll(() => embedder.calls).toMatchObject([{ hasEnded: true }]);
    expect(statuses).toEqual([200, 429]);
    expect(embedder.calls).toHaveLength(1);
  });
});

describe("a failure", () => {
  it("of the service leaves full text to answer, without a second call", async () => {
    embedder.failures.push(new ProblemError("upstream-failed", { detail: "The embedding service failed." }));
    expect((await ask(tenant, QUESTION)).text).toContain(tenant.canary);
    expect(embedder.calls).toHaveLength(1);
  });

  it("of a connection is none of the answer", async () => {
    embedder.isHeld = true;
    const before = await spentBy(tenant);
    const where = { conversation: "left", id: "m" };
    const first = follow(await send(tenant, QUESTION, where));
    await first.until("start");
    await first.leave();
    embedder.isHeld = false;
    expect((await ask(tenant, QUESTION, where)).text).toContain(tenant.canary);
    expect(embedder.calls).toHaveLength(1);
    await expectSpent(tenant, before, 1);
  });
});
