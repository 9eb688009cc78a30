import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CARD_ENGLISH } from "../view/citation-card.ts";
import { ENGLISH } from "../view/strings.ts";

const english = { ...ENGLISH, ...CARD_ENGLISH };
const languages = readdirSync(import.meta.dirname).filter((name) => /^\w\w\.ts$/.test(name));
const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the words", () => {
  it("come in ten languages beside English", () => {
    expect(languages).toHaveLength(10);
  });

  it.each(languages)("of %s are all there, with the same slots", async (file) => {
    const { default: words } = (await import(`./${file}`)) as { default: Record<string, string> };
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) {
      expect(words[key]).not.toBe("");
      expect(slots(words[key]!)).toEqual(slots(text));
    }
  });
});
