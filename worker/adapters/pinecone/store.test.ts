/** What a bot's owner and visitors see of a Pinecone that is slow, busy, broken or behind. */

import { afterEach, describe, expect, inject, test } from "vitest";
import { ProblemError } from "../../../shared/problem.ts";
import type { VectorRecord } from "../../ports.ts";
import type { TenantScope } from "../../tenancy/scope.ts";
import {
  type FakeControl,
  type Fault,
  openPinecone,
  type PineconeServerOptions,
  type PineconeState,
} from "../../../fakes/control.ts";
import { scopeOf } from "../../test/fakes/scope.ts";
import { adviceOf, SERVICES } from "../advice.ts";
import { SURROUNDINGS } from "../upstream.ts";
import { createPineconeStore, type PineconeOptions } from "./store.ts";

const BOT = `bot_${"k".repeat(25)}`;

/** A store whose waits are written down instead of waited for, and whose clock stands still: no deadline comes unless a test sets one. */
async function open(server: PineconeServerOptions = {}, options: Partial<PineconeOptions> = {}) {
  const control = await openPinecone(inject("fakeFarm"), server);
  const waits: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void waits.push(ms));
  const alarm = options.queryMs === undefined ? () => () => undefined : SURROUNDINGS.alarm;
  const surroundings = { ...SURROUNDINGS, random: () => 0.5, sleep, now: () => 0, alarm };
  const store = createPineconeStore({ apiKey: "pinecone-test-key", host: control.url, surroundings, ...options });
  return { control, store, vectors: store.within(scopeOf(BOT)), waits };
}

function recordsOf(count: number, dimension = 8): VectorRecord[] {
  return Array.from({ length: count }, (_, at) => {
    const values = new Float32Array(dimension).fill(Math.sqrt(1 / dimension));
    return { id: `doc:1:${at}`, values, metadata: { document_id: "doc", url: "https://x.test/", at } };
  });
}

async function problemOf(promise: Promise<unknown>): Promise<ProblemError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
}

/** What concerns a bot's data: the question about the index as a whole is another thing. */
async function requestsOf(control: FakeControl) {
  return (await control.log()).filter(({ path }) => path !== "/describe_index_stats");
}

async function storedIds(control: FakeControl): Promise<string[]> {
  const { namespaces } = await control.state<PineconeState>();
  expect(Object.keys(namespaces).filter((name) => name !== BOT)).toEqual([]);
  return Object.keys(namespaces[BOT] ?? {});
}

const QUERY = { values: new Float32Array(8).fill(Math.sqrt(1 / 8)), topK: 3 };

describe("the namespace", () => {
  test.for(["", "__default__", "bot_short", "BOT_AAAAAAAAAAAAAAAAAAAAAAAAA", `${BOT} `, `../${BOT}`, [BOT], undefined])(
    "%j is refused before anything is sent",
    async (botId) => {
      const { control, store } = await open();
      // No scope can hold such an id: this is the wall behind the wall.
      expect(() => store.within({ botId } as unknown as TenantScope)).toThrow(ProblemError);
      expect(await requestsOf(control)).toEqual([]);
    },
  );

  test("every request of every call carries the bot's own", async () => {
    const { control, vectors } = await open();
    const mark = await vectors.upsert(recordsOf(3));
    await vectors.query(QUERY);
    await vectors.isVisible(mark);
    await vectors.remove(["doc:1:0"]);
    await vectors.removeAll();
    for (const { path, query, body } of await requestsOf(control)) {
      const carried =
        (body as { namespace?: string } | undefined)?.namespace ??
        new URLSearchParams(query).get("namespace") ??
        path.split("/")[2];
      expect(carried).toBe(BOT);
    }
  });
});

describe("an id", () => {
  test.for(["", "é", "x".repeat(513), "a\0b", "a\nü"])(
    "%j that the index would refuse is refused before anything is sent",
    async (id) => {
      const { control, vectors } = await open();
      const [sound] = recordsOf(1);
      for (const write of [vectors.upsert([sound!, { ...sound!, id }]), vectors.remove(["doc:1:0", id])])
        expect((await problemOf(write)).detail).toBe("The document's id is too long for the vector index.");
      expect(await requestsOf(control)).toEqual([]);
    },
  );
});

describe("faults that pass", () => {
  const passing: [string, Fault][] = [
    ["a busy answer", { kind: "status", status: 429, body: "Too many requests", headers: { "retry-after": "2" } }],
    ["an internal error", { kind: "status", status: 500, body: '{"code":13,"message":"internal","details":[]}' }],
    ["a gateway's text", { kind: "status", status: 502, body: "upstream connect error" }],
    ["an unavailable service", { kind: "status", status: 503, body: "no healthy upstream" }],
    ["a gateway's page with status 200", { kind: "status", status: 200, body: "<html>maintenance</html>" }],
    ["an answer that is no object", { kind: "status", status: 200, body: "null" }],
    ["a reset before anything happened", { kind: "reset-before" }],
    ["a reset after the write was taken", { kind: "reset-after" }],
    ["an answer cut in the middle", { kind: "cut-body", afterBytes: 5 }],
  ];
  test.for(passing)("%s, twice: the call still does what it should, once", async ([, fault]) => {
    const { control, vectors } = await open();
    await control.script([{ path: "/vectors/upsert", times: 2, fault }]);
    const mark = await vectors.upsert(recordsOf(3));
    await control.script([{ path: "/query", times: 2, fault }]);
    expect(await vectors.query(QUERY)).toHaveLength(3);
    expect(await vectors.isVisible(mark)).toBe(true);
    expect(await storedIds(control)).toEqual(["doc:1:0", "doc:1:1", "doc:1:2"]);
    await control.script([{ path: "/vectors/delete", times: 2, fault }]);
    await vectors.remove(["doc:1:1"]);
    expect(await storedIds(control)).toEqual(["doc:1:0", "doc:1:2"]);
    await control.script([{ path: "/namespaces", times: 2, fault }]);
    await vectors.removeAll();
    expect(await storedIds(control)).toEqual([]);
  });

  test("waits as long as a busy service asks, and by chance for longer each time otherwise", async () => {
    const { control, vectors, waits } = await open();
    await vectors.upsert(recordsOf(1));
    await control.script([
      { path: "/query", times: 1, fault: { kind: "status", status: 429, headers: { "retry-after": "2" } } },
      { path: "/query", times: 2, fault: { kind: "status", status: 500 } },
    ]);
    await vectors.query(QUERY);
    expect(waits).toEqual([2_000 + 50, 100, 200]);
  });

  test("with 2 % of everything failing, 2,000 records arrive exactly", async () => {
    const { control, vectors } = await open({ lagMs: 2_000 });
    const faults: Fault[] = [
      { kind: "status", status: 429 },
      { kind: "status", status: 500 },
      { kind: "reset-before" },
      { kind: "reset-after" },
    ];
    for (const seed of [1, 2, 3]) {
      await control.script(
        faults.map((fault) => ({ probability: 0.02, fault })),
        seed,
      );
      const records = recordsOf(2_000);
      let mark = null;
      // As indexing does: a few chunks at a time, each write repeated as a whole where it failed.
      for (let at = 0; at < records.length; at += 20) mark = await vectors.upsert(records.slice(at, at + 20));
      expect(await vectors.isVisible(mark)).toBe(false);
      await control.post("clock", { advanceMs: 2_000 });
      expect(await vectors.isVisible(mark)).toBe(true);
      expect((await storedIds(control)).toSorted()).toEqual(records.map(({ id }) => id).toSorted());
      await vectors.removeAll();
      await control.post("clock", { advanceMs: 2_000 });
      expect(await storedIds(control)).toEqual([]);
    }
  });
});

describe("faults that stay", () => {
  test("a service that stays busy is upstream-busy, with the time it asked for", async () => {
    const { control, vectors } = await open();
    await control.script([
      { fault: { kind: "status", status: 429, body: "secret detail", headers: { "retry-after": "1" } } },
    ]);
    const problem = await problemOf(vectors.query(QUERY));
    expect(problem.slug).toBe("upstream-busy");
    expect(problem.retryAfter).toBe(1);
    expect(problem.detail).not.toContain("secret");
    expect(await requestsOf(control)).toHaveLength(5);
  });

  test("a key that the service repeats does not reach the log", async () => {
    const { control, vectors } = await open();
    await control.script([{ fault: { kind: "status", status: 401, body: "Invalid API Key pinecone-test-key" } }]);
    const { cause } = await problemOf(vectors.query(QUERY));
    expect(String(cause)).toMatch(/HTTP 401: Invalid API Key (?!pinecone)/);
  });

  test("a wait that does not fit the deadline is not begun", async () => {
    const { control, vectors, waits } = await open();
    await control.script([{ fault: { kind: "status", status: 429, headers: { "retry-after": "60" } } }]);
    const problem = await problemOf(vectors.query(QUERY));
    expect([problem.slug, problem.retryAfter]).toEqual(["upstream-busy", 60]);
    expect(waits).toEqual([]);
    expect(await requestsOf(control)).toHaveLength(1);
  });

  const lasting: [string, Fault][] = [
    ["errors", { kind: "status", status: 500 }],
    ["resets", { kind: "reset-before" }],
    ["a page instead of an answer", { kind: "status", status: 200, body: "<html>" }],
  ];
  test.for(lasting)("%s without end are upstream-failed, after a bounded number of attempts", async ([, fault]) => {
    const { control, vectors } = await open();
    await control.script([
      { path: "/query", fault },
      { path: "/vectors", fault },
    ]);
    expect((await problemOf(vectors.query(QUERY))).slug).toBe("upstream-failed");
    expect((await problemOf(vectors.upsert(recordsOf(1)))).slug).toBe("upstream-failed");
    expect(await requestsOf(control)).toHaveLength(10);
  });

  test.for([
    '{"matches":[null]}',
    '{"matches":{}}',
    '{"matches":[{"id":"doc:1:0"}]}',
    '{"matches":[{"score":1}]}',
    '{"matches":[{"id":"doc:1:0","score":"1"}]}',
    '{"matches":[{"id":"doc:1:0","score":1e999}]}',
    "[]",
    "3",
  ])("%s is no answer to a query: it is asked for again, and never taken for an answer", async (body) => {
    const { control, vectors } = await open();
    await vectors.upsert(recordsOf(3));
    await control.script([{ path: "/query", times: 2, fault: { kind: "status", status: 200, body } }]);
    expect(await vectors.query(QUERY)).toHaveLength(3);
    await control.script([{ path: "/query", fault: { kind: "status", status: 200, body } }]);
    expect((await problemOf(vectors.query(QUERY))).slug).toBe("upstream-failed");
  });

  test.for<[string, number, string, RegExp]>([
    [
      "a month that is used up",
      429,
      "You've reached your read unit limit for the current month (1000000).",
      /no credit/,
    ],
    [
      "an index that is paused",
      403,
      "The index is paused because the organization has exceeded its plan limit",
      /no credit/,
    ],
    ["nobody who pays", 402, "Payment required", /no credit/],
    ["storage that is full", 429, "You've reached the max storage allowed (2 GB)", /as its plan allows/],
    ["namespaces that are full", 403, "QUOTA_EXCEEDED: max namespaces allowed (100)", /as its plan allows/],
    ["an index of documents", 400, "This index does not support the vectors API.", /another kind.*PINECONE_INDEX_HOST/],
    ["an index that is gone", 404, '{"code":5,"message":"Index not found"}', /PINECONE_INDEX_HOST/],
    ["a new address", 308, "", /PINECONE_INDEX_HOST/],
    ["many at once", 429, "Too many requests: namespace exceeded 100 requests per second", /rate limit/],
  ])("%s is told from what passes", async ([, status, body, advice]) => {
    const { control, vectors } = await open();
    await control.script([{ path: "/vectors/upsert", fault: { kind: "status", status, body } }]);
    const problem = await problemOf(vectors.upsert(recordsOf(1)));
    expect(adviceOf(problem, SERVICES.vector_store)).toMatch(advice);
    expect(await requestsOf(control)).toHaveLength(/rate/.test(advice.source) ? 5 : 1);
  });

  test("a write of which a part was taken is sent again", async () => {
    const { control, vectors } = await open();
    const body = '{"upsertedCount":2}';
    await control.script([{ path: "/vectors/upsert", times: 1, fault: { kind: "status", status: 200, body } }]);
    await vectors.upsert(recordsOf(3));
    expect(await storedIds(control)).toHaveLength(3);
  });

  test.for([400, 401, 403, 404, 413])("status %i is not tried again, and its text stays in the log", async (status) => {
    const { control, vectors } = await open();
    await control.script([{ fault: { kind: "status", status, body: "key pcsk_secret refused" } }]);
    const problem = await problemOf(vectors.query(QUERY));
    expect(problem.slug).toBe("upstream-failed");
    expect(problem.detail).not.toContain("secret");
    expect(String(problem.cause)).toContain(`HTTP ${status}`);
    expect(await requestsOf(control)).toHaveLength(1);
  });

  test("a call that gets no answer ends at its deadline, and the connection with it", async () => {
    const { control, vectors } = await open({}, { queryMs: 60, writeMs: 60 });
    await control.script([
      { path: "/query", fault: { kind: "stall" } },
      { path: "/vectors", fault: { kind: "stall" } },
    ]);
    expect((await problemOf(vectors.query(QUERY))).slug).toBe("upstream-timeout");
    await control.waitFor("/query", "left-by-client");
    expect((await problemOf(vectors.upsert(recordsOf(1)))).slug).toBe("upstream-timeout");
    await control.waitFor("/vectors/upsert", "left-by-client");
  });

  test("an abort reaches the service and throws the caller's reason", async () => {
    const { control, vectors } = await open();
    await control.script([{ fault: { kind: "stall" } }]);
    const stop = new AbortController();
    const reason = new Error("the visitor left");
    const query = vectors.query({ ...QUERY, signal: stop.signal });
    query.catch(() => undefined);
    await control.waitFor("/query", "open");
    stop.abort(reason);
    await expect(query).rejects.toBe(reason);
    await control.waitFor("/query", "left-by-client");
  });

  test("what was wrong with a match is told to the log", async () => {
    const { control, vectors } = await open();
    await control.script([{ path: "/query", fault: { kind: "status", status: 200, body: '{"matches":[{}]}' } }]);
    expect(String((await problemOf(vectors.query(QUERY))).cause)).toContain("a match without an id or a score");
  });

  test("an entry of a list without an id is none", async () => {
    const { control, vectors } = await open();
    const body = '{"vectors":[{"id":"doc:1:0"},{}]}';
    await control.script([{ path: "/vectors/list", fault: { kind: "status", status: 200, body } }]);
    expect((await vectors.list!(undefined)).ids).toEqual(["doc:1:0"]);
  });

  test("a page that is missing is no missing namespace: nothing is taken for deleted", async () => {
    const { control, vectors } = await open();
    await vectors.upsert(recordsOf(1));
    await control.script([{ fault: { kind: "status", status: 404, body: "Not Found" } }]);
    expect((await problemOf(vectors.remove(["doc:1:0"]))).slug).toBe("upstream-failed");
    expect((await problemOf(vectors.removeAll())).slug).toBe("upstream-failed");
  });
});

describe("a bot that is removed", () => {
  test.for([404, 405, 501])("is so by a server that answers %i to what it does not know", async (status) => {
    const { control, vectors } = await open();
    await vectors.upsert(recordsOf(2));
    await control.script([{ path: "/namespaces", fault: { kind: "status", status, body: "Not Found" } }]);
    await vectors.removeAll();
    expect(await storedIds(control)).toEqual([]);
  });

  test("is not removed another way where the service refuses, or where it has nothing", async () => {
    const { control, vectors } = await open();
    await vectors.removeAll();
    await vectors.upsert(recordsOf(1));
    await control.script([{ path: "/namespaces", fault: { kind: "status", status: 403, body: "Forbidden" } }]);
    expect((await problemOf(vectors.removeAll())).slug).toBe("upstream-failed");
    expect((await requestsOf(control)).map(({ path }) => path)).not.toContain("/vectors/delete");
    expect(await storedIds(control)).toEqual(["doc:1:0"]);
  });

  test("has nothing to see or to list", async () => {
    const { vectors } = await open();
    const mark = await vectors.upsert(recordsOf(2));
    await vectors.removeAll();
    expect(await vectors.isVisible(mark)).toBe(false);
    expect(await vectors.list!(undefined)).toEqual({ ids: [], next: undefined });
  });

  test("is left as it is by whoever stops it, for their own reason", async () => {
    const { vectors } = await open();
    const reason = new Error("shutting down");
    await expect(vectors.removeAll(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("limits of the service", () => {
  test("a write is cut into requests by bytes", async () => {
    const { control, vectors } = await open({ dimension: 1_536 });
    const text = "ü".repeat(500);
    await vectors.upsert(recordsOf(400, 1_536).map((record) => ({ ...record, metadata: { text } })));
    const log = await requestsOf(control);
    expect(log.length).toBeGreaterThan(2);
    for (const { headers } of log) expect(Number(headers["content-length"])).toBeLessThanOrEqual(2_000_000);
    expect(await storedIds(control)).toHaveLength(400);
  });

  test("writes and deletes are cut by records", async () => {
    const { control, vectors } = await open();
    const records = recordsOf(2_001);
    await vectors.upsert(records);
    await vectors.remove(records.slice(1).map(({ id }) => id));
    const log = await requestsOf(control);
    const sizes = log.map(({ body }) => {
      const { vectors: written, ids } = body as { vectors?: unknown[]; ids?: unknown[] };
      return (written ?? ids)?.length;
    });
    expect(sizes).toEqual([1_000, 1_000, 1, 1_000, 1_000]);
    expect(await storedIds(control)).toEqual(["doc:1:0"]);
  });

  test("an id that the index cannot hold is refused before anything is sent", async () => {
    const { control, vectors } = await open();
    for (const id of ["", "größe:1:0", "x".repeat(513)]) {
      expect((await problemOf(vectors.upsert([{ ...recordsOf(1)[0]!, id }]))).slug).toBe("invalid-request");
      expect((await problemOf(vectors.remove([id]))).slug).toBe("invalid-request");
    }
    expect(await requestsOf(control)).toEqual([]);
  });

  test("a vector comes back as near as it went in", async () => {
    const { control, vectors } = await open();
    const values = Float32Array.from([0.1, -0.2, 0.3, 0.4, -0.5, 0.6, 0.123456789, 0.27]);
    const length = Math.hypot(...values);
    const unit = values.map((value) => value / length);
    await vectors.upsert([{ id: "d:1:0", values: unit, metadata: {} }]);
    const { namespaces } = await control.state<PineconeState>();
    namespaces[BOT]!["d:1:0"]!.values.forEach((value, at) => expect(Math.abs(value - unit[at]!)).toBeLessThan(1e-8));
  });
});

describe("visibility", () => {
  test("a write is visible once the index has reached its number", async () => {
    const { control, vectors } = await open({ lagMs: 3_000 });
    const mark = await vectors.upsert(recordsOf(2));
    expect(await vectors.isVisible(mark)).toBe(false);
    await control.post("clock", { advanceMs: 2_999 });
    expect(await vectors.isVisible(mark)).toBe(false);
    await control.post("clock", { advanceMs: 1 });
    expect(await vectors.isVisible(mark)).toBe(true);
    expect(await vectors.isVisible(null)).toBe(true);
    // The number says it all: no record is looked for.
    expect((await requestsOf(control)).map(({ path }) => path)).not.toContain("/vectors/fetch");
  });

  test("without numbers it is once its last record can be read", async () => {
    const { control, vectors } = await open({ lagMs: 3_000, tellsSequence: false });
    const mark = await vectors.upsert(recordsOf(2));
    expect(await vectors.isVisible(mark)).toBe(false);
    await control.post("clock", { advanceMs: 3_000 });
    expect(await vectors.isVisible(mark)).toBe(true);
  });

  test("without numbers, a write that overtakes another does not stand for it", async () => {
    const { control, vectors } = await open({ tellsSequence: false, lagMs: 3_000 });
    const records = recordsOf(3);
    let mark = await vectors.upsert(records.slice(0, 1));
    await control.post("lag", { lagMs: 0 });
    mark = await vectors.upsert(records.slice(1, 2), undefined, mark);
    mark = await vectors.upsert(records.slice(2), undefined, mark);
    expect(await storedIds(control)).toEqual(["doc:1:1", "doc:1:2"]);
    expect(await vectors.isVisible(mark)).toBe(false);
    await control.post("clock", { advanceMs: 3_000 });
    expect(await vectors.isVisible(mark)).toBe(true);
  });

  test("without numbers, long ids are looked for in as many requests as their URLs need", async () => {
    const { control, vectors } = await open({ tellsSequence: false });
    let mark = null;
    for (let at = 0; at < 30; at++) {
      const id = `${"x%".repeat(150)}:1:${at}`;
      mark = await vectors.upsert([{ ...recordsOf(1)[0]!, id }], undefined, mark);
    }
    expect(await vectors.isVisible(mark)).toBe(true);
    const fetches = (await requestsOf(control)).filter(({ path }) => path === "/vectors/fetch");
    expect(fetches.length).toBeGreaterThan(1);
    for (const { query } of fetches) expect(query.length).toBeLessThan(8_000);
  });

  test("a mark that another store made is refused", async () => {
    const { vectors } = await open();
    for (const mark of ["", "17", "{}", "nonsense"])
      expect((await problemOf(vectors.isVisible(mark))).slug).toBe("internal");
  });
});

describe("the index", () => {
  test("one that fits is asked about once", async () => {
    const { control, store } = await open({ dimension: 1_536 });
    await store.verify({ dimensions: 1_536 });
    await store.verify({ dimensions: 1_536 });
    expect(await control.log()).toHaveLength(1);
  });

  test("is asked by the first write, and one that does not fit gets none", async () => {
    const { control, vectors } = await open({ dimension: 8, metric: "euclidean" });
    expect((await problemOf(vectors.upsert(recordsOf(2)))).detail).toContain("euclidean");
    expect(await requestsOf(control)).toEqual([]);
    const fitting = await open();
    await fitting.vectors.upsert(recordsOf(2));
    await fitting.vectors.upsert(recordsOf(2));
    expect((await fitting.control.log()).map(({ path }) => path)).toEqual([
      "/describe_index_stats",
      "/vectors/upsert",
      "/vectors/upsert",
    ]);
  });

  test("is asked by the first query, beside it, and one that does not fit answers nothing", async () => {
    const writer = await open();
    await writer.vectors.upsert(recordsOf(2));
    const reader = createPineconeStore({ apiKey: "pinecone-test-key", host: writer.control.url }).within(scopeOf(BOT));
    const asked = async () =>
      (await writer.control.log()).filter(({ path }) => path === "/describe_index_stats").length;
    const before = await asked();
    expect(await reader.query(QUERY)).toHaveLength(2);
    expect(await reader.query(QUERY)).toHaveLength(2);
    expect(await asked()).toBe(before + 1);
    const other = await open({ metric: "euclidean", missingNamespace: "empty" });
    expect((await problemOf(other.vectors.query(QUERY))).detail).toContain("euclidean");
  });

  test("that does not tell its metric is known by what it answers", async () => {
    const { vectors } = await open({ metric: "euclidean", tellsSequence: false });
    const records = recordsOf(3).map((record, main) => {
      const values = new Float32Array(8);
      values[0] = Math.sqrt(1 - (main / 4) ** 2);
      values[1] = main / 4;
      return { ...record, values };
    });
    await vectors.upsert(records);
    const problem = await problemOf(vectors.query({ values: records[0]!.values, topK: 3 }));
    expect([problem.slug, problem.detail]).toEqual(["internal", expect.stringContaining("cosine")]);
  });

  test("that answers with more than a cosine can be does not rank by it", async () => {
    const { control, vectors } = await open();
    for (const score of [1.2, -1.2]) {
      const body = JSON.stringify({ matches: [{ id: "doc:1:0", score }] });
      await control.script([{ path: "/query", fault: { kind: "status", status: 200, body } }]);
      expect((await problemOf(vectors.query(QUERY))).detail, String(score)).toContain("does not rank by cosine");
    }
  });

  test("its host is where the store is", async () => {
    const { control, store } = await open();
    expect(store.place).toBe(`pinecone:${control.url}`);
  });

  test("of another length is an error that names both", async () => {
    const { store } = await open({ dimension: 1_024 });
    const problem = await problemOf(store.verify({ dimensions: 1_536 }));
    expect(problem.detail).toMatch(/1024.*1536/);
  });

  test("that does not rank by cosine is an error", async () => {
    const { store } = await open({ metric: "euclidean" });
    expect((await problemOf(store.verify({ dimensions: 8 }))).detail).toContain("euclidean");
    await (await open({ metric: "dotproduct" })).store.verify({ dimensions: 8 });
  });
});

describe("the SDK's debug output", () => {
  const { env } = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process;
  afterEach(() => {
    delete env["PINECONE_DEBUG"];
    delete env["PINECONE_DEBUG_CURL"];
  });

  test.for(["PINECONE_DEBUG", "PINECONE_DEBUG_CURL"])("%s stops the store instead of printing keys", async (name) => {
    const { control, vectors } = await open();
    env[name] = "1";
    expect((await problemOf(vectors.query(QUERY))).detail).toContain(name);
    expect((await problemOf(vectors.removeAll())).detail).toContain(name);
    expect(await control.log()).toEqual([]);
  });
});
