/**
 * What a page's author says it is about outside its text: keywords, tags and description in front matter
 * or meta tags. Visitors' words often stand only there. A page is found by them; they are never shown
 * or quoted, because no reader of the page sees them.
 */

const MOST_CHARACTERS = 600;

const FIELDS = new Set(["keywords", "tags", "categories", "description", "summary"]);

/** @param fields of front matter, in their order */
export function keywordsOfFields(fields: ReadonlyMap<string, string | boolean | string[]>): string {
  const found = [...fields].flatMap(([name, value]) =>
    FIELDS.has(name) && value !== true && value !== false ? value : [],
  );
  // What is punctuation of lists separates words like any other.
  return boundKeywords(
    found
      .join(" ")
      .slice(0, 20_000)
      .replace(/[[\]"'|>,-]+/g, " "),
  );
}

/** @param name of a meta tag, `name` or `property` */
export function isKeywordsMeta(name: string | undefined): boolean {
  return /^(?:keywords|description|og:description|article:tag)$/i.test(name?.trim() ?? "");
}

/** One line of at most 600 characters. */
export function boundKeywords(words: string): string {
  const line = words.replace(/\s+/g, " ").trim();
  return line.slice(0, MOST_CHARACTERS).toWellFormed();
}
