/** What stands around every screen: the rail with the ways to all of them, and a bar with the name of the one that is open. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import { Icon } from "../../ui/icons.tsx";
import { SEARCH } from "../../ui/more-icons.ts";
import { addressOf, GROUPS, type Screen as Name, SCREENS } from "../route.ts";
import type { Session } from "../session.ts";
import { letterOf, useShortcuts } from "../shortcuts.ts";
import { type Theme, themeKept, turnTheme } from "../theme.ts";
import { WORDS } from "../words.ts";
import { HALF, MENU, MOON, OUT_DOOR, SCREEN_ICONS, SUN } from "./icons.ts";
import type { Palette } from "./palette.tsx";
import { Logo } from "./parts.tsx";

const THEMES: Record<Theme, { icon: string; words: string }> = {
  auto: { icon: HALF, words: WORDS.themeAuto },
  light: { icon: SUN, words: WORDS.themeLight },
  dark: { icon: MOON, words: WORDS.themeDark },
};
/** What a phone has at hand; the rest is a touch further. */
const TABS: readonly Name[] = ["home", "questions", "conversations", "websites"];

interface FrameProps {
  /** Undefined: the list of bots is open. */
  bot?: { botId: string; screen: Name; name: string | undefined; logo: string | undefined };
  session: Session;
  signOut: () => void;
  children: ComponentChildren;
}

export function Frame({ bot, session, signOut, children }: FrameProps) {
  const [theme, setTheme] = useState(themeKept);
  const [palette, setPalette] = useState<{ View: typeof Palette }>();
  const goTo = () => void import("./later.ts").then(({ Palette }) => setPalette({ View: Palette }));
  useShortcuts(bot?.botId, goTo);
  // A reader who goes back while it is open has reached the page they wanted.
  useLayoutEffect(() => setPalette(undefined), [bot?.botId, bot?.screen]);
  const turn = { words: fill(WORDS.theme, { theme: THEMES[theme].words }), run: () => setTheme(turnTheme(theme)) };
  return (
    <div class="layout">
      <header class="rail">
        <a href="#/" class="home-link" aria-label={WORDS.product}>
          <Logo />
        </a>
        <a href="#/" class="bot" aria-current={bot ? undefined : "page"} title={WORDS.bots}>
          {bot?.name && (
            <span class="face" aria-hidden="true">
              {bot.logo ? <img src={bot.logo} alt="" /> : [...bot.name.trim()][0]}
            </span>
          )}
          <span>{bot ? bot.name : WORDS.bots}</span>
        </a>
        <button type="button" class="jump" onClick={goTo} title={WORDS.goTo} aria-keyshortcuts="Control+K Meta+K">
          <Icon name={SEARCH} />
          <span>{WORDS.goTo}</span>
          <kbd aria-hidden="true">{/Mac|iP/.test(navigator.platform) ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        {bot && <Screens botId={bot.botId} open={bot.screen} more={goTo} />}
        <div class="foot">
          <button type="button" onClick={turn.run} title={turn.words}>
            <Icon name={THEMES[theme].icon} />
            <span>{turn.words}</span>
          </button>
          <button type="button" onClick={signOut} title={WORDS.signOut}>
            <Icon name={OUT_DOOR} />
            <span>{WORDS.signOut}</span>
          </button>
        </div>
      </header>
      {children}
      {palette && (
        <palette.View
          session={session}
          botId={bot?.botId}
          theme={turn}
          signOut={signOut}
          close={() => setPalette(undefined)}
        />
      )}
    </div>
  );
}

function Screens({ botId, open, more }: { botId: string; open: Name; more: () => void }) {
  return (
    <nav aria-label={WORDS.screens}>
      {GROUPS.map(({ words, screens }) => (
        <div key={words} class="group">
          {words && <p>{WORDS[words]}</p>}
          <ul>
            {screens.map((name) => (
              <li key={name} class={TABS.includes(name) ? "tab" : ""}>
                <a
                  href={addressOf(botId, name)}
                  aria-current={name === open ? "page" : undefined}
                  title={`${WORDS[name]} (${letterOf(SCREENS.indexOf(name))})`}
                >
                  <Icon name={SCREEN_ICONS[name]} />
                  <span>{WORDS[name]}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <button type="button" class="more" onClick={more}>
        <Icon name={MENU} />
        <span>{WORDS.more}</span>
      </button>
    </nav>
  );
}

interface ScreenProps {
  title: string;
  /** At most two. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function Screen({ title, actions, children }: ScreenProps) {
  return (
    <main id="main" tabIndex={-1}>
      <div class="top">
        <h1>{title}</h1>
        {actions}
      </div>
      <div class="page">{children}</div>
    </main>
  );
}
