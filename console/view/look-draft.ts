/** What an owner changes of a bot's face: a draft beside what is saved, and the change between the two. */

import { BOT_DEFAULTS } from "../../shared/config.ts";
import type { BotTheme, LanguageTexts, Notice } from "../../shared/chat.ts";

export interface Look {
  name: string;
  greeting?: string | undefined;
  suggested_questions: string[];
  no_answer_text?: string | undefined;
  theme: BotTheme;
  notice: Notice;
  language: string | null;
  texts: Record<string, LanguageTexts>;
}

/** Those of a longer list that are of the face, in an object of their own. What every bot begins with is no word of the owner's. */
export function lookOf(bot: Look): Look {
  const { name, greeting, suggested_questions, no_answer_text, theme, notice, language, texts } = bot;
  const own = {
    greeting: greeting === BOT_DEFAULTS.greeting ? "" : greeting,
    no_answer_text: no_answer_text === BOT_DEFAULTS.no_answer_text ? "" : no_answer_text,
  };
  return { name, ...filled(own), suggested_questions, theme, notice, language, texts };
}

const lines = (list: readonly string[]): string[] => list.map((line) => line.trim()).filter((line) => line !== "");

/** Without what is empty: a field that nothing stands in is not set. */
export function tidy({ greeting, no_answer_text, ...look }: Look): Look {
  const texts = Object.entries(look.texts).map(([language, texts]) => [language, filled(texts)]);
  return {
    ...look,
    ...filled({ greeting, no_answer_text }),
    suggested_questions: lines(look.suggested_questions),
    theme: filled(look.theme),
    notice: filled(look.notice),
    texts: Object.fromEntries(texts) as Look["texts"],
  };
}

/** What fits a tag: without the logo, which can be forty kilobytes, and other languages; both come with the panel. Nor what is empty. */
export function faceOf({ name, greeting, suggested_questions, theme: whole, notice, language }: Look): object {
  const { logo: _logo, ...theme } = whole;
  const parts = { theme: filled(theme), notice: filled(notice) };
  const set = Object.entries(parts).filter(([, fields]) => Object.keys(fields).length > 0);
  return { name, ...filled({ greeting, suggested_questions, language }), ...Object.fromEntries(set) };
}

function filled<Fields extends object>(fields: Fields): Fields {
  const kept = Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    const full = Array.isArray(value) ? lines(value as string[]) : value;
    return full === "" ||
      full === false ||
      full === undefined ||
      full === null ||
      (Array.isArray(full) && full.length === 0)
      ? []
      : [[name, full]];
  });
  return Object.fromEntries(kept) as Fields;
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Body of `PATCH /v1/bot` that makes one into the other: null for what is gone. Empty where they are the same. */
export function changeOf(saved: object, draft: object): Fields {
  const [from, to] = [saved as Fields, draft as Fields];
  const change: Fields = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [old, value] = [from[name], to[name]];
    if (JSON.stringify(old) === JSON.stringify(value)) continue;
    if (value === undefined) change[name] = null;
    else if (isObject(value) && isObject(old)) {
      const inside = changeOf(old, value);
      if (Object.keys(inside).length > 0) change[name] = inside;
    } else change[name] = value;
  }
  return change;
}
