/** Curated answers: said word for word to whoever asks like one of their questions, of their own bot alone. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../shared/config.ts";
import { ask, call, createTenant, get, getProblem, mintToken, putDocument, type Tenant } from "./harness.ts";

let mine: Tenant;
let other: Tenant;
const ANSWER = "Yes: *by ship*, in 9 days.\n\n- and **never** by air";

beforeAll(async () => {
  [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
  for (const tenant of [mine, other]) {
    await putDocument(tenant, "canada.md", `# Canada\n\nWe ship to Canada with ${tenant.canary}.`);
  }
  await get("/v1/answers/canada", {
    method: "PUT",
    key: mine.secretKey,
    body: {
      questions: ["Do you ship to Canada?", "Is delivery to Toronto possible?"],
      answer: ANSWER,
      url: "https://mine.example/canada",
    },
  });
});

describe("a question that is asked like one of an answer's", () => {
  it.each(["do you ship to canada", "Can you tell me if you ship to Canada, please?", "delivery to Toronto possible?"])(
    "%s gets the owner's words and no others, cited",
    async (question) => {
      const { text, citations, chunks, end } = await ask(mine, question);
      expect(text).toBe(`${ANSWER} [1]`);
      const [citation] = citations;
      expect(citation).toMatchObject({ source_id: "1", quote: ANSWER, url: "https://mine.example/canada" });
      expect(citation).toMatchObject({ path: [], before: "", after: "" });
      expect(text.slice(citation!.start, citation!.end)).toBe("[1]");
      expect(chunks).toContainEqual(
        expect.objectContaining({ type: "source-url", url: "https://mine.example/canada" }),
      );
      expect(end).toMatchObject({
        type: "finish",
        messageMetadata: { outcome: "curated", answered: true, grounded: true },
      });
    },
  );

  it("of another bot gets what that bot's documents say", async () => {
    const { text, end } = await ask(other, "Do you ship to Canada?");
    expect(text).toContain(other.canary);
    expect(end).toMatchObject({ messageMetadata: { outcome: "answered" } });
  });

  it("is answered so before small talk, and as a greeting where the owner wrote none", async () => {
    const question = "Who are you?";
    const before = await ask(mine, question);
    const key = mine.secretKey;
    await get("/v1/answers/who", { method: "PUT", key, body: { questions: [question], answer: "I am Max." } });
    const { text, chunks } = await ask(mine, question);
    expect(before.end).toMatchObject({ messageMetadata: { outcome: "small-talk" } });
    expect(text).toBe("I am Max. [1]");
    expect(chunks).toContainEqual(expect.objectContaining({ type: "source-document" }));
    await call("/v1/answers/who", { method: "DELETE", key });
    expect((await ask(mine, question)).text).toBe(before.text);
  });
});

describe("a question that is another one", () => {
  it.each(["Do you ship to Mexico?", "Do you not ship to Canada?", "Do you ship 30 parcels to Canada?"])(
    "%s does not get it",
    async (question) => {
      const { text } = await ask(mine, question);
      expect(text).not.toContain("by ship");
    },
  );

  it("is any, for a visitor whose locked filter does not let the answer through", async () => {
    const locked = { visitor_id: "v", filter: { plan: "free" } };
    const hidden = await ask(mine, "Do you ship to Canada?", { key: await mintToken(mine, locked) });
    expect(hidden.text).not.toContain("by ship");
    const body = { questions: ["Do you ship to Canada?"], answer: "For free.", metadata: { plan: "free" } };
    await get("/v1/answers/canada-free", { method: "PUT", key: mine.secretKey, body });
    const shown = await ask(mine, "Do you ship to Canada?", { key: await mintToken(mine, locked) });
    expect(shown.text).toBe("For free. [1]");
    await call("/v1/answers/canada-free", { method: "DELETE", key: mine.secretKey });
  });
});

describe("the thousand and first answer", () => {
  it("is refused, of one bot alone; one of the thousand can still be written over", async () => {
    const [full, free] = await Promise.all([createTenant("Full"), createTenant("Free")]);
    const write = ({ secretKey: key }: Tenant, id: string) =>
      call(`/v1/answers/${id}`, { method: "PUT", key, body: { questions: [`${id}?`], answer: id } });
    await write(full, "first");
    const books = env.KNOWLEDGE_BASE.getByName(JSON.stringify(["knowledge-base", full.botId]));
    await runInDurableObject(books, (_, { storage }) =>
      storage.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO curated SELECT 'a-' || i, answer, url, metadata, created_at, updated_at FROM curated, n`,
        LIMITS.curatedAnswersPerBot,
      ),
    );
    const problem = await getProblem("/v1/answers/more", {
      method: "PUT",
      key: full.secretKey,
      body: { questions: ["More?"], answer: "More" },
    });
    expect(problem).toMatchObject({ slug: "conflict", detail: expect.stringContaining("at most 1000") });
    expect((await write(full, "a-7")).ok).toBe(true);
    expect((await write(free, "more")).ok).toBe(true);
    await call("/v1/answers/a-8", { method: "DELETE", key: full.secretKey });
    expect((await write(full, "more")).ok).toBe(true);
  });
});

describe("the list", () => {
  it("has a bot's own, in order, a page at a time", async () => {
    const key = other.secretKey;
    for (const id of ["b", "a", "c"]) {
      await get(`/v1/answers/${id}`, { method: "PUT", key, body: { questions: [`${id}?`], answer: id } });
    }
    const page = await get<{ data: { answer_id: string }[]; next_cursor: string }>("/v1/answers?limit=2", { key });
    expect(page.data.map(({ answer_id }) => answer_id)).toEqual(["a", "b"]);
    const rest = await get<typeof page>(`/v1/answers?limit=2&cursor=${page.next_cursor}`, { key });
    expect(rest).toMatchObject({ data: [{ answer_id: "c" }], next_cursor: null });
    expect((await getProblem("/v1/answers/canada", { key })).slug).toBe("not-found");
  });
});
