/** One address of a source, and the words for what it is and what became of it. */

import type { PageStatus } from "../page-status.ts";
import type { PageAddress } from "./page-address.ts";

/** In the order in which they are asked. A page that starts a source comes before its lists: it answers soonest. */
export const KINDS = ["robots", "start", "llms", "sitemap", "feed", "page"] as const;
export type AddressKind = (typeof KINDS)[number];

export type FoundBy = "start" | "sitemap" | "llms.txt" | "feed" | "link" | "redirect" | "canonical" | "robots";

export interface Address {
  key: string;
  url: string;
  kind: AddressKind;
  /** `https://host:port` */
  origin: string;
  depth: number;
  found_by: FoundBy;
  status: PageStatus;
  reason: string | null;
  http_status: number | null;
  /** Of the page that answers for this one, or that it leads to. */
  target: string | null;
  etag: string | null;
  last_modified: string | null;
  body_hash: string | null;
  text_hash: string | null;
  document_id: string | null;
  misses: number;
  fetched_at: number | null;
  changed_at: number | null;
  /** Redirects that led here. */
  hops: number;
  /** Requests in this sync. */
  tries: number;
  /** Its canonical link led nowhere: its own text is taken. */
  own_text: number;
}

export type AddressRow = Address & Record<string, SqlStorageValue>;

export interface NewAddress extends PageAddress {
  kind: AddressKind;
  depth: number;
  found_by: FoundBy;
  status?: PageStatus;
  reason?: string;
  hops?: number;
}

export type Outcome = Partial<Omit<Address, "key" | "kind" | "origin">> & { status: PageStatus };

/** Whether something is to be done, or under way: `state` of a row. */
export const DONE = 0;
export const WAITS = 1;
export const ASKED = 2;
