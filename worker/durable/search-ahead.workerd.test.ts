import { describe, expect, it } from "vitest";
import type { Usage } from "../../shared/chat.ts";
import type { Candidates } from "../chat/retrieve.ts";
import type { Embedder } from "../ports.ts";
import { type Search, SearchAhead } from "./search-ahead.ts";

const COST: Usage = { input_tokens: 7, output_tokens: 0 };
const EMBEDDER: Embedder = {
  model: "test:one",
  dimensions: 2,
  weight: 0.5,
  batchSize: 1,
  embed: () => Promise.reject(new TypeError("Only the search may ask.")),
};
const CANDIDATES: Candidates = { chunks: [{ id: "doc:1:0", score: 1 }], termWeights: [], degraded: false, pages: 1 };

/** One that has ended and was paid twice, as where an earlier model's vectors answer, and what was told of it as unused. */
async function begin(search?: Search): Promise<{ ahead: SearchAhead; unused: Usage[] }> {
  const unused: Usage[] = [];
  const found: Search = async (_signal, onUsage) => {
    onUsage(COST);
    onUsage(COST);
    return CANDIDATES;
  };
  const ahead = new SearchAhead(EMBEDDER, search ?? found, (usage) => unused.push(usage));
  await scheduler.wait(0);
  return { ahead, unused };
}

describe("a search that has ended", () => {
  it("is counted by whoever takes it, and by nobody else", async () => {
    const { ahead, unused } = await begin();
    expect(await ahead.take("test:one", 2)).toEqual({ candidates: CANDIDATES, usages: [COST, COST] });
    ahead[Symbol.dispose]();
    expect(unused).toEqual([]);
  });

  it("is counted as unused where nobody takes it", async () => {
    const { ahead, unused } = await begin();
    ahead[Symbol.dispose]();
    expect(unused).toEqual([COST, COST]);
  });

  it.each([
    ["another model", "test:two", 2],
    ["another length", "test:one", 3],
  ])("is not given to %s, and counted as unused", async (_, model, dimensions) => {
    const { ahead, unused } = await begin();
    expect(await ahead.take(model, dimensions)).toEqual({ candidates: undefined, usages: [] });
    ahead[Symbol.dispose]();
    expect(unused).toEqual([COST, COST]);
  });
});

describe("a search that runs", () => {
  it.each(["drop", Symbol.dispose] as const)("is ended by %s, and what it was paid so far is counted", async (end) => {
    let ended: unknown;
    const { ahead, unused } = await begin((signal, onUsage) => {
      onUsage(COST);
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          ended = signal.reason;
          reject(signal.reason);
        });
      });
    });
    ahead[end]();
    expect(ended).toBeInstanceOf(DOMException);
    if (end === "drop") ahead[Symbol.dispose]();
    expect(unused).toEqual([COST]);
  });
});
