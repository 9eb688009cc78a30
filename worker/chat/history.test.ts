import { describe, expect, it } from "vitest";
import type { PromptTurn } from "../ports.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { withoutDead, boundHistory, HISTORY_CHARACTERS, HISTORY_TURNS } from "./history.ts";

const turns = (count: number, text = "x"): PromptTurn[] =>
  Array.from({ length: count }, (_, at) => ({ role: at % 2 === 0 ? "user" : "assistant", text: `${at}${text}` }));

it("keeps the newest turns, in their order", () => {
  expect(boundHistory(turns(40))).toEqual(turns(40).slice(-HISTORY_TURNS * 2));
  expect(boundHistory(turns(3))).toEqual(turns(3));
  expect(boundHistory([])).toEqual([]);
});

it("keeps whole turns up to the bound, and none before one that does not fit", () => {
  const long = "y".repeat(HISTORY_CHARACTERS / 2 - 1);
  expect(boundHistory(turns(3, long))).toEqual(turns(3, long).slice(1));
  expect(boundHistory([{ role: "user", text: "short" }, ...turns(1, "z".repeat(HISTORY_CHARACTERS))])).toEqual([]);
});

describe("withoutDead", () => {
  const said =
    "Returns take 30 days. [1] The phone is 555. [2]\n\n- Norway: 59 kr [1]\n- Sweden: 89 kr. [3]\n\nAnything else?";
  const cite = (marker: string, quote: string, from = 0) => ({
    quote,
    url: `https://x.test/${quote}`,
    title: "T",
    start: said.indexOf(marker, from),
  });
  const cited = [cite("[1]", "returns"), cite("[2]", "phone"), cite("[1]", "norway", 30), cite("[3]", "sweden")];

  async function told(dead: string[]): Promise<[string, string[]]> {
    const asked: string[] = [];
    const knowledgeBase = {
      liveQuotes: async (quotes: { quote: string }[]) => {
        asked.push(...quotes.map(({ quote }) => quote));
        return quotes.map(({ quote }) => !dead.includes(quote));
      },
    };
    const turns = await withoutDead({ knowledgeBase } as unknown as TenantScope, [
      { role: "user", text: "What?" },
      { role: "assistant", text: said, cited },
    ]);
    return [turns[1]!.text, asked];
  }

  it("leaves what stands as it was", async () => {
    expect(await told([])).toEqual([said, ["returns", "phone", "norway", "sweden"]]);
  });

  it.each([
    ["phone", "555"],
    ["returns", "30 days"],
    ["norway", "59 kr"],
    ["sweden", "89 kr"],
  ])("leaves out the sentence that %s supported, and no other", async (dead, words) => {
    const [text] = await told([dead]);
    expect(text).not.toContain(words);
    for (const other of ["555", "30 days", "59 kr", "89 kr"].filter((each) => each !== words))
      expect(text).toContain(other);
    expect(text).toContain("Anything else?");
    expect(text).not.toMatch(/^- *$/m);
  });

  it("asks for nothing where nothing was cited", async () => {
    const turns = [{ role: "user" as const, text: "What?" }];
    expect(await withoutDead({} as TenantScope, turns)).toEqual(turns);
  });
});
