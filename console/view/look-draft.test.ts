import { expect, it } from "vitest";
import { BOT_DEFAULTS } from "../../shared/config.ts";
import { changeOf, faceOf, type Look, lookOf, tidy } from "./look-draft.ts";

const SAVED: Look = {
  name: "A",
  greeting: "Hi",
  suggested_questions: [],
  no_answer_text: "No",
  theme: { accent: "#112233", label: "Ask" },
  notice: {},
  language: null,
  texts: { de: { greeting: "Hallo" }, fr: { greeting: "Bonjour" } },
};

it.each<[string, Partial<Look>, object]>([
  ["nothing", {}, {}],
  ["a word", { name: "B" }, { name: "B" }],
  ["one field of the theme", { theme: { accent: "#112233", label: "Chat" } }, { theme: { label: "Chat" } }],
  ["a field that is emptied", { theme: { accent: "#112233", label: "" } }, { theme: { label: null } }],
  ["a logo that is new", { theme: { ...SAVED.theme, logo: "data:x" } }, { theme: { logo: "data:x" } }],
  ["consent that is switched on", { notice: { consent: true, text: "" } }, { notice: { consent: true } }],
  [
    "questions, without empty lines",
    { suggested_questions: [" One? ", "", "Two?"] },
    { suggested_questions: ["One?", "Two?"] },
  ],
  ["a language that is taken out", { texts: { de: { greeting: "Hallo" } } }, { texts: { fr: null } }],
  [
    "a language that comes in",
    { texts: { ...SAVED.texts, it: { greeting: "Ciao", suggested_questions: [""] } } },
    { texts: { it: { greeting: "Ciao" } } },
  ],
  ["a text in a language", { texts: { ...SAVED.texts, de: { greeting: "" } } }, { texts: { de: { greeting: null } } }],
  ["own words that are taken back", { greeting: "", no_answer_text: "" }, { greeting: null, no_answer_text: null }],
  ["a language of the words", { language: "en" }, { language: "en" }],
])("tells %s as a change", (_name, change, patch) => {
  expect(changeOf(SAVED, tidy({ ...SAVED, ...change }))).toEqual(patch);
});

it("shows what every bot begins with as words that nobody wrote, and makes no change of them", () => {
  const { greeting, no_answer_text } = BOT_DEFAULTS;
  const look = lookOf({ ...SAVED, greeting, no_answer_text });
  expect([look.greeting, look.no_answer_text]).toEqual([undefined, undefined]);
  expect(changeOf(look, tidy({ ...look, greeting: "", no_answer_text: "" }))).toEqual({});
  expect(changeOf(look, tidy({ ...look, greeting: "Ahoy" }))).toEqual({ greeting: "Ahoy" });
  expect(lookOf(SAVED)).toEqual(SAVED);
});

it("puts into a tag what is set, and no logo", () => {
  const empty = { greeting: "", suggested_questions: [" "], theme: { headline: "", logo: "data:x" }, language: null };
  expect(faceOf({ ...SAVED, ...empty, notice: { consent: false, text: "" } })).toEqual({ name: "A" });
  const set = { suggested_questions: ["One?"], language: "en", notice: { consent: true } };
  const { greeting, theme } = SAVED;
  expect(faceOf({ ...SAVED, ...set })).toEqual({ name: "A", greeting, theme, ...set });
});
