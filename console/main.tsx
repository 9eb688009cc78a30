/** The console: who is signed in decides between the door and the rest. */

import { render } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import "./console.css";
import { keepFocus } from "./keep-focus.ts";
import { told } from "./load.ts";
import { takeCode, usePlace } from "./route.ts";
import { type Session, signIn } from "./session.ts";
import { applyTheme, themeKept } from "./theme.ts";
import { BotFrame } from "./view/bot.tsx";
import { Bots } from "./view/bots.tsx";
import { Frame } from "./view/frame.tsx";
import { SignIn } from "./view/sign-in.tsx";
import { LANGUAGE } from "./language.ts";
import { WORDS } from "./words.ts";

// Before anything is drawn, and before anything can read the address.
const code = takeCode();
applyTheme(themeKept());

function Console() {
  const [session, setSession] = useState<Session>();
  const [opening, setOpening] = useState(code !== undefined);
  const [notice, setNotice] = useState<string>();
  const place = usePlace();

  const leave = (why: string) => {
    setSession(undefined);
    setNotice(why);
  };
  const enter = async (by: { code: string } | { key: string }) => {
    setSession(await signIn(by, () => leave(WORDS.sessionOver)));
    setNotice(undefined);
  };
  useLayoutEffect(() => {
    if (code === undefined) return;
    enter({ code })
      .catch((error: unknown) => setNotice(told(error).text))
      .finally(() => setOpening(false));
  }, []);
  useLayoutEffect(() => {
    const main = document.getElementById("main");
    // A screen may have put it into a field of its own.
    if (!main?.contains(document.activeElement)) main?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place.botId, place.screen, session !== undefined]);

  if (opening) return <p class="opening">{WORDS.signingIn}</p>;
  if (session === undefined) return <SignIn notice={notice} signIn={(key) => enter({ key })} />;
  const signOut = () => {
    session.end();
    leave(WORDS.signedOut);
  };
  const { botId } = place;
  if (botId !== undefined) return <BotFrame key={botId} {...{ session, botId, place, signOut }} />;
  return (
    <Frame session={session} signOut={signOut}>
      <Bots session={session} />
    </Frame>
  );
}

document.documentElement.lang = LANGUAGE;
const root = document.getElementById("console")!;
keepFocus(root);
render(<Console />, root);
