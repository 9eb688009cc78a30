import { expect, test } from "vitest";
import { contentTerms } from "../../knowledge/language/terms.ts";
import { agreesInPolarity, readPolarity } from "./polarity.ts";

const agrees = (claim: string, quote: string) =>
  agreesInPolarity(readPolarity(claim), readPolarity(quote), contentTerms(claim));

test.each([
  ["The maximum is three tablets.", "Do not take more than three tablets."],
  ["The deposit is capped at three months of rent.", "A deposit may not exceed three months' rent."],
  ["Never take over three tablets.", "Do not take more than three tablets."],
  ["It is forbidden in the last months of pregnancy.", "It must not be used in the last three months of a pregnancy."],
  ["Guests under 16 are not let into the sauna.", "The sauna is only for guests from 16."],
  ["送料はかかりません。", "送料は無料です。"],
  ["名入れ商品は返品できません。", "名入れ商品は返品の対象外です。"],
])("%j agrees with %j", (claim, quote) => {
  expect(agrees(claim, quote)).toBe(true);
});

test.each([
  ["Take more than three tablets.", "Do not take more than three tablets."],
  ["Backups are not encrypted.", "Backups are encrypted and never leave the region."],
  ["The tablets may be used in pregnancy.", "The tablets must not be used in pregnancy."],
  ["名入れ商品も返品できます。", "名入れ商品は返品の対象外です。"],
  ["Timeouts can be used with streams.", "Timeouts cannot be used with streams."],
])("%j does not agree with %j", (claim, quote) => {
  expect(agrees(claim, quote)).toBe(false);
});
