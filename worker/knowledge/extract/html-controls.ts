/**
 * Buttons and tabs that show a part of the page. The part is text of the page however it is folded away, and
 * what stands on its control is its heading.
 */

import type { Attributes } from "./html-elements.ts";

const MOST = 5_000;
const TARGETS =
  /\s(?:aria-controls|data-(?:bs-)?target|commandfor|popovertarget)\s*=\s*(?:"([^"]{1,300})"|'([^']{1,300})'|([^\s"'<>]{1,300}))/gi;

/** The ids of all parts that some control names. */
export function findControlled(source: string): Set<string> {
  const found = new Set<string>();
  for (const [, double, single, bare] of source.matchAll(TARGETS)) {
    for (const id of (double ?? single ?? bare!).split(/\s+/)) found.add(id.replace(/^#/, ""));
    if (found.size > MOST) break;
  }
  return found;
}

/** The part that the element shows, where it is a control. */
export function targetOf(name: string, attributes: Attributes): string | undefined {
  const role = attributes.role?.trim().toLowerCase();
  const toggles = attributes["data-toggle"] ?? attributes["data-bs-toggle"];
  if (name !== "button" && role !== "button" && role !== "tab" && toggles === undefined) return undefined;
  const named = attributes["aria-controls"] ?? attributes["data-target"] ?? attributes["data-bs-target"];
  const link = name === "a" && /^#./.test(attributes.href ?? "") ? attributes.href : undefined;
  const id = (named ?? link)?.trim().split(/\s+/)[0]?.replace(/^#/, "");
  return id === "" ? undefined : id;
}

/** Parts that a control shows and that are no text of the page all the same. */
const NO_PANEL = /^(?:dialog|alertdialog|menu|menubar|listbox|navigation|tooltip|search|tree)$/;

export function isPanel(name: string, attributes: Attributes, controlled: ReadonlySet<string>): boolean {
  const role = attributes.role?.trim().toLowerCase() ?? "";
  if (name === "nav" || name === "dialog" || NO_PANEL.test(role)) return false;
  if (role === "tabpanel" || attributes.hidden?.trim().toLowerCase() === "until-found") return true;
  return attributes.id !== undefined && controlled.has(attributes.id);
}

/** What a control shows must say something: a label of one letter or of a whole paragraph is none. */
export function labelOf(text: string): string | undefined {
  const label = text.replace(/\s+/g, " ").trim();
  return label.length >= 2 && label.length <= 300 && /\p{L}/u.test(label) ? label : undefined;
}
