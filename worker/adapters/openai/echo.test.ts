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
