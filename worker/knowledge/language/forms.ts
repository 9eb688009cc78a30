/**
 * What has several spellings, in one form beside the words of a text: part numbers and names with and
 * without a hyphen, parts of camelCase, versions with their families, dates. Text and question get the same
 * forms, so that either spelling finds the other. Days of the week are told by `days`.
 */

import { wordsOfFolded } from "./cut.ts";
import { daysOf } from "./days.ts";
import { foldText } from "./fold.ts";
import type { Language } from "./languages.ts";

const LONGEST_JOINED = 40;
const MOST_PARTS = 4;
/** "e-mail" is one word by now; "well-known" never will be. With figures in it, it is a part number of any length. */
const SHORT_NAME = 12;

// Classes of ASCII alone, where that is enough: every chunk of every document passes here.
/** Inside "POCS-30017", "err_1234", "e-mail", "node.js": a match of it leads to the ends of the name around it. */
const JOINT = /[^\s!-/:-@[-`{-~][-_.][^\s!-/:-@[-`{-~]/g;
const RUN_END = /[\s!-,/:-@[-^`{-~]/;
const JOINED = /^[\p{L}\p{N}]+(?:[-_.][\p{L}\p{N}]+)+$/u;
/** A code in capitals before its number: "POCS 30017". */
const APART = /\b([A-Z]{2,}) (\d{2,})\b/g;
const CAMEL = /[A-Za-z0-9]*[a-z][A-Z][A-Za-z0-9]*/g;
const HUMP = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
/** Of camelCase. */
const SHORTEST_PART = 3;
const VERSION = /^\d+(?:\.\d+)+$/;

const YEAR_FIRST = /(?<!\d)((?:19|20)\d\d)(?:[-/.]|年\s?|년\s?)(\d{1,2})(?:[-/.]|月\s?|월\s?)(?:(\d{1,2})(?!\d))?/gu;
const YEAR_LAST = /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)(?!\d)/g;
const HAS_YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/;
const ORDINAL = /^(\d{1,2})(?:st|nd|rd|th|er|e|a|o)?$/;

/** What a text calls by a name that has several spellings. */
export interface Forms {
  /** Part numbers, families of versions, dates: few others are written like them. */
  exact: Set<string>;
  /** Names in one word, with the words that they were written in; and words that one was written in. */
  loose: { words: string[]; forms: string[] }[];
}

/**
 * @param text as it was written
 * @param folded the same in the form in which words are compared
 * @param words of it, as `wordsOfFolded` has them
 */
export function formsOf(text: string, folded: string, words: readonly string[], language: Language): Forms {
  const exact = new Set<string>();
  const loose: Forms["loose"] = [];
  for (const run of runsOf(folded)) {
    const whole = run.replace(/^[-_.]+|[-_.]+$/g, "");
    if (!JOINED.test(whole) || !/\p{L}/u.test(whole) || VERSION.test(whole.replace(/^v/, ""))) continue;
    const parts = whole.split(/[-_.]/);
    const joined = parts.join("");
    if (parts.length > MOST_PARTS || joined.length > LONGEST_JOINED) continue;
    if (/\d/.test(whole)) exact.add(joined);
    else if (parts.length === 2 && whole.length <= SHORT_NAME && parts[1]!.length > 1 && !whole.includes("_"))
      loose.push({ words: parts, forms: [joined] });
  }
  for (const [, letters, digits] of text.matchAll(APART)) exact.add((letters! + digits!).toLowerCase());
  if (/[a-z][A-Z]/.test(text)) {
    for (const [whole] of text.matchAll(CAMEL)) {
      const parts = whole.split(HUMP).filter((part) => part.length >= SHORTEST_PART);
      if (parts.length > 1)
        loose.push({ words: [whole.toLowerCase()], forms: parts.map((part) => part.toLowerCase()) });
    }
  }
  loose.push(...daysOf(folded, words, language));
  if (HAS_YEAR.test(text)) for (const date of datesOf(folded, words, language)) exact.add(date);
  return { exact, loose };
}

/** Runs of letters, figures and joints that are no longer than a name. */
function* runsOf(folded: string): Iterable<string> {
  const most = LONGEST_JOINED + MOST_PARTS;
  let end = 0;
  for (const { index } of folded.matchAll(JOINT)) {
    if (index < end) continue;
    let start = index;
    while (start > 0 && index - start <= most && !RUN_END.test(folded.charAt(start - 1))) start--;
    end = index + 3;
    while (end < folded.length && end - start <= most && !RUN_END.test(folded.charAt(end))) end++;
    if (end - start <= most) yield folded.slice(start, end);
  }
}

/** Of "2.3.1" that it is one of 2.3 and of 2: documents are found by the family of what they name, questions mean what they name. */
export function familiesOf(words: readonly string[]): string[] {
  const families = new Set<string>();
  for (const word of words) {
    if (!VERSION.test(word)) continue;
    for (let end = word.lastIndexOf("."); end > 0; end = word.lastIndexOf(".", end - 1))
      families.add(word.slice(0, end));
  }
  return [...families];
}

/** Days as `2024-04-12` with their month `2024-04`, and months alone. */
function datesOf(folded: string, words: readonly string[], language: Language): Set<string> {
  const dates = new Set<string>();
  const add = (year: number, month: number, day?: number): void => {
    if (month < 1 || month > 12) return;
    dates.add(`${year}-${two(month)}`);
    if (day !== undefined && day >= 1 && day <= 31) dates.add(`${year}-${two(month)}-${two(day)}`);
  };
  for (const [, year, month, day] of folded.matchAll(YEAR_FIRST))
    add(Number(year), Number(month), day === undefined ? undefined : Number(day));
  for (const [, first, second, year] of folded.matchAll(YEAR_LAST)) {
    // Which of the two is the month only its writer knows: both are.
    add(Number(year), Number(second), Number(first));
    if (Number(first) <= 12) add(Number(year), Number(first), Number(second));
  }
  const months = monthsOf(language);
  words.forEach((word, at) => {
    const month = months.get(word);
    if (month === undefined) return;
    const after = words.slice(at + 1, at + 4);
    const year = after.find((each) => /^(?:19|20)\d\d$/.test(each));
    if (year === undefined) return;
    // Before the month, or between it and the year.
    const near = [...words.slice(Math.max(0, at - 2), at).toReversed(), ...after.slice(0, after.indexOf(year))];
    const day = near.map((each) => ORDINAL.exec(each)?.[1]).find((each) => each !== undefined);
    // "may leave in 2024" is no month: without a day the year follows at once.
    if (day !== undefined || after.indexOf(year) <= 1)
      add(Number(year), month, day === undefined ? undefined : Number(day));
  });
  return dates;
}

function two(figure: number): string {
  return String(figure).padStart(2, "0");
}

const monthNames = new Map<Language, Map<string, number>>();

/** Folded names of months, whole and short, as the platform knows them, with the English ones. */
function monthsOf(language: Language): ReadonlyMap<string, number> {
  const known = monthNames.get(language);
  if (known !== undefined) return known;
  const names = new Map<string, number>();
  // With a day before it a month has another ending in Slavic languages and Greek.
  const ways: Intl.DateTimeFormatOptions[] = [
    { month: "long" },
    { month: "short" },
    { month: "long", day: "numeric" },
    { month: "short", day: "numeric" },
  ];
  for (const each of new Set<Language>([language, "en"])) {
    for (const way of ways) {
      const format = new Intl.DateTimeFormat(each, { ...way, calendar: "gregory", timeZone: "UTC" });
      for (let month = 0; month < 12; month++) {
        const name = format.formatToParts(Date.UTC(2024, month, 20)).find(({ type }) => type === "month")?.value ?? "";
        const [word, ...more] = wordsOfFolded(foldText(name));
        if (word !== undefined && more.length === 0 && /\p{L}/u.test(word)) names.set(word, month + 1);
      }
    }
  }
  monthNames.set(language, names);
  return names;
}
