/** What the server can tell by a code, and what the console says of it: the rooms know nothing of each other. */

import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { ENGLISH, ENGLISH_OUTCOMES } from "../console/words/english.ts";
import { GERMAN as ALL_GERMAN, GERMAN_OUTCOMES } from "../console/words/german.ts";
import { GERMAN } from "../console/words/problems.ts";
import { ENGLISH as ENGLISH_SITES, GERMAN as GERMAN_SITES } from "../console/words/websites.ts";
import type { DocumentProblemCode } from "../worker/knowledge/extract/formats.ts";
import type { DeliveryCode } from "../worker/outside/codes.ts";
import { PAGE_STATUSES } from "../worker/page-status.ts";

const CODES: Record<DocumentProblemCode, true> = {
  encrypted: true,
  damaged: true,
  "scan-only": true,
  garbled: true,
  blank: true,
  "too-large": true,
  "too-many-pages": true,
  unsupported: true,
  "bot-full": true,
  internal: true,
};

it("Each reason why a document could not be read has German words", () => {
  expect(Object.keys(GERMAN.documents).sort()).toEqual(Object.keys(CODES).sort());
});

const DELIVERY_CODES: Record<DeliveryCode, true> = {
  "http-error": true,
  timeout: true,
  unreachable: true,
  "refused-address": true,
  "redirect-loop": true,
  "too-large": true,
  "mail-unbound": true,
  "mail-refused": true,
  forgotten: true,
};

it("Each reason why a message did not reach a webhook has German words", () => {
  expect(Object.keys(GERMAN.deliveries).sort()).toEqual(Object.keys(DELIVERY_CODES).sort());
});

it("Each status of a page has a name in both languages, and its meaning in German", () => {
  const statuses = Object.keys(PAGE_STATUSES).sort();
  expect(Object.keys(ENGLISH_SITES.status).sort()).toEqual(statuses);
  expect(Object.keys(GERMAN_SITES.status).sort()).toEqual(statuses);
  expect(statuses.filter((status) => GERMAN_SITES.why[status] === undefined)).toEqual([]);
});

/** The same in both languages, because they are names. */
const NAMES = "vegarag Name Websites Bot Bots Webhooks Logo noindex robots.txt Content-Signal".split(" ");

type Said = { [name: string]: string | Said | readonly string[] };
const wordsOf = (said: Said, path = ""): [string, string][] =>
  Object.entries(said).flatMap(([name, words]) =>
    typeof words === "string" ? [[path + name, words]] : wordsOf(words as Said, `${path}${name}.`),
  );
const placesOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

const folder = new URL("../console/words/", import.meta.url);
const files = await Promise.all(
  readdirSync(folder).map(async (file) => ({
    file,
    ...((await import(new URL(file, folder).href)) as { ENGLISH?: Said; GERMAN?: Said }),
  })),
);
const pairs: [string, Said, Said][] = [
  ["german.ts", ENGLISH, ALL_GERMAN],
  ["outcomes", ENGLISH_OUTCOMES, GERMAN_OUTCOMES],
  ...files.flatMap(({ file, ENGLISH, GERMAN }): [string, Said, Said][] =>
    ENGLISH && GERMAN ? [[file, ENGLISH, GERMAN]] : [],
  ),
];

it.each(pairs)("All of %s is said in German, with the same places for what is filled in", (_, english, german) => {
  const said = new Map(wordsOf(german));
  for (const [name, words] of wordsOf(english)) {
    const own = said.get(name);
    // Empty in English: the server says it there.
    if (words === "") continue;
    expect(own === words && !NAMES.includes(words), `${name} is English: ${words}`).toBe(false);
    expect(placesOf(own ?? ""), name).toEqual(placesOf(words));
  }
});
