/**
 * Where the top-level blocks of a Markdown document stand, by line. markdown-it's block parser decides;
 * its inline rules never run, and what it would spend on hostile input is cut: no token below the top
 * level is kept, and lines that no person wrote are not looked at by the rules that are dear.
 */

import MarkdownIt from "markdown-it";

import { isScaffold } from "./markdown-lines.ts";

export interface LineRange {
  kind: "heading" | "paragraph" | "list" | "table" | "code" | "quote" | "html" | "rule" | "scaffold";
  /** First line and the line after the last, counted from 0; the last lines may be blank. */
  startLine: number;
  endLine: number;
  /** Headings only, 1 to 6. */
  level?: number;
}

const KINDS: Readonly<Record<string, LineRange["kind"]>> = {
  heading_open: "heading",
  paragraph_open: "paragraph",
  bullet_list_open: "list",
  ordered_list_open: "list",
  table_open: "table",
  fence: "code",
  code_block: "code",
  blockquote_open: "quote",
  html_block: "html",
  hr: "rule",
  scaffold: "scaffold",
};

/** A row longer than this is no table: its cells would cost a hundred times their length in memory. */
const TABLE_LINE_CHARACTERS = 16_000;
/** Levels of lists (two each) and quotes; what lies deeper stays text of the block around it. */
const MAX_NESTING = 40;

type Parser = InstanceType<typeof MarkdownIt>;
type BlockState = InstanceType<Parser["block"]["State"]>;
type BlockRule = (state: BlockState, start: number, end: number, silent: boolean) => boolean;

let made: Parser | undefined;

/** Made at first use: a Worker that only answers never needs one. */
function createParser(): Parser {
  const parser = new MarkdownIt("default", { html: true, maxNesting: MAX_NESTING });

  /** Keeps the tokens of the top level only: 4 MB of `-` would otherwise be a gigabyte of list items. */
  class TopLevelState extends parser.block.State {
    override push(type: string, tag: string, nesting: -1 | 0 | 1) {
      const token = new this.Token(type, tag, nesting);
      if (nesting < 0) this.level--;
      token.level = this.level;
      if (this.level === 0 && nesting >= 0) this.tokens.push(token);
      if (nesting > 0) this.level++;
      return token;
    }
  }
  parser.block.State = TopLevelState;

  const table = parser.block.ruler.getRules("")[0] as BlockRule;
  const guardedTable: BlockRule = (state, start, end, silent) => {
    if (state.eMarks[start]! - state.bMarks[start]! > TABLE_LINE_CHARACTERS) return false;
    return table(state, start, end, silent);
  };
  parser.block.ruler.at("table", guardedTable, { alt: ["paragraph", "reference"] });
  parser.block.ruler.before("fence", "scaffold", scaffold, { alt: ["paragraph", "reference", "blockquote", "list"] });
  // Definitions are told apart by line later; this rule may look far ahead for the end of a title.
  parser.block.ruler.disable("reference");
  return parser;
}

/** `:::` containers and lines of template tags: seen here so that they end a paragraph instead of joining it. */
function scaffold(state: BlockState, start: number, _end: number, silent: boolean): boolean {
  const from = state.bMarks[start]! + state.tShift[start]!;
  const first = state.src.charCodeAt(from);
  if (first !== 58 /* : */ && first !== 123 /* { */) return false;
  if (state.sCount[start]! - state.blkIndent >= 4 || !isScaffold(state.src.slice(from, state.eMarks[start])))
    return false;
  if (silent) return true;
  state.line = start + 1;
  state.push("scaffold", "", 0).map = [start, start + 1];
  return true;
}

/** Top-level blocks in order. `source` has `\n` line ends and no NUL. */
export function findBlocks(source: string): LineRange[] {
  const parser = (made ??= createParser());
  const tokens: BlockState["tokens"] = [];
  parser.block.parse(source, parser, {}, tokens);
  const ranges: LineRange[] = [];
  for (const token of tokens) {
    const kind = KINDS[token.type];
    if (kind === undefined || !token.map) continue;
    const [startLine, endLine] = token.map;
    ranges.push({ kind, startLine, endLine, ...(kind === "heading" ? { level: Number(token.tag[1]) } : {}) });
  }
  return ranges;
}
