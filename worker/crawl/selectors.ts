/**
 * The owner's say in what of a page is read: CSS selectors by path. `keep` leaves nothing but what it chooses,
 * `drop` takes out of that. Selectors are matched by the runtime's streaming rewriter, in linear time.
 */

import type { PathSelectors } from "../durable/source-api.ts";
import { compileGlob } from "./globs.ts";

/** The first entry whose path matches, or none. */
export function selectorsFor(all: readonly PathSelectors[], path: string): PathSelectors | undefined {
  return all.find((entry) => compileGlob(entry.path)(path));
}

export function isSelector(text: string): boolean {
  try {
    new HTMLRewriter().on(text, { element() {} });
    return true;
  } catch {
    return false;
  }
}

const OPEN = "<!--vegarag-keep-->";
const CLOSE = "<!--/vegarag-keep-->";

/** @returns the page with what is left of it, or undefined where `keep` chose nothing at all */
export async function selectHtml(html: string, { keep = [], drop = [] }: PathSelectors): Promise<string | undefined> {
  let kept = 0;
  let rewriter = new HTMLRewriter();
  // The page's own comments must not pass for marks.
  rewriter = rewriter.onDocument({ comments: (comment) => void comment.remove() });
  for (const selector of drop) rewriter = rewriter.on(selector, { element: (element) => void element.remove() });
  for (const selector of keep) {
    rewriter = rewriter.on(selector, {
      element(element) {
        kept++;
        element.before(OPEN, { html: true });
        element.after(CLOSE, { html: true });
      },
    });
  }
  const source = new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
  const marked = await rewriter.transform(source).text();
  if (keep.length === 0) return marked;
  return kept === 0 ? undefined : headOf(marked) + between(marked);
}

/** Title, language and links of the head stay: they are no content. */
function headOf(html: string): string {
  const body = html.search(/<body[\s>]/i);
  return body < 0 ? "" : html.slice(0, body);
}

function between(html: string): string {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const mark of html.matchAll(/<!--(\/?)vegarag-keep-->/g)) {
    if (mark[1] === "") {
      if (depth++ === 0) from = mark.index + OPEN.length;
    } else if (depth > 0 && --depth === 0) parts.push(html.slice(from, mark.index));
  }
  // An element that is never closed goes to the end.
  if (depth > 0) parts.push(html.slice(from));
  return parts.join("\n");
}
