/** What a write leaves behind to tell later whether queries see it: kept as text, so that it outlives a restart. */

import { ProblemError } from "../../../shared/problem.ts";
import type { WireRecord } from "./batch.ts";

export interface PineconeMark {
  /** Log sequence number of the write within its namespace, in decimal; null where the server told none. */
  lsn: string | null;
  /** A record of each request that may not be visible yet, to be looked for where there is no sequence number. */
  ids: string[];
  /** Of the index: what a query that only asks for the header has to send. */
  dimensions: number;
}

/** Older requests than these were made so long ago that they are not looked for. */
const MOST_IDS = 100;

/**
 * @param last the last record of the request: it is not visible before the others of it
 * @param after the mark of the requests before. A number stands for them too; without numbers nothing says
 *   that requests become visible in their order
 */
export function markOfWrite(headers: Headers | undefined, last: WireRecord, after: string | null): string {
  const header = headers?.get("x-pinecone-request-lsn") ?? "";
  const lsn = /^\d+$/.test(header) ? header : null;
  const before = lsn === null && after !== null ? parseMark(after).ids : [];
  const mark: PineconeMark = { lsn, ids: [...before, last.id].slice(-MOST_IDS), dimensions: last.values.length };
  return JSON.stringify(mark);
}

/** @throws ProblemError `internal` for a mark that this store did not make */
export function parseMark(mark: string): PineconeMark {
  let value: Partial<PineconeMark> | null = null;
  try {
    value = JSON.parse(mark) as Partial<PineconeMark> | null;
  } catch {
    // Refused below, like any other mark of another store.
  }
  const { lsn, ids, dimensions } = value ?? {};
  const numbered = lsn === null || (typeof lsn === "string" && /^\d+$/.test(lsn));
  const named = Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === "string");
  if (!numbered || !named || !Number.isInteger(dimensions)) {
    throw new ProblemError("internal", { detail: "A write mark of another vector store.", cause: mark });
  }
  return value as PineconeMark;
}
