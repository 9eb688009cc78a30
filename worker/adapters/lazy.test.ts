/** Neither SDK is loaded before it is needed: choosing an engine, or naming it, costs nothing. */

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const ADAPTERS = `
  import { registerHooks } from "node:module";
  const sdks = new Set();
  registerHooks({
    load(url, context, next) {
      const sdk = /node_modules\\/(openai|@pinecone-database)\\//.exec(url);
      if (sdk) sdks.add(sdk[1]);
      return next(url, context);
    },
  });
  const { createPineconeStore } = await import("./pinecone/store.ts");
  const { createOpenAIEmbedder } = await import("./openai/embedder.ts");
  const { createOpenAIGenerator } = await import("./openai/generator.ts");
  const store = createPineconeStore({ apiKey: "k", host: "http://127.0.0.1:1" });
  const shared = { apiKey: "k", baseURL: "http://127.0.0.1:1/v1", model: "m", dimensions: 8, retry: { attempts: 1, baseMs: 0, capMs: 0 } };
  const embedder = createOpenAIEmbedder(shared);
  createOpenAIGenerator(shared);
  const before = [...sdks];
  await embedder.embed(["text"], "query").catch(() => undefined);
  await store.verify({ dimensions: 8 }).catch(() => undefined);
  console.log(JSON.stringify({ before, after: [...sdks].sort() }));
`;

test("the SDKs are loaded by the first call and not by the adapters", () => {
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", ADAPTERS], {
    cwd: import.meta.dirname,
  });
  expect(JSON.parse(String(output))).toEqual({ before: [], after: ["@pinecone-database", "openai"] });
});
