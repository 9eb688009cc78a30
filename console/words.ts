/** All that the console says. What the server says of a problem is English: it is shown as it is, or behind words of ours. */

import { fill } from "../ui/fill.ts";
import { LANGUAGE, pick } from "./language.ts";
import { ENGLISH, ENGLISH_OUTCOMES, type Words } from "./words/english.ts";
import { GERMAN, GERMAN_OUTCOMES } from "./words/german.ts";

export const WORDS: Words = pick({ ENGLISH, GERMAN });

/** What a bot can say to a question, and what it is called. */
export const OUTCOMES = pick({ ENGLISH: ENGLISH_OUTCOMES, GERMAN: GERMAN_OUTCOMES });

const LOCALE = LANGUAGE === "de" ? "de" : "en-GB";
const DAY = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });
const TIME = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const PERCENT = new Intl.NumberFormat(LOCALE, { style: "percent" });
const NUMBER = new Intl.NumberFormat(LOCALE);
export const day = (iso: string): string => DAY.format(new Date(iso));
export const time = (iso: string): string => TIME.format(new Date(iso));
/** How much of all, in words that need no room. */
export const share = (part: number, all: number): string => (all === 0 ? "–" : PERCENT.format(part / all));
export const number = (count: number): string => NUMBER.format(count);
/** So many of something, which is called otherwise where it is one. */
export const counted = (one: string, more: string, count: number): string =>
  count === 1 ? one : fill(more, { count: number(count) });
