import { beforeEach, describe, expect, test } from "vitest";
import { createFullTextIndex, type FullTextIndex } from "../../knowledge/index/full-text.ts";
import { detectLanguage, readQuery } from "../../knowledge/language/terms.ts";
import { createMemorySql } from "./sqlite.ts";

let index: FullTextIndex;

beforeEach(() => {
  index = createFullTextIndex(createMemorySql());
  index.create();
});

function add(rowid: number, text: string, title = "", headings = ""): void {
  index.add(rowid, { title, headings, text }, detectLanguage(text));
}

function read(query: string) {
  return readQuery(query, detectLanguage(query));
}

function found(query: string, limit = 10): number[] {
  return index.search(read(query), limit).map(({ rowid }) => rowid);
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
    const matches = index.search(read("refund policy"), 10);
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
    expect(index.count()).toBe(0);
    add(2, "plums");
    index.removeAll();
    expect(found("plums")).toEqual([]);
  });

  test("a search within few rows still gets its limit", () => {
    for (let rowid = 1; rowid <= 3_000; rowid++) add(rowid, "the same words everywhere");
    add(3_001, "other");
    const rows = Array.from({ length: 11 }, (_, at) => 2_991 + at);
    const within = (list: number[], share: number) => ({
      share,
      has: (row: number) => list.includes(row),
      rows: () => list,
    });
    const matches = index.search(read("same words"), 5, within(rows, 0.01));
    // The same where it is told that many pass.
    expect(index.search(read("same words"), 5, within(rows, 0.5))).toEqual(matches);
    expect(matches.map(({ rowid }) => rowid)).toEqual([2_991, 2_992, 2_993, 2_994, 2_995]);
    expect(index.search(read("same words"), 5, within([], 0))).toEqual([]);
    expect(index.search(read("same words"), 5, within([7_000], 0.1))).toEqual([]);
    expect(index.search(read("same words"), 0)).toEqual([]);
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

describe("frequencies", () => {
  test("how many chunks hold a term, in their text or beside it", () => {
    for (let rowid = 1; rowid <= 8; rowid++) add(rowid, rowid <= 2 ? "common rare" : "common bodyLimit");
    expect(index.count()).toBe(8);
    expect([...index.frequencies(["common", "rare", "unknown", "limit"])]).toEqual([
      ["common", 8],
      ["rare", 2],
      ["unknown", 0],
      ["limit", 0],
    ]);
    expect([...index.frequencies(["limit"], "beside")]).toEqual([["limit", 6]]);
    expect([...index.holding([1, 3, 99], ["rare", "limit"])]).toEqual([1]);
    expect([...index.holding([1, 3, 99], ["rare", "limit"], "beside")]).toEqual([3]);
  });

  test("no terms and too many terms are no error", () => {
    expect(index.frequencies([]).size).toBe(0);
    expect(index.frequencies(Array.from({ length: 5_000 }, (_, at) => `w${at}`)).size).toBe(100);
    expect(index.holding([], ["a"]).size).toBe(0);
  });
});

describe("an index of an earlier version", () => {
  /** As the first version made it, with chunks in it. */
  function openEarlier(chunks: Record<number, string>): FullTextIndex {
    const sql = createMemorySql();
    sql.exec(`CREATE VIRTUAL TABLE full_text USING fts5(
        title, headings, text, content = '', contentless_delete = 1,
        tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")`);
    sql.exec("CREATE VIRTUAL TABLE full_text_terms USING fts5vocab(full_text, 'row')");
    for (const [rowid, text] of Object.entries(chunks))
      sql.exec("INSERT INTO full_text (rowid, title, headings, text) VALUES (?, '', '', ?)", Number(rowid), text);
    index = createFullTextIndex(sql);
    index.create();
    return index;
  }

  test("answers beside the new one, row by row, until nothing is left in it", () => {
    openEarlier({ 1: "configuring timeouts", 2: "timeouts of another kind" });
    expect(found("timeout")).toEqual([1, 2]);
    expect(index.count()).toBe(2);
    expect(index.outdated(1)).toEqual([1]);
    add(1, "configuring timeouts");
    expect(found("timeout").toSorted()).toEqual([1, 2]);
    expect(index.frequencies(["timeout"]).get("timeout")).toBe(2);
    expect(index.outdated(10)).toEqual([2]);
    index.remove(2);
    expect(index.outdated(10)).toEqual([]);
    expect(found("timeout")).toEqual([1]);
    expect(index.count()).toBe(1);
  });

  /** As the second version made it: terms, other forms and topics beside them, rows that hold nothing. */
  function openSecond(chunks: Record<number, { stems: string; beside: string }>) {
    const sql = createMemorySql();
    for (const [table, columns] of [
      ["full_text_2", "title, headings, text"],
      ["beside_2", "terms"],
    ]) {
      sql.exec(`CREATE VIRTUAL TABLE ${table} USING fts5(${columns}, content = '', contentless_delete = 1,
        tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc' tokenchars '.:-_'")`);
      sql.exec(`CREATE VIRTUAL TABLE ${table}_terms USING fts5vocab(${table}, 'row')`);
    }
    for (let row = -50; row < 0; row++) {
      sql.exec("INSERT INTO full_text_2 (rowid, text) VALUES (?, ?)", row, "_ ".repeat(120));
      sql.exec("INSERT INTO beside_2 (rowid, terms) VALUES (?, ?)", row, "_ ".repeat(6));
    }
    for (const [rowid, { stems, beside }] of Object.entries(chunks)) {
      sql.exec("INSERT INTO full_text_2 (rowid, title, headings, text) VALUES (?, '', '', ?)", Number(rowid), stems);
      sql.exec("INSERT INTO beside_2 (rowid, terms) VALUES (?, ?)", Number(rowid), beside);
    }
    index = createFullTextIndex(sql);
    index.create();
    return () => Array.from(sql.exec("SELECT name FROM sqlite_master WHERE name GLOB '*_2*'"), ({ name }) => name);
  }

  const besideTexts = (term: string): number[] =>
    index.search({ ...read("nothing"), beside: [term] }, 5).map(({ rowid }) => rowid);

  test("of the second one is asked by stems and by what stands beside them, and goes with its last chunk", () => {
    const left = openSecond({
      1: { stems: "configur timeout", beside: "lang:en" },
      2: { stems: "bodylimit other", beside: "limit bodi lang:en" },
    });
    expect(found("configuring timeouts")).toEqual([1]);
    expect(besideTexts("limit")).toEqual([2]);
    expect(index.count()).toBe(2);
    expect([...index.frequencies(["timeout"])]).toEqual([["timeout", 1]]);
    expect([...index.frequencies(["limit"], "beside")]).toEqual([["limit", 1]]);
    expect([...index.holding([1, 2], ["limit"], "beside")]).toEqual([2]);
    expect(index.outdated(10)).toEqual([1, 2]);
    add(1, "configuring timeouts");
    expect(found("configuring timeouts")).toEqual([1]);
    expect(index.outdated(10)).toEqual([2]);
    expect(left()).not.toEqual([]);
    add(2, "bodyLimit of another kind");
    expect(left()).toEqual([]);
    expect(index.outdated(10)).toEqual([]);
    expect(besideTexts("limit")).toEqual([2]);
    expect(index.count()).toBe(2);
  });

  test("one without rows is let go of", () => {
    openEarlier({});
    expect(index.outdated(10)).toEqual([]);
    add(1, "apples");
    expect(found("apples")).toEqual([1]);
  });
});
