/**
 * The third file: what reading an answer takes and typing a question does not: Markdown, speaking it, sources,
 * forms and lists. Fetched once the visitor types; until it is here answers are shown as plain text.
 */

import css from "../reader.css?inline";

export { createMarkdown } from "../../ui/markdown.ts";
export { createAnnouncer } from "./announce.ts";
export { copyText, withSources } from "./copy-text.ts";
export { createPages } from "./pages.tsx";
export { createSources } from "./sources.tsx";

/** The looks of what this file makes. */
export function addStyles(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
}
