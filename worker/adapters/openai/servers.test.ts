/** Fourteen kinds of servers with their reported manners: embeddings, a stream, an error, and no more than one wasted request. */

import { describe, expect, inject, test, vi } from "vitest";
import { SERVERS } from "../../../fakes/compatible-manners.ts";
import { type FakeControl, openCompatible } from "../../../fakes/control.ts";
import type { Usage } from "../../../shared/chat.ts";
import { ProblemError } from "../../../shared/problem.ts";
import { type GeneratorDelta, RefusedContent } from "../../ports.ts";
import { promptOf } from "../../test/contracts/generator.ts";
import { adviceOf, SERVICES } from "../advice.ts";
import { SURROUNDINGS } from "../upstream.ts";
import { createOpenAIEmbedder } from "./embedder.ts";
import { createOpenAIGenerator } from "./generator.ts";

const PROMPT = promptOf("When do parcels leave?", [
  { number: 1, title: "Hours", headingPath: [], url: null, text: "Parcels leave at noon on weekdays." },
]);
const surroundings = { ...SURROUNDINGS, random: () => 0.5, sleep: async () => undefined };

async function open(name: string, apiKey = "compatible-test-key") {
  const { base, query = "" } = SERVERS[name]!;
  const control = await openCompatible(inject("fakeFarm"), { manner: name });
  const service = { apiKey, baseURL: `${control.url}${base}${query}`, surroundings };
  const generator = createOpenAIGenerator({ ...service, model: "gpt" });
  const embedder = createOpenAIEmbedder({ ...service, model: "bge-m3", dimensions: 64 });

  async function run() {
    const usages: Usage[] = [];
    let text = "";
    let finish: GeneratorDelta | undefined;
    for await (const delta of generator.generate(PROMPT, new AbortController().signal, (usage) => usages.push(usage))) {
      if (delta.type === "text") text += delta.text;
      else finish = delta;
    }
    return { text, finish, usages };
  }
  return { control, generator, embedder, run };
}

/** Requests to a path that did not succeed. */
async function count(control: FakeControl, path: string): Promise<number> {
  return (await control.log()).filter((request) => request.path.endsWith(path)).length;
}

describe.each(Object.keys(SERVERS))("%s", (name) => {
  test("answers, and shows none of its thoughts; at most one request is wasted, once", async () => {
    const { control, run } = await open(name);
    for (let asked = 1; asked <= 3; asked++) {
      const { text, finish, usages } = await run();
      expect(text).toBe("Parcels leave at noon on weekdays. [1]");
      expect(finish).toMatchObject({ type: "finish", reason: "stop" });
      expect(usages).toHaveLength(1);
      expect(usages[0]!.input_tokens).toBeGreaterThan(100);
      expect(usages[0]!.estimated === true).toBe(SERVERS[name]!.stream.usage === "none");
    }
    expect(await count(control, "/chat/completions")).toBeLessThanOrEqual(4);
  });

  test("makes a question stand alone", async () => {
    const { generator } = await open(name);
    const history = [{ role: "user" as const, text: "Where do parcels go?" }];
    const rewritten = await generator.rewrite!("When?", history, new AbortController().signal);
    expect(typeof rewritten).toBe("string");
  });

  test.skipIf(SERVERS[name]!.hasEmbeddings === false)(
    "embeds, with at most one request wasted (needs a server with embeddings)",
    async () => {
      const { control, embedder } = await open(name);
      const usages: Usage[] = [];
      for (const texts of [["one"], ["one", "two words", "three"], ["four"]]) {
        const vectors = await embedder.embed(texts, "document", undefined, (usage) => usages.push(usage));
        expect(vectors.map((vector) => vector.length)).toEqual(texts.map(() => 64));
      }
      expect(usages).toHaveLength(3);
      for (const { input_tokens } of usages) expect(input_tokens).toBeGreaterThan(0);
      expect(await count(control, "/embeddings")).toBeLessThanOrEqual(4);
    },
  );

  test("that refuses the key is told from one that is down, once and without repeats", async () => {
    const { control, run } = await open(name, "a-wrong-key");
    const error = await run().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ProblemError);
    expect(adviceOf(error, SERVICES.generator)).toMatch(/refuses the key/);
    expect(await count(control, "/chat/completions")).toBe(1);
    await control.script([{ fault: { kind: "status", status: 503 } }]);
    const down = await run().catch((thrown: unknown) => thrown);
    expect(adviceOf(down, SERVICES.generator)).toMatch(/fails or cannot be reached/);
  });
});

test("one text that a server fails on is told from a server that is down", async () => {
  const { embedder } = await open("llama.cpp");
  const long = "word ".repeat(500);
  await expect(embedder.embed([long], "document")).rejects.toBeInstanceOf(RefusedContent);
  await expect(embedder.embed(["short", long], "document")).rejects.toBeInstanceOf(RefusedContent);
  expect(await embedder.embed(["short"], "document")).toHaveLength(1);
});

test("a reason to end that nobody knows is a whole answer, and a line in the log", async () => {
  const log = vi.spyOn(console, "error").mockReturnValue(undefined);
  const { control, run } = await open("openai");
  const whole = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "At noon. [1]" }, finish_reason: "guillotine" }] })}\n\ndata: [DONE]\n\n`;
  const headers = { "content-type": "text/event-stream" };
  await control.script([{ fault: { kind: "status", status: 200, headers, body: whole } }]);
  expect(await run()).toMatchObject({ text: "At noon. [1]", finish: { reason: "stop" } });
  expect(log.mock.calls.flat().join(" ")).toContain("guillotine");
  log.mockRestore();
});
