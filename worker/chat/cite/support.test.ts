import { describe, expect, it } from "vitest";
import { createSupport, readClaim, type Support } from "./support.ts";

const quoteFor = (support: Support, claim: string): string | undefined =>
  support.quoteFor(readClaim(claim), { names: support.names, subjects: support.subjects, words: support.words });

const BODY = createSupport({
  title: "Body limit middleware",
  headingPath: ["Options"],
  text: `## maxSize

The maximum file size of the file you want to limit. The default is \`100 * 1024\` - \`100kb\`.

- Deno does not respect headers, so if you need to update the cache, you will need to implement your own mechanism.
- There are five routers, and 1,000 routes are no problem.

\`\`\`ts
app.use(bodyLimit({ maxSize: 50 * 1024 }));
\`\`\`

Old keys stop working within a minute of rotation. After that, requests with them are refused.`,
});

describe("createSupport", () => {
  it.each([
    [
      "the sentence itself",
      "Old keys stop working within a minute of rotation.",
      "Old keys stop working within a minute of rotation.",
    ],
    [
      "the sentence without its Markdown",
      "The default is 100 * 1024 - 100kb.",
      "The default is `100 * 1024` - `100kb`.",
    ],
    [
      "a shorter one",
      "Keys that are old stop working after a minute",
      "Old keys stop working within a minute of rotation.",
    ],
    [
      "a claim whose subject stands in the title",
      "The body limit middleware defaults to 100kb",
      "The default is `100 * 1024` - `100kb`.",
    ],
    ["a count in other letters", "It has 5 routers", "There are five routers, and 1,000 routes are no problem."],
    [
      "a number without its separator",
      "1000 routes are no problem",
      "There are five routers, and 1,000 routes are no problem.",
    ],
    [
      "a half of a sentence that denies something else",
      "On Deno you need to implement your own mechanism to update the cache",
      "Deno does not respect headers, so if you need to update the cache, you will need to implement your own mechanism.",
    ],
    ["code", "app.use(bodyLimit({ maxSize: 50 * 1024 }));", "app.use(bodyLimit({ maxSize: 50 * 1024 }));"],
  ])("finds what supports %s", (_name, claim, quote) => {
    expect(quoteFor(BODY, claim)).toBe(quote);
  });

  it("takes two sentences where one does not say it all", () => {
    expect(quoteFor(BODY, "Old keys stop working within a minute, and after that requests with them are refused")).toBe(
      "Old keys stop working within a minute of rotation. After that, requests with them are refused.",
    );
  });

  it.each([
    ["another number", "The default is 200kb"],
    ["a count that is not there", "There are six routers"],
    ["a lost negation", "Deno respects headers"],
    ["an added negation", "Old keys do not stop working within a minute of rotation"],
    ["a word or two in common", "The maximum number of passengers in the bus is high"],
    ["the subject alone", "The body limit middleware is written in Rust by volunteers"],
    ["nothing", ""],
    ["a number that is there and nothing else", "It is 100"],
    ["stop words", "It is the one"],
    ["marks", "***"],
  ])("refuses a claim with %s", (_name, claim) => {
    expect(quoteFor(BODY, claim)).toBe(undefined);
  });

  it.each([
    ["German", "Streams werden von der Zeitgrenze nicht unterstützt.", "Streams werden von der Zeitgrenze unterstützt"],
    ["French", "Les flux ne sont pas compatibles avec le délai.", "Les flux sont compatibles avec le délai"],
    ["Spanish", "Los reembolsos no incluyen gastos de envío.", "Los reembolsos incluyen gastos de envío"],
    ["Chinese", "流式响应不支持超时设置。", "流式响应支持超时设置"],
    ["Japanese", "ストリームではタイムアウトを使用できません。", "ストリームではタイムアウトを使用できます"],
  ])("sees a lost negation in %s", (_language, text, claim) => {
    const support = createSupport({ text });
    expect(quoteFor(support, claim)).toBe(undefined);
    expect(quoteFor(support, text)).toBe(text);
  });

  it('does not take "not only" for a negation', () => {
    const support = createSupport({ text: "The plan covers not only images but also videos." });
    expect(quoteFor(support, "The plan covers images and videos")).toBe(
      "The plan covers not only images but also videos.",
    );
  });

  it("reads digits of other scripts", () => {
    const support = createSupport({ text: "الحد الأقصى هو ١٠ ميغابايت." });
    expect(quoteFor(support, "الحد الأقصى هو 10 ميغابايت")).toBe("الحد الأقصى هو ١٠ ميغابايت.");
    expect(quoteFor(support, "الحد الأقصى هو 20 ميغابايت")).toBe(undefined);
  });
});
