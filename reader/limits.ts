/** What one file may cost. Counted before an engine or a parser sees the bytes, and while they are inflated. */
export const FILE_LIMITS = {
  pages: 1_000,
  /** Bytes that one compressed stream of a PDF, or one entry of an archive, may inflate to. */
  inflatedBytes: 64 * 1024 * 1024,
  /** Of a PDF's stream that is words and commands, such as a page: an engine follows each of them while nobody else is served. */
  commandBytes: 8 * 1024 * 1024,
  /** The same over a whole PDF. */
  commandBytesInAll: 96 * 1024 * 1024,
  /** Of all streams or entries of a file. */
  inflatedBytesInAll: 200 * 1024 * 1024,
  /** Bytes of XML that are read of an office file: what stands in it as pictures is not. */
  xmlBytes: 40 * 1024 * 1024,
  /** Elements within each other: the parser's work for one grows with those around it. */
  xmlDepth: 500,
  archiveEntries: 5_000,
  /** Characters of text that are kept. */
  characters: 4 * 1024 * 1024,
} as const;
