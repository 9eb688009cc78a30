/** Chooses the part of a page that is its content, writes it down as one text, and finds its title. */

import { createHeadingPath } from "./headings.ts";
import type { Block } from "./blocks.ts";
import type { Region, VisibleBlock } from "./html-writer.ts";

/** Characters from which `main` or `article` is taken for the content of the page. */
const SUBSTANTIAL = 200;

export function arrangeBlocks(
  visible: readonly VisibleBlock[],
  titles: { title: string; meta: string },
): { title: string | undefined; text: string; blocks: Block[] } {
  const chosen = chooseContent(visible);
  const path = createHeadingPath();
  const parts: string[] = [];
  const blocks: Block[] = [];
  let length = 0;
  for (const { kind, text: words, level } of chosen) {
    const text = kind === "heading" ? `${"#".repeat(level!)} ${words}` : words;
    if (kind === "heading") path.enter(level!, words);
    const start = length + (length > 0 ? 2 : 0);
    length = start + text.length;
    parts.push(text);
    blocks.push({
      kind,
      text,
      start,
      end: length,
      headingPath: path.current(),
      ...(level === undefined ? {} : { level }),
    });
  }
  return { title: chooseTitle(visible, chosen, titles), text: parts.join("\n\n"), blocks };
}

function chooseContent(visible: readonly VisibleBlock[]): readonly VisibleBlock[] {
  const size: Record<Region, number> = { main: 0, article: 0, page: 0, chrome: 0 };
  for (const block of visible) size[block.region] += block.text.length;
  const all = size.main + size.article + size.page;
  for (const region of ["main", "article"] as const) {
    if (size[region] >= SUBSTANTIAL || size[region] > all / 2)
      return visible.filter((block) => block.region === region);
  }
  return all > 0 ? visible.filter((block) => block.region !== "chrome") : visible;
}

/** The `<title>`, or the first `h1` where that is the title without the name of the site around it. */
function chooseTitle(
  visible: readonly VisibleBlock[],
  chosen: readonly VisibleBlock[],
  { title, meta }: { title: string; meta: string },
): string | undefined {
  const isTop = (block: VisibleBlock) => block.kind === "heading" && block.level === 1;
  const heading = (chosen.find(isTop) ?? visible.find(isTop))?.text ?? "";
  const named = title.replace(/\s+/g, " ").trim() || meta.replace(/\s+/g, " ").trim();
  return (
    (heading !== "" && named.toLowerCase().includes(heading.toLowerCase()) ? heading : named) || heading || undefined
  );
}
