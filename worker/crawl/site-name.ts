/** What a website calls itself: by `og:site_name`, else by the part that the titles of its pages have in common. */

import type { PageFacts } from "./page-facts.ts";

/** What its pages have said so far. The first ones name it: its owner may have taken that name over by now. */
export interface SiteNames {
  /** By a page that says it outright. */
  said: string | null;
  titles: readonly string[];
}

/** Of fewer titles two may be alike by chance. */
const LEAST_TITLES = 3;
const MOST_TITLES = 24;
/** A longer one is a sentence; a bot's name has a hundred characters at most. */
const NAME_CHARACTERS = 80;
const TITLE_CHARACTERS = 300;
/** What sites put between the name of a page and their own. */
const BETWEEN = /\s+[-–—·•»«/|:~]+\s+|\s*[|»]\s*|:\s+/g;

/** @returns undefined where the page says nothing new */
export function withNamesOf(
  { said, titles }: SiteNames,
  { siteName, title }: Pick<PageFacts, "siteName" | "title">,
): SiteNames | undefined {
  if (said !== null) return undefined;
  const name = nameOf(siteName);
  if (name !== undefined) return { said: name, titles: [] };
  const plain = plainOf(title).slice(0, TITLE_CHARACTERS);
  return plain === "" || titles.length >= MOST_TITLES ? undefined : { said, titles: [...titles, plain] };
}

/** Null: nothing says it, or too few pages by now. */
export function siteNameOf({ said, titles }: SiteNames): string | null {
  if (said !== null || titles.length < LEAST_TITLES) return said;
  const counts = new Map<string, number>();
  for (const part of titles.flatMap(outerParts)) counts.set(part, (counts.get(part) ?? 0) + 1);
  const common = [...counts].filter(([, count]) => count * 2 > titles.length).map(([part]) => part);
  return nameOf(common.toSorted((a, b) => b.length - a.length)[0] ?? "") ?? null;
}

/** All that a title begins or ends with, up to a mark between its parts; the title itself once. */
function outerParts(title: string): string[] {
  const parts = new Set([title]);
  for (const { index, 0: mark } of title.matchAll(BETWEEN)) {
    parts.add(title.slice(0, index));
    parts.add(title.slice(index + mark.length));
  }
  return [...parts];
}

// Of control characters and of those that turn the direction of what follows, none is a part of a name.
const plainOf = (text: string): string => text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();

function nameOf(text: string): string | undefined {
  const name = plainOf(text);
  return /[\p{L}\p{N}]/u.test(name) && name.length <= NAME_CHARACTERS ? name : undefined;
}
