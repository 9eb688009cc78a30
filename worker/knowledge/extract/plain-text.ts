/**
 * Markdown to the words a reader sees, for search indexing, text fragments and highlights. Works on
 * slices (chunks, quotes), needs no parser and is linear in the length. Splitting into sentences is
 * `sentences`, which is exported from here too.
 */

import { decodeEntity } from "./html-entities.ts";
import { findBrackets, findCodeSpans, isEscapable } from "./markdown-inline.ts";
import { closesFence, kindOf, linesOf, markerLength, opensFence, type Fence } from "./markdown-lines.ts";

export { splitSentences, type Sentence } from "../sentences.ts";

export interface PlainTextOptions {
  /**
   * False for chunks of HTML and plain text documents: there `*`, `_`, `[` and `<` in a line are what
   * the reader sees, and only marks at the start of lines were added by the extraction.
   */
  inline?: boolean;
}

/** Visible text: links → their text, images → alt, no markers, tags, fences or table rules. Lines stay lines. */
export function plainText(markdown: string, { inline = true }: PlainTextOptions = {}): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let fence: Fence | undefined;
  const flush = () => {
    if (paragraph.length > 0) out.push(inline ? stripInline(paragraph.join("\n")) : paragraph.join("\n"));
    paragraph = [];
  };
  for (const { line } of linesOf(markdown)) {
    if (fence) {
      if (closesFence(line, fence)) fence = undefined;
      else out.push(line);
      continue;
    }
    fence = opensFence(line);
    if (fence) {
      flush();
      continue;
    }
    switch (kindOf(line)) {
      case "blank":
        flush();
        if (out.length > 0 && out.at(-1) !== "") out.push("");
        break;
      case "scaffold":
      case "table-rule":
      case "rule":
        flush();
        break;
      case "heading":
        flush();
        paragraph.push(line.slice(markerLength(line)).replace(/(^|[ \t])#+[ \t]*$/, ""));
        flush();
        break;
      case "row":
        flush();
        paragraph.push(stripPipes(line));
        flush();
        break;
      default:
        paragraph.push(line.slice(markerLength(line)));
    }
  }
  flush();
  return out.join("\n").replaceAll("\u00a0", " ").trim();
}

/** `| a | b |` → `a`, tab, `b`: what a browser copies out of a table. */
function stripPipes(line: string): string {
  if (!line.includes("|")) return line.trim();
  const cells = line.trim().replace(/^\|/, "").split("|");
  if (cells.at(-1)?.trim() === "") cells.pop();
  return cells.map((cell) => cell.trim()).join("\t");
}

const TAG = /<(?:[A-Za-z][\w.:-]*|\/[A-Za-z][\w.:-]*|[!?])/y;
const AUTOLINK = /<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*|[\w.+-]+@[\w.-]+)>/y;
const BREAK = /^<br\s*\/?>$/i;

function stripInline(text: string): string {
  if (!/[`*_~[\]<&\\]/.test(text)) return text;
  const spans = findCodeSpans(text, 0, text.length);
  const brackets = findBrackets(text, 0, text.length, spans);
  const skipTo = new Map<number, number>();
  const end = text.length;
  const nextGreater = createFinder(text, ">");
  const nextComment = createFinder(text, "-->");
  let out = "";
  for (let i = 0; i < end;) {
    const skip = skipTo.get(i);
    if (skip !== undefined) {
      i = skip;
      continue;
    }
    const char = text[i]!;
    switch (char) {
      case "\\":
        if (i + 1 < end && isEscapable(text.charCodeAt(i + 1))) {
          out += text[i + 1];
          i += 2;
        } else {
          out += text[i + 1] === "\n" ? "" : char;
          i++;
        }
        break;
      case "`": {
        const span = spans.get(i);
        if (span) {
          const code = text.slice(i + span.ticks, span.close);
          out += /^ .*\S.* $/s.test(code) ? code.slice(1, -1) : code;
          i = span.close + span.ticks;
        } else {
          out += char;
          i++;
        }
        break;
      }
      case "!":
        // The bracket after it is then read as a link, which leaves the alt text.
        if (text[i + 1] !== "[" || linkEnd(text, i + 1, brackets) === undefined) out += char;
        i++;
        break;
      case "[": {
        const close = brackets.get(i);
        const stop = linkEnd(text, i, brackets);
        if (close !== undefined && text[i + 1] === "^") {
          i = close + 1;
        } else if (close !== undefined && stop !== undefined) {
          skipTo.set(close, stop);
          i++;
        } else {
          out += char;
          i++;
        }
        break;
      }
      case "*":
      case "~":
      case "_": {
        let stop = i;
        while (text[stop] === char) stop++;
        out += isDelimiter(text, i, stop, char) ? "" : text.slice(i, stop);
        i = stop;
        break;
      }
      case "<": {
        const stop = tagEnd(text, i, nextGreater, nextComment);
        if (stop === undefined) {
          out += char;
          i++;
        } else {
          AUTOLINK.lastIndex = i;
          const link = AUTOLINK.exec(text);
          if (link) out += link[1];
          else if (BREAK.test(text.slice(i, Math.min(stop, i + 10)))) out += "\n";
          i = stop;
        }
        break;
      }
      case "&": {
        const entity = decodeEntity(text, i);
        out += entity ? entity.text : char;
        i += entity ? entity.length : 1;
        break;
      }
      default: {
        // Runs of ordinary text are copied whole.
        let stop = i + 1;
        while (stop < end && !"\\`![]*_~<&".includes(text[stop]!)) stop++;
        out += text.slice(i, stop);
        i = stop;
      }
    }
  }
  return out;
}

/** Offset behind the link that opens at `open`, or undefined where it is only a bracket. */
function linkEnd(text: string, open: number, brackets: ReadonlyMap<number, number>): number | undefined {
  const close = brackets.get(open);
  if (close === undefined) return undefined;
  const after = text[close + 1];
  if (after !== "(" && after !== "[") return undefined;
  const stop = brackets.get(close + 1);
  return stop === undefined ? undefined : stop + 1;
}

const SPACE = /\s/;
const WORD = /[\p{L}\p{N}]/u;

/** Whether a run of `*`, `_` or `~` is markup: it must lean on a word, `_` must not stand inside one, `~` comes in twos. */
function isDelimiter(text: string, start: number, stop: number, char: string): boolean {
  const before = start === 0 ? " " : text[start - 1]!;
  const after = stop >= text.length ? " " : text[stop]!;
  if (SPACE.test(before) && SPACE.test(after)) return false;
  if (char === "~") return stop - start === 2;
  if (char === "_") return !(WORD.test(before) && WORD.test(after));
  // `2*3` and globs such as `*.ts` or `/api/*` keep theirs where nothing pairs with them.
  return stop - start > 1 || !(/[\p{N}/.]/u.test(before) || /[\p{N}/.]/u.test(after));
}

function tagEnd(
  text: string,
  at: number,
  nextGreater: (from: number) => number,
  nextComment: (from: number) => number,
): number | undefined {
  if (text.startsWith("<!--", at)) {
    const close = nextComment(at + 4);
    return close < 0 ? undefined : close + 3;
  }
  AUTOLINK.lastIndex = at;
  TAG.lastIndex = at;
  if (!TAG.test(text) && !AUTOLINK.test(text)) return undefined;
  const close = nextGreater(at);
  return close < 0 ? undefined : close + 1;
}

/** `indexOf` for ascending offsets: remembers the last hit, so that misses do not scan to the end again and again. */
function createFinder(text: string, needle: string): (from: number) => number {
  let found = -2;
  return (from) => {
    if (found === -1 || found >= from) return found;
    found = text.indexOf(needle, from);
    return found;
  };
}
