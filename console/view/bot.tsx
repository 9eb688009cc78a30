/** One bot: its name, its screens, and the one that is open. */

import type { Bot } from "../api.ts";
import { botApi } from "../bot-api.ts";
import { useLoad } from "../load.ts";
import { addressOf, type Screen, SCREENS } from "../route.ts";
import type { Session } from "../session.ts";
import { WORDS } from "../words.ts";
import { Conversations } from "./conversations.tsx";
import { Documents } from "./documents.tsx";
import { Home } from "./home.tsx";
import { Install } from "./install.tsx";
import { Loaded } from "./parts.tsx";
import { Questions } from "./questions.tsx";
import { Websites } from "./websites.tsx";

const VIEWS = {
  home: Home,
  websites: Websites,
  documents: Documents,
  questions: Questions,
  conversations: Conversations,
  install: Install,
};

export function BotNav({ botId, screen }: { botId: string; screen: Screen }) {
  return (
    <nav aria-label={WORDS.screens}>
      {SCREENS.map((name) => (
        <a key={name} href={addressOf(botId, name)} aria-current={name === screen ? "page" : undefined}>
          {WORDS[name]}
        </a>
      ))}
    </nav>
  );
}

export function BotView({ session, botId, screen }: { session: Session; botId: string; screen: Screen }) {
  const bot = useLoad(() => session.account<Bot>("GET", `/v1/bots/${encodeURIComponent(botId)}`), [botId]);
  const View = VIEWS[screen];
  return (
    <main id="main" tabIndex={-1}>
      <Loaded of={bot}>
        {({ name }) => (
          <>
            <p class="over">{name}</p>
            <h1>{WORDS[screen]}</h1>
            <View key={`${botId} ${screen}`} api={botApi(session, botId)} />
          </>
        )}
      </Loaded>
    </main>
  );
}
