/**
 * Blocks → chunks: what is retrieved, cited and handed to the generator. A chunk follows the structure of
 * its document and is a verbatim slice of it. Deterministic: the same document always gives the same
 * chunks. Where to cut within a section is `chunk-pack`.
 */

import { createCarry } from "./chunk-carry.ts";
import { packBlocks, type Range } from "./chunk-pack.ts";
import type { Block } from "./extract/blocks.ts";
import type { ExtractedDocument } from "./extract/extract.ts";

export interface Chunk {
  /** 0, 1, 2, … in reading order. */
  ordinal: number;
  /**
   * Plain text of the headings above, outermost first, without a first one that only repeats the title.
   * The heading of a chunk's own section is its last; where small neighbours share a chunk, the path is
   * what they have in common and their headings stand in the text.
   */
  headingPath: string[];
  /**
   * Verbatim, but that what no reader sees (comments, scripts, `:::` lines) is left out between blocks, and that
   * what is needed from further up (`carried`) stands before it.
   */
  text: string;
  /** How many characters at its start repeat what stands further up: a table's head, the branch of a list. */
  carried?: number;
  /** Where the document has pages: the one on which it begins. */
  page?: number;
}

export interface ChunkOptions {
  /** Characters a chunk should have. */
  target?: number;
  /** Characters up to which a code block stays whole. */
  codeCharacters?: number;
}

/** Measured on judged questions: 600 to 1,000 are alike, 2,000 and whole pages are worse. */
export const CHUNK_DEFAULTS = { target: 1_000, codeCharacters: 2_000 } as const;

interface Section {
  path: string[];
  body: Block[];
  children: Section[];
  /** Of everything in it, heading included. */
  start: number;
  end: number;
}

export function chunkDocument(document: ExtractedDocument, options: ChunkOptions = {}): Chunk[] {
  const { target, codeCharacters } = { ...CHUNK_DEFAULTS, ...options };
  const slice = createSlicer(document);
  const carry = createCarry(document.text, document.blocks);
  const pageOf = createPageFinder(document.blocks);
  const chunks: Chunk[] = [];
  const push = (path: string[], { start, end }: Range) => {
    const text = slice(start, end);
    if (text === "") return;
    const carried = carry(start);
    const page = pageOf(start);
    chunks.push({
      ordinal: chunks.length,
      headingPath: path[0] === document.title ? path.slice(1) : path,
      text: carried + text,
      ...(carried === "" ? {} : { carried: carried.length }),
      ...(page === undefined ? {} : { page }),
    });
  };

  const emit = (section: Section) => {
    const content = contentOf(section);
    if (!content) return;
    // A page under one title: the title belongs into the path, not into the text.
    const [only, ...others] = section.children;
    if (section.body.length === 0 && only && others.length === 0) {
      emit(only);
      return;
    }
    if (content.end - content.start <= target) {
      push(section.path, content);
      return;
    }
    let children = section.children;
    const body = rangeOf(section.body);
    const [first] = children;
    // A line or two above the first subsection are about to introduce it.
    if (body && first && body.end - body.start < target / 5 && first.end - body.start <= target) {
      push(section.path, { start: body.start, end: first.end });
      children = children.slice(1);
    } else {
      for (const range of packBlocks(section.body, target, codeCharacters)) push(section.path, range);
    }
    for (const group of groupNeighbours(children, target)) {
      if (group.length === 1) emit(group[0]!);
      else push(section.path, { start: group[0]!.start, end: group.at(-1)!.end });
    }
  };
  for (const blocks of byPage(document.blocks)) {
    const before = chunks.length;
    emit(buildSections(blocks));
    // A page of headings alone still says something.
    if (chunks.length === before) for (const range of packBlocks(blocks, target, codeCharacters)) push([], range);
  }
  return chunks;
}

/** Runs of blocks of one page: a chunk that went over its end could not say on which page a quote stands. */
function byPage(blocks: readonly Block[]): Block[][] {
  const runs: Block[][] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (last === undefined || last[0]!.page !== block.page) runs.push([block]);
    else last.push(block);
  }
  return runs;
}

function buildSections(blocks: readonly Block[]): Section {
  const root: Section = { path: [], body: [], children: [], start: 0, end: 0 };
  const open = [root];
  for (const block of blocks) {
    if (block.kind === "heading") {
      const { headingPath: path, start, end } = block;
      while (open.length > 1 && open.at(-1)!.path.length >= path.length) open.pop();
      const section: Section = { path, body: [], children: [], start, end };
      open.at(-1)!.children.push(section);
      open.push(section);
    } else {
      // A part that has ended, such as a folded section, has nothing more in it.
      while (open.length > 1 && open.at(-1)!.path.length > block.headingPath.length) open.pop();
      // What comes back to a section after its subsections stands in one of its own: bodies are in one piece.
      const last = open.at(-1)!;
      if (last.children.length > 0) {
        const section: Section = { path: last.path, body: [], children: [], start: block.start, end: block.end };
        last.children.push(section);
        open.push(section);
      }
      open.at(-1)!.body.push(block);
    }
    for (const section of open) section.end = block.end;
  }
  root.start = blocks[0]?.start ?? 0;
  return root;
}

/** What stands under the heading, or undefined where nothing does. */
function contentOf({ body, children, end }: Section): Range | undefined {
  const start = body[0]?.start ?? children[0]?.start;
  if (start === undefined || (body.length === 0 && !children.some(hasBody))) return undefined;
  return { start, end };
}

const hasBody = (section: Section): boolean => section.body.length > 0 || section.children.some(hasBody);

function rangeOf(blocks: readonly Block[]): Range | undefined {
  return blocks.length === 0 ? undefined : { start: blocks[0]!.start, end: blocks.at(-1)!.end };
}

/** Neighbours that are small share a chunk, as long as it stays within the target. */
function groupNeighbours(sections: readonly Section[], target: number): Section[][] {
  const groups: Section[][] = [];
  for (const section of sections) {
    const group = groups.at(-1);
    const size = section.end - section.start;
    const before = group ? group.at(-1)!.end - group[0]!.start : 0;
    const tiny = Math.min(size, before) < target * 0.4;
    if (group && tiny && section.end - group[0]!.start <= target) group.push(section);
    else groups.push([section]);
  }
  return groups;
}

/** The page on which the text at an offset stands. Offsets ascend. */
function createPageFinder(blocks: readonly Block[]): (start: number) => number | undefined {
  let next = 0;
  return (start) => {
    while (next < blocks.length - 1 && blocks[next]!.end <= start) next++;
    return blocks[next]?.page;
  };
}

/** Longest white space between two blocks that is worth keeping as it is. */
const GAP_CHARACTERS = 16;

/** Cuts verbatim slices; what stands between blocks without being part of one becomes a blank line. */
function createSlicer({ text, blocks }: ExtractedDocument): (start: number, end: number) => string {
  const holes: Range[] = [];
  let previous = 0;
  for (const block of blocks) {
    const gap = text.slice(previous, Math.min(block.start, previous + GAP_CHARACTERS + 1));
    if (previous > 0 && (gap.length > GAP_CHARACTERS || gap.trim() !== ""))
      holes.push({ start: previous, end: block.start });
    previous = block.end;
  }
  let next = 0;
  return (start, end) => {
    // Slices are asked for in reading order.
    while (next < holes.length && holes[next]!.end <= start) next++;
    let out = "";
    let from = start;
    for (; next < holes.length && holes[next]!.start < end; next++) {
      const hole = holes[next]!;
      if (hole.end > end) break;
      out += `${text.slice(from, hole.start).trimEnd()}\n\n`;
      from = hole.end;
    }
    return (out + text.slice(from, end)).replace(/^\n+|\s+$/g, "");
  };
}
