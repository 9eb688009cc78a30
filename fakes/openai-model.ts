/**
 * The "model" of the strict little OpenAI: reads the prompt as a model would, and quotes the lines of
 * the sources that share most words with the question, or says that none does. No randomness.
 */

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** Near what real tokenizers make of English; exact enough for limits and for usage. */
export type CountTokens = (text: string) => number;

export const countTokens: CountTokens = (text) => Math.ceil(text.length / 4);

/** As few characters a token as any tokenizer has: three of English, and of other scripts each byte by itself. */
export const countDearTokens: CountTokens = (text) => {
  const ascii = text.replace(/[^\0-\x7f]+/g, "");
  const others = text.replace(/[\0-\x7f]+/g, "");
  return Math.ceil(ascii.length / 3) + Buffer.byteLength(others);
};

/** Unit length; a text without words has the vector of its own characters. */
export function embedWords(text: string, dimensions: number): Float32Array {
  const values = new Float32Array(dimensions);
  const words = wordsOf(text);
  for (const word of words.length > 0 ? words : [text]) {
    const hash = hashOf(word);
    values[hash % dimensions]! += hash & 0x10000 ? 1 : -1;
  }
  if (values.every((value) => value === 0)) values[0] = 1;
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

export function answerFromPrompt(messages: readonly ChatMessage[]): string {
  const sentinel = /\b[A-Z]+(?:_[A-Z]+){2,}\b/.exec(messages[0]?.content ?? "")?.[0] ?? "I do not know.";
  const { sources, question } = readPrompt(messages.at(-1)?.content ?? "");
  const wanted = new Set(wordsOf(question).filter((word) => word.length > 3));
  const ranked = sources
    .map(({ number, text }) => ({ number, text, hits: wordsOf(text).filter((word) => wanted.has(word)).length }))
    .filter(({ hits }) => hits > 0)
    .toSorted((a, b) => b.hits - a.hits);
  if (ranked.length === 0) return sentinel;
  return ranked
    .slice(0, 2)
    .map(({ number, text }) => `${text.replace(/[.\s]*$/, ".")} [${number}]`)
    .join(" ");
}

/** What stands quoted in the last message, on one line: a standalone question of a sort. */
export function standaloneFromPrompt(messages: readonly ChatMessage[]): string {
  return quotedLines(messages.at(-1)?.content ?? "").join(" ");
}

interface QuotedSource {
  number: number;
  text: string;
}

function readPrompt(content: string): { sources: QuotedSource[]; question: string } {
  const sources: QuotedSource[] = [];
  const [before = "", after = ""] = content.split(/^# Question.*$/m);
  let number = 0;
  for (const line of before.split("\n")) {
    const head = /^\[(\d+)\] /.exec(line);
    if (head) number = Number(head[1]);
    else if (line.startsWith("> ") && number > 0) {
      for (const sentence of line.slice(2).split(/(?<=[.!?])\s+/))
        if (sentence.trim()) sources.push({ number, text: sentence.trim() });
    }
  }
  return { sources, question: quotedLines(after).join(" ") };
}

function quotedLines(text: string): string[] {
  return text.split("\n").flatMap((line) => (line.startsWith("> ") ? [line.slice(2)] : []));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
