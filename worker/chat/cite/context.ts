/**
 * Where in a Markdown text the next character stands: in prose, a code span, a fence, an indented
 * block, behind a backslash. Fed character by character, so that it works on a stream. Knows the
 * constructs in which `[1]` is not a citation and no others.
 */

export interface MarkdownContext {
  step(char: string): void;
  /** Settles a run of ticks: call before asking anything below. */
  settle(): void;
  /** In a fenced or indented block, or behind a backslash: a bracket here is a character. */
  isLiteral(): boolean;
  /** Ticks that opened the code span this is in, 0 outside. */
  span(): number;
  /** The ticks never close: they were ordinary characters. */
  dropSpan(): void;
  /** Nothing but blanks, quote signs and a list marker so far on this line. */
  isLineStart(): boolean;
}

export function createMarkdownContext(): MarkdownContext {
  let escaped = false;
  let span = 0;
  let fence: { mark: string; length: number; opening: boolean; closing: boolean } | undefined;
  let lineStart = true;
  let blank = true;
  let afterBlank = true;
  let inList = false;
  let indent = 0;
  let indented = false;
  /** Ticks or tildes that may go on. */
  let run = "";

  function settle(): void {
    if (run === "") return;
    const mark = run.charAt(0);
    const length = run.length;
    run = "";
    if (fence?.opening) {
      // A tick in the info string: this was a code span on one line.
      if (mark === "`" && fence.mark === "`") {
        span = length === fence.length ? 0 : fence.length;
        fence = undefined;
      }
    } else if (fence) {
      fence.closing = lineStart && mark === fence.mark && length >= fence.length;
    } else if (lineStart && length >= 3 && !indented) {
      fence = { mark, length, opening: true, closing: false };
      span = 0;
    } else if (mark === "`" && !indented) {
      if (span === 0) span = length;
      else if (span === length) span = 0;
    }
    lineStart = false;
  }

  function endLine(): void {
    settle();
    if (fence?.closing) fence = undefined;
    else if (fence) fence.opening = false;
    else if (blank) span = 0;
    afterBlank = blank;
    lineStart = true;
    blank = true;
    indent = 0;
    indented = false;
    escaped = false;
  }

  /** The first visible character of a line outside fences decides what block the line belongs to. */
  function startLine(char: string): void {
    blank = false;
    indented = isIndented();
    if (/[-*+\d]/.test(char)) inList = true;
    else if (indent === 0 && afterBlank) inList = false;
  }

  const isIndented = () => indent >= 4 && afterBlank && !inList;

  return {
    step(char) {
      if (char === "\n") {
        endLine();
        return;
      }
      const wasEscaped = escaped;
      escaped = false;
      if (char === "`" || char === "~") {
        if (run !== "" && run.charAt(0) !== char) settle();
        if (blank && !fence) startLine(char);
        blank = false;
        if (wasEscaped) lineStart = false;
        else run += char;
        return;
      }
      settle();
      const space = char === " " || char === "\t" || char === "\r";
      if (fence) {
        if (!space) {
          fence.closing = false;
          blank = false;
          if (char !== ">") lineStart = false;
        }
        return;
      }
      if (space) {
        if (blank) indent += char === "\t" ? 4 : 1;
        return;
      }
      if (blank) startLine(char);
      if (!/[>\-*+\d.)]/.test(char)) lineStart = false;
      escaped = char === "\\" && !wasEscaped && span === 0;
    },
    settle,
    isLiteral: () => fence !== undefined || escaped || indented || (blank && isIndented()),
    span: () => span,
    dropSpan() {
      span = 0;
    },
    isLineStart: () => lineStart,
  };
}
