/** One conversation: what was said, on which words of which page, and what came of each question. */

import { useState } from "preact/hooks";
import { plainLines } from "../../ui/plain-text.ts";
import { fill } from "../../ui/fill.ts";
import type { ChatMessage, CitationPart, MessagePart } from "../../shared/chat.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { addressOf } from "../route.ts";
import { OUTCOMES, time, WORDS } from "../words.ts";
import { SAID } from "../words/conversations.ts";
import { Loaded, MAGNITUDES, Problem, State, Sure } from "./parts.tsx";
import { withChips } from "./turn.tsx";

interface Props {
  api: BotApi;
  conversation: string;
  visitor: string;
  /** It is not in the list any more. */
  again: () => void;
}

export function Reading({ api, conversation, visitor, again }: Props) {
  const path = `/v1/conversations/${encodeURIComponent(conversation)}?visitor_id=${encodeURIComponent(visitor)}`;
  const transcript = useLoad(() => api.call<{ messages: ChatMessage[] }>("GET", path), [path]);
  const [forgotten, setForgotten] = useState(false);
  const doing = useDoing();
  const forget = async () => {
    if (!(await doing.run(() => api.call("DELETE", path)))) return;
    setForgotten(true);
    again();
  };
  if (forgotten) {
    return (
      <p class="notice" role="status">
        {SAID.gone}
      </p>
    );
  }
  return (
    <section aria-label={WORDS.transcript}>
      <div class="row">
        <small class="muted address grow">{visitor}</small>
        <a href={addressOf(api.botId, "conversations", { visitor_id: visitor })}>{SAID.ofVisitor}</a>
        <a href={addressOf(api.botId, "danger", { visitor })}>{SAID.erase}</a>
        <Sure label={SAID.forget} question={SAID.forgetSure} act={() => void forget()} />
      </div>
      <Problem told={doing.problem} />
      <Loaded of={transcript}>
        {({ messages }) => (
          <ol class="transcript">
            {messages.map((message) => (
              <Message key={message.id} message={message} />
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  );
}

function Message({ message: { role, parts, metadata } }: { message: ChatMessage }) {
  const { outcome, rating, created_at, status } = metadata ?? {};
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  return (
    <li class={role}>
      <small class="muted">
        {role === "user" ? WORDS.visitor : WORDS.bot}
        {created_at && `, ${time(created_at)}`}
      </small>
      <p>{role === "user" ? text : withChips(plainLines(text))}</p>
      {parts.map((part, at) => (
        <Part key={at} part={part} titles={titlesOf(parts)} />
      ))}
      {outcome && <State kind={MAGNITUDES[outcome] ?? "out"}>{OUTCOMES[outcome] ?? outcome}</State>}
      {status !== undefined && status !== "complete" && role === "assistant" && (
        <State kind={status === "failed" ? "bad" : "busy"}>{SAID[status]}</State>
      )}
      {rating && (
        <small class="muted">
          {SAID.rating}: {SAID[rating]}
        </small>
      )}
    </li>
  );
}

function titlesOf(parts: MessagePart[]): Map<string, string> {
  return new Map(
    parts.flatMap((part) =>
      part.type === "source-url" || part.type === "source-document" ? [[part.sourceId, part.title] as const] : [],
    ),
  );
}

function Part({ part, titles }: { part: MessagePart; titles: Map<string, string> }) {
  if (part.type === "data-citation") return <Quote data={part.data} title={titles.get(part.data.source_id)} />;
  if (part.type === "data-spelling")
    return <small class="muted">{fill(SAID.searched, { used: part.data.used })}</small>;
  if (part.type === "data-pages") {
    return (
      <small class="muted">
        {SAID.near} {part.data.pages.map(({ title }) => title).join(", ")}
      </small>
    );
  }
  return null;
}

/** Only what stands word for word in a source is marked. */
function Quote({ data: { source_id, quote }, title }: Pick<CitationPart, "data"> & { title: string | undefined }) {
  return (
    <blockquote>
      <small class="muted">
        [{source_id}] {title}
      </small>
      <mark>{quote}</mark>
    </blockquote>
  );
}
