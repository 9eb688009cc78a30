/** What visitors ask in another language than the pages are in: the topics of any shop cross, words that are none do not. */

import { beforeAll, describe, expect, test } from "vitest";
import { type MemoryBot, openMemoryBot } from "./bot.ts";

const ENGLISH = `# Visit and order

## Delivery

| To | Takes | Price |
| --- | --- | --- |
| United Kingdom | 2 days | £4 |
| Europe | 8 days | £18 |

## Warranty

Every lamp has a two-year warranty.

## Returns

Anything unused can be sent back within 30 days.

## Paying

Visa, Mastercard and PayPal are accepted payment methods.

## The shop

We are open from Tuesday to Friday, 10 am to 6 pm. Dogs are welcome. There is no parking at the door, and free Wi-Fi inside.

## Orders

An order can be cancelled until it is packed. Our telephone number is 0113 496 0123.

| Lamp | Height | Price |
| --- | --- | --- |
| Wren | 28 cm | £65 |
| Heron | 152 cm | £240 |
`;

const GERMAN = `# Unser Hofcafé

## Öffnungszeiten

Geöffnet von Mittwoch bis Sonntag, 9 bis 18 Uhr.

## Anreise

Parkplätze gibt es hinter der Scheune. Hunde dürfen in den Garten. WLAN ist kostenlos.

## Reservierung

Einen Tisch reservieren wir ab vier Personen. Kostenlos stornieren kann man bis zum Vortag.

## Küche

Für Kinder kochen wir halbe Portionen. Glutenfreies Brot kostet 1,50 €. Bei Allergien fragen Sie uns bitte.

## Bezahlung

Wir nehmen Bargeld und EC-Karte zur Zahlung, aber keine Schecks.
`;

const open = (content: string): Promise<MemoryBot> =>
  openMemoryBot([{ id: "page", content, contentType: "text/markdown", url: "https://shop.example/page" }]);

describe("a question in another language", () => {
  let english: MemoryBot;
  let german: MemoryBot;
  beforeAll(async () => {
    english = await open(ENGLISH);
    german = await open(GERMAN);
  });

  test.each([
    ["gibt es eine Garantie", /two-year/],
    ["cuánto dura la garantía", /two-year/],
    ["y a-t-il une garantie ?", /two-year/],
    ["avete una garanzia", /two-year/],
    ["hoe lang is de garantie", /two-year/],
    ["jaka jest gwarancja", /two-year/],
    ["qual é a garantia", /two-year/],
    ["was kostet der Versand", /£4/],
    ["cuánto cuesta el envío", /£4/],
    ["quanto costa la spedizione", /£4/],
    ["wat kost verzending", /£4/],
    ["was kostet der Heron", /£240/],
    ["quel est le prix du Heron", /£240/],
    ["kann ich mit PayPal zahlen", /PayPal/],
    ["come posso pagare", /Visa/],
    ["aceptan tarjeta", /Visa/],
    ["puedo devolver un producto", /30 days/],
    ["kan ik het terugsturen", /30 days/],
    ["wann habt ihr geöffnet", /10 am/],
    ["quels sont vos horaires", /10 am/],
    ["jakie są godziny otwarcia", /10 am/],
    ["kann ich Hunde mitbringen", /Dogs/],
    ["les chiens sont-ils admis", /Dogs/],
    ["gibt es Parkplätze", /parking/],
    ["c'è un parcheggio", /parking/],
    ["gibt es WLAN", /Wi-Fi/],
    ["kan ik annuleren", /until it is packed/],
  ])("%s", async (question, expected) => {
    const { outcome, text } = await english.ask(question);
    expect({ outcome, text }).toEqual({ outcome: "answered", text: expect.stringMatching(expected) });
  });

  test.each([
    ["when are you open", /Mittwoch/],
    ["is there parking", /Scheune/],
    ["can I bring my dog", /Hunde/],
    ["do you have wifi", /WLAN/],
    ["can I book a table", /vier Personen/],
    ["can I cancel", /Vortag/],
    ["do you have gluten free bread", /Glutenfrei/],
    ["I have an allergy", /Allergien/],
    ["how can i pay", /EC-Karte/],
    ["¿hay aparcamiento?", /Scheune/],
    ["puis-je payer par carte", /EC-Karte/],
    ["posso portare il cane", /Hunde/],
  ])("%s", async (question, expected) => {
    const { outcome, text } = await german.ask(question);
    expect({ outcome, text }).toEqual({ outcome: "answered", text: expect.stringMatching(expected) });
  });

  test.each(["cuánto cuesta el helecho", "was kostet ein Sofa", "vendez-vous des bougies"])(
    "%s: for a thing that no page names there is no answer",
    async (question) => {
      expect((await english.ask(question)).outcome).not.toBe("answered");
    },
  );
});
