/**
 * Answers without a model: the blocks of the sources that answer best, word for word, each followed by the passage
 * that says it; of a question how to do something, the section that tells it. Says that the sources do not answer
 * where they do not. Needs no key, no network and a few milliseconds.
 */

import type { Generator, GeneratorDelta } from "../../../ports.ts";
import type { Prompt } from "../../../prompt.ts";
import { isAnswered, measureSupport } from "./answerable.ts";
import { selectFacts } from "./facts.ts";
import { selectNextRows } from "./next-row.ts";
import { reachOf, readQuestion } from "./question.ts";
import { createMatcher, scoreUnits } from "./score.ts";
import { readSections } from "./sections.ts";
import { selectSection } from "./steps.ts";
import { readUnits } from "./units.ts";
import { writeAnswer } from "./write.ts";

export function createExtractiveGenerator(): Generator {
  return {
    model: "embedded:extractive",
    costsTokens: false,
    extractive: true,
    reach: reachOf,
    generate,
  };
}

type Piece = Exclude<GeneratorDelta, { type: "finish" }>;

const NO_USAGE = { input_tokens: 0, output_tokens: 0 } as const;

async function* generate(prompt: Prompt, signal: AbortSignal): AsyncGenerator<GeneratorDelta, void> {
  signal.throwIfAborted();
  const pieces = answer(prompt);
  if (pieces === undefined) {
    yield { type: "finish", reason: "no-answer", usage: { ...NO_USAGE } };
    return;
  }
  for (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
  signal.throwIfAborted();
  yield { type: "finish", reason: "stop", usage: { ...NO_USAGE } };
}

function answer(prompt: Prompt): Iterable<Piece> | undefined {
  const sources = prompt.sources.map((source, rank) => readUnits(source, rank));
  const units = sources.flatMap((source) => source.units);
  const question = readQuestion(prompt, {
    languages: [...new Set(sources.map(({ language }) => language))],
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
  if (!isAnswered(measureSupport(question, match, ranked, sources))) return undefined;
  const told = question.wantsSteps ? selectSection(question, match, ranked, readSections(sources)) : undefined;
  return told === undefined
    ? writeAnswer(selectFacts(question, match, ranked))
    : writeAnswer(told.blocks, told.heading);
}
