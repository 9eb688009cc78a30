/**
 * What a server that speaks OpenAI's API takes, as far as it is known before, and as far as it has said so. One request
 * that is refused teaches; what was learned holds as long as this isolate lives. The table for people is in `docs/openai.md`.
 */

import { kindOf, wordsOf } from "./faults.ts";
import type { ChatMessage } from "./render-prompt.ts";

export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  stream: boolean;
  maxOutputTokens: number;
  effort?: string | undefined;
  temperature?: number | undefined;
}

export interface EmbeddingRequest {
  model: string;
  texts: readonly string[];
  /** Undefined where the model is never asked. */
  dimensions: number | undefined;
}

type Body = Record<string, unknown>;

/** Where a request is right only with or without something. What stands here costs no request to find out. */
const KNOWN: readonly { host: RegExp; never: readonly string[] }[] = [
  { host: /(?:^|\.)mistral\.ai$/, never: ["max_completion_tokens", "stream_options", "reasoning_effort"] },
  { host: /(?:^|\.)(?:deepseek\.com|together\.(?:xyz|ai)|cloudflare\.com)$/, never: ["max_completion_tokens"] },
];

const LIMITS = ["max_completion_tokens", "max_tokens"] as const;
const OPTIONAL = ["stream_options", ...LIMITS, "reasoning_effort", "temperature", "dimensions", "encoding_format"];
const NO_SYSTEM =
  /system[\s_"'`]*(?:role|message|prompt|instruction)|role[^.]{0,40}["'`]?system|developer instruction/i;
const NO_STREAM = /verified to stream|\bstream(?:ing)?\b[^.]{0,30}not (?:supported|allowed|available)/i;
const UNKNOWN_FIELD =
  /unknown|unrecogni[sz]ed|unsupported|not supported|unexpected|not permitted|not allowed|extra[ _](?:input|field|forbidden)|additional propert|invalid (?:param|argument|field|name)|does not support/i;

export interface Manners {
  chat(request: ChatRequest): Body;
  embedding(request: EmbeddingRequest): Body;
  /**
   * Whether the error says that the server has other manners, and a second request has a chance.
   *
   * @param sent the body it refused: others that were on their way at the same time may have learned it first, and are
   *   sent again all the same
   */
  learn(error: unknown, sent: Body): boolean;
}

/** @param baseURL whose host decides what is known */
export function createManners(baseURL: string): Manners {
  const { hostname } = new URL(baseURL);
  const isOpenAI = hostname === "api.openai.com" || hostname.endsWith(".openai.azure.com");
  const never = new Set(KNOWN.find(({ host }) => host.test(hostname))?.never ?? []);
  /** The newer name, which OpenAI's reasoning models insist on, unless it is known to be refused. */
  let limit: (typeof LIMITS)[number] = never.has("max_completion_tokens") ? "max_tokens" : "max_completion_tokens";
  let format: "base64" | "float" | undefined = isOpenAI ? "base64" : "float";
  let takesSystem = true;
  let isPlain = false;

  function without(body: Body): Body {
    return Object.fromEntries(
      Object.entries(body).filter(
        ([name, value]) => value !== undefined && !never.has(name) && !(isPlain && OPTIONAL.includes(name)),
      ),
    );
  }

  /** Whether anything is left to try with this name. */
  function drop(name: string, sent: Body): boolean {
    if (LIMITS.some((each) => each === name)) {
      const other = LIMITS.find((each) => each !== name)!;
      // Refused in both ways, or with a value it does not take: without a limit, which is kept here as well.
      if (never.has(other)) never.add(name);
      else {
        never.add(name);
        limit = other;
      }
    } else if (name === "encoding_format") {
      format = sent["encoding_format"] === "base64" ? "float" : undefined;
    } else {
      never.add(name);
    }
    return true;
  }

  return {
    chat({ model, messages, stream, maxOutputTokens, effort, temperature }) {
      return without({
        model,
        messages: takesSystem ? messages : withoutSystem(messages),
        stream: stream ? true : undefined,
        stream_options: stream ? { include_usage: true } : undefined,
        [limit]: maxOutputTokens,
        reasoning_effort: effort,
        temperature,
      });
    },

    embedding({ model, texts, dimensions }) {
      return without({ model, input: texts, encoding_format: format, dimensions });
    },

    learn(error, sent) {
      const { status, param } = error as { status?: number; param?: string | null };
      const said = wordsOf(error);
      // Of a key, a model, a length: what is refused is no parameter, whatever its name stands beside.
      if (kindOf(said) !== undefined) return false;
      const messages = sent["messages"] as ChatMessage[] | undefined;
      if (
        messages?.[0]?.role === "system" &&
        NO_SYSTEM.test(said) &&
        (status === 400 || status === 422 || status === 500)
      ) {
        takesSystem = false;
        return true;
      }
      if (status !== 400 && status !== 422) return false;
      // Some accounts may not stream: what comes whole is read as well.
      if (sent["stream"] === true && (param === "stream" || NO_STREAM.test(said))) {
        never.add("stream").add("stream_options");
        return true;
      }
      const names = OPTIONAL.filter((name) => sent[name] !== undefined);
      const refused = names.filter((name) => param === name || mentions(said, name));
      if (refused.length > 0) return refused.map((name) => drop(name, sent)).includes(true);
      if (/base64/i.test(said) && sent["encoding_format"] === "base64") return drop("encoding_format", sent);
      if (names.length === 0 || !UNKNOWN_FIELD.test(said)) return false;
      // It does not say which: only what every server knows is left.
      isPlain = true;
      return true;
    },
  };
}

/** As a word of its own: `max_tokens` is not in `max_tokens_limit`. */
function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w])${name}(?![\\w])`).test(text);
}

/** For servers and templates without that role: what it says stands at the beginning of what the visitor says. */
function withoutSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  const [system, first, ...rest] = messages;
  if (system?.role !== "system") return [...messages];
  if (first?.role !== "user") return [{ role: "user", content: system.content }, ...messages.slice(1)];
  return [{ role: "user", content: `${system.content}\n\n${first.content}` }, ...rest];
}
