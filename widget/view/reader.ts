/**
 * What reading an answer takes and typing a question does not: Markdown, speaking it, finding quotes. A
 * file of its own, fetched once the visitor types; until it is here answers are shown as plain text.
 */

import css from "../reader.css?inline";

export { explain } from "../explain.ts";
export { createAnnouncer } from "./announce.ts";
export { createCard } from "./citation-card.ts";
export { copyText } from "./copy-text.ts";
export { createMarkdown } from "./markdown.ts";
export { placeOf } from "./place-of.ts";
export { findQuote, showRange } from "./find-quote.ts";

/** The looks of what Markdown makes. */
export function addStyles(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
}
