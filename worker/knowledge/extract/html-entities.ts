/**
 * Character references in Markdown text. HTML documents have theirs decoded by the HTML tokenizer; here
 * only the ones that people type in Markdown are known, the rest stays as it is.
 */

const NAMED: Readonly<Record<string, string>> = {
  amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", copy: "©", reg: "®", trade: "™", hellip: "…",
  mdash: "—", ndash: "–", lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", laquo: "«", raquo: "»", bull: "•",
  middot: "·", times: "×", rarr: "→", larr: "←", uarr: "↑", darr: "↓", harr: "↔", le: "≤", ge: "≥", ne: "≠",
  deg: "°", euro: "€", pound: "£", sect: "§", para: "¶", check: "✓", zwj: "\u200d", zwnj: "\u200c", shy: "\u00ad",
}; // prettier-ignore

const REFERENCE = /&(?:#[xX]([0-9a-fA-F]{1,6})|#(\d{1,7})|([A-Za-z]{2,8}));/y;

/** The reference that starts at `at`, or undefined where none does. */
export function decodeEntity(text: string, at: number): { text: string; length: number } | undefined {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(text);
  if (!match) return undefined;
  const [whole, hex, decimal, name] = match;
  if (name !== undefined) {
    return Object.hasOwn(NAMED, name) ? { text: NAMED[name]!, length: whole.length } : undefined;
  }
  const code = hex === undefined ? Number.parseInt(decimal!, 10) : Number.parseInt(hex, 16);
  const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return { text: valid ? String.fromCodePoint(code) : "\ufffd", length: whole.length };
}
