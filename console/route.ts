/** Where one is, in the address's fragment: `#/`, or `#/bot_…/questions`. */

import { useEffect, useState } from "preact/hooks";

/** The screens of a bot as the rail shows them, under the words of each group. */
export const GROUPS = [
  { words: undefined, screens: ["home", "questions", "conversations"] },
  { words: "whatItKnows", screens: ["websites", "documents", "answers"] },
  { words: "whereItWorks", screens: ["install"] },
] as const;
export type Screen = (typeof GROUPS)[number]["screens"][number];
const SCREENS: readonly Screen[] = GROUPS.flatMap(({ screens }) => screens);

export interface Place {
  /** Undefined: the list of bots. */
  botId: string | undefined;
  screen: Screen;
}

export function placeOf(fragment: string): Place {
  const [, botId = "", screen = ""] = fragment.split("/");
  const known = SCREENS.find((name) => name === screen) ?? "home";
  return { botId: decoded(botId) || undefined, screen: known };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ""; // no address of ours: the list of bots
  }
}

export const addressOf = (botId: string, screen: Screen = "home"): string => `#/${encodeURIComponent(botId)}/${screen}`;

export function usePlace(): Place {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const follow = () => setFragment(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return placeOf(fragment);
}

/** The one-time code of a link that signs in; it leaves the address, and so the browser's history, at once. */
export function takeCode(): string | undefined {
  const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, "", `${location.pathname}#/`);
  return code;
}
