/**
 * Finds the passage that a model named in the text it read: whole, or by its first and last words. Letters and
 * digits have to be the source's own; what Markdown, quotation marks and line breaks stand between them does not matter.
 */

/** UTF-16 offsets in the source. */
export interface Span {
  start: number;
  end: number;
}

/** From the first words to the last. */
const LONGEST = 900;
/** Fewer letters could stand anywhere. Scripts without spaces say more with each. */
const FEWEST = 7;
const FEWEST_UNSPACED = 3;
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
/** Between the first words and the last. */
const ELLIPSIS = /\s*(?:\[?(?:…|\.{3,}|\. \. \.)\]?|\s[–—]{2}\s)\s*/u;
const KEPT = /[\p{L}\p{N}\p{M}]/u;
/** Words of each end that are looked for where a long passage is not there as a whole. */
const END_WORDS = 4;

export interface Letters {
  text: string;
  /** Where in the source each character of `text` begins and ends. */
  at: Span[];
}

/** The letters and digits of a text, folded, with single blanks between its words. */
export function lettersOf(source: string): Letters {
  let text = "";
  const at: Span[] = [];
  let gap = false;
  let offset = 0;
  for (const char of source) {
    const place = { start: offset, end: offset + char.length };
    offset = place.end;
    if (!KEPT.test(char)) {
      gap = true;
      continue;
    }
    if (gap && text !== "") {
      text += " ";
      at.push(place);
    }
    gap = false;
    const folded = char.normalize("NFKC").toLowerCase();
    for (let unit = 0; unit < folded.length; unit++) at.push(place);
    text += folded;
  }
  return { text, at };
}

/** @param letters of the source */
export function findPassage(letters: Letters, named: string): Span | undefined {
  const parts = named
    .split(ELLIPSIS)
    .map((part) => lettersOf(part).text)
    .filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  if (parts.length > 1) return between(letters, parts[0]!, parts.at(-1)!);
  const whole = parts[0]!;
  const at = isTelling(whole) ? indexOfWords(letters.text, whole, 0) : -1;
  if (at >= 0) return spanOf(letters, at, at + whole.length);
  // A model that copies a long sentence slips in its middle more often than at its ends.
  const words = whole.split(" ");
  if (words.length < 3 * END_WORDS) return undefined;
  const span = between(letters, words.slice(0, END_WORDS).join(" "), words.slice(-END_WORDS).join(" "));
  return span !== undefined && span.end - span.start < 1.5 * named.length ? span : undefined;
}

function between(letters: Letters, first: string, last: string): Span | undefined {
  if (!isTelling(first + last)) return undefined;
  let best: Span | undefined;
  // The nearest pair: first words that come twice are meant where the last ones follow.
  for (let at = indexOfWords(letters.text, first, 0); at >= 0; at = indexOfWords(letters.text, first, at + 1)) {
    const to = indexOfWords(letters.text, last, at);
    if (to < 0) break;
    const end = Math.max(to + last.length, at + first.length);
    if (end - at <= LONGEST && (best === undefined || end - at < best.end - best.start)) best = { start: at, end };
  }
  return best && spanOf(letters, best.start, best.end);
}

function isTelling(text: string): boolean {
  return text.replaceAll(" ", "").length >= (UNSPACED.test(text) ? FEWEST_UNSPACED : FEWEST);
}

/** At the beginning and the end of words, in scripts that part them. */
function indexOfWords(text: string, words: string, from: number): number {
  for (let at = text.indexOf(words, from); at >= 0; at = text.indexOf(words, at + 1)) {
    const end = at + words.length;
    const startsWord = at === 0 || text[at - 1] === " " || UNSPACED.test(words[0]!);
    const endsWord = end === text.length || text[end] === " " || UNSPACED.test(words.at(-1)!);
    if (startsWord && endsWord) return at;
  }
  return -1;
}

function spanOf({ at }: Letters, start: number, end: number): Span {
  return { start: at[start]!.start, end: at[end - 1]!.end };
}
