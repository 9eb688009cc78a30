/**
 * Porter's stemmer (1980) as SQLite's `porter` tokeniser runs it, so that a stem made here is the
 * stem the full-text index holds. Takes one folded word; folding and splitting are `terms.ts`.
 */

type Rule = readonly [suffix: string, replacement: string];

// Keyed by the letter before the last, which every suffix of a step has in common with its neighbours
// only where listed together: one look-up instead of twenty comparisons.
const STEP_2: Record<string, readonly Rule[]> = {
  a: [
    ["ational", "ate"],
    ["tional", "tion"],
  ],
  c: [
    ["enci", "ence"],
    ["anci", "ance"],
  ],
  e: [["izer", "ize"]],
  g: [["logi", "log"]],
  l: [
    ["bli", "ble"],
    ["alli", "al"],
    ["entli", "ent"],
    ["eli", "e"],
    ["ousli", "ous"],
  ],
  o: [
    ["ization", "ize"],
    ["ation", "ate"],
    ["ator", "ate"],
  ],
  s: [
    ["alism", "al"],
    ["iveness", "ive"],
    ["fulness", "ful"],
    ["ousness", "ous"],
  ],
  t: [
    ["aliti", "al"],
    ["iviti", "ive"],
    ["biliti", "ble"],
  ],
};

const STEP_3: Record<string, readonly Rule[]> = {
  a: [["ical", "ic"]],
  s: [["ness", ""]],
  t: [
    ["icate", "ic"],
    ["iciti", "ic"],
  ],
  u: [["ful", ""]],
  v: [["ative", ""]],
  z: [["alize", "al"]],
};

const STEP_4: Record<string, readonly string[]> = {
  a: ["al"],
  c: ["ance", "ence"],
  e: ["er"],
  i: ["ic"],
  l: ["able", "ible"],
  n: ["ant", "ement", "ment", "ent"],
  o: ["ion", "ou"],
  s: ["ism"],
  t: ["ate", "iti"],
  u: ["ous"],
  v: ["ive"],
  z: ["ize"],
};

/** UTF-8 bytes of a word beyond which, and below three, SQLite leaves it alone. */
const LONGEST = 64;

/** The stem of one lower-case word. Words of other languages come back changed little or not at all. */
export function stem(word: string): string {
  const bytes = utf8Length(word);
  if (bytes < 3 || bytes > LONGEST) return word;
  let s = stripPlural(word);
  s = stripPast(s);
  if (s.endsWith("y") && hasVowel(s, s.length - 1)) s = `${s.slice(0, -1)}i`;
  s = replaceSuffix(s, STEP_2);
  s = replaceSuffix(s, STEP_3);
  s = stripSuffix(s);
  if (s.endsWith("e")) {
    const measure = measureOf(s, s.length - 1);
    if (measure > 1 || (measure === 1 && !endsShort(s, s.length - 1))) s = s.slice(0, -1);
  }
  if (s.endsWith("ll") && measureOf(s, s.length - 1) > 1) s = s.slice(0, -1);
  return s;
}

function stripPlural(s: string): string {
  if (!s.endsWith("s")) return s;
  if (s.endsWith("es")) {
    const cut = (s.length > 4 && s.endsWith("sses")) || (s.length > 3 && s.endsWith("ies")) ? 2 : 1;
    return s.slice(0, -cut);
  }
  return s.endsWith("ss") ? s : s.slice(0, -1);
}

function stripPast(s: string): string {
  if (s.length > 3 && s.endsWith("eed")) return measureOf(s, s.length - 3) > 0 ? s.slice(0, -1) : s;
  const cut = s.length > 2 && s.endsWith("ed") ? 2 : s.length > 3 && s.endsWith("ing") ? 3 : 0;
  if (cut === 0 || !hasVowel(s, s.length - cut)) return s;
  const rest = s.slice(0, -cut);
  if (rest.length > 2 && (rest.endsWith("at") || rest.endsWith("bl") || rest.endsWith("iz"))) return `${rest}e`;
  const last = rest.charAt(rest.length - 1);
  if (!isVowel(last, false) && !"lsz".includes(last) && last === rest.charAt(rest.length - 2)) return rest.slice(0, -1);
  return measureOf(rest, rest.length) === 1 && endsShort(rest, rest.length) ? `${rest}e` : rest;
}

function replaceSuffix(s: string, rules: Record<string, readonly Rule[]>): string {
  for (const [suffix, replacement] of rules[s.charAt(s.length - 2)] ?? []) {
    if (s.length <= suffix.length || !s.endsWith(suffix)) continue;
    const rest = s.length - suffix.length;
    return measureOf(s, rest) > 0 ? s.slice(0, rest) + replacement : s;
  }
  return s;
}

function stripSuffix(s: string): string {
  for (const suffix of STEP_4[s.charAt(s.length - 2)] ?? []) {
    if (s.length <= suffix.length || !s.endsWith(suffix)) continue;
    const rest = s.length - suffix.length;
    if (suffix === "ion" && !"st".includes(s.charAt(rest - 1))) continue;
    return measureOf(s, rest) > 1 ? s.slice(0, rest) : s;
  }
  return s;
}

function isVowel(letter: string, afterConsonant: boolean): boolean {
  return "aeiou".includes(letter) || (afterConsonant && letter === "y");
}

function hasVowel(s: string, end: number): boolean {
  for (let at = 0; at < end; at++) if (isVowel(s.charAt(at), at > 0)) return true;
  return false;
}

/** How often a vowel run is followed by a consonant run; two stands for "two or more". */
function measureOf(s: string, end: number): 0 | 1 | 2 {
  let measure = 0;
  let consonant = false;
  let seenVowel = false;
  for (let at = 0; at < end; at++) {
    consonant = !isVowel(s.charAt(at), consonant);
    if (!consonant) seenVowel = true;
    else if (seenVowel) {
      if (++measure === 2) return 2;
      seenVowel = false;
    }
  }
  return measure as 0 | 1;
}

/** Ends consonant, vowel, consonant, the last none of w, x, y. */
function endsShort(s: string, end: number): boolean {
  if ("wxy".includes(s.charAt(end - 1))) return false;
  let consonant = false;
  let shape = 0;
  for (let at = 0; at < end; at++) {
    consonant = !isVowel(s.charAt(at), consonant);
    shape = ((shape << 1) | (consonant ? 1 : 0)) & 0b111;
  }
  return shape === 0b101;
}

function utf8Length(word: string): number {
  let bytes = 0;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    // A surrogate pair is four bytes: two for each half.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return bytes;
}
