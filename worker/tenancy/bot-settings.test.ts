/** What an owner may set, and what a change of it leaves alone. */

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sayIssue } from "../http/say-issue.ts";
import { type BotPatch, botPatchSchema, createSettings, parseStoredSettings, patchSettings } from "./bot-settings.ts";
import { BOT_LIMITS } from "./limits.ts";

const settings = createSettings({ name: "Shop", theme: { accent: "#112233", label: "Ask" } });
const parse = (patch: unknown): BotPatch => v.parse(botPatchSchema, patch);
const complaint = (patch: unknown): string => {
  const { issues } = v.safeParse(botPatchSchema, patch, { message: sayIssue });
  return issues === undefined ? "" : `${v.getDotPath(issues[0])}: ${issues[0].message}`;
};

describe("a change of settings", () => {
  it("merges objects at any depth, and null clears a field", () => {
    expect(patchSettings(settings, parse({ theme: { mode: "dark" } })).theme).toEqual({
      accent: "#112233",
      label: "Ask",
      mode: "dark",
    });
    expect(patchSettings(settings, parse({ theme: { label: null } })).theme).toEqual({ accent: "#112233" });
    expect(patchSettings(settings, parse({ theme: null })).theme).toEqual({});
    const contact = patchSettings(settings, parse({ contact: { email: "a@b.example", form: { fields: ["email"] } } }));
    expect(patchSettings(contact, parse({ contact: { form: { consent_text: "Yes" } } })).contact).toEqual({
      email: "a@b.example",
      form: { fields: ["email"], consent_text: "Yes" },
    });
    expect(patchSettings(contact, parse({ contact: { form: null } })).contact).toEqual({ email: "a@b.example" });
    expect(patchSettings(contact, parse({ contact: { form: { fields: null } } })).contact).toEqual({
      email: "a@b.example",
      form: {},
    });
  });

  it("merges the texts of one language and drops those of another", () => {
    const german = patchSettings(settings, parse({ texts: { de: { greeting: "Hallo" }, fr: { greeting: "Salut" } } }));
    expect(patchSettings(german, parse({ texts: { de: { no_answer_text: "Nein" }, fr: null } })).texts).toEqual({
      de: { greeting: "Hallo", no_answer_text: "Nein" },
    });
  });

  it("takes null in limits for no limit, and null limits for the usual ones", () => {
    const lifted = patchSettings(settings, parse({ limits: { messages_per_minute: null } }));
    expect(lifted.limits).toEqual({ ...BOT_LIMITS, messages_per_minute: null });
    expect(patchSettings(lifted, parse({ limits: null })).limits).toEqual(BOT_LIMITS);
  });

  it("gives a cleared text its default, and replaces lists", () => {
    const asked = patchSettings(settings, parse({ greeting: "Hey", suggested_questions: ["a", "b"] }));
    expect(patchSettings(asked, parse({ greeting: null })).greeting).toBe(settings.greeting);
    expect(patchSettings(asked, parse({ suggested_questions: ["c"] })).suggested_questions).toEqual(["c"]);
  });

  it("lists once what is listed twice, however it is spelled", () => {
    const { allowed_origins, contact } = patchSettings(
      settings,
      parse({
        allowed_origins: ["https://b.example", "https://A.example/", "https://a.example", "https://b.example:443"],
        contact: { form: { fields: ["email", "email"] } },
      }),
    );
    expect(allowed_origins).toEqual(["https://b.example", "https://a.example"]);
    expect(contact.form?.fields).toEqual(["email"]);
  });

  it("never takes a bot's name away", () => {
    expect(complaint({ name: null })).toMatch(/^name: /);
    expect(complaint({ name: " " })).toBe("name: Must not be empty.");
  });

  it.each([
    [{ colour: "red" }, "colour: Unknown field."],
    [{ theme: { colour: "red" } }, "theme.colour: Unknown field."],
    [{ suggested_questions: ["Where?", "  "] }, "suggested_questions.1: Must not be empty."],
    [{ synonyms: [["parcel", " "]] }, "synonyms.0.1: Must not be empty."],
    [{ contact: { form: { phone: true } } }, "contact.form.phone: Unknown field."],
    [{ texts: { de: { hello: "Hallo" } } }, "texts.de.hello: Unknown field."],
    [{ limits: { messages: 3 } }, "limits.messages: Unknown field."],
    [{ bot_id: "bot_x" }, "bot_id: Unknown field."],
    [{ language: "Deutsch" }, "language: Must be a language tag such as de or pt-BR."],
    [{ contact: { url: "javascript:alert(1)" } }, "contact.url: Must be an address that starts with https://."],
    [{ contact: { email: "nobody" } }, "contact.email: Must be an e-mail address."],
    [{ contact: { url: "https://[" } }, "contact.url: Must be an address that starts with https://."],
    [{ theme: [] }, "theme: Must be an object."],
    [{ texts: [] }, "texts: Must be an object."],
    [{ limits: [] }, "limits: Must be an object."],
    [{ retention_days: "5" }, "retention_days: Must be a number."],
    [{ theme: { mode: "grey" } }, "theme.mode: Must be light, dark or auto."],
    [{ greeting: "\ud800" }, "greeting: Must be well-formed text."],
    [{ greeting: "a\0b" }, "greeting: Must be well-formed text."],
  ])("refuses %j by name", (patch, expected) => {
    expect(complaint(patch)).toBe(expected);
  });

  it("holds a bot to forty languages, however they came", () => {
    const tags = Array.from({ length: 41 }, (_, at) => `a${String.fromCharCode(97 + (at % 26))}${at < 26 ? "" : "a"}`);
    let full = settings;
    for (const tag of tags.slice(0, 40)) full = patchSettings(full, parse({ texts: { [tag]: { greeting: "x" } } }));
    expect(() => patchSettings(full, parse({ texts: { [tags[40]!]: { greeting: "x" } } }))).toThrow("At most 40");
    expect(() =>
      patchSettings(full, parse({ texts: { [tags[0]!]: null, [tags[40]!]: { greeting: "x" } } })),
    ).not.toThrow();
  });
});

it("gives settings of an older version what was added since", () => {
  const { contact, texts, limits, ...old } = settings;
  const stored = JSON.stringify({ ...old, limits: { messages_per_minute: 3 } });
  expect(parseStoredSettings(stored)).toEqual({
    ...settings,
    contact,
    texts,
    limits: { ...limits, messages_per_minute: 3 },
  });
});
