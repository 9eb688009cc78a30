/** Words of folded text, in any script, in time linear in its length. */

// oxlint-disable-next-line no-control-regex -- the range is what ASCII is
const NOT_ASCII = /[^\x00-\x7f]/;

/** What counts as part of a word; the full-text index is created with the same categories. A figure keeps its points. */
const ASCII_WORD = /[a-z0-9]+/g;
const WORD = /[\p{L}\p{N}\p{Co}\p{Mn}\p{Mc}]+/gu;
const WORD_OR_FIGURE = /\d+(?:\.\d+)+(?![\p{L}\p{N}])|[\p{L}\p{N}\p{Co}\p{Mn}\p{Mc}]+/gu;

// Scripts that put no space between words, or (Korean) glue particles to them: cut into overlapping
// pieces, because a whole clause would be one word.
const PAIRED = "\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\u30fc\\u3005";
const TRIPLED = "\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}";
const UNSPACED = new RegExp(`[${PAIRED}]+|[${TRIPLED}]+`, "gu");
const HAS_UNSPACED = new RegExp(`[${PAIRED}${TRIPLED}]`, "u");
const IS_TRIPLED = new RegExp(`^[${TRIPLED}]`, "u");
const IS_HAN = /\p{sc=Han}/u;

/** Figures with something between their digits: "2.3.1", "v2.3", "10,000", "1.234,56", "10 000". */
const FIGURE = /(?<![\p{L}\p{N}])(?:v?\d+(?:[.,']\d+)+|\d{1,3}(?: \d{3})+)(?![\p{L}\p{N}])/gu;
const HAS_FIGURE = /\d[.,' ]\d/;

/** The words of folded text in order, repeats kept. */
export function wordsOfFolded(folded: string): string[] {
  const cut = HAS_UNSPACED.test(folded) ? folded.replace(UNSPACED, cutRun) : folded;
  if (!HAS_FIGURE.test(cut)) return cut.match(NOT_ASCII.test(cut) ? WORD : ASCII_WORD) ?? [];
  return cut.replace(FIGURE, (figure) => ` ${writeFigure(figure)} `).match(WORD_OR_FIGURE) ?? [];
}

/**
 * A figure in its one form: thousands without marks between them, a decimal point, no empty cents. What has
 * more points than a number can is a version and stays whole; any other list falls into its parts.
 */
function writeFigure(figure: string): string {
  if (/^v?\d+(?:\.\d+){2,}$/.test(figure) && !/^\d{1,3}(?:\.\d{3})+$/.test(figure)) return figure.replace("v", "");
  if (figure.startsWith("v")) return figure.slice(1);
  const [, whole, cents] =
    /^(\d{1,3}(?:([.,' ])\d{3})(?:\2\d{3})*)(?:[.,](\d{1,2}))?$/.exec(figure)?.toSpliced(2, 1) ?? [];
  if (whole !== undefined && !whole.startsWith("0")) return withCents(whole.replace(/\D/g, ""), cents);
  const decimal = /^(\d+)[.,](\d+)$/.exec(figure);
  if (decimal !== null) return withCents(decimal[1]!, decimal[2]);
  return figure.replace(/\D/g, " ");
}

function withCents(whole: string, cents: string | undefined): string {
  return cents === undefined || cents === "00" ? whole : `${whole}.${cents}`;
}

/**
 * Pairs of neighbours, and each Han character by itself, since one of them can be a word; triples where
 * characters are letters of an alphabet. Runs that are shorter stand as they are.
 */
function cutRun(run: string): string {
  const characters = Array.from(run);
  const size = IS_TRIPLED.test(run) ? 3 : 2;
  let pieces = " ";
  if (characters.length < size) return ` ${run} `;
  for (let at = 0; at < characters.length; at++) {
    if (at + size <= characters.length) pieces += `${characters.slice(at, at + size).join("")} `;
    const character = characters[at] ?? "";
    if (size === 2 && IS_HAN.test(character)) pieces += `${character} `;
  }
  return pieces;
}
