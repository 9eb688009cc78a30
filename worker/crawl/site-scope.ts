/** Which addresses belong to a source: the site's own, by who names them; and which of those its owner wants. */

import { compileRules } from "./globs.ts";
import { pathOf } from "./page-address.ts";
import type { SourceConfig } from "../durable/source-api.ts";

/** Where a source is at home: what its url leads to. */
export interface Home {
  /** As in `location.host`. */
  host: string;
  /** The path that links must lie below; ends in a slash. */
  folder: string;
}

export function homeOf(url: string): Home {
  const { host, pathname } = new URL(url);
  return { host, folder: pathname.slice(0, pathname.lastIndexOf("/") + 1) };
}

/** Links lead on within the site's folder; only a whole site has any. */
export function followsLink({ kind }: SourceConfig, home: Home, url: string): boolean {
  const { host, pathname } = new URL(url);
  return kind === "site" && host === home.host && pathname.startsWith(home.folder);
}

/** What a list names is taken on the list's own host, or on the site's that named the list. */
export function listsPage(home: Home, list: string, url: string): boolean {
  const { host } = new URL(url);
  return host === home.host || host === new URL(list).host;
}

/** Where a page says that it is to be found: on its own host, or the site's. */
export function movesTo(home: Home, page: string, url: string): boolean {
  return listsPage(home, page, url);
}

export function wants({ include, exclude }: SourceConfig): (url: string) => boolean {
  const rules = compileRules({ include, exclude });
  return (url) => rules(pathOf(url));
}
