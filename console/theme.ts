/** Light, dark, or as the system has it. The choice is the one thing that the console keeps in the browser. */

const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "vegarag-console-theme";

export function themeKept(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(NAME)) ?? "auto";
  } catch {
    return "auto"; // a browser that lets nobody store anything
  }
}

export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
}

/** @returns the one after it, which holds from now on */
export function turnTheme(theme: Theme): Theme {
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  applyTheme(next);
  try {
    if (next === "auto") localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, next);
  } catch {
    // It holds until the page is reloaded.
  }
  return next;
}
