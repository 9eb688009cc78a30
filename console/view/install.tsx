/** The script tag, and the pages on which it works. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Page, Seen } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { WORDS } from "../words.ts";
import { Button, Field, Form, Loaded, Problem, Sure } from "./parts.tsx";
import { webAddress } from "./web-address.ts";

interface PublishableKey {
  publishable_key: string;
}

export function Install({ api }: { api: BotApi }) {
  const keys = useLoad(() => api.call<Page<PublishableKey>>("GET", "/v1/publishable-keys"), []);
  return (
    <>
      <section class="card">
        <h2>{WORDS.snippet}</h2>
        <Loaded of={keys}>
          {({ data: [key] }) =>
            key === undefined ? <p>{WORDS.noKey}</p> : <Snippet publishableKey={key.publishable_key} />
          }
        </Loaded>
      </section>
      <Origins api={api} />
    </>
  );
}

function Snippet({ publishableKey }: { publishableKey: string }) {
  const [copied, setCopied] = useState(false);
  const doing = useDoing();
  const code = `<script src="${location.origin}/widget.js" data-key="${publishableKey}" async></script>`;
  const copy = async () => setCopied(await doing.run(() => navigator.clipboard.writeText(code)));
  return (
    <>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <div class="row">
        <Button onClick={() => void copy()}>{WORDS.copy}</Button>
        <span role="status">{copied && WORDS.copied}</span>
      </div>
      <Problem text={doing.problem} />
      <small class="muted">{WORDS.snippetHelp}</small>
    </>
  );
}

function Origins({ api }: { api: BotApi }) {
  const [origin, setOrigin] = useState("");
  const allowed = useLoad(() => api.call<Page<Seen>>("GET", "/v1/bot/allowed-origins"), []);
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
        <Problem text={doing.problem} />
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
      {seen.count > 0 && <small class="muted">{fill(WORDS.timesAsked, { count: `${seen.count}` })}</small>}
    </span>
  );
}
