/** Markdown as plain text, for where a passage is shown as words: what is verbatim on the wire stays readable. */

export function plainText(markdown: string): string {
  return markdown
    .replace(/^[ \t]*(?:`{3,}|~{3,}).*$/gm, "")
    .replace(/^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$/gm, "")
    .replace(/^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)/gm, "")
    .replace(/!?\[([^[\]]{0,500})\]\([^()\s]{0,2000}(?:[ \t]+"[^"]{0,200}")?\)/g, "$1")
    .replace(/<\/?[a-z][^<>]{0,500}>/gi, " ")
    .replace(/(\*{1,3}|(?<!\w)_{1,3}|~~|`+)(?=\S)([^\n]{0,500}?\S)\1(?!\w)/g, "$2")
    .replace(/^[ \t]*\||\|[ \t]*$/gm, "")
    .replace(/[ \t]\|[ \t]/g, " · ")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/** The same line by line, for an answer that is read as a whole: what is a list stays one. */
export function plainLines(markdown: string): string {
  return markdown
    .split("\n")
    .map((line) => plainText(line.replace(/^([ \t]*)[-*+][ \t]+(?=\S)/, "$1• ")))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n");
}
