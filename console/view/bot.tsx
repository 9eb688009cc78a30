/** One bot: its name, its screens, and the one that is open. */

import type { FunctionComponent } from "preact";
import { useMemo } from "preact/hooks";
import { RequestError } from "../../ui/request.ts";
import type { Bot } from "../api.ts";
import { botApi, type ViewProps } from "../bot-api.ts";
import { useLoad } from "../load.ts";
import type { Place, Screen as Name } from "../route.ts";
import type { Session } from "../session.ts";
import { WORDS } from "../words.ts";
import { Answers } from "./answers.tsx";
import { Conversations } from "./conversations.tsx";
import { Documents } from "./documents.tsx";
import { Frame, Screen } from "./frame.tsx";
import { Home, HomeActions } from "./home.tsx";
import { Loaded } from "./parts.tsx";
import { Questions } from "./questions.tsx";
import { Websites } from "./websites.tsx";

type View = FunctionComponent<ViewProps>;

const VIEWS: Partial<Record<Name, View>> = {
  home: Home,
  questions: Questions,
  conversations: Conversations,
  websites: Websites,
  documents: Documents,
  answers: Answers,
};

/** The rest comes when one of it is opened first. */
async function loadRest(): Promise<void> {
  try {
    const { AuditLog, Danger, HandoffScreen, Install, Keys, Look, Playground, Usage } = await import("./later.ts");
    const bot = { keys: Keys, usage: Usage, audit: AuditLog, danger: Danger };
    Object.assign(VIEWS, { playground: Playground, install: Install, look: Look, handoff: HandoffScreen, ...bot });
  } catch (error) {
    throw new RequestError("network", `${error}`);
  }
}

/** What stands beside a list is chosen by the address: the list stays where it is. */
const LISTS = new Set<Name>(["questions", "conversations"]);

interface Props {
  session: Session;
  botId: string;
  place: Place;
  signOut: () => void;
}

export function BotFrame({ session, botId, place: { screen, asked }, signOut }: Props) {
  const api = useMemo(() => botApi(session, botId), [session, botId]);
  const bot = useLoad(() => session.account<Bot>("GET", `/v1/bots/${encodeURIComponent(botId)}`), [botId]);
  const isMissing = VIEWS[screen] === undefined;
  const rest = useLoad(async () => (isMissing ? loadRest() : undefined), [isMissing]);
  const View = VIEWS[screen];
  // Not waited for: what the screen asks for is on its way beside it.
  const isLost = bot.data === undefined && bot.problem !== undefined;
  const opened = View === undefined ? { ...rest, data: undefined } : { ...bot, data: isLost ? undefined : View };
  return (
    <Frame
      bot={{ botId, screen, name: bot.data?.name, logo: bot.data?.theme.logo }}
      session={session}
      signOut={signOut}
    >
      <Screen title={WORDS[screen]} actions={screen === "home" && <HomeActions botId={botId} />}>
        <Loaded of={opened}>
          {(View) => (
            <View
              key={LISTS.has(screen) ? screen : `${screen}?${asked}`}
              api={api}
              bot={bot}
              asked={new URLSearchParams(asked)}
            />
          )}
        </Loaded>
      </Screen>
    </Frame>
  );
}
