/** Where one is, in the address's fragment: `#/`, or `#/bot_…/questions`, or `#/bot_…/conversations?rating=down`. */

import { useLayoutEffect, useState } from "preact/hooks";

/** The screens of a bot as the rail shows them, under the words of each group. */
export const GROUPS = [
  { words: undefined, screens: ["home", "questions", "conversations", "playground"] },
  { words: "whatItKnows", screens: ["websites", "documents", "answers"] },
  { words: "whereItWorks", screens: ["install", "look", "handoff"] },
  { words: "thisBot", screens: ["keys", "usage", "audit", "danger"] },
] as const;
export type Screen = (typeof GROUPS)[number]["screens"][number];
export const SCREENS: readonly Screen[] = GROUPS.flatMap(({ screens }) => screens);

export interface Place {
  /** Undefined: the list of bots. */
  botId: string | undefined;
  screen: Screen;
  /** What stands behind the `?`: what the screen is asked for, such as a filter of its list. */
  asked: string;
}

export function placeOf(fragment: string): Place {
  const [path = "", asked = ""] = fragment.split(/\?(.*)/s);
  const [, botId = "", screen = ""] = path.split("/");
  const known = SCREENS.find((name) => name === screen) ?? "home";
  return { botId: decoded(botId) || undefined, screen: known, asked };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ""; // no address of ours: the list of bots
  }
}

export function addressOf(botId: string, screen: Screen = "home", asked?: Record<string, string>): string {
  const query = asked === undefined ? "" : `?${new URLSearchParams(asked)}`;
  return `#/${encodeURIComponent(botId)}/${screen}${query}`;
}

export function usePlace(): Place {
  const [fragment, setFragment] = useState(location.hash);
  useLayoutEffect(() => {
    const follow = () => setFragment(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return placeOf(fragment);
}

/** Another wish for the screen that is open, which stays as it is otherwise: no step in the browser's history. */
export function wish(address: string): void {
  history.replaceState(null, "", address);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** The one-time code of a link that signs in; it leaves the address, and so the browser's history, at once. */
export function takeCode(): string | undefined {
  const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, "", `${location.pathname}#/`);
  return code;
}
