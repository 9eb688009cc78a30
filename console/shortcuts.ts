/** Keys that work wherever nobody is typing: ⌘K, `?`, G and a screen's letter, J and K along a list. Letters can be turned off. */

import { useLayoutEffect } from "preact/hooks";
import { addressOf, SCREENS } from "./route.ts";

/** One of each screen, in the order of the rail. */
const LETTERS = "hqcpwdailokutz";
export const letterOf = (at: number): string => `G ${LETTERS[at]?.toUpperCase()}`;

const NAME = "vegarag-console-letters";
/** For people who dictate, or rest a hand on the keyboard. */
export function lettersWork(): boolean {
  try {
    return localStorage.getItem(NAME) === null;
  } catch {
    return true; // a browser that lets nobody store anything
  }
}
export function turnLetters(): void {
  try {
    if (lettersWork()) localStorage.setItem(NAME, "off");
    else localStorage.removeItem(NAME);
  } catch {
    // They stay as they are.
  }
}

/** Fields, and what has keys of its own: a dialog, or the widget in its shadow. */
const isTyping = ([target]: EventTarget[]): boolean =>
  target instanceof Element &&
  (target.closest("input, textarea, select, dialog") !== null || target.getRootNode() !== document);

/** @param botId undefined: none is open, so that there is no screen to go to */
export function useShortcuts(botId: string | undefined, palette: () => void): void {
  // With the screen, and not a frame after it: a key that is pressed at its sight counts.
  useLayoutEffect(() => {
    let isGoing = false;
    const press = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      const isCommand = event.metaKey || event.ctrlKey;
      if (event.altKey || (isCommand && key !== "k")) return;
      if (!isCommand && (isTyping(event.composedPath()) || !lettersWork())) return;
      const at = isGoing ? LETTERS.indexOf(key) : -1;
      isGoing = key === "g" && !isGoing;
      if (at >= 0 && botId !== undefined) location.hash = addressOf(botId, SCREENS[at]);
      else if (isCommand || key === "?") palette();
      else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [botId]);
}

/** Along the list that stands beside what is open. */
function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>(".pick a")];
  const at = links.findIndex((link) => link.ariaCurrent);
  links[at + by]?.click();
  links[at + by]?.scrollIntoView({ block: "nearest" });
}
