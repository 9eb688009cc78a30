/** What an owner sets on a bot: the one schema behind creating, patching and reading it. */

import * as v from "valibot";
import { BOT_DEFAULTS, LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import { noList, strictFields } from "./json-object.ts";
import { BOT_LIMITS, botLimitsSchema } from "./limits.ts";
import { allowedOriginSchema } from "./origin-patterns.ts";
import { parseOrigin } from "./origins.ts";

/** Languages that an owner may write texts in. */
const LANGUAGES_MOST = 40;

/** What is listed twice is listed once: a list of origins is paged by them. */
const once = <T>(entries: T[]): T[] => [...new Set(entries)];

const text = (most: number) =>
  v.pipe(
    v.string(),
    v.check((value) => value.isWellFormed() && !value.includes("\0"), "Must be well-formed text."),
    v.maxLength(most),
  );

export const originSchema = v.pipe(
  v.string(),
  v.check(
    (text) => parseOrigin(text) !== undefined,
    "Must be an exact origin such as https://www.example.com: scheme, host and port only.",
  ),
  v.transform((text) => parseOrigin(text)!),
);

const link = v.pipe(
  text(2_000),
  v.check(
    (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
    "Must be an address that starts with https://.",
  ),
);

const themeSchema = strictFields({
  accent: v.exactOptional(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, "Must be a colour such as #1a6dff."))),
  mode: v.exactOptional(v.picklist(["light", "dark", "auto"])),
  position: v.exactOptional(v.picklist(["left", "right"])),
  label: v.exactOptional(text(60)),
  headline: v.exactOptional(text(120)),
  /** Read, and written anew, where settings are stored (`logo/safe-logo.ts`). */
  logo: v.exactOptional(text(LIMITS.jsonBodyBytes)),
});

const contactSchema = strictFields({
  text: v.exactOptional(text(1_000)),
  url: v.exactOptional(link),
  email: v.exactOptional(v.pipe(text(254), v.email("Must be an e-mail address."))),
  form: v.exactOptional(
    strictFields({
      fields: v.exactOptional(v.pipe(v.array(v.picklist(["name", "email"])), v.maxLength(2), v.transform(once))),
      consent_text: v.exactOptional(text(1_000)),
    }),
  ),
});

const noticeSchema = strictFields({
  text: v.exactOptional(text(500)),
  url: v.exactOptional(link),
  consent: v.exactOptional(v.boolean()),
});

const languageSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "Must be a language tag such as de or pt-BR."),
);

/** Where blanks alone would be a button without words, or a word that everything holds. */
const said = (most: number) =>
  v.pipe(
    text(most),
    v.check((value) => value.trim() !== "", "Must not be empty."),
  );

export const botNameSchema = said(100);

const greeting = text(500);
const questions = v.pipe(v.array(said(200)), v.maxLength(8));
const noAnswerText = said(1_000);

const fields = {
  name: botNameSchema,
  instructions: text(8_000),
  greeting,
  suggested_questions: questions,
  no_answer_text: noAnswerText,
  theme: themeSchema,
  /** Origins, exact or with one star, whose pages may exchange the publishable key. Empty: none may. */
  allowed_origins: v.pipe(v.array(allowedOriginSchema), v.maxLength(LIMITS.originsPerBot), v.transform(once)),
  /** True: anonymous visitors are refused, only tokens the owner signed or minted may chat. */
  require_identity: v.boolean(),
  limits: botLimitsSchema,
  /** Days a conversation is kept after its last message. */
  retention_days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650)),
  contact: contactSchema,
  notice: noticeSchema,
  /** Of the owner's texts; null: not said. */
  language: v.nullable(languageSchema),
  texts: noList(
    v.record(
      languageSchema,
      strictFields({
        greeting: v.exactOptional(greeting),
        no_answer_text: v.exactOptional(noAnswerText),
        suggested_questions: v.exactOptional(questions),
      }),
    ),
  ),
  /** Groups of words that mean the same to this owner's visitors. */
  synonyms: v.pipe(v.array(v.pipe(v.array(said(60)), v.minLength(2), v.maxLength(20))), v.maxLength(200)),
};

const settingsSchema = strictFields(fields);
export type BotSettings = v.InferOutput<typeof settingsSchema>;

/** A change: any of the fields. `null` clears one, and of an object only the named fields change, at any depth. */
type Patch<T> = {
  [Field in keyof T]?:
    | (T[Field] extends readonly unknown[] ? T[Field] : T[Field] extends object ? Patch<T[Field]> : T[Field])
    | null;
};
export type BotPatch = Patch<BotSettings>;

const patchEntries = (patchOf(settingsSchema) as typeof settingsSchema).entries;
/** Body of `PATCH /v1/bot`. A name has no default to go back to. */
export const botPatchSchema = strictFields({
  ...patchEntries,
  name: v.exactOptional(botNameSchema),
}) as unknown as v.GenericSchema<unknown, BotPatch>;
/** Body of `POST /v1/bots`: a name, and any of the others. */
export const botCreateSchema = strictFields({
  ...patchEntries,
  name: botNameSchema,
}) as unknown as v.GenericSchema<unknown, BotPatch & { name: string }>;

function defaultSettings(): Omit<BotSettings, "name"> {
  return {
    ...BOT_DEFAULTS,
    theme: {},
    allowed_origins: [],
    require_identity: false,
    limits: BOT_LIMITS,
    contact: {},
    notice: {},
    language: null,
    texts: {},
    synonyms: [],
  };
}

/** Settings of a new bot. @throws ProblemError `invalid-request` */
export function createSettings(patch: BotPatch & { name: string }): BotSettings {
  return patchSettings({ ...defaultSettings(), name: patch.name }, patch);
}

/** Settings as they are stored. What was added since they were written has its default. */
export function parseStoredSettings(stored: string): BotSettings {
  const settings = JSON.parse(stored) as BotSettings;
  return { ...defaultSettings(), ...settings, limits: { ...BOT_LIMITS, ...settings.limits } };
}

/** The settings after a change. @throws ProblemError `invalid-request` where the whole is more than a bot may have */
export function patchSettings(settings: BotSettings, patch: BotPatch): BotSettings {
  const { limits, ...rest } = patch;
  const defaults: Record<string, unknown> = defaultSettings();
  const result: Record<string, unknown> = { ...settings };
  for (const [field, value] of Object.entries(rest)) {
    result[field] = value === null ? defaults[field] : merged(result[field], value);
  }
  // In limits `null` is a value: it lifts one.
  if (limits !== undefined) result["limits"] = limits === null ? BOT_LIMITS : { ...settings.limits, ...limits };
  const patched = result as BotSettings;
  if (Object.keys(patched.texts).length > LANGUAGES_MOST) {
    const message = `At most ${LANGUAGES_MOST} languages.`;
    throw new ProblemError("invalid-request", { detail: `texts: ${message}`, issues: [{ path: "texts", message }] });
  }
  return patched;
}

/** RFC 7396: an object changes field by field and loses those that are null; anything else is replaced. */
function merged(old: unknown, change: unknown): unknown {
  if (!isObject(change)) return change;
  const fields = new Map(isObject(old) ? Object.entries(old) : []);
  for (const [field, value] of Object.entries(change)) {
    if (value === null) fields.delete(field);
    else fields.set(field, merged(fields.get(field), value));
  }
  return Object.fromEntries(fields);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema of a change of what `schema` describes: every field may be left out or be null, in objects inside it as well. */
function patchOf(schema: v.GenericSchema): v.GenericSchema {
  const { type, entries, wrapped, value, key } = schema as unknown as SchemaParts;
  if (type === "exact_optional" && wrapped !== undefined) return patchOf(wrapped);
  if (type === "record" && value !== undefined && key !== undefined)
    return noList(v.record(key, v.nullable(patchOf(value))));
  if (type !== "strict_object" || entries === undefined) return schema;
  const optional = Object.entries(entries).map(([name, entry]) => [name, v.exactOptional(v.nullable(patchOf(entry)))]);
  return strictFields(Object.fromEntries(optional) as v.ObjectEntries);
}

interface SchemaParts {
  type: string;
  entries?: Record<string, v.GenericSchema>;
  wrapped?: v.GenericSchema;
  value?: v.GenericSchema;
  key?: v.GenericSchema<string, string>;
}
