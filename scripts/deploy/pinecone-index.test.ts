import { expect, inject, test } from "vitest";
import { openPinecone } from "../../fakes/control.ts";
import { createPineconeIndex, explainPineconeError } from "./pinecone-index.ts";

async function open() {
  const { url, log } = await openPinecone(inject("fakeFarm"));
  const shared = {
    apiKey: "pinecone-test-key",
    controller: url,
    cloud: "aws",
    region: "us-east-1",
    progress: () => undefined,
  };
  return { log, shared };
}

test("creates a vector index, waits for it, and finds it again", async () => {
  const { log, shared } = await open();
  const first = await createPineconeIndex({ ...shared, name: "docs", dimensions: 256 });
  expect(first).toEqual({ host: expect.stringMatching(/^docs-.*pinecone\.io$/), created: true });
  const [create] = await log();
  expect(create?.body).toMatchObject({
    name: "docs",
    schema: { fields: { _values: { type: "dense_vector", dimension: 256, metric: "cosine" } } },
    deployment: { deployment_type: "managed", cloud: "aws", region: "us-east-1" },
    deletion_protection: "enabled",
  });
  expect(await createPineconeIndex({ ...shared, name: "docs", dimensions: 256 })).toEqual({
    host: first.host,
    created: false,
  });
});

test("an index of that name with other vectors is an error that says which", async () => {
  const { shared } = await open();
  await createPineconeIndex({ ...shared, name: "docs", dimensions: 256 });
  await expect(createPineconeIndex({ ...shared, name: "docs", dimensions: 512 })).rejects.toThrow(/256 .*512/);
});

test("a refused key is explained", async () => {
  const { shared } = await open();
  const error: unknown = await createPineconeIndex({ ...shared, apiKey: "wrong", name: "docs", dimensions: 8 }).catch(
    (thrown: unknown) => thrown,
  );
  expect(explainPineconeError(error)).toContain("PINECONE_API_KEY");
});
