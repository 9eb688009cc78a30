/**
 * How well the product answers without a model: how many answerable questions it answers and others it
 * declines, whether the right page and passage are cited, and that every quote is verbatim. Runs the
 * product's own search, generator and citing over the judged sets. `node bench/answers.ts` prints the
 * table by itself.
 */

import { createExtractiveGenerator } from "../worker/adapters/embedded/generator/generator.ts";
import { cite } from "../worker/chat/cite/cite.ts";
import { contentTerms } from "../worker/knowledge/language/terms.ts";
import { type Case, hasAnswerSets, readPassageCases, readSiteCases } from "./answer-sets.ts";

interface Answer {
  answered: boolean;
  /** Without markers. */
  text: string;
  quotes: { quote: string; page: string; isVerbatim: boolean }[];
}

const generator = createExtractiveGenerator();

async function answerOf({ prompt, sourcePages }: Case): Promise<Answer> {
  const answer: Answer = { answered: true, text: "", quotes: [] };
  async function* texts(): AsyncGenerator<string> {
    for await (const delta of generator.generate(prompt, new AbortController().signal)) {
      if (delta.type === "text") yield delta.text;
      else answer.answered = delta.reason !== "no-answer";
    }
  }
  // Nothing is filtered out here: what is not verbatim shall show in the table.
  for await (const piece of cite(texts(), { sources: prompt.sources, verify: async () => true })) {
    if (piece.type === "text") {
      answer.text += piece.text;
      continue;
    }
    const { quote, promptNumber } = piece;
    const source = prompt.sources[promptNumber - 1]!;
    answer.quotes.push({ quote, page: sourcePages[promptNumber - 1]!, isVerbatim: source.text.includes(quote) });
  }
  answer.text = answer.text.replace(/ \[\d+\]/g, "");
  return answer;
}

const squash = (text: string): string => text.replace(/\s+/g, " ").trim().toLowerCase();

/** 1 where the passage, or a part of it that was quoted, stands in the answer; of a free answer, the F1 of its words. */
function evidenceIn(answer: Answer, evidence: string, isVerbatim: boolean): number {
  if (!answer.answered) return 0;
  if (isVerbatim) {
    const wanted = squash(evidence);
    const quoted = answer.quotes.map(({ quote }) => squash(quote));
    const holds = quoted.some((quote) => quote.includes(wanted) || (quote.length > 20 && wanted.includes(quote)));
    return holds || squash(answer.text).includes(wanted) ? 1 : 0;
  }
  const wanted = new Set(contentTerms(evidence));
  const said = new Set(contentTerms(answer.text));
  return (2 * wanted.intersection(said).size) / (wanted.size + said.size);
}

async function measure(name: string, cases: readonly Case[], isVerbatim: boolean): Promise<string[]> {
  let answered = 0;
  let declined = 0;
  let rightPage = 0;
  let evidence = 0;
  let quotes = 0;
  let verbatim = 0;
  let characters = 0;
  const started = performance.now();
  for (const each of cases) {
    const answer = await answerOf(each);
    quotes += answer.quotes.length;
    verbatim += answer.quotes.filter(({ isVerbatim: holds }) => holds).length;
    if (!each.answerable) {
      if (!answer.answered) declined++;
      continue;
    }
    if (answer.answered) answered++;
    if (answer.quotes.some(({ page }) => each.pages.has(page))) rightPage++;
    if (each.evidence !== undefined) evidence += evidenceIn(answer, each.evidence, isVerbatim);
    characters += answer.text.length;
  }
  const milliseconds = (performance.now() - started) / cases.length;
  const answerable = cases.filter((each) => each.answerable).length;
  const of = (count: number, all: number) => `${count} of ${all} (${Math.round((100 * count) / all)} %)`;
  return [
    name,
    of(answered, answerable),
    of(declined, cases.length - answerable),
    of(rightPage, answerable),
    isVerbatim ? of(evidence, answerable) : `F1 ${(evidence / answerable).toFixed(2)}`,
    of(verbatim, quotes),
    String(Math.round(characters / Math.max(1, answered))),
    milliseconds.toFixed(1),
  ];
}

/** Markdown; a sentence where the judged sets are absent. */
export async function benchAnswers(): Promise<string> {
  if (!hasAnswerSets())
    return "The judged sets are not beside this repository (`../shared/data`): nothing was measured.";
  const rows = [
    await measure("hono", readSiteCases("hono"), true),
    await measure("xquad-en", readPassageCases("xquad-en", 200), true),
    await measure("clapnq-dev", readPassageCases("clapnq-dev", 150), false),
    await measure("claude-docs", readPassageCases("claude-docs", 100), false),
  ];
  const header = [
    "set",
    "answerable, answered",
    "others, declined",
    "right page cited",
    "evidence in the answer",
    "quotes verbatim",
    "characters",
    "ms an answer",
  ];
  return [
    "hono has questions with and without an answer. Of the sets of passages every question is asked twice, the second time",
    "with its own pages taken away; what is left may still answer some of them, so declining all is not the aim there.",
    "",
    ...[header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
}

if (import.meta.main) console.log(await benchAnswers());
