/** The chunks of a document, in reading order, as one text again: what was read from it, for its owner. */

import type { ChunkView } from "./live-chunks.ts";

/** Headings stand above what is below them, once; what a chunk repeats from above stands once too. */
export function joinChunks(chunks: readonly Pick<ChunkView, "heading_path" | "text" | "carried">[]): string {
  const parts: string[] = [];
  let above: readonly string[] = [];
  for (const { heading_path: path, text, carried } of chunks) {
    let same = 0;
    while (same < path.length && path[same] === above[same]) same++;
    const headings = path.slice(same).map((heading, at) => `${"#".repeat(Math.min(same + at + 1, 6))} ${heading}`);
    const own = text.slice(carried);
    parts.push(...headings.filter((heading) => !own.startsWith(heading)), own);
    above = path;
  }
  return parts.join("\n\n");
}
