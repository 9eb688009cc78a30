/**
 * The third file: what reading an answer takes and typing a question does not: Markdown, speaking it, sources.
 * Fetched once the visitor types; until it is here answers are shown as plain text.
 */

export { createMarkdown } from "../../ui/markdown.ts";
export { createAnnouncer } from "./announce.ts";
export { copyText, withSources } from "./copy-text.ts";
export { createSources } from "./sources.tsx";
