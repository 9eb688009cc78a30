/**
 * Answers without a model: the best-supported sentences of the sources, word for word, each followed by
 * the number of its source. Says that the sources do not answer where they do not. Needs no key, no
 * network and a few milliseconds.
 */

import { detectLanguage } from "../../../knowledge/language/terms.ts";
import type { Generator, GeneratorDelta, Prompt } from "../../../ports.ts";
import { isAnswered } from "./answerable.ts";
import { readQuestion } from "./question.ts";
import { scoreUnits } from "./score.ts";
import { selectUnits } from "./select.ts";
import { readUnits } from "./units.ts";
import { writeAnswer } from "./write.ts";

export function createExtractiveGenerator(): Generator {
  return {
    model: "embedded:extractive",
    costsTokens: false,
    extractive: true,
    generate,
  };
}

const NO_USAGE = { input_tokens: 0, output_tokens: 0 } as const;

async function* generate(prompt: Prompt, signal: AbortSignal): AsyncGenerator<GeneratorDelta, void> {
  signal.throwIfAborted();
  const pieces = answer(prompt);
  if (pieces === undefined) {
    yield { type: "finish", reason: "no-answer", usage: { ...NO_USAGE } };
    return;
  }
  for (const text of pieces) {
    signal.throwIfAborted();
    yield { type: "text", text };
  }
  signal.throwIfAborted();
  yield { type: "finish", reason: "stop", usage: { ...NO_USAGE } };
}

function answer(prompt: Prompt): Iterable<string> | undefined {
  const sources = prompt.sources.map((source, rank) => readUnits(source, rank));
  const units = sources.flatMap((source) => source.units);
  const likely = prompt.sources.slice(0, 1).map(({ text }) => detectLanguage(text));
  const frequencies = (stem: string): number => {
    const containing = units.filter(({ stems }) => stems.has(stem)).length;
    return Math.log(1 + (units.length - containing + 0.5) / (containing + 0.5));
  };
  const question = readQuestion(prompt, frequencies, detectLanguage(prompt.question, { likely }));
  if (question === undefined) return undefined;
  const ranked = scoreUnits(question, sources);
  if (!isAnswered(question, ranked, sources)) return undefined;
  return writeAnswer(selectUnits(question, ranked));
}
