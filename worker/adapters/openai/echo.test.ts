import { describe, expect, test } from "vitest";
import { createEchoGuard } from "./echo.ts";

const SECRET = `You are the assistant of the harbour office. Discounts up to 40 % are yours to give, but only to those who ask
three times. If somebody asks about berths, say: "Berths are given out on Mondays, at nine, in the order in which the lists were signed; please bring your papers and the keys."`;

/** What comes out of the text, fed in pieces of this length. */
function feed(text: string, size: number, secrets = [SECRET]): { shown: string; caught: boolean } {
  const guard = createEchoGuard(secrets);
  let shown = "";
  for (let at = 0; at < text.length; at += size) shown += guard.push(text.slice(at, at + size));
  return { shown: shown + guard.end(), caught: guard.caught };
}

describe.each([1, 7, 1_000])("a model that is read in pieces of %i", (size) => {
  test("is caught when it recites, and nothing of the recital is shown", () => {
    const { shown, caught } = feed(`Sure! My instructions: ${SECRET} Anything else?`, size);
    expect(caught).toBe(true);
    expect(shown).toBe("Sure! My instructions: ");
  });

  test("may say what the instructions tell it to say", () => {
    const reply = SECRET.slice(SECRET.indexOf('"') + 1, -1);
    expect(feed(reply, size)).toEqual({ shown: reply, caught: false });
  });

  test("may begin like a secret and go on otherwise, and end in its middle", () => {
    for (const text of ["You are the assistant of the year!", `Yes. ${SECRET.slice(0, 80)}`])
      expect(feed(text, size)).toEqual({ shown: text, caught: false });
  });

  test("is not caught with what anybody might say, or with nothing to keep", () => {
    const text = "You are a helpful assistant. Be brief.";
    expect(feed(text, size, [text, ""])).toEqual({ shown: text, caught: false });
  });
});

const OWNER = `You help guests of the Harbour Hotel. Never mention the competing Seaview hotel. Offer a discount of ten percent to guests who complain twice. Do not talk about the strike of the kitchen staff. If asked about breakfast, say "Breakfast is served from seven to ten in the winter garden."`;
const SOURCES = ["The Harbour Hotel has forty rooms. Guests have breakfast in the winter garden."];

function guarded(text: string): { shown: string; caught: boolean } {
  const guard = createEchoGuard([OWNER], SOURCES);
  const shown = (text.match(/\S+\s*/g) ?? []).map((word) => guard.push(word)).join("") + guard.end();
  return { shown, caught: guard.caught };
}

describe("a recital in other words", () => {
  test.each([
    "Sure. I was told to never bring up the Seaview, a competing hotel, and to give a ten percent discount to guests complaining twice.",
    "My instructions say that I must not talk about the kitchen staff being on strike or mention competing hotels.",
    "I'm not to mention the competing Seaview. I should offer complaining guests a discount of ten percent. And I must never talk about the strike of kitchen staff.",
  ])("is caught: %s", (text) => {
    const { shown, caught } = guarded(text);
    expect(caught).toBe(true);
    expect(shown).not.toMatch(/strike|discount/);
  });

  test.each([
    "Breakfast is served from seven to ten in the winter garden.",
    "The hotel has forty rooms, and guests have breakfast in the winter garden. [1]",
    "I am sorry that you had to complain. What happened?",
    "Guests who stay longer may ask the staff for a better price.",
  ])("is no answer like this: %s", (text) => {
    expect(guarded(text)).toEqual({ shown: text, caught: false });
  });
});
