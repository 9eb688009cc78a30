/** Light or dark as the page has it, and the owner's colour. */

import type { Face } from "../face.ts";
import type { Options } from "../options.ts";

const SWITCHES = ["data-theme", "data-color-mode", "data-color-scheme", "data-bs-theme", "data-mode", "class"];

/** The page's own switch comes before the system's: an attribute or a class on `html` or `body`, then `color-scheme`. */
export function schemeOf(page: Document): string {
  for (const element of [page.documentElement, page.body]) {
    for (const name of SWITCHES) {
      const found = /(?:^|[\s-])(dark|light)(?:$|\s)/i.exec(element.getAttribute(name) ?? "");
      if (found) return found[1]!.toLowerCase();
    }
  }
  const { colorScheme } = getComputedStyle(page.documentElement);
  return colorScheme === "dark" || colorScheme === "light" ? colorScheme : "light dark";
}

/** Follows the page's switch. @returns the way to stop */
export function followTheme(frame: HTMLElement, options: Options, face: () => Face | undefined): () => void {
  const page = document;
  const apply = () => {
    const mode = options.theme || face()?.theme.mode || "auto";
    frame.style.colorScheme = mode === "auto" ? schemeOf(page) : mode;
  };
  apply();
  const observer = new MutationObserver(apply);
  for (const element of [page.documentElement, page.body])
    observer.observe(element, { attributeFilter: [...SWITCHES, "style"] });
  return () => observer.disconnect();
}
