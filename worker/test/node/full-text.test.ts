import { beforeEach, describe, expect, test } from "vitest";
import { createFullTextIndex, type FullTextIndex } from "../../knowledge/index/full-text.ts";
import { createMemorySql } from "./sqlite.ts";

let index: FullTextIndex;

beforeEach(() => {
  index = createFullTextIndex(createMemorySql());
  index.create();
});

function add(rowid: number, text: string, title = "", headings = ""): void {
  index.add(rowid, { title, headings, text });
}

function found(query: string, limit = 10): number[] {
  return index.search(query, limit).map(({ rowid }) => rowid);
}

describe("search", () => {
  test("inflected words meet, question words count for nothing", () => {
    add(1, "Configuring the timeout of streamed responses.");
    add(2, "What can you do? How do I do that? What, what, what.");
    expect(found("How do I configure timeouts?")).toEqual([1]);
  });

  test("better matches come first with higher scores; ties keep the order of rows", () => {
    add(3, "refund policy and more about the refund");
    add(1, "a policy of another kind");
    add(2, "a policy of another kind");
    for (let rowid = 10; rowid < 20; rowid++) add(rowid, "something else entirely");
    const matches = index.search("refund policy", 10);
    expect(matches.map(({ rowid }) => rowid)).toEqual([3, 1, 2]);
    expect(matches[0]?.score).toBeGreaterThan(matches[1]?.score ?? Infinity);
    expect(matches[2]?.score).toBeGreaterThan(0);
  });

  test("a word in the title weighs more than the same word in the text", () => {
    for (let rowid = 10; rowid < 20; rowid++) add(rowid, "filler words only", "Other");
    add(1, "pricing here and there", "Other");
    add(2, "plans here and there", "Pricing");
    expect(found("pricing")).toEqual([2, 1]);
  });

  test("words that stand together as in the question weigh more than the same words apart", () => {
    for (let rowid = 10; rowid < 20; rowid++) add(rowid, "filler of another kind");
    add(1, "the limit of a request is set here, the body of the text follows");
    add(2, "the body limit of a request is set here, the rest of text follows");
    expect(found("What is the body limit?")).toEqual([2, 1]);
  });

  test.each([
    ["Japanese", "商品の返品はこちらから", "返品はどうすればいいですか"],
    ["Chinese", "我们的退款政策如下", "如何退款?"],
    ["Korean", "환불 정책 안내", "환불은 어떻게 하나요"],
    ["Thai", "นโยบายการคืนเงินของเรา", "ขอคืนเงินได้ไหม"],
    ["Hindi", "वापसी की नीति", "वापसी कैसे करें?"],
    ["Arabic", "سياسة كَلِمَة السر", "أين كلمة السر؟"],
    ["Russian", "Правила возврата товара", "возврата"],
    ["German", "Die Straße ändern", "Strasse aendern ändern?"],
    ["French", "Conditions d’accès générales", "ACCES general"],
  ])("%s", (_language, text, query) => {
    add(1, "nothing to see here");
    add(2, text);
    expect(found(query)).toEqual([2]);
  });

  test("a replaced chunk answers for its new text alone, a removed one not at all", () => {
    add(1, "apples");
    add(1, "pears");
    expect(found("apples")).toEqual([]);
    expect(found("pears")).toEqual([1]);
    index.remove(1);
    index.remove(99);
    expect(found("pears")).toEqual([]);
    expect(index.statistics(["pear"]).chunks).toBe(0);
    add(2, "plums");
    index.removeAll();
    expect(found("plums")).toEqual([]);
  });

  test("a predicate that refuses nearly everything still gets its limit", () => {
    for (let rowid = 1; rowid <= 3_000; rowid++) add(rowid, "the same words everywhere");
    add(3_001, "other");
    const asked: number[] = [];
    const matches = index.search("same words", 5, (rowid) => {
      asked.push(rowid);
      return rowid > 2_990;
    });
    expect(matches.map(({ rowid }) => rowid)).toEqual([2_991, 2_992, 2_993, 2_994, 2_995]);
    // Best first, none asked twice.
    expect(asked).toEqual(Array.from({ length: 3_000 }, (_, at) => at + 1));
    expect(index.search("same words", 5, () => false)).toEqual([]);
    expect(index.search("same words", 0)).toEqual([]);
  });

  test.each([
    ["quotes", `"apples" ""apples`],
    ["operators", "apples AND NOT OR NEAR(apples, 2)"],
    ["a column filter", "title : apples - {text title} : ^apples*"],
    ["brackets", ")))(((apples"],
    ["NUL", "apples\0pears"],
    ["lone surrogates", "\ud800 apples \udfff"],
    ["SQL", "'; DROP TABLE full_text; -- apples"],
  ])("a query may hold %s", (_what, query) => {
    add(1, "green apples");
    add(2, "nothing");
    expect(found(query)).toContain(1);
  });

  test("empty, wordless and monstrous queries are answered", () => {
    add(1, "green apples");
    expect(found("")).toEqual([]);
    expect(found(" ?!… 😀 \0 ")).toEqual([]);
    expect(found("apples ".repeat(600))).toEqual([1]);
    expect(found(`apples ${Array.from({ length: 10_000 }, (_, at) => `w${at}`).join(" ")}`)).toEqual([1]);
    expect(found(`${"x".repeat(1_000_000)} apples`)).toEqual([1]);
  });
});

describe("statistics", () => {
  test("rarer stems weigh more, unknown ones the most", () => {
    for (let rowid = 1; rowid <= 8; rowid++) add(rowid, rowid <= 2 ? "common rare" : "common");
    const { chunks, idf } = index.statistics(["common", "rare", "unknown"]);
    expect(chunks).toBe(8);
    const [common, rare, unknown] = ["common", "rare", "unknown"].map((term) => idf.get(term) ?? NaN);
    expect(common).toBeGreaterThan(0);
    expect(rare).toBeGreaterThan(common as number);
    expect(unknown).toBeGreaterThan(rare as number);
  });

  test("no terms and too many terms are no error", () => {
    expect(index.statistics([]).idf.size).toBe(0);
    expect(index.statistics(Array.from({ length: 5_000 }, (_, at) => `w${at}`)).idf.size).toBe(100);
  });
});
