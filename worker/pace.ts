/** How quickly a source is read: what is polite, and what bounds it. */

export interface Pace {
  /** Requests under way at once, in all and to one host. */
  in_flight: number;
  per_host: number;
  /** Between two starts to one host. */
  spacing_ms: number;
}

/** What a polite reader does, and the fastest that an owner may choose unless the operator allows more. */
export const POLITE: Pace = { in_flight: 6, per_host: 2, spacing_ms: 500 };

/** The platform's own: no Worker has more connections open at once. */
export const MOST_IN_FLIGHT = 6;
export const MOST_SPACING_MS = 60_000;

export function slowerOf(one: Pace, other: Pace): Pace {
  return {
    in_flight: Math.min(one.in_flight, other.in_flight),
    per_host: Math.min(one.per_host, other.per_host),
    spacing_ms: Math.max(one.spacing_ms, other.spacing_ms),
  };
}

/** `CRAWL_PACE_FASTEST`: JSON of some or all of a pace. Undefined where it is none. */
export function parsePace(text: string): Pace | undefined {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (
    typeof given !== "object" ||
    given === null ||
    Array.isArray(given) ||
    Object.keys(given).some((name) => !(name in POLITE))
  )
    return undefined;
  const pace = { ...POLITE, ...given };
  const isWhole = (value: unknown, least: number, most: number): boolean =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  const fits =
    isWhole(pace.in_flight, 1, MOST_IN_FLIGHT) &&
    isWhole(pace.per_host, 1, MOST_IN_FLIGHT) &&
    isWhole(pace.spacing_ms, 0, MOST_SPACING_MS);
  return fits ? pace : undefined;
}
