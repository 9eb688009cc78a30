/** The account's bots, and the making of one. */

import { useState } from "preact/hooks";
import { RequestError } from "../../ui/request.ts";
import { fill } from "../../ui/fill.ts";
import { all, type Bot } from "../api.ts";
import { told, useDoing, useLoad } from "../load.ts";
import { addressOf } from "../route.ts";
import type { Session } from "../session.ts";
import { day, WORDS } from "../words.ts";
import { Screen } from "./frame.tsx";
import { Field, Form, Loaded } from "./parts.tsx";
import { nameOfAddress, siteOf, webAddress } from "./web-address.ts";

export function Bots({ session }: { session: Session }) {
  const bots = useLoad(() => all<Bot>((query) => session.account("GET", `/v1/bots?${query}`)), []);
  return (
    <Screen title={WORDS.bots}>
      <Loaded of={bots}>
        {(list) =>
          list.length === 0 ? (
            <p class="empty">{WORDS.noBots}</p>
          ) : (
            <ul class="rows">
              {list.map((bot) => (
                <li key={bot.bot_id}>
                  <a class="grow" href={addressOf(bot.bot_id)} aria-label={fill(WORDS.open, { name: bot.name })}>
                    <b>{bot.name}</b>
                  </a>
                  <small class="muted">{fill(WORDS.since, { date: day(bot.created_at) })}</small>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewBot session={session} made={bots.again} />
    </Screen>
  );
}

function NewBot({ session, made }: { session: Session; made: () => void }) {
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [key, setKey] = useState("");
  /** The session is too old to make keys by itself. */
  const [keyWanted, setKeyWanted] = useState(false);
  const doing = useDoing();

  async function make(): Promise<void> {
    const site = siteOf(url);
    if (site === undefined && url.trim() !== "") throw new Error(WORDS.noSite);
    // The tag works on the site that was named without another step.
    const origins = site && { allowed_origins: [site.origin] };
    const called = name.trim() || (site ? nameOfAddress(site) : "");
    let bot: Bot;
    try {
      bot = await session.account<Bot>("POST", "/v1/bots", { name: called, ...origins }, key.trim());
    } catch (error) {
      if (error instanceof RequestError && error.slug === "forbidden") setKeyWanted(true);
      throw error;
    }
    setName("");
    made();
    if (url.trim() === "") {
      location.hash = addressOf(bot.bot_id);
      return;
    }
    try {
      await session.bot(bot.bot_id, "POST", "/v1/sources", { url: webAddress(url) });
    } catch (error) {
      throw new Error(fill(WORDS.madeBot, { problem: told(error).text }), { cause: error });
    }
    location.hash = addressOf(bot.bot_id, "websites", { new: "1" });
  }

  return (
    <section class="card">
      <h2>{WORDS.newBot}</h2>
      <Form doing={doing} submit={WORDS.makeBot} busy={WORDS.making} onSubmit={() => void doing.run(make)}>
        <Field
          label={WORDS.website}
          help={WORDS.websiteHelp}
          placeholder="https://www.example.com"
          value={url}
          onInput={setUrl}
        />
        <Field
          label={WORDS.botName}
          help={WORDS.botNameHelp}
          value={name}
          onInput={setName}
          required={url.trim() === ""}
        />
        {keyWanted && (
          <Field
            label={WORDS.accountKey}
            help={WORDS.accountKeyWanted}
            type="password"
            value={key}
            onInput={setKey}
            required
            autoFocus
          />
        )}
      </Form>
    </section>
  );
}
