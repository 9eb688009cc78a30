/** From a prompt to the pieces of an answer without a model: passages of its sources and what they are quotes of. */

import type { GeneratorDelta } from "../../../ports.ts";
import { detectLanguage, type Language } from "../../../knowledge/language/terms.ts";
import type { Prompt } from "../../../prompt.ts";
import { isAnswered, measureSupport } from "./answerable.ts";
import { selectFacts } from "./facts.ts";
import { selectNextRows } from "./next-row.ts";
import { readQuestion } from "./question.ts";
import { createMatcher, scoreUnits } from "./score.ts";
import { readSections } from "./sections.ts";
import { selectSection } from "./steps.ts";
import { splitQuestion } from "./two.ts";
import { readUnits, type UnitSource } from "./units.ts";
import { writeAnswer } from "./write.ts";

type Piece = Exclude<GeneratorDelta, { type: "finish" }>;

/** Undefined where the sources do not answer. */
export function findPieces(prompt: Prompt): Iterable<Piece> | undefined {
  const sources = prompt.sources.map((source, rank) => readUnits(source, rank));
  const { question, standaloneQuestion } = prompt;
  const languages = [...new Set(sources.map(({ language }) => language))];
  // A follow-up is one question already.
  const isWhole = question === standaloneQuestion;
  const parts = isWhole ? splitQuestion(question, detectLanguage(question, { likely: languages })) : undefined;
  if (parts === undefined) return answer(prompt, sources, languages);
  const [first, second] = parts.map((part) => {
    const asked = { ...prompt, question: part.question, standaloneQuestion: part.standalone };
    const pieces = answer(asked, sources, languages);
    return pieces && [...pieces];
  });
  // One half alone is as often beside the point; all of it together may be answered.
  if (first === undefined || second === undefined) return answer(prompt, sources, languages);
  const said = quotesOf(first);
  return quotesOf(second).isSubsetOf(said) ? first : [...first, { type: "text", text: "\n\n" }, ...second];
}

const quotesOf = (pieces: readonly Piece[]): Set<string> =>
  new Set(pieces.flatMap((piece) => (piece.type === "quote" ? [`${piece.number} ${piece.quote}`] : [])));

function answer(
  prompt: Prompt,
  sources: readonly UnitSource[],
  languages: readonly Language[],
): Iterable<Piece> | undefined {
  const units = sources.flatMap((source) => source.units);
  const question = readQuestion(prompt, {
    languages,
    frequencies(stem) {
      const containing = units.filter(({ stems }) => stems.has(stem)).length;
      return Math.log(1 + (units.length - containing + 0.5) / (containing + 0.5));
    },
    isKnown: (stem) => sources.some(({ stems }) => stems.has(stem)),
  });
  if (question === undefined) return undefined;
  const match = createMatcher(question);
  const next = selectNextRows(question, match, prompt.quoted ?? [], sources);
  if (next !== undefined) return writeAnswer([next]);
  const ranked = scoreUnits(question, match, sources, prompt);
  const told = question.wantsSteps ? selectSection(question, match, ranked, readSections(sources)) : undefined;
  const shown = told ?? { blocks: selectFacts(question, match, ranked), heading: undefined };
  if (!isAnswered(measureSupport(question, match, ranked, sources, shown))) return undefined;
  return writeAnswer(shown.blocks, shown.heading);
}
