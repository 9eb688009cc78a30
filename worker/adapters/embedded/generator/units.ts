/**
 * The sources as units an answer can be made of: sentences, list items, table rows, blocks of code, each
 * knowing the paragraph, list, branch and headings it stands in. Verbatim; what a unit is worth is `score`,
 * how it is written `write`.
 */

import { plainText, splitSentences, type Sentence } from "../../../knowledge/extract/plain-text.ts";
import {
  contentTerms,
  detectLanguage,
  indexTerms,
  type Language,
  termOfTopic,
  wordsOf,
} from "../../../knowledge/language/terms.ts";
import type { PromptSource } from "../../../prompt.ts";
import { isQuestion, readPrefix } from "./asked.ts";

export interface Unit {
  kind: Sentence["kind"];
  /** Verbatim slice of the source's text, from `start` to `end`. */
  text: string;
  start: number;
  end: number;
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
  /** 1 to 6, of a heading. */
  level: number;
  /** Asks: what stands in a page as a question is never its answer. */
  isQuestion: boolean;
  /** The row that names the columns of the rows after it, which share its block. */
  isTableHead: boolean;
  /** The heading above, as stems; empty where the chunk holds none. */
  heading: ReadonlySet<string>;
  /** The question it stands under and answers, as stems; empty where there is none. */
  answers: ReadonlySet<string>;
  /** The first word of that question, folded: "which", "can". */
  opener: string | undefined;
  /** Of an item in a nested list: the items it hangs from, outermost first. */
  branch: readonly Unit[];
  /** Of a row: what its columns are called. */
  columns: ReadonlySet<string>;
}

export interface UnitSource {
  source: PromptSource;
  /** 0 for the best. */
  rank: number;
  language: Language;
  units: readonly Unit[];
  title: ReadonlySet<string>;
  /** In order, without what stands in brackets. */
  titleInOrder: readonly string[];
  headings: ReadonlySet<string>;
  /** Everything in it, title and headings included. */
  stems: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
/** Rows below one that may be the head of a table. */
const MOST_LOOKED_AT = 8;
const ITEM = /^[ \t>]*([-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$/;
const TABLE_RULE = /^[ \t|]*\n[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\||\n|$)/;
const FENCE_INFO = /(?:^|\n)[ \t>]*(?:`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n$/;

/** An amount of money, or that none is asked. What is glued to its figure stands behind the words that have spaces around them. */
const HAS_PRICE =
  /[$€£¥₽₹₺₩฿₫₪₴]|(?<!\p{L})(?:eur|euros?|usd|dollars?|pounds?|pence|cents?|crowns?|chf|franken|francs?|kr|kroner|kronor|zł|złot\p{L}+|kč|korun\p{L}*|lira\p{L}*|рубл\p{L}+|руб|грн|гривн\p{L}+|гривень|евро|євро|ευρώ|ευρω|gratis|kostenlos|kostenfrei|gratuit\p{L}*|zdarma|za darmo|bezpłatn\p{L}+|бесплатн\p{L}+|безкоштовн\p{L}+|δωρεάν|ücretsiz|free|included)(?!\p{L})|円|元|원|유로|ユーロ|บาท|ยูโร|đồng|ريال|درهم|يورو|یورو|جنيه|تومان|שקל|ש["״]ח|אירו|यूरो|दरहम|रुपय|रुपए|無料|免费|免費|무료|ฟรี|miễn phí|مجان|رایگان|חינם|मुफ़्त/iu;
const COST = termOfTopic("cost");

export const namesPrice = ({ plain }: Pick<Unit, "plain">): boolean => HAS_PRICE.test(plain);

export function readUnits(source: PromptSource, rank: number): UnitSource {
  const { text } = source;
  const language = source.language ?? detectLanguage(`${source.title}\n${text}`);
  const units: Unit[] = [];
  const reader = createPlaceReader(text);
  const sentences = splitSentences(text);
  for (const [index, sentence] of sentences.entries()) {
    const { kind } = sentence;
    const place = reader.read(sentence, sentences.slice(index + 1, index + 1 + MOST_LOOKED_AT));
    // What stands before an answer in the page, "A:", says nothing.
    const start = sentence.start + (kind === "sentence" ? readPrefix(sentence.text).length : 0);
    const own = text.slice(start, sentence.end);
    const plain = kind === "code" ? own : plainText(own);
    // A picture or a rule says nothing.
    if (!/[\p{L}\p{N}]/u.test(plain)) continue;
    const { inOrder, stems } = readTerms(plain, language);
    // "6 euro" is what "how much does it cost" asks for.
    const isPrice = kind !== "code" && /\p{Nd}/u.test(plain) && namesPrice({ plain });
    units.push({
      kind,
      text: own,
      start,
      end: sentence.end,
      plain,
      stems: isPrice ? new Set([...stems, COST]) : stems,
      pairs: new Set(inOrder.slice(1).map((stem, at) => `${inOrder[at]} ${stem}`)),
      at: units.length,
      isQuestion: kind !== "code" && kind !== "row" && isQuestion(plain),
      heading: NONE,
      answers: NONE,
      opener: undefined,
      branch: [],
      columns: NONE,
      ...place,
    });
  }
  relate(units);
  const heading = source.headingPath.join("\n");
  const titleText = plainText(source.title);
  const title = readTerms(titleText, language).stems;
  const titleInOrder = readTerms(titleText.replace(/\([^()]*\)/g, " "), language).inOrder;
  const headings = readTerms(heading, language).stems;
  const stems = new Set([...title, ...headings, ...units.flatMap((unit) => [...unit.stems])]);
  return { source, rank, language, units, title, titleInOrder, headings, stems };
}

type Place = Pick<Unit, "indent" | "block" | "list" | "marker" | "language" | "level" | "isTableHead">;

/** Reads of each sentence, in order, where it stands on the page. */
function createPlaceReader(text: string): { read(sentence: Sentence, next: readonly Sentence[]): Place } {
  let block = 0;
  let list: number | undefined;
  let indent = 0;
  let before: Sentence | undefined;
  return {
    read(sentence, next) {
      const { kind, start, end } = sentence;
      const prefix = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
      const marker = kind === "sentence" ? ITEM.exec(prefix)?.[1] : undefined;
      const apart = /\n[ \t>]*\n/.test(text.slice(before?.end ?? 0, start));
      const isFirstRow = kind === "row" && (apart || before?.kind !== "row");
      const isSame = before !== undefined && marker === undefined && !apart && kind === before.kind;
      if (!isSame) block++;
      if (marker !== undefined) list ??= block;
      // A paragraph that is not indented ends the list; what is indented belongs to an item.
      else if (kind === "heading" || (apart && !/^[ \t]/.test(prefix))) list = undefined;
      if (marker !== undefined) indent = prefix.search(/[^ \t>]/);
      else if (!isSame) indent = list === undefined ? 0 : Math.max(0, prefix.length);
      before = sentence;
      return {
        indent,
        block,
        list,
        marker,
        language: kind === "code" ? (FENCE_INFO.exec(text.slice(Math.max(0, start - 200), start))?.[1] ?? "") : "",
        // Underlined headings have no signs, and are the uppermost two levels.
        level: kind === "heading" ? (/#+/.exec(prefix)?.[0].length ?? 2) : 0,
        isTableHead:
          kind === "row" &&
          (TABLE_RULE.test(text.slice(end, end + 400)) || (isFirstRow && namesColumns(sentence, next))),
      };
    },
  };
}

interface Asked {
  stems: ReadonlySet<string>;
  opener: string | undefined;
}

const UNASKED: Asked = { stems: NONE, opener: undefined };

const askedBy = ({ stems, plain }: Unit): Asked => ({ stems, opener: wordsOf(plain)[0] });

/** Tells units of the headings, questions, branches and columns they stand under. */
function relate(units: Unit[]): void {
  let heading = NONE;
  /** A question that stands alone is answered by all that follows, up to the next one or a heading. */
  let asked: Asked = UNASKED;
  let columns = NONE;
  let branch: Unit[] = [];
  let inline: (Asked & { block: number }) | undefined;
  units.forEach((unit, at) => {
    const before = units[at - 1];
    if (unit.kind === "heading") {
      heading = unit.stems;
      asked = unit.isQuestion ? askedBy(unit) : UNASKED;
    }
    if (unit.kind !== "row" || unit.block !== before?.block) columns = NONE;
    if (unit.list === undefined || unit.list !== before?.list) branch = [];
    if (unit.marker !== undefined) branch = branch.filter(({ indent }) => indent < unit.indent);
    unit.heading = heading;
    unit.columns = columns;
    unit.branch = branch.filter((item) => item.block !== unit.block);
    const hung = unit.branch.findLast(({ isQuestion }) => isQuestion);
    const answered = inline?.block === unit.block ? inline : hung === undefined ? asked : askedBy(hung);
    unit.answers = answered.stems;
    unit.opener = answered.opener;
    if (unit.marker !== undefined) branch = [...branch, unit];
    if (unit.isTableHead) columns = unit.stems;
    if (!unit.isQuestion || unit.kind === "heading") return;
    const isAlone = before?.block !== unit.block && units[at + 1]?.block !== unit.block;
    if (isAlone && unit.branch.length === 0) asked = askedBy(unit);
    else inline = { block: unit.block, ...askedBy(unit) };
  });
}

/**
 * Of a table that came without a rule, out of HTML: words alone over a row with figures, or of three columns and more, cells of
 * another sort: "1 day", "3 days" over prices. Its first cell may be empty.
 */
function namesColumns(first: Sentence, rest: readonly Sentence[]): boolean {
  const rows = rest.slice(0, rest.findIndex(({ kind }) => kind !== "row") >>> 0);
  // "Day | Hours" over "Monday | closed" over "Tuesday | 9 to 5".
  const next = rows.find(({ text }) => /\p{Nd}/u.test(cellsOf(text).slice(1).join(" ")));
  if (next === undefined || (next !== rows[0] && /\p{Nd}/u.test(first.text))) return false;
  const names = cellsOf(first.text);
  const values = cellsOf(next.text);
  const isCornered = names.length === values.length - 1;
  if (names.length < 2 || (names.length !== values.length && !isCornered)) return false;
  if (!/\p{Nd}/u.test(first.text)) return true;
  const below = values.slice(1);
  return below.length > 1 && below.every(isAmount) && !names.slice(isCornered ? 0 : 1).some(isAmount);
}

/** Of a row, out of HTML or of Markdown. */
export function cellsOf(row: string): string[] {
  if (row.includes("\t")) return row.trim().split(/ *\t */);
  const bare = row.replace(/^[\s>]*\||(?<!\\)\|\s*$/g, "");
  return bare.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

const isAmount = (cell: string): boolean => /\p{Nd}/u.test(cell) && namesPrice({ plain: cell });

/** The stems that carry a text's meaning, in order, and all of them with what an index holds beside them: other spellings of what is named, and topics. */
function readTerms(text: string, language: Language): { inOrder: readonly string[]; stems: ReadonlySet<string> } {
  if (!/[\p{L}\p{N}]/u.test(text)) return { inOrder: [], stems: NONE };
  const { words, beside } = indexTerms(text, language);
  const inOrder = contentTerms(text, language, words);
  return { inOrder, stems: inOrder.length === 0 ? NONE : new Set([...inOrder, ...beside]) };
}

/** Share of the shorter one's words that two units may have in common and still say different things. */
const REPEATS = 0.6;

/** Whether one of them says what the other does. */
export function repeats(unit: Unit, other: Unit): boolean {
  const shared = unit.stems.intersection(other.stems).size;
  return shared / Math.max(1, Math.min(unit.stems.size, other.stems.size)) > REPEATS;
}
