/** One bot: its name, its screens, and the one that is open. */

import type { Bot } from "../api.ts";
import { botApi } from "../bot-api.ts";
import { useLoad } from "../load.ts";
import type { Screen as Name } from "../route.ts";
import type { Session } from "../session.ts";
import { WORDS } from "../words.ts";
import { Answers } from "./answers.tsx";
import { Conversations } from "./conversations.tsx";
import { Documents } from "./documents.tsx";
import { Frame, Screen } from "./frame.tsx";
import { Home } from "./home.tsx";
import { Install } from "./install.tsx";
import { Loaded } from "./parts.tsx";
import { Questions } from "./questions.tsx";
import { Websites } from "./websites.tsx";

const VIEWS = {
  home: Home,
  questions: Questions,
  conversations: Conversations,
  websites: Websites,
  documents: Documents,
  answers: Answers,
  install: Install,
};

interface Props {
  session: Session;
  botId: string;
  screen: Name;
  signOut: () => void;
}

export function BotFrame({ session, botId, screen, signOut }: Props) {
  const bot = useLoad(() => session.account<Bot>("GET", `/v1/bots/${encodeURIComponent(botId)}`), [botId]);
  const View = VIEWS[screen];
  return (
    <Frame bot={{ botId, screen, name: bot.data?.name }} signOut={signOut}>
      <Screen title={WORDS[screen]}>
        <Loaded of={bot}>{() => <View key={screen} api={botApi(session, botId)} />}</Loaded>
      </Screen>
    </Frame>
  );
}
