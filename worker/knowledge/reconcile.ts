/**
 * Compares an index with the truth. A write that was given up may land after its vector was removed, and one that was
 * taken may be lost: what nobody knows of is removed, what is missing is made again. Bounded: a large bot takes several runs.
 */

import type { TenantVectors } from "../ports.ts";
import type { ReconcileReport } from "./vectors/records.ts";
import type { VectorBook } from "./vectors/vector-book.ts";

/** Pages of one run: 5,000 vectors, and at most 50 read units. */
const PAGES = 50;

/**
 * @param place where these vectors are
 * @param after `next` of the run before
 */
export async function reconcile(
  vectors: TenantVectors,
  book: VectorBook,
  place: string,
  after: string | undefined,
): Promise<ReconcileReport> {
  const report: ReconcileReport = { looked: 0, removed: 0, missing: 0, next: after };
  const seen = new Set<string>();
  if (vectors.list === undefined) return { ...report, next: undefined };
  // What is on its way is no orphan and not lost: the index is compared when it stands still.
  const before = book.unseenWrite();
  for (let page = 0; page < PAGES; page++) {
    const { ids, next } = await vectors.list(report.next);
    report.looked += ids.length;
    for (const id of ids) seen.add(id);
    const orphans = ids.filter((id) => !book.knows(id, place));
    if (orphans.length > 0) await vectors.remove(orphans);
    report.removed += orphans.length;
    report.next = next;
    if (next === undefined) break;
  }
  const isWhole = after === undefined && report.next === undefined;
  if (isWhole && before === undefined && book.unseenWrite() === undefined && book.live()?.place === place) {
    const missing = book.expected().filter((id) => !seen.has(id));
    book.lost(missing);
    report.missing = missing.length;
  }
  return report;
}
