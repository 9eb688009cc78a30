/** Visitors who were passed on to a person, and how that person is told and reached (`contact`, `webhooks`). */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, usePages } from "../load.ts";
import { addressOf } from "../route.ts";
import { time } from "../words.ts";
import { SAID } from "../words/handoff.ts";
import { ContactForm } from "./contact.tsx";
import { Button, Loaded, Problem, Sure } from "./parts.tsx";
import { More, SaveCsv, Undo } from "./saving.tsx";
import { Webhooks } from "./webhooks.tsx";

interface Handoff {
  handoff_id: string;
  reference: string;
  state: "open" | "done";
  visitor_id: string;
  conversation_id: string | null;
  name: string | null;
  email: string | null;
  message: string | null;
  trigger: "declined" | "unsure" | "contact" | "feedback" | "request";
  consent_text: string | null;
  created_at: string;
}

export function HandoffScreen({ api }: { api: BotApi }) {
  return (
    <>
      <Waiting api={api} />
      <ContactForm api={api} />
      <Webhooks api={api} />
    </>
  );
}

function Waiting({ api }: { api: BotApi }) {
  const [state, setState] = useState<"open" | "done">("open");
  const [marked, setMarked] = useState<Handoff>();
  const path = `/v1/handoffs?state=${state}`;
  const handoffs = usePages<Handoff>((query) => api.call("GET", `${path}&${query}`), [path]);
  const doing = useDoing();
  const pathOf = ({ handoff_id }: Handoff) => `/v1/handoffs/${encodeURIComponent(handoff_id)}`;
  const mark = (handoff: Handoff, next: "open" | "done") =>
    doing.run(async () => {
      await api.call("PATCH", pathOf(handoff), { state: next });
      setMarked(next === "done" ? handoff : undefined);
      handoffs.again();
    });
  const remove = (handoff: Handoff) =>
    doing.run(async () => {
      await api.call("DELETE", pathOf(handoff));
      handoffs.again();
    });
  return (
    <section class="card" aria-label={SAID.waiting}>
      <div class="row">
        <h2 class="grow">{SAID.waiting}</h2>
        <div class="row" role="group" aria-label={SAID.which}>
          {(["open", "done"] as const).map((name) => (
            <Button key={name} pressed={name === state} onClick={() => setState(name)}>
              {SAID[name]}
            </Button>
          ))}
        </div>
        <SaveCsv api={api} path={path} name="hand-offs" />
      </div>
      {marked && (
        <Undo text={fill(SAID.marked, { reference: marked.reference })} undo={() => void mark(marked, "open")} />
      )}
      <Problem told={doing.problem} />
      <Loaded of={handoffs}>
        {(list) =>
          list.length === 0 ? (
            <p class="empty">{state === "open" ? SAID.noneOpen : SAID.noneDone}</p>
          ) : (
            <>
              <ul class="rows">
                {list.map((handoff) => (
                  <Row
                    key={handoff.handoff_id}
                    botId={api.botId}
                    handoff={handoff}
                    mark={() => void mark(handoff, state === "open" ? "done" : "open")}
                    remove={() => void remove(handoff)}
                  />
                ))}
              </ul>
              <More of={handoffs} />
            </>
          )
        }
      </Loaded>
    </section>
  );
}

interface RowProps {
  botId: string;
  handoff: Handoff;
  mark: () => void;
  remove: () => void;
}

function Row({ botId, handoff, mark, remove }: RowProps) {
  const { reference, state, name, email, message, trigger, consent_text, conversation_id, visitor_id } = handoff;
  const subject = encodeURIComponent(fill(SAID.subject, { reference }));
  return (
    <li>
      <span class="grow">
        <b>{name ?? email ?? SAID.anonymous}</b>
        <small class="muted">
          <span class="address">{reference}</span>, {time(handoff.created_at)}, {SAID[trigger]}
        </small>
        <span class="said">{message ?? SAID.noMessage}</span>
        {consent_text && <small class="muted">{fill(SAID.agreed, { text: consent_text })}</small>}
      </span>
      {email && <a href={`mailto:${encodeURIComponent(email)}?subject=${subject}`}>{SAID.reply}</a>}
      {conversation_id && (
        <a href={addressOf(botId, "conversations", { conversation: conversation_id, visitor: visitor_id })}>
          {SAID.conversation}
        </a>
      )}
      <Button onClick={mark}>{state === "open" ? SAID.markDone : SAID.reopen}</Button>
      <Sure label={SAID.remove} question={fill(SAID.removeSure, { reference })} act={remove} />
    </li>
  );
}
