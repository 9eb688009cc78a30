import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHAT_ENGLISH } from "../view/chat-strings.ts";
import { PAGES_ENGLISH } from "../view/pages-strings.ts";
import { READER_ENGLISH } from "../view/reader-strings.ts";
import { ENGLISH } from "../view/strings.ts";

const english = { ...ENGLISH, ...CHAT_ENGLISH, ...READER_ENGLISH, ...PAGES_ENGLISH };
const languages = readdirSync(import.meta.dirname).filter((name) => /^\w\w\.ts$/.test(name));
const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

/** Scripts of their own: a word in another would be one that nobody has translated. */
const SCRIPTS: Record<string, RegExp> = {
  ar: /\p{Script=Arabic}/u,
  fa: /\p{Script=Arabic}/u,
  ur: /\p{Script=Arabic}/u,
  he: /\p{Script=Hebrew}/u,
  hi: /\p{Script=Devanagari}/u,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  ko: /\p{Script=Hangul}/u,
  ru: /\p{Script=Cyrillic}/u,
  uk: /\p{Script=Cyrillic}/u,
  zh: /\p{Script=Han}/u,
};

describe("the words", () => {
  it("begin the line below the name with what answers, which stands beside the name alone as well", async () => {
    for (const file of languages) {
      const { default: words } = (await import(join(import.meta.dirname, file))) as { default: { answers: string } };
      expect(words.answers, file).toMatch(/^[^·]{2,} · [^·]{6,}$/);
    }
    expect(ENGLISH.answers).toMatch(/^AI · /);
  });

  it("come in twenty languages beside English, which the launcher knows", async () => {
    expect(languages).toHaveLength(20);
    const { LANGUAGES } = await import("../languages.ts");
    for (const file of languages) expect(file.slice(0, 2)).toMatch(LANGUAGES);
  });

  it.each(languages)("of %s are all there, with the same slots, and none is English", async (file) => {
    const { default: words } = (await import(join(import.meta.dirname, file))) as { default: Record<string, string> };
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    const script = SCRIPTS[file.slice(0, 2)] ?? /\p{Script=Latin}/u;
    for (const [key, text] of Object.entries(english)) {
      expect(words[key]).toMatch(script);
      expect(words[key]).not.toBe(text);
      expect(slots(words[key]!)).toEqual(slots(text));
    }
  });
});
