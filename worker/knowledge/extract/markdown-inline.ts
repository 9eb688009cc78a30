/**
 * Where the inline spans of Markdown stand, found in one pass: code spans and bracket pairs. Shared by
 * stripping (`plain-text`) and sentence splitting (`sentences`), which both must jump over them. Every
 * function here is linear in the range it is given.
 */

const BACKTICK = 96;
const BACKSLASH = 92;

/** True where the character at `index` is taken literally because of the backslash before it. */
export function isEscapable(code: number): boolean {
  return (
    (code >= 33 && code <= 47) ||
    (code >= 58 && code <= 64) ||
    (code >= 91 && code <= 96) ||
    (code >= 123 && code <= 126)
  );
}

/**
 * Code spans between `start` and `end`: offset of the opening run → length of the run and offset of the
 * closing one. A run of n backticks is closed by the next run of exactly n (CommonMark 6.1).
 */
export function findCodeSpans(text: string, start: number, end: number): Map<number, { ticks: number; close: number }> {
  const spans = new Map<number, { ticks: number; close: number }>();
  // Not `text.indexOf`: that would scan to the end of the document for every paragraph.
  const first = text.slice(start, end).indexOf("`");
  if (first < 0) return spans;

  const runs: { at: number; ticks: number; escaped: boolean; next: number }[] = [];
  for (let at = start + first; at < end; at++) {
    if (text.charCodeAt(at) !== BACKTICK) continue;
    let stop = at;
    while (stop < end && text.charCodeAt(stop) === BACKTICK) stop++;
    let slashes = 0;
    while (at - slashes > start && text.charCodeAt(at - slashes - 1) === BACKSLASH) slashes++;
    runs.push({ at, ticks: stop - at, escaped: slashes % 2 === 1, next: -1 });
    at = stop;
  }
  // From the right, so that each run knows the next one of its length without a search.
  const nextOfLength = new Map<number, number>();
  for (let i = runs.length - 1; i >= 0; i--) {
    const run = runs[i]!;
    run.next = nextOfLength.get(run.ticks) ?? -1;
    nextOfLength.set(run.ticks, i);
  }
  for (let i = 0; i < runs.length;) {
    const run = runs[i]!;
    if (run.escaped || run.next < 0) {
      i++;
    } else {
      spans.set(run.at, { ticks: run.ticks, close: runs[run.next]!.at });
      i = run.next + 1;
    }
  }
  return spans;
}

/** Pairs of `[ ]` and `( )` between `start` and `end`, opening offset → closing offset. */
export function findBrackets(
  text: string,
  start: number,
  end: number,
  spans: ReadonlyMap<number, { ticks: number; close: number }>,
): Map<number, number> {
  const pairs = new Map<number, number>();
  const square: number[] = [];
  const round: number[] = [];
  for (let i = start; i < end; i++) {
    switch (text.charCodeAt(i)) {
      case BACKSLASH:
        i++;
        break;
      case BACKTICK: {
        const span = spans.get(i);
        if (span) i = span.close + span.ticks - 1;
        else while (i + 1 < end && text.charCodeAt(i + 1) === BACKTICK) i++;
        break;
      }
      case 91:
        square.push(i);
        break;
      case 93: {
        const open = square.pop();
        if (open !== undefined) pairs.set(open, i);
        break;
      }
      case 40:
        round.push(i);
        break;
      case 41: {
        const open = round.pop();
        if (open !== undefined) pairs.set(open, i);
        break;
      }
    }
  }
  return pairs;
}
