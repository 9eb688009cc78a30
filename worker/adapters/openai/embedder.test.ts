/** What indexing and search see of an embedding service that is slow, busy, broken or wrong. */

import { describe, expect, inject, test } from "vitest";
import type { Usage } from "../../../shared/chat.ts";
import { ProblemError } from "../../../shared/problem.ts";
import { type Fault, openOpenAI, type OpenAIServerOptions } from "../../../fakes/control.ts";
import { fuse } from "../../knowledge/index/fuse.ts";
import { SURROUNDINGS } from "../upstream.ts";
import { createOpenAIEmbedder, type OpenAIEmbedderOptions } from "./embedder.ts";

async function open(server: OpenAIServerOptions = {}, options: Partial<OpenAIEmbedderOptions> = {}) {
  const control = await openOpenAI(inject("fakeFarm"), server);
  const waits: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void waits.push(ms));
  // However slow the machine is, no deadline comes unless a test sets one.
  const alarm = options.queryDeadlineMs === undefined ? () => () => undefined : SURROUNDINGS.alarm;
  const surroundings = { ...SURROUNDINGS, random: () => 0.5, sleep, alarm };
  const embedder = createOpenAIEmbedder({
    apiKey: "openai-test-key",
    baseURL: `${control.url}/v1`,
    model: "text-embedding-3-small",
    dimensions: 64,
    surroundings,
    ...options,
  });
  return { control, embedder, waits };
}

async function problemOf(promise: Promise<unknown>): Promise<ProblemError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
}

const TEXTS = ["one", "two", "three"];

test("a model that nobody has measured cannot outvote the best match of full text", async () => {
  const { embedder } = await open();
  const noise = Array.from({ length: 50 }, (_, at) => ({ id: `noise-${at}`, score: 0.9 - at / 1_000 }));
  const words = [
    { id: "holds the words", score: 9 },
    { id: "holds one", score: 2 },
  ];
  expect(fuse(words, noise, embedder.weight)[0]!.id).toBe("holds the words");
});

test("asks for numbers, which every server gives, and for the wanted length, with no more texts than a batch takes", async () => {
  const { control, embedder } = await open({}, { batchSize: 2 });
  await embedder.embed(TEXTS, "document");
  const bodies = (await control.log()).map(({ body }) => body as { input: string[] });
  expect(bodies.map(({ input }) => input)).toEqual([["one", "two"], ["three"]]);
  for (const body of bodies)
    expect(body).toMatchObject({ encoding_format: "float", dimensions: 64, model: "text-embedding-3-small" });
});

test("cuts batches by tokens as well", async () => {
  const { control, embedder } = await open({}, { batchSize: 2_048 });
  await embedder.embed(
    Array.from({ length: 60 }, () => "word ".repeat(6_000)),
    "document",
  );
  expect((await control.log()).length).toBeGreaterThan(1);
});

test("refuses an empty text and one that is too long, before anything is sent", async () => {
  const { control, embedder } = await open();
  expect((await problemOf(embedder.embed([""], "query"))).slug).toBe("invalid-request");
  expect((await problemOf(embedder.embed(["word ".repeat(10_000)], "document"))).slug).toBe("payload-too-large");
  expect(await control.log()).toEqual([]);
});

test("tells the tokens of every answered request, once", async () => {
  const { control, embedder } = await open({}, { batchSize: 2 });
  await control.script([{ times: 2, fault: { kind: "status", status: 500 } }]);
  const usages: Usage[] = [];
  await embedder.embed(["four", "characters..", "abcd"], "document", undefined, (usage) => usages.push(usage));
  expect(usages).toEqual([
    { input_tokens: 4, output_tokens: 0 },
    { input_tokens: 1, output_tokens: 0 },
  ]);
});

test.each([-500_000, 2.5, 1e19, "9"])(
  "counts an estimate where a server says that %s tokens were spent",
  async (tokens) => {
    const { control, embedder } = await open();
    await control.post("embeddings", { tokens });
    const usages: Usage[] = [];
    await embedder.embed(["four", "characters.."], "document", undefined, (usage) => usages.push(usage));
    expect(usages).toEqual([{ input_tokens: 4, output_tokens: 0, estimated: true }]);
  },
);

describe("the length of the vectors", () => {
  test("of OpenAI's own models is known", () => {
    expect(createOpenAIEmbedder({ apiKey: "k", model: "text-embedding-3-large" }).dimensions).toBe(3_072);
  });

  test("is not asked of the one model of OpenAI's that cannot be asked", async () => {
    const { control, embedder } = await open(
      { dimensions: 1_536 },
      { dimensions: 1_536, model: "text-embedding-ada-002" },
    );
    expect((await embedder.embed(TEXTS, "query"))[0]).toHaveLength(1_536);
    expect((await control.log())[0]?.body).not.toHaveProperty("dimensions");
  });

  test("of another model must be set", () => {
    expect(() => createOpenAIEmbedder({ apiKey: "k", model: "nomic-embed-text" })).toThrow(
      /OPENAI_EMBEDDING_DIMENSIONS/,
    );
  });

  test("is not asked again of a server that does not know the parameter", async () => {
    const { control, embedder } = await open({ knowsDimensions: false });
    await embedder.embed(TEXTS, "query");
    await embedder.embed(TEXTS, "query");
    expect((await control.log()).map(({ body }) => Object.hasOwn(body as object, "dimensions"))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("is no error for requests that were on their way when such a server first said so", async () => {
    const { control, embedder } = await open({ knowsDimensions: false });
    const some = await Promise.all(TEXTS.map((text) => embedder.embed([text], "query")));
    expect(some.map(([values]) => values?.length)).toEqual([64, 64, 64]);
    const asked = (await control.log()).filter(({ body }) => Object.hasOwn(body as object, "dimensions"));
    expect(asked.length).toBeGreaterThan(1);
  });

  test("that comes back other than it should is an error that says so, not a search that finds nothing", async () => {
    const { control, embedder } = await open();
    await control.post("embeddings", { length: 32 });
    const problem = await problemOf(embedder.embed(TEXTS, "query"));
    expect(problem.slug).toBe("internal");
    expect(problem.detail).toMatch(/32.*64/);
  });
});

test("vectors are put in order by their number", async () => {
  const { control, embedder } = await open();
  const straight = await embedder.embed(TEXTS, "document");
  await control.post("embeddings", { reversed: true });
  expect(await embedder.embed(TEXTS, "document")).toEqual(straight);
});

test.for([{ dropped: true }, { renumbered: true }, { garbled: true }])(
  "an answer that is %j is no answer",
  async (twist) => {
    const { control, embedder } = await open();
    await control.post("embeddings", twist);
    expect((await problemOf(embedder.embed(TEXTS, "document"))).slug).toBe("upstream-failed");
  },
);

const passing: [string, Fault][] = [
  ["a busy answer", { kind: "status", status: 429, headers: { "retry-after": "1" } }],
  ["an internal error", { kind: "status", status: 500 }],
  [
    "a page instead of JSON",
    { kind: "status", status: 200, headers: { "content-type": "application/json" }, body: "<html>" },
  ],
  ["a reset", { kind: "reset-before" }],
  ["a reset after the work was done", { kind: "reset-after" }],
  ["an answer cut in the middle", { kind: "cut-body", afterBytes: 40 }],
];
test.for(passing)("%s, twice, passes", async ([, fault]) => {
  const { control, embedder } = await open();
  await control.script([{ times: 2, fault }]);
  expect(await embedder.embed(TEXTS, "document")).toHaveLength(3);
  expect(await control.log()).toHaveLength(3);
});

test("a service that stays busy is upstream-busy; a spent quota is not waited for", async () => {
  const { control, embedder, waits } = await open();
  await control.script([{ fault: { kind: "status", status: 429, headers: { "retry-after": "1" } } }]);
  expect(await problemOf(embedder.embed(TEXTS, "query"))).toMatchObject({ slug: "upstream-busy", retryAfter: 1 });
  expect(waits).toHaveLength(4);
  const body = JSON.stringify({ error: { message: "You exceeded your current quota", code: "insufficient_quota" } });
  await control.script([
    { fault: { kind: "status", status: 429, headers: { "content-type": "application/json" }, body } },
  ]);
  expect((await problemOf(embedder.embed(TEXTS, "query"))).slug).toBe("upstream-failed");
  expect(waits).toHaveLength(4);
});

test.for([400, 401, 404])("status %i is not tried again, and its text stays in the log", async (status) => {
  const { control, embedder } = await open();
  await control.script([{ fault: { kind: "status", status, body: "sk-secret" } }]);
  const problem = await problemOf(embedder.embed(TEXTS, "query"));
  expect(problem.slug).toBe("upstream-failed");
  expect(problem.detail).not.toContain("secret");
  expect(await control.log()).toHaveLength(1);
});

test("a service that does not answer ends at the deadline, an abort at once; both reach it", async () => {
  const { control, embedder } = await open({}, { deadlineMs: 60, queryDeadlineMs: 30_000 });
  await control.script([{ fault: { kind: "stall" } }]);
  expect((await problemOf(embedder.embed(TEXTS, "document"))).slug).toBe("upstream-timeout");
  const hurried = await open({}, { deadlineMs: 30_000, queryDeadlineMs: 60 });
  await hurried.control.script([{ fault: { kind: "stall" } }]);
  expect((await problemOf(hurried.embedder.embed(TEXTS, "query"))).slug).toBe("upstream-timeout");
  await control.waitFor("/v1/embeddings", "left-by-client");
  const patient = await open({}, {});
  await patient.control.script([{ fault: { kind: "stall" } }]);
  const stop = new AbortController();
  const reason = new Error("gone");
  const waiting = patient.embedder.embed(TEXTS, "query", stop.signal);
  waiting.catch(() => undefined);
  await patient.control.waitFor("/v1/embeddings", "open");
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await patient.control.waitFor("/v1/embeddings", "left-by-client");
});
