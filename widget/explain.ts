/** Failures that only the owner can mend, told to the owner in the console, once each, with the fix. */

import { type Slug, TOLD } from "../ui/problems.ts";

const told = new Set<Slug>();

export function explain(slug: Slug, detail: string): void {
  const { fix } = TOLD[slug];
  if (!fix || told.has(slug)) return;
  told.add(slug);
  console.error(`VegaRAG: ${slug}: ${fix.replace("{origin}", location.origin)}. ${detail}`);
}
