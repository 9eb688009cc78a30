/** The owner's loop: what was not answered, in groups; a page that mends them; the proof. Of one bot alone. */

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { ask, call, createTenant, get, getProblem, putDocument, type Tenant } from "./harness.ts";
import { expectReported } from "./principals.ts";

interface Group {
  group_id: string;
  label: string;
  state: string;
  count: number;
  last_at: string;
  questions: { text: string; outcome: string; conversation_id: string; asked_at: string }[];
}
interface Recheck {
  of: number;
  answered: number;
  before: number;
  results: { question: string; outcome: string; before: string; quote?: string; url?: string }[];
}

const GAPS: Record<string, readonly string[]> = {
  warranty: ["How long is the warranty?", "warranty for lamps", "Is there a warranty?"],
  gift: ["Do you sell gift cards?", "gift cards", "Can I pay with gift cards?"],
  canada: ["Do you ship to Canada?", "shipping to Canada", "Is shipping to Canada possible?"],
  repair: ["Do you repair broken lamps?", "repair of a broken lamp", "broken lamp repair"],
  student: ["Is there a student discount?", "student discount", "How much is the student discount?"],
};
const PAGES: Record<string, string> = {
  warranty: "# Warranty\n\nThe warranty for lamps is 24 months.",
  gift: "# Gift cards\n\nWe sell gift cards. You can pay with gift cards in the shop.",
  canada: "# Canada\n\nShipping to Canada is possible and takes 9 days. We ship to Canada by air.",
  repair: "# Repair\n\nWe repair broken lamps. The repair of a broken lamp takes a week.",
  student: "# Students\n\nThere is a student discount of 10 percent.",
};

const groupsOf = async (tenant: Tenant, query = ""): Promise<Group[]> =>
  (await get<{ data: Group[] }>(`/v1/insights/groups?limit=100${query}`, { key: tenant.secretKey })).data;

describe("five gaps", () => {
  let mine: Tenant;
  let other: Tenant;

  beforeAll(async () => {
    [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
    for (const tenant of [mine, other]) await putDocument(tenant, "home.md", `# Home\n\nWelcome to ${tenant.canary}.`);
    let turn = 0;
    for (const at of [0, 1, 2]) {
      for (const questions of Object.values(GAPS)) {
        await ask(mine, questions[at]!, { visitor: `v${turn}`, conversation: `c${turn++}` });
      }
    }
    await ask(other, "Where is the moon?", { visitor: "v0", conversation: "c0" });
    await Promise.all([expectReported(mine, 15), expectReported(other, 1)]);
  });

  it("are five groups with what was asked, of this bot alone", async () => {
    const groups = await groupsOf(mine);
    expect(groups.map(({ count, state }) => [count, state])).toEqual(Array.from({ length: 5 }, () => [3, "open"]));
    for (const questions of Object.values(GAPS)) {
      const group = groups.find(({ questions: asked }) => asked.some(({ text }) => text === questions[0]))!;
      expect(group.questions.map(({ text }) => text).toSorted()).toEqual([...questions].toSorted());
      expect(questions).toContain(group.label);
    }
    expect(await groupsOf(mine)).toEqual(groups);
    expect((await groupsOf(other)).map(({ label }) => label)).toEqual(["Where is the moon?"]);
    for (const method of ["PATCH", "POST"]) {
      const path = `/v1/insights/groups/${groups[0]!.group_id}${method === "POST" ? "/recheck" : ""}`;
      const body = method === "PATCH" ? { body: { state: "done" } } : {};
      expect((await getProblem(path, { method, key: other.secretKey, ...body })).slug).toBe("not-found");
    }
  });

  it("are put into their groups some minutes later, whether anybody looks or not", async () => {
    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", other.botId]));
    const groupsIn = () =>
      runInDurableObject(ledger, (_, { storage }) =>
        storage.sql.exec<{ group_id: string | null }>("SELECT group_id FROM answers").toArray(),
      );
    await ask(other, "Where is the sun?", { visitor: "v0", conversation: "c1" });
    await expectReported(other, 2);
    const gather = async (ms: number) => {
      await runInDurableObject(ledger, (_, { storage }) => {
        storage.sql.exec("UPDATE due SET at = at - ?", ms);
      });
      await runDurableObjectAlarm(ledger);
    };
    await gather(240_000);
    expect((await groupsIn()).filter(({ group_id }) => group_id === null)).toHaveLength(1);
    await gather(60_001);
    expect((await groupsIn()).filter(({ group_id }) => group_id === null)).toEqual([]);
    await call("/v1/conversations/c1", { method: "DELETE", key: other.secretKey });
  });

  it("are closed by five pages, shown by asking again, which is counted nowhere", async () => {
    const key = mine.secretKey;
    const before = JSON.stringify([
      await get("/v1/insights", { key }),
      await get("/v1/conversations?limit=100", { key }),
      await get("/v1/usage", { key }),
    ]);
    let closed = 0;
    for (const [name, questions] of Object.entries(GAPS)) {
      const group = (await groupsOf(mine)).find(({ questions: asked }) =>
        asked.some(({ text }) => text === questions[0]),
      )!;
      const path = `/v1/insights/groups/${group.group_id}/recheck`;
      expect(await get<Recheck>(path, { method: "POST", key })).toMatchObject({ of: 3, answered: 0, before: 0 });
      await putDocument(mine, `${name}.md`, PAGES[name]!);
      const again = await get<Recheck>(path, { method: "POST", key });
      if (again.answered > 0) closed++;
      const mended = again.results.filter(({ outcome }) => outcome === "answered");
      expect(mended.length, JSON.stringify(again)).toBe(again.answered);
      for (const { before: was, quote, url } of mended) {
        expect(["declined", "unsure"]).toContain(was);
        expect(PAGES[name]).toContain(quote);
        expect(url).toContain(`${name}.md`);
      }
      await get(`/v1/insights/groups/${group.group_id}`, { method: "PATCH", key, body: { state: "done" } });
    }
    expect(closed).toBe(5);
    const after = JSON.stringify([
      await get("/v1/insights", { key }),
      await get("/v1/conversations?limit=100", { key }),
      await get("/v1/usage", { key }),
    ]);
    expect(after).toBe(before);
    expect(await groupsOf(mine, "&state=open")).toEqual([]);
    expect(await groupsOf(mine, "&state=done")).toHaveLength(5);
  });

  it("open again when they are asked again without an answer, and are gone when who asked is forgotten", async () => {
    const key = mine.secretKey;
    await call("/v1/documents/gift.md", { method: "DELETE", key });
    await ask(mine, "gift cards please", { visitor: "late", conversation: "late" });
    await expectReported(mine, 16);
    const [group] = await groupsOf(mine, "&state=open");
    expect(group).toMatchObject({ count: 4, state: "open" });
    for (const { conversation_id } of group!.questions) {
      const visitor = conversation_id === "late" ? "late" : conversation_id.replace("c", "v");
      await call(`/v1/visitors/${visitor}`, { method: "DELETE", key });
    }
    expect((await groupsOf(mine)).map(({ group_id }) => group_id)).not.toContain(group!.group_id);
  });

  it("can be listed a page at a time, by outcome and time, and as CSV", async () => {
    const { data, next_cursor } = await get<{ data: Group[]; next_cursor: string }>("/v1/insights/groups?limit=3", {
      key: mine.secretKey,
    });
    const rest = await get<{ data: Group[]; next_cursor: null }>(`/v1/insights/groups?limit=3&cursor=${next_cursor}`, {
      key: mine.secretKey,
    });
    expect([...data, ...rest.data]).toEqual(await groupsOf(mine));
    expect(rest.next_cursor).toBeNull();
    expect(await groupsOf(mine, "&to=2020-01-01")).toEqual([]);
    expect(await groupsOf(mine, "&outcome=curated")).toEqual([]);
    const csv = await call("/v1/insights/groups", { key: mine.secretKey, headers: { accept: "text/csv" } });
    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect(await csv.text()).toMatch(/^group_id,label,state,count,last_at,questions\r\n/);
  });
});

describe("conversations", () => {
  let mine: Tenant;
  let other: Tenant;

  beforeAll(async () => {
    [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
    await putDocument(mine, "ferry.md", "# Ferry\n\nThe ferry to Iceland leaves on Thursdays.");
    const { chunks } = await ask(mine, "When does the ferry to Iceland leave?", { visitor: "ann", conversation: "a" });
    await ask(mine, "=HYPERLINK(1) Where is the moon?", { visitor: "bob", conversation: "b" });
    await ask(other, "When does the ferry leave?", { visitor: "ann", conversation: "a" });
    await Promise.all([expectReported(mine, 2), expectReported(other, 1)]);
    const message_id = chunks[0]?.type === "start" ? chunks[0].messageId : "";
    const rating = { conversation_id: "a", message_id, rating: "up", visitor_id: "ann" };
    await get("/v1/feedback", { key: mine.secretKey, body: rating });
  });

  it.each([
    ["query=FERRY", ["a"]],
    ["query=%25", []],
    ["outcome=answered", ["a"]],
    ["outcome=declined", ["b"]],
    ["rating=up", ["a"]],
    ["rating=down", []],
    ["visitor_id=bob", ["b"]],
    ["from=2020-01-01&to=2020-02-01", []],
    ["from=2020-01-01", ["b", "a"]],
    ["query=ferry&visitor_id=bob", []],
  ])("are narrowed by ?%s", async (query, ids) => {
    const { data } = await get<{ data: { conversation_id: string }[] }>(`/v1/conversations?${query}`, {
      key: mine.secretKey,
    });
    expect(data.map(({ conversation_id }) => conversation_id)).toEqual(ids);
  });

  it.each(["outcome=nice", "rating=5", "from=yesterday", "to=2026-13-45", "query="])(
    "?%s is refused",
    async (query) => {
      expect((await getProblem(`/v1/conversations?${query}`, { key: mine.secretKey })).slug).toBe("invalid-request");
    },
  );

  it("are harmless as CSV", async () => {
    const csv = await call("/v1/conversations", { key: mine.secretKey, headers: { accept: "text/csv" } });
    const text = await csv.text();
    expect(text).toContain(",'=HYPERLINK(1) Where is the moon?,");
    expect(text.trim().split("\r\n")).toHaveLength(3);
  });

  it("are counted, with what came of them and the pages that answered", async () => {
    interface Numbers {
      days: Record<string, number>[];
      totals: Record<string, number>;
      before: Record<string, number>;
      pages: { most: { title: string; count: number }[]; never: { document_id: string }[] };
    }
    const key = mine.secretKey;
    await putDocument(mine, "unread.md", "# Unread\n\nNobody asks for the weather on the moon.");
    const { days, totals, before, pages } = await get<Numbers>("/v1/insights/numbers?days=7", { key });
    expect(days).toHaveLength(7);
    expect(days.at(-1)).toMatchObject({ conversations: 2, questions: 2, answered: 1, declined: 1, rated_up: 1 });
    expect(totals).toMatchObject({
      conversations: 2,
      answered: 1,
      confirmed: 1,
      assumed: 0,
      came_back: 0,
      handoffs: 0,
    });
    expect(before).toMatchObject({ conversations: 0, questions: 0, confirmed: 0 });
    expect(pages.most).toEqual([expect.objectContaining({ title: "Ferry", count: 1 })]);
    expect(pages.never.map(({ document_id }) => document_id)).toEqual(["unread.md"]);

    // The like again within a day, of the same visitor: it had not helped.
    await ask(mine, "When does the ferry to Iceland leave again?", { visitor: "cat", conversation: "c1" });
    await ask(mine, "When does the ferry leave to Iceland?", { visitor: "cat", conversation: "c2" });
    await ask(mine, "When does the ferry to Iceland leave?", { visitor: "dan", conversation: "d" });
    await expectReported(mine, 5);
    await vi.waitFor(async () => {
      const again = await get<Numbers>("/v1/insights/numbers?days=1", { key });
      expect(again.totals).toMatchObject({ confirmed: 1, came_back: 1, assumed: 2 });
    });
    expect(await get("/v1/insights/numbers?days=1", { key: other.secretKey })).toMatchObject({
      totals: { conversations: 1, confirmed: 0 },
      pages: { most: [], never: [] },
    });
    const { pages: none, ...figures } = await get<Partial<Numbers>>("/v1/insights/numbers?days=1&pages=false", { key });
    expect(none).toBeUndefined();
    expect(figures).toMatchObject({ totals: { conversations: 5, confirmed: 1 } });
    expect(await call("/v1/insights/numbers?pages=no", { key })).toMatchObject({ status: 400 });
    const csv = await call("/v1/insights/numbers?days=3", { key, headers: { accept: "text/csv" } });
    expect((await csv.text()).trim().split("\r\n")).toHaveLength(4);
  });
});
