import { describe, expect, it } from "vitest";
import { cite, type CitedPiece, type CiteSource } from "./cite.ts";
import { PAGES, RIGHT, WRONG } from "./other-pages.ts";
import { MADE_UP, NAMED, type NamedClaim, SHOP } from "./reworded.ts";

async function citations(answer: string, sources: readonly CiteSource[]) {
  const found: Extract<CitedPiece, { type: "citation" }>[] = [];
  let text = "";
  async function* whole() {
    yield answer;
  }
  const verify = async (number: number, quote: string) =>
    sources.find((source) => source.number === number)!.text.includes(quote);
  for await (const piece of cite(whole(), { sources, verify })) {
    if (piece.type === "citation") found.push(piece);
    else text += piece.text;
  }
  return { found, text };
}

async function kept(claims: readonly NamedClaim[]): Promise<NamedClaim[]> {
  const out: NamedClaim[] = [];
  for (const claim of claims) {
    const { found } = await citations(`${claim.says} [${claim.source}: "${claim.names}"]`, SHOP);
    if (found.length === 0) continue;
    expect(SHOP.find(({ number }) => number === found[0]!.promptNumber)!.text).toContain(found[0]!.quote);
    out.push(claim);
  }
  return out;
}

const of = (kind: NamedClaim["kind"]) => NAMED.filter((claim) => claim.kind === kind);

describe("a marker that names its passage", () => {
  it("keeps a verbatim quote on sentences in other words", async () => {
    const all = of("reworded");
    expect(all).toHaveLength(24);
    expect((await kept(all)).length).toBeGreaterThanOrEqual(22);
  });

  it("keeps a verbatim quote on sentences in other languages", async () => {
    const all = of("translated");
    expect(all).toHaveLength(8);
    expect(await kept(all)).toEqual(all);
  });

  it("goes where its passage is of something else, of another source, with another number or name, or nowhere", async () => {
    const all = of("wrong");
    expect(all).toHaveLength(40);
    expect((await kept(all)).length).toBeLessThanOrEqual(2);
  });

  it.each([
    ["whole", `[6: "We are a family firm from Bergen"]`],
    ["by its ends", `[6: "We are … from Bergen."]`],
    ["with three dots", `[6: "We are a ... from Bergen"]`],
    ["in other quotation marks", "[6: „We are … from Bergen“]"],
    ["in French ones", "【6: « We are … from Bergen »】"],
    ["without any", "[6: We are … from Bergen]"],
    ["without a colon", `[6 "We are a family firm from Bergen"]`],
    ["with the word source", `[Source 6: "We are … from Bergen"]`],
    ["among others", `[9: "nowhere at all"; 6: "We are … from Bergen"]`],
    [
      "with a slip in the middle",
      `[6: "The wool comes from the sheep which graze on islands and every jumper is knitted in our own hall"]`,
    ],
  ])("finds a passage that is named %s", async (_name, marker) => {
    const { found, text } = await citations(`The wool firm is a family from Bergen, in our hall ${marker}.`, SHOP);
    expect(text).toBe("The wool firm is a family from Bergen, in our hall [1].");
    expect(found).toHaveLength(1);
    expect(SHOP[5]!.text).toContain(found[0]!.quote);
  });
});

const plainly = async (says: string, source: number) => (await citations(`${says} [${source}]`, SHOP)).found;
const elsewhere = (claims: readonly NamedClaim[]) =>
  claims.flatMap(({ says, source }) =>
    SHOP.filter(({ number }) => number !== source).map(({ number }) => plainly(says, number)),
  );

describe("a plain marker on a sentence in other words", () => {
  it("keeps a quote of the source that has the most in common with it", async () => {
    const quotes = await Promise.all(of("reworded").map(({ says, source }) => plainly(says, source)));
    expect(quotes.filter((each) => each.length > 0).length).toBeGreaterThanOrEqual(21);
  });

  it("goes where it names another source", async () => {
    const wrong = await Promise.all(elsewhere(of("reworded")));
    expect(wrong).toHaveLength(120);
    expect(wrong.flat().length).toBeLessThanOrEqual(2);
  });

  it("goes where figures, names or denials differ, or no source says it", async () => {
    // Before these the passage is of something else, which a plain marker does not say.
    const wrong = of("wrong").slice(17);
    expect((await Promise.all(wrong.map(({ says, source }) => plainly(says, source)))).flat().length).toBeLessThan(3);
    const madeUp = await Promise.all(MADE_UP.map(([says, source]) => plainly(says, source)));
    expect(madeUp.flat().length).toBeLessThanOrEqual(5);
  });
});

describe("a plain marker on a sentence in another language", () => {
  const translated = of("translated");
  it("keeps the one sentence of its source that has the same figures, or one and the subject", async () => {
    const quotes = await Promise.all(translated.map(({ says, source }) => plainly(says, source)));
    expect(quotes.flat().map(({ quote }) => quote)).toEqual([
      "Unworn items can be sent back within 30 days of delivery.",
      "Orders placed before 14:00 leave the warehouse the same day.",
      "Delivery is free of charge from 800 kr.",
      "The Team plan costs $25 a month and comes with ten seats.",
      "Each key may send 60 requests a minute.",
      "Our grandmother Solveig opened the first shop in 1962.",
    ]);
  });

  it("goes where it names another source", async () => {
    const wrong = await Promise.all(elsewhere(translated));
    expect(wrong).toHaveLength(40);
    expect(wrong.flat().length).toBeLessThanOrEqual(2);
  });
});

describe("on a leaflet, a law, a recipe, a manual, in German and Japanese", () => {
  const count = async (markers: readonly string[]) => {
    const found = await Promise.all(markers.map(async (answer) => (await citations(answer, PAGES)).found));
    return found.filter((each) => each.length > 0).length;
  };
  const named = (all: typeof RIGHT) => all.map(([says, source, names]) => `${says} [${source}: "${names}"]`);

  it("a marker that names its passage keeps it in other words, and goes where they say something else", async () => {
    expect(RIGHT).toHaveLength(29);
    expect(WRONG).toHaveLength(30);
    expect(await count(named(RIGHT))).toBeGreaterThanOrEqual(27);
    // Opposites in other words ("read-only", "can be written to") are beyond it.
    expect(await count(named(WRONG))).toBeLessThanOrEqual(3);
  });

  it("a plain marker goes where it names another source", async () => {
    const others = RIGHT.flatMap(([says, source]) =>
      PAGES.filter(({ number }) => number !== source).map(({ number }) => `${says} [${number}]`),
    );
    expect(await count(RIGHT.map(([says, source]) => `${says} [${source}]`))).toBeGreaterThanOrEqual(22);
    expect(await count(others)).toBeLessThanOrEqual(0.04 * others.length);
  });
});
