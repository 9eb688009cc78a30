/** Countries by whichever name, and "where are you?", asked of two shops. */

import { beforeAll, describe, expect, test } from "vitest";
import { type MemoryBot, openMemoryBot } from "./bot.ts";

const ROWS = [
  ["Country", "Price", "Days"],
  ["Ireland", "€5", "2"],
  ["United Kingdom", "€9", "4"],
  ["Germany, France, Netherlands", "€11", "5"],
  ["Other EU countries", "€14", "7"],
  ["United States and Canada", "€25", "10"],
];
const TABLE = `<table>${ROWS.map((row) => `<tr><td>${row.join("</td><td>")}</td></tr>`).join("")}</table>`;
const DELIVERY = `<h1>Delivery</h1><p>We make teapots by hand.</p><h2>Where we deliver</h2>${TABLE}
  <h2>Returns</h2><p>Send teapots back within 30 days. You pay the postage.</p>
  <h2>Where to find us</h2><p>9 Quay Lane, Cork, beside the old mill.</p>`;
const VERSAND = `<h1>Versand</h1><p>Ein Paket nach Deutschland kostet 4,90 €, nach Österreich 8,90 €.</p>
  <h2>Übrige Länder</h2><p>In andere Länder der EU versenden wir auf Anfrage.</p><p>Ins Vereinigte Königreich liefern wir nicht mehr.</p>
  <p>In die Vereinigten Staaten liefern wir leider gar nicht.</p><h2>Anschrift</h2><p>Hafenweg 3, 24103 Kiel.</p>`;

const open = (content: string): Promise<MemoryBot> =>
  openMemoryBot([{ id: "page", content, contentType: "text/html", url: "https://shop.example/page" }]);

describe("a country", () => {
  let english: MemoryBot;
  let german: MemoryBot;
  beforeAll(async () => {
    english = await open(DELIVERY);
    german = await open(VERSAND);
  });

  test.each([
    ["Do you deliver to the UK?", "United Kingdom"],
    ["ship to england", "United Kingdom"],
    ["how much is shipping to the US", "United States"],
    ["do you ship to the U.S.A.", "United States"],
    ["postage to Holland", "Netherlands"],
    ["Liefert ihr nach Deutschland?", "Germany"],
    ["livrez-vous en Allemagne ?", "Germany"],
    ["¿hacen envíos a Reino Unido?", "United Kingdom"],
    ["Does shipping to Sweden cost anything?", "Other EU countries"],
  ])("%s", async (question, row) => {
    const { outcome, text } = await english.ask(question);
    expect(outcome).toBe("answered");
    expect(text).toContain(row);
    expect(text).not.toContain("Ireland");
  });

  test.each([
    ["versand nach england", "Vereinigte Königreich"],
    ["Liefert ihr in die USA?", "Vereinigten Staaten"],
    ["Versand nach Schweden möglich?", "andere Länder der EU"],
    ["shipping to Austria price", "8,90 €"],
  ])("%s", async (question, says) => {
    const { outcome, text } = await german.ask(question);
    expect(outcome).toBe("answered");
    expect(text).toContain(says);
  });

  test.each([
    ["where are you?", "Quay Lane"],
    ["where can I find you", "Quay Lane"],
  ])("%s is told by the address", async (question, says) => {
    const { outcome, text } = await english.ask(question);
    expect([outcome, text]).toEqual(["answered", expect.stringContaining(says)]);
  });

  test.each(["wo seid ihr", "Wo finde ich euch?", "Adresse"])("%s is told by the address", async (question) => {
    const { outcome, text } = await german.ask(question);
    expect([outcome, text]).toEqual(["answered", expect.stringContaining("Hafenweg 3")]);
  });
});
