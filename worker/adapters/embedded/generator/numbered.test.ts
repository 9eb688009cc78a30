import { expect, it } from "vitest";
import { type MemoryDocument, openMemoryBot } from "../../../test/node/bot.ts";
import { readNumbered } from "./numbered.ts";

const page = (id: string, title: string, content: string): MemoryDocument => ({
  id,
  title,
  content: `# ${title}\n\n${content}`,
  contentType: "text/markdown",
  url: `https://harbour.example/${id}`,
});

const HARBOUR = [
  ...[1, 2, 3].map((at) =>
    page(`b${at}`, `Berth ${at}`, `Berth ${at} is at the north pier. A night at berth ${at} costs ${20 + at} euro.`),
  ),
  page("cases", "Cases", "The case for the Fono 14 costs 19 euro. The case for the Fono 13 costs 15 euro."),
  page("app", "The app", "The app runs on Droid 9 or later. Each guest may bring 1 dog."),
  page("de", "Zimmer", "Zimmer 4 kostet 80 Euro die Nacht. Zimmer 5 kostet 95 Euro die Nacht."),
];

it.each([
  ["What does berth 12 cost?", "unsure"],
  ["how much is berth 9", "unsure"],
  ["case for fono 15", "unsure"],
  ["Was kostet Zimmer 7?", "unsure"],
  ["What does berth 2 cost?", "answered"],
  ["case for the Fono 14?", "answered"],
  ["does the app run on Droid 11?", "answered"],
  ["Was kostet Zimmer 5?", "answered"],
])("%s → %s", async (question, outcome) => {
  const bot = await openMemoryBot(HARBOUR);
  expect((await bot.ask(question)).outcome).toBe(outcome);
});

it.each([
  ["what does berth 12 cost", ["berth 12"]],
  ["is plan no. 3 cheaper than plan 2?", ["plan 3", "plan 2"]],
  ["within 30 days", []],
  ["is it open at 9:30 on friday", []],
  ["does it cost 25 euro", []],
  ["size 12.5 or 13%", []],
])("numbered things of %s", (question, numbered) => {
  expect(readNumbered(question, "en").map(({ word, number }) => `${word} ${number}`)).toEqual(numbered);
});
