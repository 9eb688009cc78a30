/** Asking: grounded answers, the wall between two bots, the stream, and the conversation that owns it. */

import { beforeAll, describe, expect, it } from "vitest";
import { useGate } from "./fakes/gated-generator.ts";
import {
  ask,
  call,
  createTenant,
  get,
  getProblem,
  mintToken,
  putDocument,
  readEvents,
  send,
  type Tenant,
} from "./harness.ts";

let boat: Tenant;
let bakery: Tenant;

beforeAll(async () => {
  [boat, bakery] = await Promise.all([createTenant("Boat"), createTenant("Bakery")]);
  await putDocument(
    boat,
    "returns.md",
    `# Returns\n\nYou can return any compass within 45 days of delivery. Opened boxes are fine. Our code is ${boat.canary}.\n\n## Refunds\n\nRefunds reach your card within five working days.`,
  );
  await putDocument(
    bakery,
    "returns.md",
    `# Returns\n\nBread cannot be returned, but we replace a damaged cake within 2 days. Our code is ${bakery.canary}.`,
  );
});

describe("an answer", () => {
  it("is streamed, numbered, grounded and cited verbatim", async () => {
    const answer = await ask(boat, "How many days do I have to return a compass?");
    expect(answer.response.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
    expect(answer.events.map(({ id }) => id)).toEqual(answer.events.map((_, at) => at + 1));
    expect(answer.chunks[0]?.type).toBe("start");
    expect(answer.text).toContain("45 days");
    expect(answer.end).toMatchObject({
      type: "finish",
      finishReason: "stop",
      messageMetadata: { answered: true, grounded: true },
    });
    expect(answer.citations.length).toBeGreaterThan(0);
    for (const { quote, start, end, url, source_id } of answer.citations) {
      expect(
        `You can return any compass within 45 days of delivery. Opened boxes are fine. Our code is ${boat.canary}. Refunds reach your card within five working days.`,
      ).toContain(quote);
      expect(answer.text.slice(start, end)).toBe(`[${source_id}]`);
      expect(url).toMatch(/^https:\/\/boat\.example\/returns\.md#:~:text=/);
    }
  });

  it("never tells one bot's visitors what another bot knows", async () => {
    const answer = await ask(boat, "Can I return bread or a damaged cake?");
    expect(JSON.stringify(answer.chunks)).not.toContain(bakery.canary);
    expect(answer.text).not.toContain("2 days");
  });

  it("says so, cites nothing and is remembered when the documents do not answer", async () => {
    const answer = await ask(boat, "Who is the chief executive of the harbour authority?");
    expect(answer.end).toMatchObject({ type: "finish", messageMetadata: { answered: false, grounded: false } });
    expect(answer.citations).toEqual([]);
    const insights = await get<{ data: { question: string }[] }>("/v1/insights", { key: boat.secretKey });
    expect(insights.data.map(({ question }) => question)).toContain(
      "Who is the chief executive of the harbour authority?",
    );
  });

  it("greets back without looking anything up", async () => {
    const answer = await ask(boat, "Hi!");
    expect(answer.end).toMatchObject({ messageMetadata: { answered: true, grounded: false } });
    expect(answer.text.length).toBeGreaterThan(0);
  });
});

describe("a message id", () => {
  it("makes one answer, however often it is sent", async () => {
    const options = { conversation: "ten-times", id: "once", visitor: "v" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(boat, "How fast are refunds?", options)));
    const late = await ask(boat, "How fast are refunds?", options);
    for (const answer of answers) expect(answer.events).toEqual(late.events);
    const { messages } = await get<{ messages: unknown[] }>("/v1/chat/ten-times?visitor_id=v", { key: boat.secretKey });
    expect(messages).toHaveLength(2);
  });

  it("cannot be used for another text", async () => {
    await ask(boat, "How fast are refunds?", { conversation: "reused", id: "same" });
    const response = await send(boat, "Something else", { conversation: "reused", id: "same" });
    expect(response.status).toBe(409);
  });
});

describe("a message", () => {
  it("has a hundred parts at the most", async () => {
    const partsOf = (count: number) => Array.from({ length: count }, () => ({ type: "text", text: "Hi " }));
    const sendParts = async (count: number): Promise<number> => {
      const message = { id: `parts-${count}`, role: "user", parts: partsOf(count) };
      const body = { id: "parts", message, visitor_id: "v" };
      const response = await call("/v1/chat", { key: boat.secretKey, body });
      await response.text();
      return response.status;
    };
    expect([await sendParts(100), await sendParts(101)]).toEqual([200, 400]);
  });
});

describe("what a visitor rates", () => {
  it("is an answer, of this bot, with a reason that fits", async () => {
    const options = { conversation: "rated", id: "question", visitor: "v" };
    const { chunks } = await ask(boat, "How fast are refunds?", options);
    const message_id = chunks[0]?.type === "start" ? chunks[0].messageId : "";
    const rate = async (more: object, key = boat.secretKey): Promise<number> => {
      const body = { conversation_id: "rated", message_id, rating: "down", visitor_id: "v", ...more };
      return (await call("/v1/feedback", { key, body })).status;
    };
    expect(await rate({ message_id: "question" })).toBe(404);
    expect(await rate({ reason: "x".repeat(1_001) })).toBe(400);
    expect(await rate({}, bakery.secretKey)).toBe(404);
    const rated = "/v1/insights?kind=rated";
    expect(await get(rated, { key: boat.secretKey })).toMatchObject({ data: [] });
    expect(await rate({ reason: "x".repeat(1_000) })).toBe(204);
    expect(await get(rated, { key: boat.secretKey })).toMatchObject({ data: [{ message_id, rating: "down" }] });
  });
});

describe("a reader that was cut", () => {
  it("gets every event exactly once, whichever it saw last", async () => {
    const options = { conversation: "cut", id: "cut-1", visitor: "v" };
    const { events } = await ask(boat, "What about refunds and returns?", options);
    for (const { id } of events) {
      const response = await call("/v1/chat/cut/stream?visitor_id=v", {
        key: boat.secretKey,
        headers: { "last-event-id": String(id) },
      });
      if (id === events.length) expect(response.status).toBe(204);
      else expect(await readEvents(response)).toEqual(events.slice(id));
    }
  });

  it("without a number gets 204 where nothing runs", async () => {
    await ask(boat, "How fast are refunds?", { conversation: "quiet", visitor: "v" });
    expect((await call("/v1/chat/quiet/stream?visitor_id=v", { key: boat.secretKey })).status).toBe(204);
  });
});

describe("a conversation", () => {
  it("is its visitor's alone", async () => {
    await ask(boat, "How fast are refunds?", { conversation: "private", visitor: "ann" });
    const token = await mintToken(boat, { visitor_id: "bob" });
    const other = await getProblem("/v1/chat/private", { key: token });
    const none = await getProblem("/v1/chat/never-was", { key: token });
    expect({ ...other, instance: "" }).toEqual({ ...none, instance: "" });
    expect(other.slug).toBe("not-found");
  });

  it("understands a follow-up from its own history, not from the client's", async () => {
    await ask(boat, "How many days do I have to return a compass?", { conversation: "follow", visitor: "v" });
    const answer = await ask(boat, "And when do I get the refund?", { conversation: "follow", visitor: "v" });
    expect(answer.text).toContain("five working days");
  });

  it("is forgotten when its visitor says so", async () => {
    const token = await mintToken(boat, { visitor_id: "ann" });
    await ask(boat, "How fast are refunds?", { conversation: "gone", key: token });
    expect((await call("/v1/chat/gone", { key: token, method: "DELETE" })).status).toBe(204);
    expect((await getProblem("/v1/chat/gone", { key: token })).slug).toBe("not-found");
    expect((await getProblem("/v1/conversations/gone", { key: boat.secretKey })).slug).toBe("not-found");
  });

  it("that there is none of can be neither stopped nor forgotten, whosever its id is elsewhere", async () => {
    const options = { conversation: "elsewhere", visitor: "ann" };
    await ask(bakery, "How fast are refunds?", options);
    const key = await mintToken(boat, { visitor_id: "ann" });
    for (const [method, path] of [
      ["POST", "/v1/chat/elsewhere/stop"],
      ["DELETE", "/v1/chat/elsewhere"],
    ] as const)
      expect((await getProblem(path, { method, key })).slug, path).toBe("not-found");
    expect((await call("/v1/chat/elsewhere?visitor_id=ann", { key: bakery.secretKey })).status).toBe(200);
  });
});

describe("an answer of markers alone", () => {
  const used = useGate();

  it("says that there is none, and is no empty message", async () => {
    for (const markers of ["[1]", " [1][2]\n", "\n\n"]) {
      used.gate.say(markers);
      used.gate.finish();
      const answer = await ask(boat, "How fast are refunds?");
      expect(answer.text).toMatch(/^I could not find a clear answer/);
      expect(answer.end).toMatchObject({
        finishReason: "stop",
        messageMetadata: { outcome: "unsure", answered: false, grounded: false },
      });
    }
  });
});

describe("a follow-up that the model does not rewrite", () => {
  const used = useGate();

  it("is searched with the questions it leans on", async () => {
    used.gate.rewrite = () => Promise.resolve(undefined);
    const first = "How many days do I have to return a compass?";
    for (const question of [first, "And why?"]) {
      used.gate.finish("no-answer");
      await ask(boat, question, { conversation: "bare", visitor: "v" });
    }
    expect(used.gate.prompts.map(({ standaloneQuestion }) => standaloneQuestion)).toEqual([first, `And why? ${first}`]);
  });
});

describe("a deleted document", () => {
  it("is gone from answers and search when the call returns", async () => {
    await putDocument(boat, "shipping.md", "# Shipping\n\nWe ship sextants to Iceland by ferry every Thursday.");
    expect((await ask(boat, "Do you ship sextants to Iceland?")).text).toContain("Thursday");
    await call("/v1/documents/shipping.md", { key: boat.secretKey, method: "DELETE" });
    expect((await ask(boat, "Do you ship sextants to Iceland?")).text).not.toContain("Thursday");
    const { matches } = await get<{ matches: { document_id: string }[] }>("/v1/search", {
      key: boat.secretKey,
      body: { query: "sextants Iceland" },
    });
    expect(matches.map((match) => match.document_id)).not.toContain("shipping.md");
  });
});
