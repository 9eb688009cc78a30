/** Our metadata filters as Pinecone takes them: it refuses an empty filter, which to us matches everything. */

import type { MetadataFilter } from "../../knowledge/filter.ts";

/** @returns undefined for a filter that matches every record */
export function toPineconeFilter(filter: MetadataFilter | undefined): MetadataFilter | undefined {
  const kept: [string, MetadataFilter[string]][] = [];
  for (const [key, part] of Object.entries(filter ?? {})) {
    if (!Array.isArray(part)) {
      kept.push([key, part]);
      continue;
    }
    const clauses = part.map(toPineconeFilter);
    const real = clauses.filter((clause) => clause !== undefined);
    // One clause of an OR that always holds makes the OR hold; of an AND it says nothing.
    if (real.length === 0 || (key === "$or" && real.length < clauses.length)) continue;
    kept.push([key, real]);
  }
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
