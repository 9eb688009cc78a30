/**
 * Characters that no reader sees. Some are ordinary (a soft hyphen, a joiner within a word or an emoji); others
 * carry text that the reader of a page does not see: tag characters, runs of variation selectors or of
 * zero-width ones. What is left out of the second kind is counted, because an owner should know of it.
 */

// Spelled by their numbers: among characters that combine, a class in a pattern is easily misread.
const SINGLES = String.raw`\u00ad|\u115f|\u1160|[\u180b-\u180e]|[\u200b-\u200d]|[\u2060-\u206f]|\u3164|[\ufe00-\ufe0f]|\ufeff|\uffa0|[\ufff9-\ufffb]`;
/** Any of them at all: most text has none, and is looked at once. */
const ANY = new RegExp(String.raw`${SINGLES}|\udb40`);
const RUNS = new RegExp(String.raw`(?:${SINGLES}|\u{e0001}|[\u{e0020}-\u{e007f}]|[\u{e0100}-\u{e01ef}])+`, "gu");

/** Meant for a line break or for nothing: gone without a word, alone or doubled. */
const HARMLESS = /^[\u00ad\u200b\u2060\ufeff]{1,2}$/;
/** Between letters of Persian or of Indic scripts, in emoji, behind a character that has two looks. */
const MEANT = new RegExp(
  String.raw`^(?:\u200c|\u200d|[\ufe00-\ufe0f]|[\u180b-\u180d]|\ufe0f\u200d|[\u{e0100}-\u{e01ef}])$`,
  "u",
);
/** Flags of regions are spelled in tag characters behind a black flag. */
const FLAG = /^[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{2,6}\u{e007f}$/u;

/** The text without them, and how many were taken out that hid something. */
export function stripInvisible(text: string): { text: string; hidden: number } {
  if (!ANY.test(text)) return { text, hidden: 0 };
  let hidden = 0;
  const kept = text.replace(RUNS, (run, at: number) => {
    if (MEANT.test(run)) return run;
    if (FLAG.test(run) && text.slice(at - 2, at) === "\u{1f3f4}") return run;
    if (!HARMLESS.test(run)) hidden += [...run].length;
    return "";
  });
  return { text: kept, hidden };
}

/** Pictures written as text, in a data URI or bare: a hundred pages of letters that say nothing. */
const DATA_URI = /data:[\w+.-]{1,40}\/[\w+.-]{1,60}(?:;[\w=.-]{1,60}){0,4},[A-Za-z0-9+/=%_-]{60,}/g;
const SHORTEST_BASE64 = 400;
const BASE64_LETTER = /[A-Za-z0-9+/_-]/;
const BASE64 = new RegExp(`${BASE64_LETTER.source}{${SHORTEST_BASE64},}={0,2}`, "g");

export function stripEncoded(text: string): string {
  const bare = text.includes("data:") ? text.replace(DATA_URI, "") : text;
  if (!hasLongRun(bare)) return bare;
  return bare.replace(BASE64, (run) => (/[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? "" : run));
}

/** A run so long stands on one of every so many places: the pattern alone would look from each letter of each word. */
function hasLongRun(text: string): boolean {
  const isLetter = (at: number): boolean => BASE64_LETTER.test(text.charAt(at));
  for (let at = SHORTEST_BASE64 - 1; at < text.length; at += SHORTEST_BASE64) {
    let start = at;
    let end = at;
    while (isLetter(start) && at - start < SHORTEST_BASE64) start--;
    while (isLetter(end) && end - start <= SHORTEST_BASE64) end++;
    if (end - start > SHORTEST_BASE64) return true;
  }
  return false;
}
