/** What a write leaves behind to tell later whether queries see it: kept as text, so that it outlives a restart. */

import { ProblemError } from "../../../shared/problem.ts";
import type { WireRecord } from "./batch.ts";

export interface PineconeMark {
  /** Log sequence number of the write within its namespace, in decimal; null where the server told none. */
  lsn: string | null;
  /** A record of the write, to be looked for where there is no sequence number. */
  id: string;
  /** Of the index: what a query that only asks for the header has to send. */
  dimensions: number;
}

/** @param last the last record of the write: it is not visible before the others of its request */
export function markOfWrite(headers: Headers | undefined, last: WireRecord): string {
  const header = headers?.get("x-pinecone-request-lsn") ?? "";
  const mark: PineconeMark = { lsn: /^\d+$/.test(header) ? header : null, id: last.id, dimensions: last.values.length };
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
  const { lsn, id, dimensions } = value ?? {};
  const numbered = lsn === null || (typeof lsn === "string" && /^\d+$/.test(lsn));
  if (!numbered || typeof id !== "string" || !Number.isInteger(dimensions)) {
    throw new ProblemError("internal", { detail: "A write mark of another vector store.", cause: mark });
  }
  return value as PineconeMark;
}
