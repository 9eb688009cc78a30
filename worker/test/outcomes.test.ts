/** What an answer says came of its question: on the wire, in the history, in the log and in OpenAI's shape. */

import { beforeAll, describe, expect, it } from "vitest";
import type { ConversationView } from "../../shared/chat.ts";
import { ask, type Answer, call, createTenant, get, putDocument, type Tenant } from "./harness.ts";

let boat: Tenant;
let bakery: Tenant;
let silent: Tenant;

const CONTACT = { text: "Our desk is there on weekdays.", email: "desk@boat.example" };

beforeAll(async () => {
  [boat, bakery, silent] = await Promise.all([
    createTenant("Boat", { contact: CONTACT }),
    createTenant("Bakery", { contact: { url: "https://bakery.example/contact" } }),
    createTenant("Silent"),
  ]);
  await putDocument(
    boat,
    "returns",
    `# Returns\n\nYou can return any compass within 45 days of delivery. Opened boxes are fine. The code is ${boat.canary}.\n\n## Refunds\n\nRefunds reach your card within five working days.\n\nA refund for a compass takes longer in winter.`,
  );
  await putDocument(boat, "reach", "# Reach us\n\nCall the support line on +44 20 7946 0018 for help with a compass.");
  await putDocument(bakery, "returns", `# Returns\n\nA compass made of bread is returned to ${bakery.canary}.`);
});

const outcomeOf = ({ end }: Answer) => (end?.type === "finish" ? end.messageMetadata.outcome : undefined);
const pagesOf = ({ chunks }: Answer) =>
  chunks.flatMap((chunk) => (chunk.type === "data-pages" ? chunk.data.pages : []));
const near = "Which harbour pays the compass winter refund tax in Norway?";

describe("an answer from the documents", () => {
  it("is answered, and says what is searched and read before its first text", async () => {
    const answer = await ask(boat, "How many days do I have to return a compass?");
    expect(answer.end).toMatchObject({ messageMetadata: { outcome: "answered", answered: true, grounded: true } });
    const types = answer.chunks.map(({ type }) => type);
    expect(types.indexOf("data-progress")).toBeLessThan(types.indexOf("text-start"));
    const progress = answer.chunks.flatMap((chunk) => (chunk.type === "data-progress" ? [chunk.data] : []));
    expect(progress[0]).toEqual({ pages: 2 });
    expect(progress[1]).toMatchObject({ reading: expect.arrayContaining(["Returns"]) as string[] });
    expect(JSON.stringify(answer.chunks)).not.toContain(bakery.canary);
  });

  it("cites with the headings above a quote and the words around it", async () => {
    const answer = await ask(boat, "When do refunds reach my card?");
    const citation = answer.citations.find(({ quote }) => quote.includes("five working days"))!;
    expect(citation.path).toEqual(["Refunds"]);
    expect(citation.before).toMatch(/## Refunds\s*$/);
    expect(citation.after?.trim()).toBe("A refund for a compass takes longer in winter.");
  });
});

describe("a question that no passage answers", () => {
  it("is unsure where pages come near: they are offered, nothing is cited, and it is kept", async () => {
    const answer = await ask(boat, near, { conversation: "near" });
    expect(answer.end).toMatchObject({ messageMetadata: { outcome: "unsure", answered: false, grounded: false } });
    expect(answer.citations).toEqual([]);
    expect(pagesOf(answer)[0]).toMatchObject({ title: "Returns", url: "https://boat.example/returns" });
    expect(pagesOf(answer).length).toBeLessThanOrEqual(3);
    expect(JSON.stringify(pagesOf(answer))).not.toContain("bakery");

    const { messages } = await get<ConversationView>("/v1/chat/near?visitor_id=visitor-1", { key: boat.secretKey });
    expect(messages[1]?.metadata).toMatchObject({ outcome: "unsure", answered: false });
    expect(messages[1]?.parts.map(({ type }) => type)).toEqual(["text", "data-pages"]);
  });

  it("is declined where nothing is near, in the owner's words", async () => {
    const { no_answer_text } = await get<{ no_answer_text: string }>("/v1/bot", { key: boat.secretKey });
    const answer = await ask(boat, "Who painted the Mona Lisa?");
    expect(outcomeOf(answer)).toBe("declined");
    expect(answer.text).toBe(no_answer_text);
    expect(pagesOf(answer)).toEqual([]);
  });

  it("stands in the owner's log with its outcome, and not in another's", async () => {
    await ask(boat, near);
    const insights = await get<{ data: { question: string; outcome: string }[] }>("/v1/insights", {
      key: boat.secretKey,
    });
    expect(insights.data.find(({ question }) => question === near)).toMatchObject({ outcome: "unsure" });
    const others = await get<{ data: { question: string }[] }>("/v1/insights", { key: bakery.secretKey });
    expect(others.data).toEqual([]);
  });
});

describe("a wish for a person", () => {
  it.each(["Can I talk to a human?", "phone number?", "Kann ich mit einem Menschen sprechen?", "我想和真人说话"])(
    "gets the owner's contact and the page that says more: %s",
    async (question) => {
      const answer = await ask(boat, question);
      expect(answer.end).toMatchObject({ messageMetadata: { outcome: "contact", answered: false } });
      expect(answer.text).toContain(CONTACT.text);
      expect(answer.text).toContain(CONTACT.email);
      expect(answer.text).not.toContain("bakery.example");
    },
  );

  it("cites the line of a page that says a number, and is no gap in the documents", async () => {
    const answer = await ask(boat, "How do I call support?");
    expect(outcomeOf(answer)).toBe("contact");
    expect(answer.citations.map(({ quote }) => quote)).toEqual([
      "Call the support line on +44 20 7946 0018 for help with a compass.",
    ]);
    const insights = await get<{ counts: { contact: number }; data: { question: string }[] }>("/v1/insights", {
      key: boat.secretKey,
    });
    expect(insights.counts.contact).toBeGreaterThan(0);
    expect(insights.data.map(({ question }) => question)).not.toContain("How do I call support?");
  });

  it("is declined where neither owner nor page says a way", async () => {
    expect(outcomeOf(await ask(silent, "Can I talk to a human?"))).toBe("declined");
  });

  it("is not read into a question about something else", async () => {
    expect(outcomeOf(await ask(boat, "Can a person return a compass within 45 days?"))).toBe("answered");
  });
});

describe("in OpenAI's shape", () => {
  it("says the outcome, and shows near pages to a client that shows nothing but text", async () => {
    const body = { model: "any", messages: [{ role: "user", content: near }] };
    const completion = await get<{ choices: { message: { content: string } }[]; vegarag: object }>(
      "/v1/openai/chat/completions",
      { key: boat.secretKey, body },
    );
    expect(completion.vegarag).toMatchObject({
      outcome: "unsure",
      answered: false,
      pages: [{ title: "Returns", url: "https://boat.example/returns" }],
    });
    const link = "](<https://boat.example/returns>)";
    expect(completion.choices[0]?.message.content).toContain(link);
    const streamed = await call("/v1/openai/chat/completions", {
      key: boat.secretKey,
      body: { ...body, stream: true },
    });
    expect(await streamed.text()).toContain(link);
  });
});
