/** What an owner may say of a source: its fields, their bounds, and how quickly it may be read. */

import * as v from "valibot";
import { GLOB_CHARACTERS } from "./globs.ts";
import { MOST_IN_FLIGHT, MOST_SPACING_MS, type Pace, POLITE, slowerOf } from "../pace.ts";
import { ADDRESS_CHARACTERS } from "../outside/address.ts";
import type { SourceConfig, SourceCreate, SourcePatch } from "../durable/source-api.ts";
import { strictFields } from "../tenancy/json-object.ts";
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
const headers = v.pipe(
  v.record(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "Not the name of a header."),
      v.check(
        (name) =>
          !/^(?:host|content-length|connection|transfer-encoding|upgrade|te|expect|user-agent|if-.*|cf-.*)$/i.test(
            name,
          ),
        "This header is not yours to set.",
      ),
    ),
    v.pipe(v.string(), v.maxLength(2_048), v.regex(/^[\t\x20-\x7e]*$/, "Must be plain ASCII.")),
  ),
  v.check((all) => Object.keys(all).length <= SOURCE_LIMITS.headers, `At most ${SOURCE_LIMITS.headers} headers.`),
);
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const entries = {
  include: v.optional(globs),
  exclude: v.optional(globs),
  max_pages: v.optional(whole(1, SOURCE_LIMITS.maxPages)),
  max_depth: v.optional(whole(0, SOURCE_LIMITS.maxDepth)),
  every: v.optional(v.nullable(v.picklist(["6h", "day", "week"]))),
  selectors: v.optional(selectors),
  headers: v.optional(headers),
  pace: v.optional(
    strictFields({
      in_flight: v.optional(whole(1, MOST_IN_FLIGHT)),
      per_host: v.optional(whole(1, MOST_IN_FLIGHT)),
      spacing_ms: v.optional(whole(0, MOST_SPACING_MS)),
    }),
  ),
};

export const sourceCreateSchema = strictFields({
  url: v.pipe(v.string(), v.minLength(1), v.maxLength(ADDRESS_CHARACTERS)),
  kind: v.optional(v.picklist(["site", "sitemap", "page", "feed"]), "site"),
  ...entries,
});
export const sourcePatchSchema = strictFields(entries);

const HOUR_MS = 3_600_000;
export const EVERY_MS = { "6h": 6 * HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS } as const;

/** @param fastest what the operator allows */
export function configOf({ url, kind, ...given }: SourceCreate, fastest: Pace): SourceConfig {
  return patchConfig(
    {
      url,
      kind,
      include: [],
      exclude: [],
      max_pages: 1_000,
      max_depth: 10,
      every: null,
      selectors: [],
      headers: {},
      pace: slowerOf(POLITE, fastest),
    },
    given,
    fastest,
  );
}

export function patchConfig(config: SourceConfig, { pace, ...given }: SourcePatch, fastest: Pace): SourceConfig {
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const asked = Object.fromEntries(Object.entries(pace ?? {}).filter(([, value]) => value !== undefined));
  return { ...config, ...named, pace: slowerOf({ ...config.pace, ...asked }, fastest) };
}

/** Whether what is read from a page may differ: then nothing that was read before counts as known. */
export function readsOtherwise(before: SourceConfig, after: SourceConfig): boolean {
  return JSON.stringify([before.selectors, before.headers]) !== JSON.stringify([after.selectors, after.headers]);
}
