/** What an operator sets for OpenAI, or a server that speaks its API. */

import { countOf, required, settingOf, SettingsError, type Unchecked } from "../../setting.ts";
import { LEAST_CONTEXT, roomWithin } from "./fit-prompt.ts";
import type { OpenAIGeneratorOptions } from "./generator.ts";
import { PROMPT_BUDGET } from "./render-prompt.ts";

export const KEY = "OPENAI_API_KEY";

export function parseService(env: Unchecked): { apiKey: string; baseURL: string } {
  const baseURL = parseBase(env);
  return { apiKey: required(env, KEY), baseURL };
}

export function parseModel(env: Unchecked, name: string, preset: string): string {
  const model = settingOf(env, name) ?? preset;
  if (typeof model !== "string" || model.trim() === "") throw new SettingsError(name, "is empty");
  return model;
}

export function parseBase(env: Unchecked): string {
  const name = "OPENAI_BASE_URL";
  const text = settingOf(env, name) ?? "https://api.openai.com/v1";
  const base = typeof text === "string" ? URL.parse(text) : null;
  if (base === null || !/^https?:$/.test(base.protocol) || base.username)
    throw new SettingsError(name, "is not an http(s) URL");
  // The path of a call would end up behind it, in the query. Azure's version is sent with each call.
  const isVersion = [...base.searchParams.keys()].every((key) => key === "api-version");
  if (!isVersion || base.hash)
    throw new SettingsError(name, "must end with its path, or with ?api-version=… behind it");
  return base.search === "" ? base.href.replace(/\/$/, "") : base.href;
}

export function parseGenerator(env: Unchecked): OpenAIGeneratorOptions {
  const service = parseService(env);
  const model = parseModel(env, "OPENAI_CHAT_MODEL", "gpt-5-mini");
  const effort = settingOf(env, "OPENAI_REASONING_EFFORT");
  if (effort !== undefined && !(typeof effort === "string" && /^[a-z]{2,20}$/.test(effort)))
    throw new SettingsError("OPENAI_REASONING_EFFORT", "must be a word such as minimal, low, medium or high");
  const temperature = settingOf(env, "OPENAI_TEMPERATURE");
  if (temperature !== undefined && !(typeof temperature === "string" && /^(?:[01](?:\.\d{1,3})?|2)$/.test(temperature)))
    throw new SettingsError("OPENAI_TEMPERATURE", "must be a number from 0 to 2");
  return {
    ...service,
    model,
    rewriteModel: parseModel(env, "OPENAI_REWRITE_MODEL", model),
    ...(effort === undefined ? {} : { effort }),
    ...(temperature === undefined ? {} : { temperature: Number(temperature) }),
    ...parseRoom(env),
  };
}

const OUTPUT_TOKENS = 4_096;

/** How long an answer may be, and what is left of the model's window for sources and history. */
function parseRoom(env: Unchecked): Pick<OpenAIGeneratorOptions, "maxOutputTokens" | "budget"> {
  const maxOutputTokens = countOf(env, "OPENAI_MAX_OUTPUT_TOKENS", OUTPUT_TOKENS, 100_000);
  const name = "OPENAI_CONTEXT_TOKENS";
  if (settingOf(env, name) === undefined) return { maxOutputTokens };
  const context = countOf(env, name, LEAST_CONTEXT, 10_000_000);
  if (context < LEAST_CONTEXT) throw new SettingsError(name, `must be at least ${LEAST_CONTEXT}`);
  return roomWithin(context, { maxOutputTokens, budget: PROMPT_BUDGET });
}
