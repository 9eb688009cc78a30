/** The owner's numbers, counted from the log when they are asked for: what is forgotten is in none of them. */

export interface NumberTotals {
  conversations: number;
  questions: number;
  answered: number;
  curated: number;
  unsure: number;
  declined: number;
  contact: number;
  small_talk: number;
  rated_up: number;
  rated_down: number;
  handoffs: number;
  input_tokens: number;
  output_tokens: number;
}

/** Of conversations in which something was answered. */
export interface Resolutions {
  /** A visitor said that an answer helped, and none that one did not. */
  confirmed: number;
  /** Nobody said anything, and the visitor did not ask the like again within a day. */
  assumed: number;
  /** The visitor asked the like again within a day. */
  came_back: number;
}

export interface CitedPage {
  title: string;
  url: string | null;
  count: number;
}

export interface Numbers {
  days: ({ day: string } & NumberTotals)[];
  totals: NumberTotals & Resolutions;
  /** The same of as many days before. */
  before: NumberTotals & Resolutions;
}

export interface CitedPages {
  most: CitedPage[];
  /** Addresses and titles of every page that was cited in these days. */
  cited: string[];
}

const DAY_MS = 86_400_000;
const PAGES_MOST = 10;

const NONE: NumberTotals = {
  conversations: 0,
  questions: 0,
  answered: 0,
  curated: 0,
  unsure: 0,
  declined: 0,
  contact: 0,
  small_talk: 0,
  rated_up: 0,
  rated_down: 0,
  handoffs: 0,
  input_tokens: 0,
  output_tokens: 0,
};

/** @param days how many, the present one (UTC) included. Tables are those of the ledger. */
export function countNumbers(
  sql: SqlStorage,
  days: number,
  now: number,
  withPages: boolean,
): Numbers & Partial<CitedPages> {
  const to = (Math.floor(now / DAY_MS) + 1) * DAY_MS;
  const from = to - days * DAY_MS;
  const all = countDays(sql, from - days * DAY_MS, to);
  const shown = Array.from({ length: days }, (_, at) => dayOf(from + at * DAY_MS));
  const earlier = Array.from({ length: days }, (_, at) => dayOf(from - (at + 1) * DAY_MS));
  const sumOf = (names: readonly string[]): NumberTotals =>
    names.reduce((sum, name) => add(sum, all.get(name) ?? {}), NONE);
  return {
    days: shown.map((day) => ({ day, ...NONE, ...all.get(day) })),
    totals: { ...sumOf(shown), ...countResolutions(sql, from, to) },
    before: { ...sumOf(earlier), ...countResolutions(sql, from - days * DAY_MS, from) },
    ...(withPages && countPages(sql, from, to)),
  };
}

function countPages(sql: SqlStorage, from: number, to: number): CitedPages {
  // An answer cites a page once, whatever it quotes of it.
  const cited = sql
    .exec<{ title: string; url: string | null; count: number }>(
      `SELECT title, url, count(*) AS count FROM cited WHERE at >= ? AND at < ?
       GROUP BY coalesce(url, title) ORDER BY count DESC, title`,
      from,
      to,
    )
    .toArray();
  return { most: cited.slice(0, PAGES_MOST), cited: cited.map(({ url, title }) => url ?? title) };
}

function countDays(sql: SqlStorage, from: number, to: number): Map<string, Partial<NumberTotals>> {
  const days = new Map<string, Partial<NumberTotals>>();
  const statements: [string, ...(string | number)[]][] = [
    [
      `SELECT date(at / 1000, 'unixepoch') AS day, count(*) AS questions, sum(outcome = 'answered') AS answered,
         sum(outcome = 'curated') AS curated, sum(outcome = 'unsure') AS unsure, sum(outcome = 'declined') AS declined,
         sum(outcome = 'contact') AS contact, sum(outcome = 'small-talk') AS small_talk,
         sum(rating = 'up') AS rated_up, sum(rating = 'down') AS rated_down
       FROM answers WHERE at >= ? AND at < ? GROUP BY day`,
      from,
      to,
    ],
    [
      "SELECT date(started_at / 1000, 'unixepoch') AS day, count(*) AS conversations FROM conversations WHERE started_at >= ? AND started_at < ? GROUP BY day",
      from,
      to,
    ],
    [
      "SELECT date(created_at / 1000, 'unixepoch') AS day, count(*) AS handoffs FROM handoffs WHERE created_at >= ? AND created_at < ? GROUP BY day",
      from,
      to,
    ],
    ["SELECT day, input_tokens, output_tokens FROM days WHERE day >= ? AND day < ?", dayOf(from), dayOf(to)],
  ];
  for (const [statement, ...bindings] of statements) {
    for (const { day, ...counts } of sql.exec(statement, ...bindings).toArray()) {
      const named = Object.entries(counts).map(([name, count]) => [name, Number(count ?? 0)]);
      days.set(String(day), { ...days.get(String(day)), ...Object.fromEntries(named) });
    }
  }
  return days;
}

function add(sum: NumberTotals, more: Partial<NumberTotals>): NumberTotals {
  const entries = Object.entries(sum).map(([name, count]) => [name, count + (more[name as keyof NumberTotals] ?? 0)]);
  return Object.fromEntries(entries) as unknown as NumberTotals;
}

/** Of conversations that began in the time and had an answer. */
function countResolutions(sql: SqlStorage, from: number, to: number): Resolutions {
  return sql
    .exec<{ [K in keyof Resolutions]: number }>(
      `SELECT coalesce(sum(came_back), 0) AS came_back,
         coalesce(sum(NOT came_back AND rated_up AND NOT rated_down), 0) AS confirmed,
         coalesce(sum(NOT came_back AND NOT rated_up AND NOT rated_down), 0) AS assumed
       FROM conversations WHERE answered AND started_at >= ? AND started_at < ?`,
      from,
      to,
    )
    .one();
}

/** UTC. */
function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
