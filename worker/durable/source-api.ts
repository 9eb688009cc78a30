/** What may be asked of a source's object, and what it tells. */

import type { Refusal } from "../outcome.ts";
import type { Pace } from "../pace.ts";
import type { PageStatus } from "../page-status.ts";

type Soon<T> = T | Promise<T>;

export interface PathSelectors {
  /** A glob. */
  path: string;
  /** CSS selectors: nothing but what these choose is read, and of that not what `drop` chooses. */
  keep?: string[] | undefined;
  drop?: string[] | undefined;
}

export interface SourceConfig {
  url: string;
  kind: "site" | "sitemap" | "page" | "feed";
  include: string[];
  exclude: string[];
  max_pages: number;
  max_depth: number;
  every: "6h" | "day" | "week" | null;
  selectors: PathSelectors[];
  /** Secret: never shown again but for their names. */
  headers: Record<string, string>;
  pace: Pace;
}

type Given<T> = { [Name in keyof T]?: T[Name] | undefined };
type Changed<T> = { [Name in keyof T]?: T[Name] | null | undefined };

/** What an owner may change: a pace and headers in part; null clears a field. */
export type SourcePatch = Changed<
  Omit<SourceConfig, "url" | "kind" | "pace" | "headers"> & {
    pace: Changed<Pace>;
    headers: Record<string, string | null>;
  }
>;
export type SourceCreate = Given<Omit<SourceConfig, "url" | "kind" | "pace"> & { pace: Given<Pace> }> &
  Pick<SourceConfig, "url" | "kind">;

export type SourceStatus = "idle" | "syncing" | "stopped" | "needs-confirmation" | "failed";

export interface SourceProblem {
  /** A status of a page where one stands in the way, or `needs-confirmation`. */
  code: string;
  detail: string;
}

/** What has come of one sync. */
export interface Progress {
  started_at: string | null;
  finished_at: string | null;
  found: number;
  fetched: number;
  indexed: number;
  unchanged: number;
  removed: number;
  failed: number;
  /** Every other status, with how many pages it holds for. */
  skipped: Partial<Record<PageStatus, number>>;
}

export interface SourceView extends Omit<SourceConfig, "headers"> {
  source_id: string;
  status: SourceStatus;
  problem: SourceProblem | null;
  /** Their names; what they hold is secret. */
  headers: string[];
  /** While a sync runs, is stopped, or waits to be confirmed. */
  progress: Progress | null;
  last_sync: Progress | null;
  next_sync_at: string | null;
  /** What the site calls itself; null where nothing says it. */
  site_name: string | null;
  created_at: string;
}

export interface PageView {
  url: string;
  status: PageStatus;
  reason: string | null;
  /** What the status means, and what to do about it. */
  detail: string;
  advice: string;
  http_status: number | null;
  found_by: string;
  depth: number;
  document_id: string | null;
  fetched_at: string | null;
  changed_at: string | null;
}

export interface PagesRequest {
  limit: number;
  cursor: number;
  status?: PageStatus | undefined;
  /** A part of the address. */
  query?: string | undefined;
}

/** One for each website that a bot keeps in step with. */
export interface SourceApi extends Rpc.DurableObjectBranded {
  /** Called once. @param ownOrigin of the deployment, which is never read and stands in the name it reads by */
  create(given: SourceCreate, ownOrigin: string): Promise<SourceView | Refusal>;
  /** Undefined where there is no such source. */
  view(): Soon<SourceView | undefined>;
  patch(given: SourcePatch): Promise<SourceView | Refusal>;
  /** Begins a sync, or goes on with one that was stopped. */
  sync(): Promise<SourceView | Refusal>;
  /** What is being asked just now is still taken; nothing else is asked. */
  stop(): Promise<SourceView | Refusal>;
  /** Goes on with a sync that would remove more than half of what answers. */
  confirm(): Promise<SourceView | Refusal>;
  /** In order of their finding; undefined where there is no such source. */
  pages(request: PagesRequest): Soon<{ cursor: number; page: PageView }[] | undefined>;
  /** The source goes at once, its documents with it or by the alarm. False where there was none. */
  remove(documents: "keep" | "remove"): Soon<boolean>;
  /** Forgets everything for good. Documents are the bot's, and go with it. */
  erase(): Soon<void>;
}
