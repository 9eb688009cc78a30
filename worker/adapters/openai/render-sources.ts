/** The sources as the prompt shows them: the best ones whole, the others as far as they are about the question. */

import type { Prompt, PromptSource } from "../../prompt.ts";
import { splitSentences } from "../../knowledge/extract/plain-text.ts";
import { contentTerms } from "../../knowledge/language/terms.ts";
import { oneLine, quote } from "./quote.ts";
import { estimateTokens } from "./tokens.ts";

/** So many of the best stand whole where there is room; what comes after them is cut to what the question is about. */
const WHOLE = 5;
/** Tokens of one that is cut. */
const CUT_TOKENS = 160;

/** Best first, as many as fit; the best one is cut rather than dropped. Numbers stay what they were. */
export function renderSources(prompt: Pick<Prompt, "sources" | "standaloneQuestion">, budget: number): string[] {
  const { sources } = prompt;
  const all = sources.reduce((sum, source) => sum + estimateTokens(source.text), 0);
  const terms = new Set(contentTerms(prompt.standaloneQuestion));
  const rendered: string[] = [];
  let left = budget;
  for (const [at, source] of sources.entries()) {
    // A title is the document's word as much as its text is.
    const head = `[${source.number}] > ${headOf(source)}`;
    const room = left - estimateTokens(head);
    const text = at < WHOLE || all <= budget / 2 ? source.text : cutToQuestion(source, terms);
    const fits = estimateTokens(text) <= room;
    if (!fits && rendered.length > 0) break;
    const block = `${head}\n${quote(fits ? text : cutToTokens(text, room))}`;
    rendered.push(block);
    left -= estimateTokens(block);
  }
  return rendered;
}

/** A page is often called as its first heading is. */
function headOf({ title, headingPath }: PromptSource): string {
  const parts = [title, ...headingPath];
  return oneLine(parts.filter((part, at) => part !== parts[at - 1]).join(" › "));
}

/** The sentence with most of the question's words, and those around it, without a gap: it has to be quoted word for word. */
function cutToQuestion({ text }: PromptSource, terms: ReadonlySet<string>): string {
  if (estimateTokens(text) <= CUT_TOKENS) return text;
  const units = splitSentences(text);
  if (units.length === 0) return cutToTokens(text, CUT_TOKENS);
  const hits = units.map((unit) => new Set(contentTerms(unit.text).filter((term) => terms.has(term))).size);
  let from = hits.indexOf(Math.max(...hits));
  let to = from;
  const slice = () => text.slice(units[from]!.start, units[to]!.end);
  const fits = (first: number, last: number) =>
    units[first] !== undefined &&
    units[last] !== undefined &&
    estimateTokens(text.slice(units[first].start, units[last].end)) <= CUT_TOKENS;
  // What follows a sentence says more of it than what stands before.
  for (let grown = true; grown;) {
    grown = false;
    if (fits(from, to + 1)) [to, grown] = [to + 1, true];
    if (fits(from - 1, to)) [from, grown] = [from - 1, true];
  }
  const cut = slice();
  return estimateTokens(cut) <= CUT_TOKENS ? cut : cutToTokens(cut, CUT_TOKENS);
}

function cutToTokens(text: string, tokens: number): string {
  let end = Math.min(text.length, Math.max(0, tokens) * 4);
  while (end > 0 && estimateTokens(text.slice(0, end)) > tokens) end = Math.floor(end * 0.9);
  const cut = text.slice(0, end);
  // At a word's end, so that no half word is quoted.
  return cut.slice(0, Math.max(cut.search(/\s\S*$/), 0)) || cut;
}
