/**
 * Days of the week, in one form beside the words of a text: "Tuesday to Friday" holds Wednesday, "täglich" every day, and "domingo" is
 * what "sonntags" asks for. Languages that write a day in several words, and those without spaces, are left out.
 */

import { wordsOfFolded } from "./cut.ts";
import { foldText } from "./fold.ts";
import type { Language } from "./languages.ts";
import { stemOf } from "./stem.ts";

/** What a text calls a day, and the days it means by that. */
export interface NamedDays {
  /** Folded; none of a range. */
  words: string[];
  forms: string[];
}

const UNSPACED: ReadonlySet<Language> = new Set(["ja", "zh", "ko", "th"]);
const WEEK = [1, 2, 3, 4, 5, 6, 7];
/** What may stand between the ends of a range, and what has to be among it. Folded. */
const BETWEEN = new Set(
  "- – — ~ to till until through thru bis zum au a al alla le el il tot en met t m do po ate til и по до".split(" "),
);
const RANGES = new Set("- – — ~ to till until through thru bis au a al alla tot t do po ate til по до".split(" "));
const MOST_BETWEEN = 3;
/** Letters that tell the beginning of a day's name. */
const BEGINNING = 4;
const DAILY =
  /(?<!\p{L})(?:daily|every day|(?:7|seven) days a week|taglich|jeden tag|tous les jours|todos los dias|tutti i giorni|dagelijks|elke dag|codziennie|todos os dias|dagligen|denne|ежедневно|щодня|her gun)(?!\p{L})/u;
const WEEKDAYS = /(?<!\p{L})(?:weekdays|werktags|wochentags|en semaine|entre semana|doordeweeks|dias uteis)(?!\p{L})/u;
const WEEKEND =
  /(?<!\p{L})(?:weekends?|week-ends?|wochenenden?|fins? de semana|fine settimana|weekendy?|helger|vikend\p{L}*|выходны\p{L}+|вихідн\p{L}+)(?!\p{L})/u;
/** How what these know begins. */
const SEVERAL =
  "daily every days taglich jeden tous todos tutti dagelijks elke codziennie dagligen denne ежедневно щодня her weekdays werktags wochentags semaine entre doordeweeks dias weekend wochenende fins fine helger vikend выходные вихідні week fin".split(
    " ",
  );
const TOKEN = /[\p{L}\p{M}]+|\p{Nd}+|[-–—~:]/gu;

interface DayNames {
  /** How any of them begins, and what means several days. */
  beginnings: ReadonlySet<string>;
  /** Those that mean nothing else. */
  whole: ReadonlyMap<string, number>;
  /** "So", "mon", "segunda": days between others or before a time. */
  short: ReadonlyMap<string, number>;
}

/** Names that neither their own endings nor an "s" behind them tell, as stand in "od poniedziałku do piątku". */
const BENT: Partial<Record<Language, string>> = {
  pl: "poniedzialku wtorku srody czwartku piatku soboty niedzieli",
  cs: "pondelka utery stredy ctvrtka patku soboty nedele",
  uk: "понеділка вівторка середи четверга пятниці суботи неділі",
};

const named = new Map<Language, DayNames | undefined>();

/**
 * @param folded as `foldText` leaves a text
 * @param words of it, as `wordsOfFolded` has them
 */
export function daysOf(folded: string, words: readonly string[], language: Language): NamedDays[] {
  const names = namesOf(language);
  // Most texts name no day, and nothing else is asked of those.
  if (names === undefined || !words.some((word) => names.beginnings.has(word.slice(0, BEGINNING)))) return [];
  const found = listNamed(folded, language, names);
  if (DAILY.test(folded) && /\p{Nd}/u.test(folded)) found.push({ words: [], forms: WEEK.map(formOf) });
  if (WEEKDAYS.test(folded)) found.push({ words: wordsIn(WEEKDAYS, folded), forms: WEEK.slice(0, 5).map(formOf) });
  if (WEEKEND.test(folded)) found.push({ words: wordsIn(WEEKEND, folded), forms: WEEK.slice(5).map(formOf) });
  return found;
}

function listNamed(folded: string, language: Language, names: DayNames): NamedDays[] {
  const found: NamedDays[] = [];
  const tokens = folded.match(TOKEN) ?? [];
  const dayAt = (at: number): number | undefined => {
    const token = tokens[at];
    if (token === undefined || !names.beginnings.has(token.slice(0, BEGINNING))) return undefined;
    return names.whole.get(token) ?? names.whole.get(stemOf(token, language)) ?? names.short.get(token);
  };
  const isWhole = (at: number): boolean =>
    names.whole.has(tokens[at]!) || names.whole.has(stemOf(tokens[at]!, language)) || tokens[at + 2] === "feira";
  for (let at = 0; at < tokens.length; at++) {
    const first = dayAt(at);
    if (first === undefined) continue;
    const end = endOfRange(tokens, at, dayAt);
    if (end !== undefined) {
      found.push({ words: [], forms: daysBetween(first, dayAt(end)!).map(formOf) });
      at = end;
    } else if (isWhole(at) || /^[\p{Nd}:]/u.test(tokens[at + 1] ?? "")) {
      found.push({ words: [tokens[at]!], forms: [formOf(first)] });
    }
  }
  return found;
}

const wordsIn = (pattern: RegExp, folded: string): string[] => wordsOfFolded(pattern.exec(folded)?.[0] ?? "");

/** How a day stands among the terms of an index, where no word can. */
const formOf = (day: number): string => `day:${day}`;

export const isDay = (form: string): boolean => form.startsWith("day:");

/** Where the last day of a range stands that begins at `at`. */
function endOfRange(
  tokens: readonly string[],
  at: number,
  dayAt: (at: number) => number | undefined,
): number | undefined {
  let isRange = false;
  for (let next = at + 1; next <= at + 1 + MOST_BETWEEN && next < tokens.length; next++) {
    if (isRange && dayAt(next) !== undefined) return next;
    if (tokens[next] === "feira") continue;
    if (!BETWEEN.has(tokens[next]!)) return undefined;
    isRange ||= RANGES.has(tokens[next]!) && tokens[next + 1] !== "feira";
  }
  return undefined;
}

/** "Friday to Monday" goes over the end of the week. */
function daysBetween(first: number, last: number): number[] {
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_day, at) => ((first - 1 + at) % 7) + 1);
}

/** Folded names of days, as the platform knows them, with the English ones. */
function namesOf(language: Language): DayNames | undefined {
  if (UNSPACED.has(language)) return undefined;
  if (named.has(language)) return named.get(language);
  const whole = new Map<string, number>();
  const short = new Map<string, number>();
  for (const each of new Set<Language>([language, "en"])) {
    for (const weekday of ["long", "short"] as const) {
      const format = new Intl.DateTimeFormat(each, { weekday, calendar: "gregory", timeZone: "UTC" });
      for (const day of WEEK) {
        // The first of January 2024 was a Monday.
        const [word, ...more] = wordsOfFolded(foldText(format.format(Date.UTC(2024, 0, day))));
        if (word === undefined || (more.length > 0 && more[0] !== "feira")) continue;
        if (weekday === "short" || more.length > 0) short.set(word, day);
        else for (const form of [word, `${word}s`, stemOf(word, each)]) whole.set(form, day);
      }
    }
  }
  wordsOfFolded(foldText(BENT[language] ?? "")).forEach((word, at) => whole.set(word, at + 1));
  const beginnings = new Set([...whole.keys(), ...short.keys(), ...SEVERAL].map((name) => name.slice(0, BEGINNING)));
  const names = whole.size === 0 ? undefined : { beginnings, whole, short };
  named.set(language, names);
  return names;
}
