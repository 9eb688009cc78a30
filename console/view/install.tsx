/** The script tag, and the pages on which it works. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Page, Seen } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { type Loading, useDoing, useLoad } from "../load.ts";
import { addressOf } from "../route.ts";
import { SAID as W } from "../words/install.ts";
import { number, time, WORDS } from "../words.ts";
import { faceOf, type Look, lookOf } from "./look-draft.ts";
import { Button, Check, Field, Form, Loaded, Problem, Sure } from "./parts.tsx";
import { Copy } from "./saving.tsx";
import { KINDS, type SnippetKind, snippetOf } from "./snippets.ts";
import { webAddress } from "./web-address.ts";
import { Widget } from "./widget.tsx";

interface PublishableKey {
  publishable_key: string;
}

export function Install({ api }: { api: BotApi }) {
  // Both at once: a tag that changed after it was copied would be the wrong one.
  const tag = useLoad(async () => {
    const [keys, look] = await Promise.all([
      api.call<Page<PublishableKey>>("GET", "/v1/publishable-keys"),
      api.call<Look>("GET", "/v1/bot"),
    ]);
    return { key: keys.data[0]?.publishable_key, look: lookOf(look) };
  }, []);
  const allowed = useLoad(() => api.call<Page<Seen>>("GET", "/v1/bot/allowed-origins"), []);
  return (
    <>
      <section class="card">
        <h2>{WORDS.snippet}</h2>
        <Loaded of={tag}>
          {({ key, look }) =>
            key === undefined ? (
              <p>
                {WORDS.noKey} <a href={addressOf(api.botId, "keys")}>{WORDS.keys}</a>
              </p>
            ) : (
              <Snippet publishableKey={key} look={look} />
            )
          }
        </Loaded>
      </section>
      <Origins api={api} allowed={allowed} />
      {tag.data?.key !== undefined && (
        <OnPage api={api} publishableKey={tag.data.key} face={tag.data.look} allowed={allowed} />
      )}
    </>
  );
}

function Snippet({ publishableKey, look }: { publishableKey: string; look: Look }) {
  const [kind, setKind] = useState<SnippetKind>("HTML");
  const [carries, setCarries] = useState(true);
  const face = carries ? faceOf(look) : undefined;
  const code = snippetOf(kind, { origin: location.origin, publishableKey, face });
  return (
    <>
      <div class="row" role="group" aria-label={W.kinds}>
        {KINDS.map((name) => (
          <Button key={name} pressed={name === kind} onClick={() => setKind(name)}>
            {name === "Tag manager" ? W.tagManager : name}
          </Button>
        ))}
      </div>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <div class="row">
        <Copy text={code} />
      </div>
      <Check label={W.look} checked={carries} onChange={setCarries} />
      {kind === "HTML" && <small class="muted">{WORDS.snippetHelp}</small>}
    </>
  );
}

interface OnPageProps {
  api: BotApi;
  publishableKey: string;
  face: Look;
  allowed: Loading<Page<Seen>>;
}

function OnPage({ api, publishableKey, face, allowed }: OnPageProps) {
  const [shown, setShown] = useState(false);
  const doing = useDoing();
  const { origin } = location;
  const isAllowed = allowed.data?.data.some((seen) => seen.origin === origin);
  const show = () =>
    void doing.run(async () => {
      if (!isAllowed) {
        await api.call("POST", "/v1/bot/allowed-origins", { origin });
        allowed.again();
      }
      setShown(true);
    });
  return (
    <section class="card">
      <h2>{W.preview}</h2>
      <p class="muted">{W.previewHelp}</p>
      <div class="row">
        {shown ? (
          <Button onClick={() => setShown(false)}>{W.hide}</Button>
        ) : (
          <Button disabled={doing.busy} onClick={show}>
            {isAllowed ? W.show : fill(W.allowAndShow, { origin })}
          </Button>
        )}
      </div>
      <Problem told={doing.problem} />
      {shown && <Widget publishableKey={publishableKey} face={face} mode="bubble" offset="20 76" />}
    </section>
  );
}

function Origins({ api, allowed }: { api: BotApi; allowed: Loading<Page<Seen>> }) {
  const [origin, setOrigin] = useState("");
  const refused = useLoad(() => api.call<Page<Seen>>("GET", "/v1/bot/refused-origins"), []);
  const adding = useDoing();
  const doing = useDoing();
  const again = () => {
    allowed.again();
    refused.again();
  };
  const allow = async (origin: string) => {
    await api.call("POST", "/v1/bot/allowed-origins", { origin });
    again();
  };
  const remove = async (origin: string) => {
    await api.call("DELETE", `/v1/bot/allowed-origins?origin=${encodeURIComponent(origin)}`);
    again();
  };
  const add = async () => {
    if (await adding.run(() => allow(webAddress(origin).replace(/\/$/, "")))) setOrigin("");
  };
  return (
    <>
      <section class="card">
        <h2>{WORDS.allowed}</h2>
        <Problem told={doing.problem} />
        <Loaded of={allowed}>
          {({ data: list }) =>
            list.length === 0 ? (
              <p class="empty">{WORDS.noAllowed}</p>
            ) : (
              <ul class="rows">
                {list.map((seen) => (
                  <li key={seen.origin}>
                    <Origin seen={seen} />
                    <Sure
                      label={WORDS.remove}
                      question={fill(WORDS.removeOrigin, { origin: seen.origin })}
                      act={() => void doing.run(() => remove(seen.origin))}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <Form doing={adding} submit={WORDS.allow} busy={WORDS.adding} onSubmit={() => void add()}>
          <Field label={WORDS.origin} value={origin} onInput={setOrigin} required />
        </Form>
      </section>
      <section class="card">
        <h2>{WORDS.refused}</h2>
        <p class="muted">{WORDS.refusedHelp}</p>
        <Loaded of={refused}>
          {({ data: list }) =>
            list.length === 0 ? (
              <p class="empty">{WORDS.noRefused}</p>
            ) : (
              <ul class="rows">
                {list.map((seen) => (
                  <li key={seen.origin}>
                    <Origin seen={seen} />
                    <Button
                      label={`${WORDS.allow} ${seen.origin}`}
                      onClick={() => void doing.run(() => allow(seen.origin))}
                    >
                      {WORDS.allow}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </>
  );
}

function Origin({ seen }: { seen: Seen }) {
  return (
    <span class="grow">
      <code>{seen.origin}</code>
      {seen.count > 0 && (
        <small class="muted">
          {fill(WORDS.timesAsked, { count: number(seen.count) })}
          {seen.last_at && `, ${fill(W.lastAsked, { time: time(seen.last_at) })}`}
        </small>
      )}
    </span>
  );
}
