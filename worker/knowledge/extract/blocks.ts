/** What every extractor makes of a document: its blocks, in reading order. */

export type BlockKind = "heading" | "paragraph" | "list" | "table" | "code" | "quote";

export interface Block {
  kind: BlockKind;
  /** Verbatim: `document.text.slice(start, end)`. */
  text: string;
  /** UTF-16 offsets in `ExtractedDocument.text`. Blocks ascend and never overlap. */
  start: number;
  end: number;
  /** Plain text of the headings above, outermost first; a heading's own text is the last of its path. */
  headingPath: string[];
  /** Headings only: 1 to 6. */
  level?: number;
  /** Tables: how many characters at its start are its head, which every part of it needs to be understood. */
  head?: number;
  /** Where the document has pages: the one on which it begins, counted from 1. */
  page?: number;
}
