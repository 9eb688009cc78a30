/**
 * What reading an answer takes and typing a question does not: Markdown and finding quotes in the page. A
 * file of its own, fetched once the visitor can type; until it is here answers are shown as plain text.
 */

export { createMarkdown } from "./markdown.ts";
export { findQuote, showRange } from "./find-quote.ts";
