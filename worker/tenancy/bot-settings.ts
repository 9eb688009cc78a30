/** What an owner sets on a bot: the one schema behind creating, patching and reading it. */

import * as v from "valibot";
import { BOT_DEFAULTS, LIMITS } from "../../shared/config.ts";
import { BOT_LIMITS, botLimitsSchema } from "./limits.ts";
import { parseOrigin } from "./origins.ts";

const text = (most: number) =>
  v.pipe(
    v.string(),
    v.check((value) => value.isWellFormed() && !value.includes("\0"), "Must be well-formed text."),
    v.maxLength(most),
  );

export const originSchema = v.pipe(
  v.string(),
  v.transform(parseOrigin),
  v.string("Must be an exact origin such as https://www.example.com: scheme, host and port only."),
);

const themeSchema = v.object({
  accent: v.exactOptional(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, "Must be a colour such as #1a6dff."))),
  mode: v.exactOptional(v.picklist(["light", "dark", "auto"])),
  position: v.exactOptional(v.picklist(["left", "right"])),
  label: v.exactOptional(text(60)),
});

export const botNameSchema = v.pipe(
  text(100),
  v.check((name) => name.trim() !== "", "Must not be empty."),
);

const fields = {
  name: botNameSchema,
  instructions: text(8_000),
  greeting: text(500),
  suggested_questions: v.pipe(v.array(v.pipe(text(200), v.minLength(1))), v.maxLength(8)),
  no_answer_text: v.pipe(
    text(1_000),
    v.check((value) => value.trim() !== "", "Must not be empty."),
  ),
  theme: themeSchema,
  /** Exact origins whose pages may exchange the publishable key. Empty: none may. */
  allowed_origins: v.pipe(v.array(originSchema), v.maxLength(LIMITS.originsPerBot)),
  /** True: anonymous visitors are refused, only tokens the owner signed or minted may chat. */
  require_identity: v.boolean(),
  limits: v.partial(botLimitsSchema),
  /** Days a conversation is kept after its last message. */
  retention_days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650)),
};

const settingsSchema = v.object(fields);
/** Body of `PATCH /v1/bot`: any of the fields. */
export const botPatchSchema = v.partial(settingsSchema);
/** Body of `POST /v1/bots`: a name, and any of the others. */
export const botCreateSchema = v.object({ ...botPatchSchema.entries, name: fields.name });

export type BotPatch = v.InferOutput<typeof botPatchSchema>;
export type BotSettings = Omit<v.InferOutput<typeof settingsSchema>, "limits"> & {
  limits: v.InferOutput<typeof botLimitsSchema>;
};

/** Settings of a new bot called `name`. */
export function defaultSettings(name: string): BotSettings {
  return { ...BOT_DEFAULTS, name, theme: {}, allowed_origins: [], require_identity: false, limits: BOT_LIMITS };
}

/** The settings after a patch. Limits are patched field by field, everything else is replaced. */
export function patchSettings(settings: BotSettings, patch: BotPatch): BotSettings {
  return { ...settings, ...patch, limits: { ...settings.limits, ...patch.limits } } as BotSettings;
}
