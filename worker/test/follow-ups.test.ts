/** Conversations: what a question takes from those before it, in English and in German, over the whole Worker. */

import { beforeAll, describe, expect, it } from "vitest";
import { ask, createTenant, putDocument, type Tenant } from "./harness.ts";

let shop: Tenant;
let other: Tenant;

const PLANS = `# Plans

## Basic plan

The Basic plan costs 9 euros a month. The Basic plan has 2 seats.

## Team plan

The Team plan costs 20 euros a month. The Team plan has 10 seats.

## Harbour plan

The Harbour plan costs 95 euros a month, because it includes a technician on call. The Harbour plan has 50 seats.`;

const SHIPPING = `# Shipping

Shipping to Norway takes 9 days. Shipping to Spain takes 4 days.

Parcels are insured because harbour roads are rough.`;

const TICKETS = `# Karten

Eine Karte für Erwachsene kostet 12 Euro. Eine Karte für Kinder kostet 5 Euro.

## Öffnungszeiten

Im Sommer ist der Hafen bis 20 Uhr geöffnet. Im Winter ist der Hafen bis 16 Uhr geöffnet, weil es früh dunkel wird.`;

beforeAll(async () => {
  [shop, other] = await Promise.all([createTenant("Shop"), createTenant("Other")]);
  await putDocument(shop, "plans", PLANS);
  await putDocument(shop, "shipping", SHIPPING);
  await putDocument(shop, "karten", TICKETS);
  await putDocument(
    other,
    "plans",
    `# Plans\n\nThe Team plan costs 1 euro and is for ${other.canary}. Because of that it is cheap.`,
  );
});

let conversations = 0;

/** Asks one after the other in one conversation. @returns the last answer */
async function talk(...questions: string[]) {
  const conversation = `talk-${++conversations}`;
  let answer;
  for (const question of questions) answer = await ask(shop, question, { conversation });
  expect(JSON.stringify(answer!.chunks)).not.toContain(other.canary);
  return answer!;
}

describe("a follow-up", () => {
  it.each([
    ["puts a name in the place of another", ["What does the Basic plan cost?", "and Team?"], "20 euros", "9 euros"],
    [
      "puts it there after a longer opening",
      ["What does the Basic plan cost?", "What about the Harbour plan?"],
      "95 euros",
      "9 euros",
    ],
    ["is put right", ["What does the Basic plan cost?", "no, I meant Team"], "20 euros", "9 euros"],
    ["puts another place", ["How long does shipping to Norway take?", "and to Spain?"], "4 days", undefined],
    [
      "asks for a thing by a pronoun",
      ["What does the Harbour plan cost?", "how many seats does it have?"],
      "50 seats",
      undefined,
    ],
    [
      "takes it for the last thing named",
      ["What does the Basic plan cost?", "and Team?", "how many seats does it have?"],
      "10 seats",
      "2 seats",
    ],
    ["asks why, and is told by what was quoted", ["What does the Harbour plan cost?", "why?"], "technician", undefined],
    [
      "stands through thanks in between",
      ["What does the Basic plan cost?", "thanks", "and Team?"],
      "20 euros",
      "9 euros",
    ],
    [
      "is no follow-up where it asks something else",
      ["What does the Basic plan cost?", "Are parcels insured?"],
      "insured",
      "9 euros",
    ],
    [
      "may go back",
      ["What does the Basic plan cost?", "Are parcels insured?", "What does the Team plan cost?"],
      "20 euros",
      "insured",
    ],
    ["puts a word in German", ["Was kostet eine Karte für Erwachsene?", "und für Kinder?"], "5 Euro", undefined],
    ["puts a season in German", ["Bis wann ist der Hafen im Sommer geöffnet?", "und im Winter?"], "16 Uhr", undefined],
    ["asks why in German", ["Bis wann ist der Hafen im Winter geöffnet?", "warum?"], "dunkel", undefined],
    [
      "asks the same again, and is told the same",
      ["What does the Team plan cost?", "What does the Team plan cost?"],
      "20 euros",
      undefined,
    ],
  ] as const)("%s", async (_name, questions, expected, unexpected) => {
    const { text, end } = await talk(...questions);
    expect(text).toContain(expected);
    if (unexpected !== undefined) expect(text).not.toContain(unexpected);
    expect(end).toMatchObject({ messageMetadata: { outcome: "answered" } });
  });

  it.each([
    ["Are parcels insured?", "why?", true],
    ["How long does shipping to Norway take?", "why?", false],
  ])("after %s, %s is told a reason or nothing", async (first, second, isTold) => {
    const { text, end } = await talk(first, second);
    expect(end).toMatchObject({ messageMetadata: { outcome: isTold ? "answered" : "unsure" } });
    expect(text.includes("because")).toBe(isTold);
  });

  it.each([
    ["Was kostet eine Karte für Kinder?", "in English please", "cannot translate"],
    ["What does the Team plan cost?", "auf Deutsch bitte", "nicht übersetzen"],
    ["What does the Team plan cost?", "en français s'il vous plaît", "pas les traduire"],
    ["What does the Team plan cost?", "en español por favor", "no puedo traducirlas"],
  ])("after %s, %s is told that quotes are not translated", async (first, second, reply) => {
    const { text, end, citations } = await talk(first, second);
    expect(text).toContain(reply);
    expect(citations).toEqual([]);
    expect(end).toMatchObject({ messageMetadata: { outcome: "small-talk" } });
  });

  it("never gets the same answer again", async () => {
    const conversation = "more";
    const first = await ask(shop, "What does the Team plan cost?", { conversation });
    const second = await ask(shop, "tell me more", { conversation });
    const said = first.citations.map(({ quote }) => quote);
    for (const { quote } of second.citations) expect(said).not.toContain(quote);
  });
});
