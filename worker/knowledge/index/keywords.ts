/**
 * What a page's author says it is about outside its text: keywords, tags and description in front matter
 * or meta tags. Visitors' words often stand only there. A page is found by them; they are never shown
 * or quoted, because no reader of the page sees them.
 */

const MOST_CHARACTERS = 600;

const FIELD = /^(?:keywords|tags|categories|description|summary)[ \t]*:(.*)$/i;
/** A list item or a continuation of the line above. */
const CONTINUED = /^(?:[ \t]+\S|[ \t]*-[ \t])/;

/** @param yaml the lines between the rules of front matter */
export function keywordsOfFrontMatter(yaml: string): string {
  const found: string[] = [];
  let inField = false;
  for (const line of yaml.slice(0, 20_000).split("\n")) {
    const field = FIELD.exec(line);
    inField = field !== null || (inField && CONTINUED.test(line));
    if (inField) found.push(field?.[1] ?? line);
  }
  // What is punctuation of YAML separates words like any other.
  return boundKeywords(found.join(" ").replace(/[[\]"'|>,-]+/g, " "));
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
