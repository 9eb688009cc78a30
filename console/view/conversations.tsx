/** What was asked and answered, conversation by conversation: found by words, outcome, rating, time and visitor. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import { gravest, type Summary } from "../api.ts";
import type { ViewProps } from "../bot-api.ts";
import { usePages } from "../load.ts";
import { addressOf, wish } from "../route.ts";
import { counted, number, OUTCOMES, time, WORDS } from "../words.ts";
import { SAID } from "../words/conversations.ts";
import { Button, Field, Loaded, Magnitude, Select, Split } from "./parts.tsx";
import { More, SaveCsv } from "./saving.tsx";
import { Reading } from "./transcript.tsx";

/** As the address and the call have them. `to` is the last day that is shown. */
const FILTERS = ["query", "outcome", "rating", "from", "to", "visitor_id"] as const;
type Filter = Partial<Record<(typeof FILTERS)[number], string>>;

function filterOf(asked: URLSearchParams): Filter {
  const set = FILTERS.map((name) => [name, asked.get(name)] as const).filter(([, value]) => value);
  return Object.fromEntries(set) as Filter;
}

/** The address says which are listed and which one is read: both can be kept and opened again. */
export function Conversations({ api, asked }: ViewProps) {
  const { botId } = api;
  const filter = filterOf(asked);
  const query = `${new URLSearchParams(filter)}`;
  const path = query === "" ? "/v1/conversations" : `/v1/conversations?${query}`;
  const conversations = usePages<Summary>((page) => api.call("GET", `${path}${query ? "&" : "?"}${page}`), [path]);
  const isNarrowed = Object.keys(filter).length > 0;
  const narrow = (change: Filter) =>
    wish(addressOf(botId, "conversations", filterOf(new URLSearchParams({ ...filter, ...change }))));
  const [conversation, visitor] = [asked.get("conversation"), asked.get("visitor")];
  const isChosen = conversation !== null && visitor !== null;
  const first = conversations.data?.[0];
  const open = isChosen ? { conversation, visitor } : first && idsOf(first);
  return (
    <Split chosen={isChosen} back={addressOf(botId, "conversations", filter)}>
      <>
        <section aria-label={SAID.filters}>
          <Filters filter={filter} narrow={narrow} />
          <div class="row">
            {isNarrowed && <Button onClick={() => wish(addressOf(botId, "conversations"))}>{SAID.clear}</Button>}
            <SaveCsv api={api} path={path} name="conversations" />
          </div>
        </section>
        <Loaded of={conversations}>
          {(list) =>
            list.length === 0 ? (
              <p class="empty">{isNarrowed ? SAID.noneSuch : WORDS.noConversations}</p>
            ) : (
              <>
                <ul class="pick">
                  {list.map((summary) => (
                    <Row
                      key={`${summary.visitor_id} ${summary.conversation_id}`}
                      summary={summary}
                      outcome={filter.outcome ?? gravest(summary.outcomes)}
                      href={addressOf(botId, "conversations", { ...filter, ...idsOf(summary) })}
                      isOpen={summary.conversation_id === open?.conversation && summary.visitor_id === open.visitor}
                    />
                  ))}
                </ul>
                <More of={conversations} />
              </>
            )
          }
        </Loaded>
      </>
      {open && (
        <Reading key={`${open.visitor} ${open.conversation}`} {...{ api, ...open }} again={conversations.again} />
      )}
    </Split>
  );
}

const idsOf = ({ conversation_id, visitor_id }: Summary) => ({ conversation: conversation_id, visitor: visitor_id });

function Filters({ filter, narrow }: { filter: Filter; narrow: (change: Filter) => void }) {
  const { query, ...others } = filter;
  const [isOpen, setOpen] = useState(Object.keys(others).length > 0);
  const outcomes = { "": SAID.any, ...OUTCOMES };
  const ratings = { "": SAID.any, up: SAID.up, down: SAID.down };
  return (
    <>
      <Field label={SAID.query} type="search" value={query ?? ""} onInput={(query) => narrow({ query })} />
      <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{SAID.more}</summary>
        <div class="filters">
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
      </details>
    </>
  );
}

interface RowProps {
  summary: Summary;
  outcome: string;
  href: string;
  isOpen: boolean;
}

function Row({ summary, outcome, href, isOpen }: RowProps) {
  const { first_question, questions, unanswered, last_at } = summary;
  return (
    <li>
      <a href={href} aria-current={isOpen ? "true" : undefined}>
        <Magnitude outcome={outcome} />
        <span class="grow">
          {first_question}
          <small class="muted">
            {time(last_at)}, {counted(WORDS.questionOf, WORDS.questionsOf, questions)}
            {unanswered > 0 && `, ${fill(WORDS.unansweredOf, { count: number(unanswered) })}`}
          </small>
        </span>
      </a>
    </li>
  );
}
