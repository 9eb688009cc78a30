/** The small copies of the SDKs do what the adapters call, against the strict servers. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { openOpenAI, openPinecone } from "../../fakes/control.ts";
import { trimSdks } from "./trim-sdks.ts";

const root = join(import.meta.dirname, "../..");

const PROGRAM = `
  import { registerHooks } from "node:module";
  const { aliases, pinecone, openai } = JSON.parse(process.env.TRIAL);
  const used = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier in aliases) used.add(specifier);
      return next(aliases[specifier] ?? specifier, context);
    },
  });
  const { createPineconeStore } = await import("./worker/adapters/pinecone/store.ts");
  const { createOpenAIEmbedder } = await import("./worker/adapters/openai/embedder.ts");
  const { createOpenAIGenerator } = await import("./worker/adapters/openai/generator.ts");
  const { scopeOf } = await import("./worker/test/fakes/scope.ts");
  const vectors = createPineconeStore({ apiKey: "pinecone-test-key", host: pinecone }).within(scopeOf("bot_" + "t".repeat(25)));
  const shared = { apiKey: "openai-test-key", baseURL: openai + "/v1", model: "m", dimensions: 64 };
  const text = "The shop opens at nine.";
  const [values] = await createOpenAIEmbedder(shared).embed([text], "document");
  const mark = await vectors.upsert([{ id: "d:1:0", values, metadata: { lang: "en" } }]);
  const visible = await vectors.isVisible(mark);
  const matches = await vectors.query({ values, topK: 3, filter: { lang: "en" } });
  await vectors.remove(["d:1:0"]);
  await vectors.removeAll();
  const after = await vectors.query({ values, topK: 3 });
  const generator = createOpenAIGenerator(shared);
  const question = "When does the shop open?";
  const sources = [{ number: 1, title: "Hours", headingPath: [], url: null, text }];
  const signal = new AbortController().signal;
  let answer = "";
  for await (const delta of generator.generate({ instructions: "", question, standaloneQuestion: question, history: [], sources }, signal)) {
    answer += delta.type === "text" ? delta.text : "/" + delta.reason;
  }
  const rewritten = await generator.rewrite("And today?", [{ role: "user", text: question }], signal);
  const refused = await createOpenAIEmbedder({ ...shared, apiKey: "wrong" }).embed([text], "query").catch((error) => [error.slug, error.cause.status]);
  console.log(JSON.stringify({ used: [...used].length, visible, matches: matches.map(({ id }) => id), after, answer, rewritten, refused }));
`;

test("embedding, writing, finding, deleting, answering and failing work on the copies", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vegarag-sdks-"));
  try {
    const aliases = await trimSdks(root, folder);
    const { url: pinecone } = await openPinecone(inject("fakeFarm"), { dimension: 64 });
    const { url: openai } = await openOpenAI(inject("fakeFarm"));
    const env = { ...process.env, TRIAL: JSON.stringify({ aliases, pinecone, openai }) };
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", PROGRAM], {
      cwd: root,
      env,
    });
    expect(JSON.parse(stdout)).toEqual({
      used: 2,
      visible: true,
      matches: ["d:1:0"],
      after: [],
      answer: "The shop opens at nine. [1]/stop",
      rewritten: "When does the shop open? And today?",
      refused: ["upstream-failed", 401],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
