/**
 * What is known of each host that a source reads from: its robots.txt, and when it may be asked again. Kept with
 * the addresses, so that a restart is as polite as what it goes on with.
 */

import { NO_ROBOTS, parseRobots, type Robots } from "./robots.ts";

/** The product token that sites may name in robots.txt. */
export const AGENT = "vegarag";

/** Courtesy has an end: a site that asks for more is read at this rate. */
const MOST_DELAY_MS = 10_000;
/** How long the last good copy holds while robots.txt cannot be read (RFC 9309, 2.3.1.4). */
const GOOD_COPY_MS = 30 * 24 * 3_600_000;

export interface Host {
  robots: Robots;
  /** Why nothing there may be read at all; undefined where robots.txt is known. */
  problem: { status: "blocked-by-robots" | "refused-address"; detail: string } | undefined;
  /** Milliseconds since 1970. */
  nextAt: number;
}

interface Row extends Record<string, SqlStorageValue> {
  robots: string | null;
  robots_at: number | null;
  problem: string | null;
  next_at: number;
}

export type Hosts = ReturnType<typeof createHosts>;

export function createHosts(sql: SqlStorage) {
  const parsed = new Map<string, { text: string; robots: Robots }>();

  function robotsOf(origin: string, text: string): Robots {
    const kept = parsed.get(origin);
    if (kept?.text === text) return kept.robots;
    const robots = text === "" ? NO_ROBOTS : parseRobots(text, AGENT);
    parsed.set(origin, { text, robots });
    return robots;
  }
  const row = (origin: string): Row | undefined =>
    sql.exec<Row>("SELECT * FROM hosts WHERE origin = ?", origin).toArray()[0];

  return {
    create(): void {
      sql.exec(`CREATE TABLE IF NOT EXISTS hosts (
        origin TEXT PRIMARY KEY, robots TEXT, robots_at INTEGER, problem TEXT, next_at INTEGER NOT NULL DEFAULT 0
      ) STRICT`);
    },

    /** Undefined where nothing is known of it. */
    find(origin: string): Host | undefined {
      const found = row(origin);
      if (found === undefined) return undefined;
      return {
        robots: robotsOf(origin, found.robots ?? ""),
        problem: found.problem === null ? undefined : (JSON.parse(found.problem) as Host["problem"]),
        nextAt: found.next_at,
      };
    },

    /** robots.txt as it was read; empty where the site has none. */
    keepRobots(origin: string, text: string, now: number): void {
      sql.exec(
        `INSERT INTO hosts (origin, robots, robots_at) VALUES (?, ?, ?)
         ON CONFLICT (origin) DO UPDATE SET robots = excluded.robots, robots_at = excluded.robots_at, problem = NULL`,
        origin,
        text,
        now,
      );
    },

    /** It cannot be read: a good copy of the last days goes on holding, without one nothing may be read there. */
    keepProblem(origin: string, problem: NonNullable<Host["problem"]>, now: number): void {
      const found = row(origin);
      const readAt = found?.robots_at ?? Number.NEGATIVE_INFINITY;
      const holds = problem.status === "blocked-by-robots" && readAt > now - GOOD_COPY_MS;
      sql.exec(
        "INSERT INTO hosts (origin, problem) VALUES (?1, ?2) ON CONFLICT (origin) DO UPDATE SET problem = ?2",
        origin,
        holds ? null : JSON.stringify(problem),
      );
    },

    /** A request goes out: the next one waits. */
    wasAsked(origin: string, now: number, spacingMs: number): void {
      this.waitUntil(origin, now + this.spacingOf(origin, spacingMs));
    },

    /** Between two requests there, in milliseconds: the source's own pace, or what the site asks for. */
    spacingOf(origin: string, spacingMs: number): number {
      const delay = (this.find(origin)?.robots.crawlDelay ?? 0) * 1_000;
      return Math.max(spacingMs, Math.min(delay, MOST_DELAY_MS));
    },

    waitUntil(origin: string, at: number): void {
      sql.exec(
        "INSERT INTO hosts (origin, next_at) VALUES (?1, ?2) ON CONFLICT (origin) DO UPDATE SET next_at = max(next_at, ?2)",
        origin,
        at,
      );
    },
  };
}
