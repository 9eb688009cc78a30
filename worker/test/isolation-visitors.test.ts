/** The wall between two visitors of one bot, and the filter that a token locks its visitor behind. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { ConversationView } from "../../shared/chat.ts";
import { compose } from "../compose.ts";
import { ask, call, createTenant, get, mintToken, putDocument, readEvents, send, type Tenant } from "./harness.ts";

let bot: Tenant;
let ann: string;
let bob: string;

const QUESTION = "What is the code of the vault?";

beforeAll(async () => {
  bot = await createTenant("Vault", { limits: { messages_per_minute: null, bot_messages_per_minute: null } });
  for (const team of ["red", "blue"]) {
    await putDocument(bot, `${team}.md`, `# Vault\n\nThe code of the vault is ${team}secret.`, {
      metadata: { team, tags: [team, "vault"], constructor: team, level: team === "red" ? 1 : 2 },
    });
  }
  await putDocument(bot, "none.md", "# Vault\n\nThe code of the vault is baresecret.");
  ann = await mintToken(bot, { visitor_id: "ann" });
  bob = await mintToken(bot, { visitor_id: "bob" });
});

describe("another visitor of the same bot", () => {
  let answerId: string;

  beforeAll(async () => {
    const { chunks } = await ask(bot, QUESTION, { key: ann!, conversation: "diary", id: "diary-1" });
    answerId = chunks[0]?.type === "start" ? chunks[0].messageId : "";
  });

  async function view(key: string, conversation = "diary"): Promise<ConversationView> {
    return get<ConversationView>(`/v1/chat/${conversation}`, { key });
  }

  it("cannot read, follow, stop, rate or forget a conversation, and cannot tell that it is there", async () => {
    const before = await view(ann);
    for (const visitorId of ["", "?visitor_id=ann", "?visitor=ann&visitor_id=ann", "?sub=ann"]) {
      for (const [method, path] of [
        ["GET", "/v1/chat/ID"],
        ["DELETE", "/v1/chat/ID"],
        ["POST", "/v1/chat/ID/stop"],
        ["GET", "/v1/chat/ID/stream"],
      ] as const) {
        const [there, nowhere] = await Promise.all(
          ["diary", "nothing"].map(async (id) => {
            const response = await call(path.replace("ID", id) + visitorId, {
              method,
              key: bob,
              headers: { "last-event-id": "0", "x-visitor-id": "ann" },
            });
            return [response.status, (await response.text()).replace(response.headers.get("x-request-id")!, "")];
          }),
        );
        expect(there, `${method} ${path}${visitorId}`).toEqual(nowhere);
        // A parameter that nobody knows is refused before anybody looks.
        expect(/visitor=|sub=/.test(visitorId) ? [400] : [204, 404]).toContain(there![0]);
      }
    }
    for (const conversation_id of ["diary", "nothing"]) {
      const body = { conversation_id, message_id: answerId, rating: "down", visitor_id: "ann" };
      expect((await call("/v1/feedback", { key: bob, body })).status).toBe(404);
    }
    expect(await view(ann)).toEqual(before);
  });

  it("has a conversation of its own under the same id, whatever the body says", async () => {
    const asked = { key: bob!, conversation: "diary", id: "diary-1" };
    for (const more of [{ visitorId: "ann" }, { sub: "ann" }]) {
      expect((await send(bot, "Hello", { ...asked, more })).status).toBe(400);
    }
    const answer = await ask(bot, "Hello", { ...asked, more: { visitor_id: "ann" } });
    expect(answer.end?.type).toBe("finish");
    expect((await view(bob)).messages[0]?.parts).toEqual([{ type: "text", text: "Hello" }]);
    expect((await view(ann)).messages[0]?.parts).toEqual([{ type: "text", text: QUESTION }]);
  });

  it("is told apart by ids that differ in any character", async () => {
    const ids = ["zoë", "zoe\u0308", "zoe", "ZOË", "zoë ", 'zoë","x', "zoë%22", "zoë\0", "1", "01", "null"];
    for (const visitor_id of ids) {
      const key = await mintToken(bot, { visitor_id });
      expect((await call("/v1/chat/names", { key })).status, visitor_id).toBe(404);
      await ask(bot, `Hi, I am ${ids.indexOf(visitor_id)}`, { key, conversation: "names", id: "names-1" });
    }
    for (const visitor_id of ids) {
      const { data } = await get<{ data: { messages: { parts: unknown[] }[] }[] }>(
        `/v1/visitors/${encodeURIComponent(visitor_id)}/export`,
        { key: bot.secretKey },
      );
      expect(data).toHaveLength(1);
      expect(data[0]!.messages[0]!.parts).toEqual([{ type: "text", text: `Hi, I am ${ids.indexOf(visitor_id)}` }]);
    }
  });

  it("keeps everything when one visitor is forgotten", async () => {
    const key = await mintToken(bot, { visitor_id: "carol" });
    await ask(bot, QUESTION, { key, conversation: "diary" });
    const before = await view(ann);
    expect((await call("/v1/visitors/carol", { method: "DELETE", key: bot.secretKey })).status).toBe(204);
    expect((await call("/v1/chat/diary", { key })).status).toBe(404);
    expect(await view(ann)).toEqual(before);
    const { data } = await get<{ data: { visitor_id: string }[] }>("/v1/conversations?limit=100", {
      key: bot.secretKey,
    });
    expect(data.map(({ visitor_id }) => visitor_id)).not.toContain("carol");
  });
});

describe("a locked filter", () => {
  /** Filters a visitor might send to get out. */
  const escapes: unknown[] = [
    undefined,
    {},
    { team: "blue" },
    { team: { $ne: "red" } },
    { team: { $exists: false } },
    { team: { $exists: true } },
    { team: { $in: ["red", "blue"] } },
    { $or: [{ team: "red" }, { team: "blue" }] },
    { $or: [{ team: { $exists: true } }, { team: { $exists: false } }] },
    { $or: [{}, { team: "blue" }] },
    { $and: [{ team: "blue" }] },
    { $and: [{ $or: [{ team: "blue" }, {}] }] },
    { document_id: "blue.md" },
    { document_id: { $in: ["blue.md", "none.md"] } },
    { url: `${"https://vault.example"}/blue.md` },
    { tags: "blue" },
    { level: { $gte: 0 } },
    { constructor: "blue" },
  ];
  const locks: Record<string, unknown>[] = [
    { team: "red" },
    { team: { $eq: "red" } },
    { team: { $in: ["red"] } },
    { $and: [{ team: "red" }] },
    { $or: [{ team: "red" }, { team: "redder" }] },
    { tags: "red" },
    { level: { $lt: 2 } },
    { document_id: "red.md" },
    { constructor: "red" },
    { constructor: { $eq: "red" }, level: 1 },
  ];

  it.each(locks.map((lock) => [JSON.stringify(lock), lock] as const))("%s cannot be widened", async (_, filter) => {
    const key = await mintToken(bot, { visitor_id: "locked", filter });
    expect((await ask(bot, QUESTION, { key })).text).toContain("redsecret");
    for (const escape of escapes) {
      const response = await send(bot, QUESTION, { key, more: { filter: escape } });
      const text = JSON.stringify(await readEvents(response));
      expect(response.status).toBe(200);
      expect(text, JSON.stringify(escape)).not.toMatch(/bluesecret|baresecret/);
    }
    for (const more of [{ flt: {} }, { locked_filter: {} }, { filters: { team: "blue" } }]) {
      const response = await send(bot, QUESTION, { key, more });
      expect(response.status, JSON.stringify(more)).toBe(400);
    }
  });

  it.each([
    null,
    "team",
    7,
    [],
    [{ team: "blue" }],
    { $nor: [] },
    { team: null },
    { team: { $where: "1" } },
    { $or: [] },
    { team: { $regex: "." } },
  ])("is not lifted by a filter that is none: %j", async (filter) => {
    const key = await mintToken(bot, { visitor_id: "locked", filter: { team: "red" } });
    const response = await send(bot, QUESTION, { key, more: { filter } });
    expect(response.status).toBe(400);
  });

  it("can be narrowed, down to nothing", async () => {
    const key = await mintToken(bot, { visitor_id: "locked", filter: { tags: "vault" } });
    expect((await ask(bot, QUESTION, { key, more: { filter: { team: "blue" } } })).text).toContain("bluesecret");
    expect((await ask(bot, QUESTION, { key, more: { filter: { team: "green" } } })).end).toMatchObject({
      messageMetadata: { answered: false },
    });
  });

  it("holds for what a vector store names although it was told the filter", async () => {
    const { engines } = compose(env);
    const { open, embedder: own } = engines;
    let ignored = 0;
    // What such vectors name stands beside what full text found, instead of weighing it.
    engines.embedder = { ...own!, lexical: false };
    vi.spyOn(engines, "open").mockImplementation((space) => {
      const { embedder, vectorStore } = open(space);
      const within: typeof vectorStore.within = (scope) => {
        const vectors = vectorStore.within(scope);
        return {
          ...vectors,
          query: ({ filter, ...asked }) => {
            if (filter !== undefined) ignored++;
            return vectors.query(asked);
          },
        };
      };
      return { embedder, vectorStore: { ...vectorStore, within } };
    });
    onTestFinished(() => {
      vi.restoreAllMocks();
      engines.embedder = own!;
    });
    await expect.poll(() => get("/v1/documents/blue.md", { key: bot.secretKey })).toMatchObject({ vectors: "ready" });
    const query = "code of the vault";
    const filter = { team: "red" };
    const { matches } = await get<{ matches: object[] }>("/v1/search", { key: bot.secretKey, body: { query, filter } });
    expect(JSON.stringify(matches)).toContain("redsecret");
    const key = await mintToken(bot, { visitor_id: "locked", filter });
    const { text, events } = await ask(bot, QUESTION, { key });
    expect(text).toContain("redsecret");
    expect(JSON.stringify([matches, events])).not.toMatch(/bluesecret|baresecret/);
    expect(ignored).toBeGreaterThanOrEqual(2);
  });

  it("is refused where it is minted if it is not sound", async () => {
    for (const filter of [null, [], "x", { $or: [] }, { team: {} }, { team: null }, { $bad: 1 }]) {
      expect(
        (await call("/v1/embed-tokens", { key: bot.secretKey, body: { filter } })).status,
        JSON.stringify(filter),
      ).toBe(400);
    }
  });

  it("holds for a field of any name, also one that objects inherit", async () => {
    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      const body = `{"visitor_id":"locked","filter":{${JSON.stringify(name)}:"nobody has this"}}`;
      const { token } = await get<{ token: string }>("/v1/embed-tokens", { key: bot.secretKey, body });
      expect((await ask(bot, QUESTION, { key: token })).text, name).not.toContain("secret");
      const search = `{"query":"code of the vault","filter":{${JSON.stringify(name)}:"nobody has this"}}`;
      expect(await get("/v1/search", { key: bot.secretKey, body: search }), name).toEqual({ matches: [] });
    }
  });
});
