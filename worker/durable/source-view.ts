/** A source and its pages, as their owner sees them. */

import { siteNameOf, type SiteNames } from "../crawl/site-name.ts";
import { iso, progressOf } from "../crawl/sync-state.ts";
import { PAGE_STATUSES } from "../page-status.ts";
import type { Facts } from "../sqlite/facts.ts";
import type { PagesRequest, PageView, SourceView } from "./source-api.ts";
import type { SourceStore } from "./source-store.ts";

/** @throws ProblemError `not-found` where there is no source */
export function viewOf({ facts, config, addresses, sync, schedule }: SourceStore, sourceId: string): SourceView {
  const plain = config.plain();
  const state = sync.get();
  const { status, problem = null, last } = state;
  const runs = status !== "idle" && status !== "failed";
  return {
    source_id: sourceId,
    ...plain,
    headers: config.headerNames(),
    status,
    problem,
    progress: runs ? progressOf(addresses, state, null) : null,
    last_sync: last,
    next_sync_at: iso(schedule.due("sync") ?? null),
    site_name: siteNameOf(namesIn(facts)),
    created_at: iso(Number(facts.get("created_at")))!,
  };
}

/** What the pages have said of the name of their site. */
export function namesIn(facts: Facts): SiteNames {
  const kept = facts.get("names");
  return kept === undefined ? { said: null, titles: [] } : (JSON.parse(kept) as SiteNames);
}

export function pagesOf({ addresses }: SourceStore, request: PagesRequest): { cursor: number; page: PageView }[] {
  return addresses.list(request).map((row) => {
    const [detail, advice] = PAGE_STATUSES[row.status];
    const { url, status, reason, http_status, found_by, depth, document_id } = row;
    const times = { fetched_at: iso(row.fetched_at), changed_at: iso(row.changed_at) };
    return {
      cursor: row.id,
      page: { url, status, reason, detail, advice, http_status, found_by, depth, document_id, ...times },
    };
  });
}
