/**
 * Which parts of an HTML block inside Markdown a reader sees: the block without comments, scripts, styles
 * and the like, as ranges of it, so that what is kept stays verbatim.
 */

const HIDDEN = /<!--|<(script|style|template|noscript|svg|iframe|head)(?=[\s/>])/gi;

/** Ascending ranges of `html`, trimmed, each with at least one visible character. */
export function visibleRanges(html: string): [number, number][] {
  const ranges: [number, number][] = [];
  let from = 0;
  HIDDEN.lastIndex = 0;
  for (let match = HIDDEN.exec(html); match; match = HIDDEN.exec(html)) {
    keep(html, from, match.index, ranges);
    const tag = match[1];
    // Unclosed: hidden to the end, as in a browser; nothing is left to search, so this stays linear.
    const close = tag === undefined ? "-->" : new RegExp(`</${tag}\\s*>`, "gi");
    if (typeof close === "string") {
      const at = html.indexOf(close, match.index);
      from = at < 0 ? html.length : at + close.length;
    } else {
      close.lastIndex = match.index;
      from = close.exec(html) ? close.lastIndex : html.length;
    }
    HIDDEN.lastIndex = from;
  }
  keep(html, from, html.length, ranges);
  return ranges;
}

function keep(html: string, from: number, to: number, ranges: [number, number][]): void {
  while (from < to && /\s/.test(html[from]!)) from++;
  while (to > from && /\s/.test(html[to - 1]!)) to--;
  if (from < to && hasText(html, from, to)) ranges.push([from, to]);
}

/** Whether anything stands outside of tags. */
function hasText(html: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const char = html[i]!;
    if (char === "<") {
      const close = html.indexOf(">", i);
      if (close < 0 || close >= to)
        return /[\p{L}\p{N}]/u.test(html.slice(i, to)) && !/^<[/!A-Za-z]/.test(html.slice(i, i + 2));
      i = close;
    } else if (!/\s/.test(char)) {
      return true;
    }
  }
  return false;
}
