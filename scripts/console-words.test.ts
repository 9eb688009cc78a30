/** What the server can tell by a code, and what the console says of it: the rooms know nothing of each other. */

import { expect, it } from "vitest";
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
