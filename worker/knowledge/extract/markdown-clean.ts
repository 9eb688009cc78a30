/**
 * Takes out of Markdown what is there for a site's generator and not for its readers, before its blocks are looked
 * for: MDX's imports and tags, template tags, attribute lists, reference and footnote marks, names of emoji, lines
 * of twoslash; and gives admonitions of several generators one shape. Code is left as it is. Linear in the length:
 * every expression is bounded in what it may look ahead.
 */

import { cleanRun, collectDefinitions } from "./markdown-runs.ts";
import { closesFence, type Fence, opensFence } from "./markdown-lines.ts";

export interface CleanMarkdown {
  text: string;
  /** Characters of text that nobody is shown. */
  hidden: number;
}

/** No import or export is longer. */
const STATEMENT_LINES = 60;

/** @param body without front matter, with `\n` line ends */
export function cleanMarkdown(body: string): CleanMarkdown {
  const lines = body.split("\n");
  const definitions = collectDefinitions(lines);
  const out: string[] = [];
  let run: string[] = [];
  let hidden = 0;
  const flush = () => {
    if (run.length === 0) return;
    const cleaned = cleanRun(run.join("\n"), definitions);
    hidden += cleaned.hidden;
    // One that was nothing but marks leaves no line behind that could join two paragraphs.
    out.push(cleaned.text.trim() === "" ? "" : cleaned.text);
    run = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const fence = opensFence(line);
    if (fence !== undefined) {
      flush();
      const end = fenceEnd(lines, at + 1, fence);
      out.push(line, ...cleanCode(lines.slice(at + 1, end), line), ...lines.slice(end, end + 1));
      at = end;
      continue;
    }
    if (line.trim() === "") {
      flush();
      out.push("");
      continue;
    }
    const statement = run.length === 0 ? statementEnd(lines, at) : undefined;
    if (statement !== undefined) {
      at = statement;
      continue;
    }
    const aside = asideOf(line);
    if (aside !== undefined) {
      flush();
      out.push("", ...(aside.title === "" ? [] : [`**${aside.title}**`, ""]));
      if (aside.indented) at = dedent(lines, at);
      continue;
    }
    if (isGeneratorLine(line)) {
      flush();
      out.push("");
      continue;
    }
    run.push(line);
  }
  flush();
  return { text: out.join("\n"), hidden };
}

/** The line that closes the fence, or behind the last one. */
function fenceEnd(lines: readonly string[], from: number, fence: Fence): number {
  let at = from;
  while (at < lines.length && !closesFence(lines[at]!, fence)) at++;
  return at;
}

const CUT = /^\s*\/\/\s*---cut(-before|-after|-start|-end)?---\s*$/;
const TWOSLASH = /^\s*\/\/\s*(?:\^[?|^]|@[A-Za-z]\w*(?::.*)?\s*$)/;
const HIGHLIGHT_LINE = /^\s*(?:\/\/|#|<!--|\/\*|--)\s*highlight-(?:next-line|start|end)\b.*$/;
const CODE_MARK = /[ \t]*(?:\/\/|#|<!--|\/\*|--)\s*\[!code[^\]\n]{0,80}\]\s*(?:-->|\*\/)?\s*$/;

/** Without what only the highlighter reads. */
function cleanCode(lines: readonly string[], opening: string): string[] {
  const isTwoslash = /\btwoslash\b/.test(opening);
  let kept: string[] = [];
  let skipping = false;
  for (const line of lines) {
    const cut = line.includes("---cut") ? CUT.exec(line) : null;
    if (cut) {
      if (cut[1] === "-after") break;
      if (cut[1] === undefined || cut[1] === "-before") kept = [];
      else skipping = cut[1] === "-start";
    } else if (
      !skipping &&
      !(isTwoslash && TWOSLASH.test(line)) &&
      !(line.includes("highlight-") && HIGHLIGHT_LINE.test(line))
    ) {
      kept.push(line.includes("[!code") ? line.replace(CODE_MARK, "") : line);
    }
  }
  return kept;
}

/** The last line of an `import` or `export` of MDX that begins here, or undefined where none does. */
function statementEnd(lines: readonly string[], at: number): number | undefined {
  const line = lines[at]!;
  if (/^import[ \t]+["'][^"']+["'];?\s*$/.test(line)) return at;
  const isImport = /^import[ \t]+(?:type[ \t]+)?[\w*{$]/.test(line);
  const isExport = /^export[ \t]+(?:const|let|var|default|function|async|class|\{)/.test(line);
  if (!isImport && !isExport) return undefined;
  let depth = 0;
  for (let end = at; end < Math.min(lines.length, at + STATEMENT_LINES); end++) {
    const text = lines[end]!.slice(0, 5_000);
    depth += count(text, /[{([]/g) - count(text, /[})\]]/g);
    if (isImport && /["'][^"']+["'];?\s*$/.test(text)) return end;
    if (isExport && depth <= 0 && !/[=,(]\s*$/.test(text)) return end;
    // A sentence that begins with the word, not a statement.
    if (isImport && text.trim() === "") return undefined;
  }
  return undefined;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The start of an admonition, a folded part or a tab, and what stands on it. */
function asideOf(line: string): { title: string; indented: boolean } | undefined {
  const first = line.trimStart()[0];
  if (first === ":") {
    const colons = /^[ \t]*:{3,}[ \t]*[\w-]+[ \t]*(?:\[([^\]\n]{1,300})\]|\{[^}\n]{0,300}\}|([^\n{]{0,300}))/.exec(
      line,
    );
    return colons ? { title: (colons[1] ?? colons[2] ?? "").trim(), indented: false } : undefined;
  }
  if (first !== "!" && first !== "?" && first !== "=") return undefined;
  const indented = /^(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+(?:[\w-]+[ \t]*)*(?:"([^"\n]{0,300})")?[ \t]*$/.exec(
    line.slice(0, 600),
  );
  return indented ? { title: (indented[1] ?? "").trim(), indented: true } : undefined;
}

/** Moves what belongs to an admonition to the margin; what is there already ends it. @returns the admonition's own line */
function dedent(lines: string[], at: number): number {
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next]!;
    if (line.trim() === "") continue;
    if (!/^(?: {4}|\t)/.test(line)) break;
    lines[next] = line.replace(/^(?: {4}|\t)/, "");
  }
  return at;
}

/** Lines that a generator puts something else in the place of, or reads itself. */
function isGeneratorLine(line: string): boolean {
  return (
    line.length <= 300 &&
    (/^[ \t]*(?:\[\[_?toc_?\]\]|\[toc\]|\{:toc[^}]*\}|\$\{toc\}|@\[toc\].*)[ \t]*$/i.test(line) ||
      /^[ \t]*\{:[^{}\n]*\}[ \t]*$/.test(line))
  );
}
