import { describe, expect, test } from "vitest";
import { describeEmbedder } from "../../test/contracts/embedder.ts";
import { createHashedStemsEmbedder } from "./embedder.ts";

describeEmbedder("hashed stems", async () => createHashedStemsEmbedder());

const embedder = createHashedStemsEmbedder();

async function embed(...texts: string[]): Promise<Float32Array[]> {
  return embedder.embed(texts, "document");
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return a?.reduce((sum, value, at) => sum + value * (b?.[at] ?? NaN), 0) ?? NaN;
}

describe("hashed stems", () => {
  test("one vector a text, in order, of the length promised and of unit length, whatever the text", async () => {
    const texts = [
      "How do I configure timeouts?",
      "",
      "?!",
      "😀",
      "a ".repeat(100_000),
      "返品はどうすればいいですか",
      "\ud800",
      "w".repeat(500_000),
    ];
    const vectors = await embed(...texts);
    expect(vectors).toHaveLength(texts.length);
    for (const vector of vectors) {
      expect(vector).toHaveLength(embedder.dimensions);
      expect(cosine(vector, vector)).toBeCloseTo(1, 5);
    }
  });

  test("the same words are the same vector, in any inflection, case or order", async () => {
    const [one, two] = await embed("Configure the timeouts of streams", "stream TIMEOUT configuring");
    expect(cosine(one, two)).toBeCloseTo(1, 5);
  });

  test("shared words bring texts closer than none", async () => {
    const [question, near, far] = await embed(
      "How do I cancel my subscription?",
      "Subscriptions are cancelled in the billing page.",
      "Our office is open on Mondays.",
    );
    expect(cosine(question, near)).toBeGreaterThan(cosine(question, far) + 0.3);
  });

  test("a query and a document are embedded alike, today and tomorrow", async () => {
    const [query] = await embedder.embed(["retention of records"], "query");
    const [document] = await embed("retention of records");
    expect(query).toEqual(document);
    // Stored vectors outlive a release: whoever changes the hash must change the model's name.
    const used = [...(query ?? [])].flatMap((value, at) => (value === 0 ? [] : [[at, Math.sign(value)]]));
    expect(used).toEqual([
      [93, 1],
      [466, -1],
    ]);
    expect(embedder.model).toBe("embedded:hashed-stems-512-2");
  });

  test("an aborted call throws the reason", async () => {
    const reason = new Error("enough");
    await expect(embedder.embed(["a"], "query", AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await embedder.embed([], "query")).toEqual([]);
  });
});
