/** Webhooks: where the owner's other programs are told what happens, whether it arrives, and what became of each message. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Page } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad, usePages } from "../load.ts";
import { time } from "../words.ts";
import { SAID } from "../words/handoff.ts";
import { SAID as WHY } from "../words/problems.ts";
import { Button, Check, Field, Loaded, Problem, State, Sure } from "./parts.tsx";
import { More } from "./saving.tsx";
import { Once, SecretForm } from "./secret.tsx";

const EVENTS = ["handoff.created", "question.unanswered", "source.failed", "budget.reached"] as const;
type Event = (typeof EVENTS)[number];

interface Webhook {
  webhook_id: string;
  url: string;
  events: Event[];
  last_delivery: "delivered" | "failed" | null;
}
interface Delivery {
  delivery_id: string;
  event: string;
  status: "pending" | "delivered" | "failed";
  attempts: number;
  http_status: number | null;
  problem: string | null;
  problem_code: string | null;
  created_at: string;
  next_attempt_at: string | null;
}

export function Webhooks({ api }: { api: BotApi }) {
  const webhooks = useLoad(() => api.call<Page<Webhook>>("GET", "/v1/webhooks"), []);
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const add = async (url: string, events: Event[], key: string) => {
    setSecret((await api.call<{ secret: string }>("POST", "/v1/webhooks", { url, events }, key)).secret);
    setAdding(false);
    webhooks.again();
  };
  return (
    <section class="card" aria-label={SAID.webhooks}>
      <div class="row">
        <h2 class="grow">{SAID.webhooks}</h2>
        {!adding && <Button onClick={() => setAdding(true)}>{SAID.add}</Button>}
      </div>
      <p class="muted">{SAID.webhooksHelp}</p>
      {adding && <NewWebhook api={api} add={add} cancel={() => setAdding(false)} />}
      {secret !== undefined && <Once secret={secret} done={() => setSecret(undefined)} />}
      <Loaded of={webhooks}>
        {({ data }) =>
          data.length === 0 ? (
            <p class="empty">{SAID.noWebhooks}</p>
          ) : (
            <ul class="rows">
              {data.map((webhook) => (
                <Row key={webhook.webhook_id} {...{ api, webhook, setSecret }} again={webhooks.again} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

interface NewProps {
  api: BotApi;
  add: (url: string, events: Event[], key: string) => Promise<void>;
  cancel: () => void;
}

function NewWebhook({ api, add, cancel }: NewProps) {
  const [url, setUrl] = useState("");
  const [chosen, setChosen] = useState<Event[]>(["handoff.created"]);
  const turn = (event: Event, on: boolean) =>
    setChosen((events) => EVENTS.filter((name) => (name === event ? on : events.includes(name))));
  return (
    <SecretForm api={api} secret submit={SAID.add} make={(key) => add(url.trim(), chosen, key)} cancel={cancel}>
      <Field label={SAID.address} help={SAID.addressHelp} value={url} onInput={setUrl} required autoFocus />
      <fieldset>
        <legend>{SAID.events}</legend>
        {EVENTS.map((event) => (
          <Check key={event} label={SAID[event]} checked={chosen.includes(event)} onChange={(on) => turn(event, on)} />
        ))}
      </fieldset>
    </SecretForm>
  );
}

interface RowProps {
  api: BotApi;
  webhook: Webhook;
  setSecret: (secret: string) => void;
  again: () => void;
}

function Row({ api, webhook: { webhook_id, url, events, last_delivery }, setSecret, again }: RowProps) {
  const [open, setOpen] = useState(false);
  const [rotating, setRotating] = useState(false);
  const [turn, setTurn] = useState(0);
  const [told, setTold] = useState<string>();
  const doing = useDoing();
  const path = `/v1/webhooks/${encodeURIComponent(webhook_id)}`;
  const test = () =>
    doing.run(async () => {
      const delivery = await api.call<Delivery>("POST", `${path}/test`);
      const cameBack = backOf(delivery);
      setTold(
        delivery.problem === null
          ? fill(SAID.tested, { status: cameBack })
          : fill(SAID.testFailed, { problem: cameBack }),
      );
      setTurn((turn) => turn + 1);
      again();
    });
  const rotate = async (key: string) => {
    setSecret((await api.call<{ secret: string }>("POST", `${path}/rotate`, undefined, key)).secret);
    setRotating(false);
  };
  const remove = () =>
    doing.run(async () => {
      await api.call("DELETE", path);
      again();
    });
  return (
    <li class="tall">
      <div class="row">
        <span class="grow">
          <b class="address">{url}</b>
          <small class="muted">{events.map((event) => SAID[event]).join(", ")}</small>
        </span>
        {last_delivery === null ? (
          <small class="muted">{SAID.never}</small>
        ) : (
          <State kind={last_delivery === "delivered" ? "ok" : "bad"}>{SAID[last_delivery]}</State>
        )}
      </div>
      <div class="row">
        <Button disabled={doing.busy} onClick={() => void test()}>
          {doing.busy ? SAID.testing : SAID.test}
        </Button>
        <Button onClick={() => setRotating(!rotating)}>{SAID.rotate}</Button>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? SAID.hideDeliveries : SAID.deliveries}
        </button>
        <Sure label={SAID.deleteWebhook} question={fill(SAID.deleteSure, { url })} act={() => void remove()} />
      </div>
      <span role="status">{told}</span>
      <Problem told={doing.problem} />
      {rotating && (
        <SecretForm api={api} secret submit={SAID.rotate} make={rotate} cancel={() => setRotating(false)}>
          <p class="muted">{SAID.rotateHelp}</p>
        </SecretForm>
      )}
      {open && <Deliveries api={api} path={`${path}/deliveries`} turn={turn} />}
    </li>
  );
}

/** A status, or why there is none. */
const backOf = ({ http_status, problem, problem_code }: Delivery): string =>
  `${http_status ?? WHY.deliveries[problem_code ?? ""] ?? problem ?? ""}`;

const STATES = {
  pending: { kind: "busy", words: SAID.pending },
  delivered: { kind: "ok", words: SAID.arrived },
  failed: { kind: "bad", words: SAID.gaveUp },
} as const;

/** @param turn looks again when it changes */
function Deliveries({ api, path, turn }: { api: BotApi; path: string; turn: number }) {
  const deliveries = usePages<Delivery>((query) => api.call("GET", `${path}?${query}`), [path, turn]);
  return (
    <Loaded of={deliveries}>
      {(list) =>
        list.length === 0 ? (
          <p class="empty">{SAID.noDeliveries}</p>
        ) : (
          <>
            <div class="scroll" role="region" aria-label={SAID.deliveries} tabIndex={0}>
              <table>
                <thead>
                  <tr>
                    {[SAID.event, SAID.state, SAID.tries, SAID.what].map((head) => (
                      <th key={head}>{head}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {list.map((delivery) => (
                    <tr key={delivery.delivery_id}>
                      <td>
                        <code>{delivery.event}</code>
                        <br />
                        <small class="muted">{time(delivery.created_at)}</small>
                      </td>
                      <td>
                        <State kind={STATES[delivery.status].kind}>{STATES[delivery.status].words}</State>
                      </td>
                      <td>{delivery.attempts}</td>
                      <td>
                        {backOf(delivery)}
                        <br />
                        {delivery.next_attempt_at && (
                          <small class="muted">{fill(SAID.next, { time: time(delivery.next_attempt_at) })}</small>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <More of={deliveries} />
          </>
        )
      }
    </Loaded>
  );
}
