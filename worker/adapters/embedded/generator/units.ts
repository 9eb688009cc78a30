/**
 * The sources as units an answer can be made of: sentences, list items, table rows, blocks of code, each
 * knowing the paragraph, list and headings it stands in. Verbatim; what a unit is worth is
 * `generator-score`, how it is written `generator-write`.
 */

import { plainText, splitSentences, type Sentence } from "../../../knowledge/extract/plain-text.ts";
import { contentTerms, detectLanguage, type Language } from "../../../knowledge/language/terms.ts";
import type { PromptSource } from "../../../ports.ts";

export interface Unit {
  kind: Sentence["kind"];
  /** Verbatim slice of the source's text. */
  text: string;
  /** What a reader sees of it. */
  plain: string;
  stems: ReadonlySet<string>;
  /** Neighbouring stems, joined by a space. */
  pairs: ReadonlySet<string>;
  /** Columns before the list marker. */
  indent: number;
  /** Index among the units of its source. */
  at: number;
  /** Units of one paragraph, or one list item, share it. */
  block: number;
  /** Units of one list share it; undefined outside lists. */
  list: number | undefined;
  /** `-` or `3.`, on the first unit of a list item. */
  marker: string | undefined;
  /** Info string of a block of code. */
  language: string;
  /** The row that names the columns of the rows after it, which share its block. */
  isTableHead: boolean;
  /** The heading above, as stems; empty where the chunk holds none. */
  heading: ReadonlySet<string>;
  /** Of a row: what its columns are called. */
  columns: ReadonlySet<string>;
}

export interface UnitSource {
  source: PromptSource;
  /** 0 for the best. */
  rank: number;
  units: readonly Unit[];
  title: ReadonlySet<string>;
  headings: ReadonlySet<string>;
  /** Everything in it, title and headings included. */
  stems: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
const ITEM = /^[ \t>]*([-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$/;
const TABLE_RULE = /^[ \t|]*\n[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\||\n|$)/;
const FENCE_INFO = /(?:^|\n)[ \t>]*(?:`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n$/;

export function readUnits(source: PromptSource, rank: number): UnitSource {
  const { text } = source;
  const language = detectLanguage(`${source.title}\n${text}`);
  const units: Unit[] = [];
  let block = 0;
  let list: number | undefined;
  let heading = NONE;
  let columns: ReadonlySet<string> = NONE;
  let before: Sentence | undefined;
  const sentences = splitSentences(text);
  for (const [index, sentence] of sentences.entries()) {
    const { kind, start, end } = sentence;
    const prefix = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
    const marker = kind === "sentence" ? ITEM.exec(prefix)?.[1] : undefined;
    const gap = text.slice(before?.end ?? 0, start);
    const apart = /\n[ \t>]*\n/.test(gap);
    if (marker !== undefined || apart || kind !== before?.kind) block++;
    if (marker !== undefined) list ??= block;
    // A paragraph that is not indented ends the list; what is indented belongs to an item.
    else if (kind === "heading" || (apart && !/^[ \t]/.test(prefix))) list = undefined;
    const plain = kind === "code" ? sentence.text : plainText(sentence.text);
    const inOrder = stemsOf(plain, language);
    const stems = new Set(inOrder);
    const isFirstRow = kind === "row" && (apart || before?.kind !== "row");
    if (kind === "heading") heading = stems;
    if (kind !== "row" || isFirstRow) columns = NONE;
    const isTableHead =
      kind === "row" &&
      (TABLE_RULE.test(text.slice(end, end + 400)) || (isFirstRow && namesColumns(sentence, sentences[index + 1])));
    before = sentence;
    // A picture or a rule says nothing.
    if (!/[\p{L}\p{N}]/u.test(plain)) continue;
    units.push({
      kind,
      text: text.slice(start, end),
      plain,
      stems,
      pairs: new Set(inOrder.slice(1).map((stem, at) => `${inOrder[at]} ${stem}`)),
      indent:
        marker === undefined ? (units.at(-1)?.block === block ? units.at(-1)!.indent : 0) : prefix.search(/[^ \t>]/),
      at: units.length,
      block,
      list,
      marker,
      language: kind === "code" ? (FENCE_INFO.exec(text.slice(Math.max(0, start - 200), start))?.[1] ?? "") : "",
      isTableHead,
      heading,
      columns,
    });
    if (isTableHead) columns = stems;
  }
  const title = new Set(stemsOf(plainText(source.title), language));
  const headings = new Set(stemsOf(source.headingPath.join("\n"), language));
  const stems = new Set([...title, ...headings, ...units.flatMap((unit) => [...unit.stems])]);
  return { source, rank, units, title, headings, stems };
}

/** Of a table that came without a rule, out of HTML: words alone, over a row with figures in as many cells. */
function namesColumns(first: Sentence, next: Sentence | undefined): boolean {
  if (next?.kind !== "row" || /\p{Nd}/u.test(first.text) || !/\p{Nd}/u.test(next.text)) return false;
  const cells = first.text.split("\t").length;
  return cells > 1 && cells === next.text.split("\t").length;
}

function stemsOf(text: string, language: Language): string[] {
  return /[\p{L}\p{N}]/u.test(text) ? contentTerms(text, language) : [];
}
