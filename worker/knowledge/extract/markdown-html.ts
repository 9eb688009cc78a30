/** Blocks of HTML inside of Markdown, written as Markdown: tables as tables, folded parts under what stands on them. */

import type { BlockList } from "./block-list.ts";
import { readHtml } from "./html.ts";
import type { VisibleBlock } from "./html-blocks.ts";

export interface MarkdownHtml {
  /** @param level of the last heading above. @returns characters of text that nobody is shown */
  add(html: string, level: number): number;
  /** Inside of an element that began in an earlier block and hides what is in it. */
  readonly isHidden: boolean;
}

export function createMarkdownHtml(list: BlockList, isHiddenTag: (attributes: string) => boolean): MarkdownHtml {
  /** Levels of the headings of folded parts that are open. */
  const folded: number[] = [];
  let hiding: { name: string; depth: number } | undefined;

  /** Follows an element that hides Markdown between its tags. @returns whether the block is only its frame */
  function follow(html: string): boolean {
    if (hiding === undefined) {
      const match = /^\s*<([a-z][\w-]{0,30})((?:\s[^<>]{0,600})?)>/i.exec(html);
      if (!match || !isHiddenTag(match[2]!)) return false;
      hiding = { name: match[1]!.toLowerCase(), depth: 0 };
    }
    const { name } = hiding;
    hiding.depth += countTags(html, `<${name}`) - countTags(html, `</${name}`);
    if (hiding.depth <= 0) hiding = undefined;
    return true;
  }

  return {
    get isHidden() {
      return hiding !== undefined;
    },
    add(html, level) {
      const wasHidden = hiding !== undefined;
      if (follow(html))
        return wasHidden || hiding !== undefined ? textLength(html) : readHtml(html).hidden || textLength(html);
      const { blocks, hidden } = readHtml(html);
      const left = countTags(html, "<details") - countTags(html, "</details");
      const ends = blocks.filter(({ kind }) => kind === "end").length;
      let seen = 0;
      for (const block of blocks) {
        // A part that goes on in later blocks of the page ends there.
        if (block.kind === "end" && ++seen > ends - left) folded.push(level + block.level!);
        else addBlock(list, block, level);
      }
      for (let closed = left; closed < 0; closed++) {
        const ended = folded.pop();
        if (ended !== undefined) list.leave(ended);
      }
      return hidden;
    },
  };
}

function addBlock(list: BlockList, { kind, text, level, head }: VisibleBlock, above: number): void {
  switch (kind) {
    case "end":
      list.leave(above + level!);
      break;
    case "heading": {
      const depth = Math.min(6, above + level!);
      list.heading(`${"#".repeat(depth)} ${escapeMarks(text)}`, text, above + level!);
      break;
    }
    case "table":
      addTable(list, text, head ?? 0);
      break;
    case "code":
      list.push("code", text);
      break;
    case "quote":
      list.push("quote", escapeMarks(text).replace(/^/gm, "> "));
      break;
    default:
      list.push(kind, escapeMarks(text));
  }
}

function addTable(list: BlockList, text: string, head: number): void {
  const rows = escapeMarks(text)
    .split("\n")
    .map((line) => `| ${line.replaceAll("|", "\\|").split("\t").join(" | ")} |`);
  const heads = head === 0 ? 0 : text.slice(0, head).split("\n").length;
  if (heads > 0) rows.splice(heads, 0, `|${" --- |".repeat(text.split("\n", 1)[0]!.split("\t").length)}`);
  const headText = heads === 0 ? "" : rows.slice(0, heads + 1).join("\n");
  list.push("table", rows.join("\n"), headText.length);
}

/** What would be read as a mark of Markdown and was none. */
function escapeMarks(text: string): string {
  return text.replace(/[`*]|<(?=[A-Za-z/!])|\[(?=[^\]\n]{0,200}\][([])/g, "\\$&");
}

function countTags(html: string, tag: string): number {
  return html.toLowerCase().split(tag).length - 1;
}

function textLength(html: string): number {
  return html
    .replace(/<[^<>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim().length;
}
