import { describe, expect, it } from "vitest";
import { BOT_DEFAULTS } from "../../../shared/config.ts";
import { LANGUAGES } from "../../knowledge/language/terms.ts";
import { greetingIn, ownWords } from "./own-words.ts";

const NOBODYS = { noAnswerText: BOT_DEFAULTS.no_answer_text, language: null, texts: {} };

describe("ownWords", () => {
  it("every language has words of its own for each occasion", () => {
    for (const occasion of ["noAnswer", "unsure", "contact"] as const) {
      const said = LANGUAGES.map((language) => ownWords(language, NOBODYS)[occasion]);
      expect(new Set(said).size).toBe(LANGUAGES.length);
      expect(said).not.toContain("");
    }
    expect(ownWords("en", NOBODYS).noAnswer).toBe(BOT_DEFAULTS.no_answer_text);
  });

  it("the owner's words win in the language they are written for", () => {
    const owner = { ...NOBODYS, texts: { de: { no_answer_text: "Weiß ich nicht.", greeting: "Moin!" }, "pt-BR": {} } };
    expect(ownWords("de", owner).noAnswer).toBe("Weiß ich nicht.");
    expect(greetingIn("de", owner)).toBe("Moin!");
    expect(greetingIn("pt", owner)).toBeUndefined();
    expect(ownWords("pt", owner).noAnswer).toBe(ownWords("pt", NOBODYS).noAnswer);
    expect(ownWords("en", owner).noAnswer).toBe(BOT_DEFAULTS.no_answer_text);
  });

  it("one text of the owner's is for its own language, whether he names it or not", () => {
    const unnamed = { ...NOBODYS, noAnswerText: "Dazu steht hier nichts, fragen Sie uns bitte selbst." };
    expect(ownWords("de", unnamed).noAnswer).toBe(unnamed.noAnswerText);
    expect(ownWords("fr", unnamed).noAnswer).toBe(ownWords("fr", NOBODYS).noAnswer);
    const named = { ...NOBODYS, noAnswerText: "?!", language: "fr-CA" };
    expect(ownWords("fr", named).noAnswer).toBe("?!");
    expect(ownWords("en", named).noAnswer).toBe(ownWords("en", NOBODYS).noAnswer);
  });
});
