/** What was asked and answered, conversation by conversation. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import { all, type Page, type Summary, type Transcript } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useLoad } from "../load.ts";
import { time, WORDS } from "../words.ts";
import { Button, Loaded, State } from "./parts.tsx";

const MOST = 200;

export function Conversations({ api }: { api: BotApi }) {
  const [open, setOpen] = useState<Summary>();
  const conversations = useLoad(
    () => all((query) => api.call<Page<Summary>>("GET", `/v1/conversations?${query}`), MOST),
    [],
  );
  if (open !== undefined) return <Reading api={api} summary={open} back={() => setOpen(undefined)} />;
  return (
    <Loaded of={conversations}>
      {(list) =>
        list.length === 0 ? (
          <p class="empty">{WORDS.noConversations}</p>
        ) : (
          <>
            <ul class="rows">
              {list.map((summary) => (
                <Row key={`${summary.visitor_id} ${summary.conversation_id}`} {...{ summary, setOpen }} />
              ))}
            </ul>
            {list.length >= MOST && <p class="muted">{fill(WORDS.firstOf, { count: `${list.length}` })}</p>}
          </>
        )
      }
    </Loaded>
  );
}

function Row({ summary, setOpen }: { summary: Summary; setOpen: (summary: Summary) => void }) {
  const { first_question, questions, unanswered, last_at } = summary;
  return (
    <li>
      <button type="button" class="grow link" onClick={() => setOpen(summary)}>
        {first_question}
      </button>
      {unanswered > 0 && <State kind="wait">{fill(WORDS.unansweredOf, { count: `${unanswered}` })}</State>}
      <small class="muted">
        {questions === 1 ? WORDS.questionOf : fill(WORDS.questionsOf, { count: `${questions}` })}, {time(last_at)}
      </small>
    </li>
  );
}

function Reading({ api, summary, back }: { api: BotApi; summary: Summary; back: () => void }) {
  const { conversation_id, visitor_id } = summary;
  const path = `/v1/conversations/${encodeURIComponent(conversation_id)}?visitor_id=${encodeURIComponent(visitor_id)}`;
  const transcript = useLoad(() => api.call<Transcript>("GET", path), [path]);
  return (
    <section class="card" aria-label={WORDS.transcript}>
      <div class="row">
        <Button onClick={back}>{WORDS.back}</Button>
        <small class="muted">{time(summary.last_at)}</small>
      </div>
      <Loaded of={transcript}>
        {({ messages }) => (
          <ol class="transcript">
            {messages.map(({ id, role, parts }) => (
              <li key={id} class={role}>
                <small class="muted">{role === "user" ? WORDS.visitor : WORDS.bot}</small>
                <p>{parts.map((part) => (part.type === "text" ? part.text : "")).join("")}</p>
                <Sources titles={parts.flatMap(({ type, title }) => (type === "source-url" && title ? [title] : []))} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  );
}

function Sources({ titles }: { titles: string[] }) {
  if (titles.length === 0) return null;
  return (
    <small class="muted">
      {WORDS.sources} {titles.join(", ")}
    </small>
  );
}
