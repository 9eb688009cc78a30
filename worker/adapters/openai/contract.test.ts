/** The OpenAI adapters pass the contracts of embedder and generator, through the official SDK. */

import { inject } from "vitest";
import { describeEmbedder } from "../../test/contracts/embedder.ts";
import { describeGenerator } from "../../test/contracts/generator.ts";
import { openOpenAI } from "../../../fakes/control.ts";
import { createOpenAIEmbedder } from "./embedder.ts";
import { createOpenAIGenerator } from "./generator.ts";

const apiKey = "openai-test-key";

describeEmbedder("openai", async () => {
  const { url } = await openOpenAI(inject("fakeFarm"));
  return createOpenAIEmbedder({
    apiKey,
    baseURL: `${url}/v1`,
    model: "text-embedding-3-small",
    dimensions: 256,
    batchSize: 32,
  });
});

describeEmbedder("openai, a server that knows neither dimensions nor base64", async () => {
  const server = await openOpenAI(inject("fakeFarm"), { knowsDimensions: false, dimensions: 256 });
  await server.post("embeddings", { floats: true });
  return createOpenAIEmbedder({
    apiKey,
    baseURL: `${server.url}/v1`,
    model: "some-model",
    dimensions: 256,
    batchSize: 32,
  });
});

for (const [name, options] of [
  ["openai", {}],
  ["openai, a server without stream_options", { knowsStreamOptions: false }],
] as const) {
  describeGenerator(name, async () => {
    const { url } = await openOpenAI(inject("fakeFarm"), options);
    return createOpenAIGenerator({ apiKey, baseURL: `${url}/v1`, model: "gpt-test" });
  });
}
