/**
 * How well the product answers without a model: right, beside the point, unsure, declined, whether the first quote
 * holds the evidence, whether the right page is cited or offered, and that every quote is verbatim. Runs the
 * product's own search, generator and citing over the judged sets, by set and by language.
 * `node bench/answers.ts` prints the tables by itself, and writes every wrong answer where a person can read it.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createExtractiveGenerator } from "../worker/adapters/embedded/generator/generator.ts";
import { citeQuotes, type QuotedPiece } from "../worker/chat/cite/quotes.ts";
import { nearPages } from "../worker/chat/near.ts";
import { contentTerms } from "../worker/knowledge/language/terms.ts";
import { benchConversations } from "./conversations.ts";
import {
  type Case,
  hasAnswerSets,
  readPassageCases,
  readShopCases,
  readSiteCases,
  readStreetCases,
} from "./answer-sets.ts";

export type Outcome = "answered" | "unsure" | "declined";

export interface Answer {
  outcome: Outcome;
  /** Without markers. */
  text: string;
  quotes: { quote: string; page: string; isVerbatim: boolean }[];
  /** Offered where it is unsure. */
  pages: readonly string[];
}

const WRONG = join(import.meta.dirname, "../dist/wrong-answers.md");
const generator = createExtractiveGenerator();

export async function answerOf({ prompt, sourcePages, found }: Case): Promise<Answer> {
  const pieces: QuotedPiece[] = [];
  let isAnswered = false;
  for await (const delta of generator.generate(prompt, new AbortController().signal)) {
    if (delta.type !== "finish") pieces.push(delta);
    else isAnswered = delta.reason !== "no-answer";
  }
  if (!isAnswered) {
    const pages = nearPages(prompt.standaloneQuestion, prompt.termWeights ?? new Map(), found);
    const offered = pages.map(({ url }) => decodeURIComponent(new URL(url).pathname.slice(1)));
    return { outcome: pages.length > 0 ? "unsure" : "declined", text: "", quotes: [], pages: offered };
  }
  const answer: Answer = { outcome: "answered", text: "", quotes: [], pages: [] };
  for (const piece of citeQuotes(pieces, prompt.sources)) {
    if (piece.type === "text") {
      answer.text += piece.text;
      continue;
    }
    // Nothing is filtered out here: what is not verbatim shall show in the table.
    const { quote, promptNumber } = piece;
    const source = prompt.sources[promptNumber - 1]!;
    answer.quotes.push({ quote, page: sourcePages[promptNumber - 1]!, isVerbatim: source.text.includes(quote) });
  }
  answer.text = answer.text.replace(/ ?\[\d+\]/g, "");
  return answer;
}

const squash = (text: string): string =>
  text
    .replace(/[\s`*|]+/g, " ")
    .trim()
    .toLowerCase();

/** The passage, or nearly all of its telling words where the evidence is nobody's wording. */
export function holds(text: string, evidence: string): boolean {
  const wanted = squash(evidence);
  if (squash(text).includes(wanted)) return true;
  const words = new Set(contentTerms(evidence));
  return words.size > 0 && words.intersection(new Set(contentTerms(text))).size / words.size >= 0.85;
}

interface Row {
  set: string;
  cases: number;
  answerable: number;
  right: number;
  wrong: number;
  declined: number;
  unsure: number;
  firstQuote: number;
  page: number;
  others: number;
  othersRefused: number;
  howTo: number;
  howToWhole: number;
  quotes: number;
  verbatim: number;
  milliseconds: number;
}

async function measure(set: string, cases: readonly Case[], wrong: string[]): Promise<Row> {
  const row: Row = {
    set,
    cases: cases.length,
    answerable: cases.filter(({ answerable }) => answerable).length,
    right: 0,
    wrong: 0,
    declined: 0,
    unsure: 0,
    firstQuote: 0,
    page: 0,
    others: cases.filter(({ answerable }) => !answerable).length,
    othersRefused: 0,
    howTo: 0,
    howToWhole: 0,
    quotes: 0,
    verbatim: 0,
    milliseconds: 0,
  };
  const started = performance.now();
  for (const each of cases) {
    const answer = await answerOf(each);
    const isAnswered = answer.outcome === "answered";
    row.quotes += answer.quotes.length;
    row.verbatim += answer.quotes.filter(({ isVerbatim }) => isVerbatim).length;
    const isRight =
      isAnswered &&
      each.answerable &&
      (each.evidence === undefined ? citesPage(each, answer) : holds(answer.text, each.evidence));
    if (isAnswered && !isRight) {
      row.wrong++;
      if (!each.heldOut) wrong.push(toReport(each, answer));
    }
    if (!each.answerable) {
      if (!isAnswered) row.othersRefused++;
      continue;
    }
    if (isRight) row.right++;
    else if (!isAnswered) {
      row[answer.outcome === "unsure" ? "unsure" : "declined"]++;
      if (!each.heldOut) wrong.push(toReport(each, answer));
    }
    if (each.evidence !== undefined && holds(answer.quotes[0]?.quote ?? "", each.evidence)) row.firstQuote++;
    if (citesPage(each, answer)) row.page++;
    if (each.kind === "how-to") {
      row.howTo++;
      if (isRight) row.howToWhole++;
    }
  }
  row.milliseconds = (performance.now() - started) / cases.length;
  return row;
}

const citesPage = ({ pages }: Case, answer: Answer): boolean =>
  answer.quotes.some(({ page }) => pages.has(page)) || answer.pages.some((page) => pages.has(page));

function toReport({ set, question, evidence, pages }: Case, { outcome, text, pages: offered, quotes }: Answer): string {
  const expected = evidence === undefined ? "no answer, or a free one" : evidence;
  return [
    `## ${set}: ${question}`,
    "",
    `${outcome}${outcome === "unsure" ? `, offering ${offered.join(", ")}` : ""}; the page is ${[...pages].join(", ") || "none"}; cited: ${[...new Set(quotes.map(({ page }) => page))].join(", ") || "none"}`,
    "",
    `Expected: ${expected.replace(/\s+/g, " ")}`,
    "",
    text.replace(/^/gm, "> "),
    "",
  ].join("\n");
}

const HEADER = [
  "set",
  "answerable",
  "right",
  "wrong shown, of all",
  "unsure",
  "declined",
  "first quote",
  "page cited or offered",
  "others, not answered",
  "how-to, the section",
  "quotes verbatim",
  "ms an answer",
];

function toCells(row: Row): string[] {
  return [
    row.set,
    row.answerable,
    row.right,
    `${row.wrong} of ${row.cases}`,
    row.unsure,
    row.declined,
    row.firstQuote,
    row.page,
    `${row.othersRefused} of ${row.others}`,
    row.howTo === 0 ? "–" : `${row.howToWhole} of ${row.howTo}`,
    `${row.verbatim} of ${row.quotes}`,
    row.milliseconds.toFixed(1),
  ].map(String);
}

function tableOf(rows: readonly Row[]): string[] {
  return [HEADER, HEADER.map(() => "---"), ...rows.map(toCells)].map((cells) => `| ${cells.join(" | ")} |`);
}

/** Markdown; a sentence where the judged sets are absent. */
export async function benchAnswers(): Promise<string> {
  if (!hasAnswerSets())
    return "The judged sets are not beside this repository (`../shared/data`): nothing was measured.";
  const wrong: string[] = [];
  const shops = readShopCases();
  const street = readStreetCases();
  const rows = [
    await measure("shops", shops, wrong),
    await measure("hono", readSiteCases("hono"), wrong),
    await measure("18f-handbook", readSiteCases("18f-handbook"), wrong),
    await measure("xquad-en", readPassageCases("xquad-en", 200), wrong),
    await measure("clapnq-dev", readPassageCases("clapnq-dev", 150), wrong),
    await measure("claude-docs", readPassageCases("claude-docs", 100), wrong),
  ];
  for (const [set, cases] of Map.groupBy(street, (each) => `${each.set}, ${each.heldOut ? "held out" : "read"}`))
    rows.push(await measure(set, cases, wrong));
  const languages: Row[] = [];
  for (const [language, cases] of Map.groupBy(shops, (each) => each.language))
    languages.push(await measure(language, cases, []));
  for (const [language, cases] of Map.groupBy(street, (each) => each.language))
    languages.push(await measure(`${language}, street`, cases, []));
  mkdirSync(join(WRONG, ".."), { recursive: true });
  writeFileSync(WRONG, wrong.join("\n"));
  return [
    "Right: the answer holds the passage that was judged to answer, or nearly all of its telling words. Wrong shown: anything else",
    "that was said as an answer. Of the sets of passages every question is asked twice, the second time with its own pages",
    'taken away; what is left may still answer some of them, so their "wrong" are an upper bound. Every answer that is not right stands in `dist/wrong-answers.md`.',
    "",
    ...tableOf(rows),
    "",
    `Conversations that keep the thread (\`bench/conversations.json\`): ${(await benchConversations()).join(", ")}.`,
    "",
    "The shops by language:",
    "",
    ...tableOf(languages),
  ].join("\n");
}

if (import.meta.main) console.log(await benchAnswers());
