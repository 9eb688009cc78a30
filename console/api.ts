/** What the console reads of the API's replies, and nothing more; docs/api.md has all of it. */

import type { Outcome } from "../shared/chat.ts";

export interface Token {
  token: string;
  expires_in: number;
}

export interface Page<Item> {
  data: Item[];
  next_cursor: string | null;
}

export interface Bot {
  bot_id: string;
  name: string;
  theme: { logo?: string };
  created_at: string;
}

export interface Progress {
  finished_at: string | null;
  found: number;
  fetched: number;
  indexed: number;
  unchanged: number;
  removed: number;
  failed: number;
  skipped: Record<string, number>;
}

export interface Source {
  source_id: string;
  url: string;
  include: string[];
  exclude: string[];
  max_pages: number;
  max_depth: number;
  every: string | null;
  next_sync_at: string | null;
  /** What it calls itself. */
  site_name: string | null;
  status: "idle" | "syncing" | "stopped" | "needs-confirmation" | "failed";
  problem: { code: string; detail: string } | null;
  progress: Progress | null;
  last_sync: Progress | null;
}

export interface SourcePage {
  url: string;
  status: string;
  reason: string | null;
  detail: string;
  advice: string;
  changed_at: string | null;
}

export interface Doc {
  document_id: string;
  title: string;
  url: string | null;
  status: "queued" | "indexing" | "ready" | "failed";
  problem?: { code: string; detail: string };
  /** What could not be read of one that answers all the same. */
  warnings?: { code: string; detail: string }[];
  source_id: string | null;
  chunks: number;
}

export interface Curated {
  answer_id: string;
  questions: string[];
  answer: string;
  url: string | null;
  metadata: Record<string, unknown>;
  updated_at: string;
}

export interface Group {
  group_id: string;
  label: string;
  state: GroupState;
  count: number;
  last_at: string;
  questions: { text: string; outcome: string | null }[];
}

export type GroupState = "open" | "done" | "ignored";

export interface Recheck {
  of: number;
  answered: number;
  before: number;
  results: { question: string; outcome: string | null; before: string | null; quote?: string }[];
}

export interface Summary {
  conversation_id: string;
  visitor_id: string;
  first_question: string;
  questions: number;
  unanswered: number;
  outcomes: Outcome[];
  last_at: string;
}

/** Of what came of a conversation's questions, what its owner looks for first; nothing where none came to its end. */
const GRAVITY = ["declined", "unsure", "contact", "curated", "answered", "small-talk"] as const;
export const gravest = (outcomes: Outcome[]): string => GRAVITY.find((outcome) => outcomes.includes(outcome)) ?? "";

export interface Seen {
  origin: string;
  count: number;
  last_at: string | null;
}

export interface Sums {
  conversations: number;
  questions: number;
  answered: number;
  curated: number;
  unsure: number;
  declined: number;
  handoffs: number;
  rated_up: number;
  rated_down: number;
}

export interface Numbers {
  days: Sums[];
  totals: Sums;
  /** Of as many days before. */
  before: Sums;
  /** What began before may have been deleted since. */
  complete_since: string;
}

/** Whether nothing of the last `days` days was deleted for its age. */
export const reachesBack = (since: string, days: number): boolean =>
  Date.parse(since) < Date.now() - (days - 1) * 86_400_000;

export interface Passage {
  chunk_id: string;
  title: string;
  path: string[];
  url: string | null;
  text: string;
  score: number;
}

export interface Trace {
  asked: string;
  standalone: string;
  corrected: string | null;
  full_text: { chunk_id: string; score: number }[];
  vectors: { chunk_id: string; score: number }[];
  fused: { chunk_id: string; score: number }[];
  cut: Passage[];
  read: Passage[];
  prompt_characters: number;
  milliseconds: { full_text: number; vectors: number; search: number; read: number; answer: number };
}

/** All pages of a list, up to `most` items. */
export async function all<Item>(get: (query: string) => Promise<Page<Item>>, most = 1_000): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await get(`limit=100${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null && items.length < most);
  return items;
}
