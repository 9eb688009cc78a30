/** What was asked and answered, conversation by conversation: found by words, outcome, rating, time and visitor. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Summary } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { usePages } from "../load.ts";
import { addressOf } from "../route.ts";
import { OUTCOMES, pick, time, WORDS } from "../words.ts";
import * as words from "../words/conversations.ts";
import { Button, Field, Loaded, Select, State } from "./parts.tsx";
import { More, SaveCsv } from "./saving.tsx";
import { Reading } from "./transcript.tsx";

const SAID = pick(words);
const DAY_MS = 86_400_000;

/** As the address has it. `to` is the last day that is shown. */
const FILTERS = ["query", "outcome", "rating", "from", "to", "visitor_id"] as const;
type Filter = Partial<Record<(typeof FILTERS)[number], string>>;

function filterOf(asked: URLSearchParams): Filter {
  const set = FILTERS.map((name) => [name, asked.get(name)] as const).filter(([, value]) => value);
  return Object.fromEntries(set) as Filter;
}

/** The call takes the time at which a list ends, people name the last day in it. */
function queryOf({ to, ...filter }: Filter): string {
  const query = new URLSearchParams(filter);
  if (to) query.set("to", new Date(Date.parse(to) + DAY_MS).toISOString());
  return `${query}`;
}

export function Conversations({ api, asked }: { api: BotApi; asked: URLSearchParams }) {
  const conversation = asked.get("conversation");
  const visitor = asked.get("visitor");
  const filter = filterOf(asked);
  if (conversation !== null && visitor !== null) return <Reading {...{ api, conversation, visitor, filter }} />;
  return <List api={api} first={filter} />;
}

function List({ api, first }: { api: BotApi; first: Filter }) {
  const [filter, setFilter] = useState(first);
  const query = queryOf(filter);
  const path = query === "" ? "/v1/conversations" : `/v1/conversations?${query}`;
  const conversations = usePages<Summary>((page) => api.call("GET", `${path}${query ? "&" : "?"}${page}`), [path]);
  const isNarrowed = Object.keys(filter).length > 0;
  const narrow = (change: Filter) => {
    const next = filterOf(new URLSearchParams({ ...filter, ...change }));
    setFilter(next);
    // The address can be kept and opened again; nothing is loaded anew for it.
    history.replaceState(null, "", addressOf(api.botId, "conversations", next));
  };
  return (
    <>
      <section class="card" aria-label={SAID.filters}>
        <Filters filter={filter} narrow={narrow} />
        <div class="row">
          {isNarrowed && (
            <Button onClick={() => narrow(Object.fromEntries(FILTERS.map((name) => [name, ""])))}>{SAID.clear}</Button>
          )}
          <SaveCsv api={api} path={path} name="conversations" />
        </div>
      </section>
      <Loaded of={conversations}>
        {(list) =>
          list.length === 0 ? (
            <p class="empty">{isNarrowed ? SAID.noneSuch : WORDS.noConversations}</p>
          ) : (
            <>
              <ul class="rows">
                {list.map((summary) => (
                  <Row
                    key={`${summary.visitor_id} ${summary.conversation_id}`}
                    {...{ summary, filter, botId: api.botId }}
                  />
                ))}
              </ul>
              <More of={conversations} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Filters({ filter, narrow }: { filter: Filter; narrow: (change: Filter) => void }) {
  const outcomes = { "": SAID.any, ...OUTCOMES };
  const ratings = { "": SAID.any, up: SAID.up, down: SAID.down };
  return (
    <div class="filters">
      <Field label={SAID.query} type="search" value={filter.query ?? ""} onInput={(query) => narrow({ query })} />
      <Select
        label={SAID.outcome}
        options={outcomes}
        value={filter.outcome ?? ""}
        onChange={(outcome) => narrow({ outcome })}
      />
      <Select
        label={SAID.rating}
        options={ratings}
        value={filter.rating ?? ""}
        onChange={(rating) => narrow({ rating })}
      />
      <Field label={SAID.from} type="date" value={filter.from ?? ""} onInput={(from) => narrow({ from })} />
      <Field label={SAID.to} type="date" value={filter.to ?? ""} onInput={(to) => narrow({ to })} />
      <Field
        label={SAID.visitor}
        type="search"
        value={filter.visitor_id ?? ""}
        onInput={(visitor_id) => narrow({ visitor_id })}
      />
    </div>
  );
}

function Row({ summary, filter, botId }: { summary: Summary; filter: Filter; botId: string }) {
  const { first_question, questions, unanswered, last_at, conversation_id, visitor_id } = summary;
  const href = addressOf(botId, "conversations", { ...filter, conversation: conversation_id, visitor: visitor_id });
  return (
    <li>
      <a class="grow" href={href}>
        {first_question}
      </a>
      {unanswered > 0 && <State kind="wait">{fill(WORDS.unansweredOf, { count: `${unanswered}` })}</State>}
      <small class="muted">
        {questions === 1 ? WORDS.questionOf : fill(WORDS.questionsOf, { count: `${questions}` })}, {time(last_at)}
      </small>
    </li>
  );
}
