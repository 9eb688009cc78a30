/** The German words of a built console: one file of data, fetched where the browser speaks German and never elsewhere. */

import { LANGUAGE } from "./language.ts";

declare const GERMAN_FILE: string;

type Files = Record<string, Record<string, unknown>>;

async function load(): Promise<Files> {
  try {
    return (await (await fetch(new URL(GERMAN_FILE, import.meta.url))).json()) as Files;
  } catch {
    return {}; // better English than nothing
  }
}

const files = LANGUAGE === "de" ? await load() : {};

/** What stands in a file of `words/` under a name; undefined where it did not come. */
export const said = (file: string, name: string): unknown => files[file]?.[name];
