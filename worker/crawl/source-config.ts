/** What an owner may say of a source: its fields, their bounds, and how quickly it may be read. */

import * as v from "valibot";
import { GLOB_CHARACTERS } from "./globs.ts";
import { MOST_IN_FLIGHT, MOST_SPACING_MS, type Pace, POLITE, slowerOf } from "../pace.ts";
import { ADDRESS_CHARACTERS } from "../outside/address.ts";
import type { SourceConfig, SourceCreate, SourcePatch } from "../durable/source-api.ts";
import { ProblemError } from "../../shared/problem.ts";
import { noList, strictFields } from "../tenancy/json-object.ts";
import { isSelector } from "./selectors.ts";

export const SOURCE_LIMITS = {
  sourcesPerBot: 50,
  maxPages: 20_000,
  maxDepth: 50,
  globs: 50,
  selectors: 50,
  headers: 10,
  /** Between two syncs that somebody asks for. */
  syncAgainMs: 30_000,
} as const;

const globs = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(GLOB_CHARACTERS))),
  v.maxLength(SOURCE_LIMITS.globs),
);
const selector = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(300),
  v.check(
    isSelector,
    "Not a CSS selector that can be matched here: no pseudo-classes but :not, :nth-child and the like.",
  ),
);
const selectors = v.pipe(
  v.array(
    strictFields({
      path: v.pipe(v.string(), v.minLength(1), v.maxLength(GLOB_CHARACTERS)),
      keep: v.optional(v.pipe(v.array(selector), v.maxLength(20))),
      drop: v.optional(v.pipe(v.array(selector), v.maxLength(20))),
    }),
  ),
  v.maxLength(SOURCE_LIMITS.selectors),
);
/** Sent with every request to the source's own origin: a password of a staging site, a token. */
const headerName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "Not the name of a header."),
  v.check(
    (name) =>
      !/^(?:host|content-length|connection|transfer-encoding|upgrade|te|expect|user-agent|if-.*|cf-.*)$/i.test(name),
    "This header is not yours to set.",
  ),
);
const headerValue = v.pipe(v.string(), v.maxLength(2_048), v.regex(/^[\t\x20-\x7e]*$/, "Must be plain ASCII."));
const TOO_MANY_HEADERS = `At most ${SOURCE_LIMITS.headers} headers.`;
const headers = v.pipe(
  noList(v.record(headerName, headerValue)),
  v.check((all) => Object.keys(all).length <= SOURCE_LIMITS.headers, TOO_MANY_HEADERS),
);
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const maxPages = whole(1, SOURCE_LIMITS.maxPages);
const maxDepth = whole(0, SOURCE_LIMITS.maxDepth);
const every = v.nullable(v.picklist(["6h", "day", "week"]));
const inFlight = whole(1, MOST_IN_FLIGHT);
const spacing = whole(0, MOST_SPACING_MS);

export const sourceCreateSchema = strictFields({
  url: v.pipe(v.string(), v.minLength(1), v.maxLength(ADDRESS_CHARACTERS)),
  kind: v.optional(v.picklist(["site", "sitemap", "page", "feed"]), "site"),
  include: v.optional(globs),
  exclude: v.optional(globs),
  max_pages: v.optional(maxPages),
  max_depth: v.optional(maxDepth),
  every: v.optional(every),
  selectors: v.optional(selectors),
  headers: v.optional(headers),
  pace: v.optional(
    strictFields({
      in_flight: v.optional(inFlight),
      per_host: v.optional(inFlight),
      spacing_ms: v.optional(spacing),
    }),
  ),
});
/** A change, as of a bot's settings: objects merge, `null` clears a field. */
export const sourcePatchSchema = strictFields({
  include: v.nullish(globs),
  exclude: v.nullish(globs),
  max_pages: v.nullish(maxPages),
  max_depth: v.nullish(maxDepth),
  every: v.optional(every),
  selectors: v.nullish(selectors),
  headers: v.nullish(noList(v.record(headerName, v.nullable(headerValue)))),
  pace: v.nullish(
    strictFields({
      in_flight: v.nullish(inFlight),
      per_host: v.nullish(inFlight),
      spacing_ms: v.nullish(spacing),
    }),
  ),
});

const HOUR_MS = 3_600_000;
export const EVERY_MS = { "6h": 6 * HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS } as const;

const UNSAID: Omit<SourceConfig, "url" | "kind" | "headers" | "pace"> = {
  include: [],
  exclude: [],
  max_pages: 1_000,
  max_depth: 10,
  every: null,
  selectors: [],
};

/** @param fastest what the operator allows */
export function configOf({ url, kind, ...given }: SourceCreate, fastest: Pace): SourceConfig {
  return patchConfig({ url, kind, ...UNSAID, headers: {}, pace: POLITE }, given, fastest);
}

/** @throws ProblemError `invalid-request` where the headers would be too many */
export function patchConfig(config: SourceConfig, given: SourcePatch, fastest: Pace): SourceConfig {
  const { pace, headers, ...fields } = given;
  return {
    ...config,
    ...said(fields, UNSAID),
    headers: headers === null ? {} : patchHeaders(config.headers, headers ?? {}),
    pace: slowerOf(pace === null ? POLITE : { ...config.pace, ...said(pace ?? {}, POLITE) }, fastest),
  };
}

/** The fields that a change names; those that it clears as they were before anything was said. */
function said<T extends object>(change: { [Name in keyof T]?: T[Name] | null | undefined }, unsaid: T): Partial<T> {
  const named = (Object.keys(change) as (keyof T)[]).filter((name) => change[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, change[name] ?? unsaid[name]])) as Partial<T>;
}

/** A header is the same one in any case of its name. */
function patchHeaders(old: SourceConfig["headers"], change: Record<string, string | null>): SourceConfig["headers"] {
  const byName = new Map(Object.entries(old).map((header) => [header[0].toLowerCase(), header]));
  for (const [name, value] of Object.entries(change)) {
    if (value === null) byName.delete(name.toLowerCase());
    else byName.set(name.toLowerCase(), [name, value]);
  }
  if (byName.size > SOURCE_LIMITS.headers) {
    throw new ProblemError("invalid-request", {
      detail: `headers: ${TOO_MANY_HEADERS}`,
      issues: [{ path: "headers", message: TOO_MANY_HEADERS }],
    });
  }
  return Object.fromEntries(byName.values());
}

/** Whether what is read from a page may differ: then nothing that was read before counts as known. */
export function readsOtherwise(before: SourceConfig, after: SourceConfig): boolean {
  return JSON.stringify([before.selectors, before.headers]) !== JSON.stringify([after.selectors, after.headers]);
}
