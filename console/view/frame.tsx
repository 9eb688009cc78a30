/** What stands around every screen: the rail with the ways to all of them, and a bar with the name of the one that is open. */

import type { ComponentChildren } from "preact";
import { Icon } from "../../ui/icons.tsx";
import { addressOf, GROUPS, type Screen as Name } from "../route.ts";
import { WORDS } from "../words.ts";
import { OUT_DOOR, SCREEN_ICONS } from "./icons.ts";
import { Logo } from "./parts.tsx";

interface FrameProps {
  /** Undefined: the list of bots is open. */
  bot?: { botId: string; screen: Name; name: string | undefined };
  signOut: () => void;
  children: ComponentChildren;
}

export function Frame({ bot, signOut, children }: FrameProps) {
  return (
    <div class="layout">
      <header class="rail">
        <a href="#/" class="home-link" aria-label={WORDS.product}>
          <Logo />
        </a>
        <a href="#/" class="bot" aria-current={bot ? undefined : "page"} title={WORDS.bots}>
          {bot?.name && (
            <span class="face" aria-hidden="true">
              {[...bot.name.trim()][0]}
            </span>
          )}
          <span>{bot ? bot.name : WORDS.bots}</span>
        </a>
        {bot && <Screens botId={bot.botId} open={bot.screen} />}
        <div class="foot">
          <button type="button" onClick={signOut} title={WORDS.signOut}>
            <Icon name={OUT_DOOR} />
            <span>{WORDS.signOut}</span>
          </button>
        </div>
      </header>
      {children}
    </div>
  );
}

function Screens({ botId, open }: { botId: string; open: Name }) {
  return (
    <nav aria-label={WORDS.screens}>
      {GROUPS.map(({ words, screens }) => (
        <div key={words} class="group">
          {words && <p>{WORDS[words]}</p>}
          <ul>
            {screens.map((name) => (
              <li key={name}>
                <a href={addressOf(botId, name)} aria-current={name === open ? "page" : undefined} title={WORDS[name]}>
                  <Icon name={SCREEN_ICONS[name]} />
                  <span>{WORDS[name]}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

interface ScreenProps {
  title: string;
  /** At most two, one of them the main one. */
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
