import { describe, expect, it } from "vitest";
import type { Usage } from "../../shared/chat.ts";
import type { Embedder } from "../ports.ts";
import { EmbeddingAhead } from "./embedding-ahead.ts";

const COST: Usage = { input_tokens: 7, output_tokens: 0 };
const EMBEDDER: Embedder = {
  model: "test:one",
  dimensions: 2,
  weight: 0.5,
  batchSize: 1,
  async embed(_texts, _purpose, _signal, onUsage) {
    onUsage?.(COST);
    return [Float32Array.of(1, 0)];
  },
};

/** One that has been made and paid, and what was told of it as unused. */
async function begin(): Promise<{ vector: EmbeddingAhead; unused: Usage[] }> {
  const unused: Usage[] = [];
  const vector = new EmbeddingAhead(EMBEDDER, "What?", (usage) => unused.push(usage));
  await scheduler.wait(0);
  return { vector, unused };
}

describe("a vector that is made", () => {
  it("is counted by whoever takes it, and by nobody else", async () => {
    const { vector, unused } = await begin();
    expect(await vector.take("test:one", 2)).toEqual({ values: Float32Array.of(1, 0), usage: COST });
    vector[Symbol.dispose]();
    expect(unused).toEqual([]);
  });

  it("is counted as unused where nobody takes it", async () => {
    const { vector, unused } = await begin();
    vector[Symbol.dispose]();
    expect(unused).toEqual([COST]);
  });

  it.each([
    ["another model", "test:two", 2],
    ["another length", "test:one", 3],
  ])("is not given to %s, and counted as unused", async (_, model, dimensions) => {
    const { vector, unused } = await begin();
    expect(await vector.take(model, dimensions)).toEqual({ values: undefined, usage: undefined });
    vector[Symbol.dispose]();
    expect(unused).toEqual([COST]);
  });
});
