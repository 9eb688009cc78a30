/** What was asked and what came of it, each figure with what it counts; pages that carry answers, and those that never do. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import { reachesBack } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useLoad } from "../load.ts";
import { addressOf } from "../route.ts";
import { day, number, WORDS } from "../words.ts";
import { SAID } from "../words/usage.ts";
import { Bars, type Series } from "./bars.tsx";
import { Button, Loaded } from "./parts.tsx";
import { SaveCsv } from "./saving.tsx";

const SPANS = [7, 28, 90];

type Figure =
  | "conversations"
  | "questions"
  | "answered"
  | "curated"
  | "unsure"
  | "declined"
  | "contact"
  | "handoffs"
  | "rated_up"
  | "rated_down";
type Sums = Record<Figure | "confirmed" | "assumed" | "came_back", number>;

interface Counted {
  days: ({ day: string } & Record<Figure, number>)[];
  totals: Sums;
  before: Sums;
  complete_since: string;
  pages: {
    most: { title: string; url: string | null; count: number }[];
    never: { document_id: string; title: string; url: string | null }[];
  };
}

const OUTCOMES = ["answered", "curated", "unsure", "declined"] as const;

export function Numbers({ api }: { api: BotApi }) {
  const [span, setSpan] = useState(28);
  const path = `/v1/insights/numbers?days=${span}`;
  const numbers = useLoad(() => api.call<Counted>("GET", path), [path]);
  return (
    <>
      <div class="row">
        <div class="row grow" role="group" aria-label={SAID.span}>
          {SPANS.map((days) => (
            <Button key={days} pressed={days === span} onClick={() => setSpan(days)}>
              {fill(SAID.days, { count: `${days}` })}
            </Button>
          ))}
        </div>
        <SaveCsv api={api} path={path} name="numbers" paged={false} />
      </div>
      <Loaded of={numbers}>{(counted) => <Shown botId={api.botId} {...counted} />}</Loaded>
    </>
  );
}

function Shown({ botId, days, totals, before, complete_since, pages }: Counted & { botId: string }) {
  const span = `${days.length}`;
  const hasBefore = reachesBack(complete_since, 2 * days.length);
  const figure = (name: keyof typeof SAID, count: number, earlier: number, href?: string) => (
    <Counting
      key={name}
      name={SAID[name]}
      is={SAID[`${name}Is` as keyof typeof SAID]}
      before={hasBefore ? fill(SAID.before, { count: number(earlier), days: span }) : ""}
      href={href}
    >
      {number(count)}
    </Counting>
  );
  const withOutcome = (outcome: string) => addressOf(botId, "conversations", { outcome });
  const series: Series[] = OUTCOMES.map((name) => ({
    name: SAID[name],
    kind: name,
    values: days.map((each) => each[name]),
  }));
  return (
    <>
      <section class="card" aria-label={SAID.questionsADay}>
        <h2>{SAID.questionsADay}</h2>
        <Bars label={fill(SAID.chart, { days: span })} series={series} days={days.map((each) => each.day)} />
        <p class="legend">
          {series.map(({ name, kind }) => (
            <span key={kind}>
              <i class={kind} aria-hidden="true" />
              {name}
            </span>
          ))}
        </p>
        <details>
          <summary>{SAID.asTable}</summary>
          <div class="scroll" role="region" aria-label={SAID.questionsADay} tabIndex={0}>
            <Table days={days} />
          </div>
        </details>
        <div class="tiles">
          {figure("conversations", totals.conversations, before.conversations)}
          {figure("questions", totals.questions, before.questions)}
          {figure("answered", totals.answered, before.answered, withOutcome("answered"))}
          {figure("curated", totals.curated, before.curated, withOutcome("curated"))}
          {figure(
            "unanswered",
            totals.unsure + totals.declined,
            before.unsure + before.declined,
            addressOf(botId, "questions"),
          )}
          {figure("unsure", totals.unsure, before.unsure, withOutcome("unsure"))}
          {figure("declined", totals.declined, before.declined, withOutcome("declined"))}
          {figure("contact", totals.contact, before.contact, withOutcome("contact"))}
          {figure("handoffs", totals.handoffs, before.handoffs, addressOf(botId, "handoff"))}
          <Counting name={SAID.ratings} is={SAID.ratingsIs}>
            {number(totals.rated_up)} : {number(totals.rated_down)}
          </Counting>
        </div>
      </section>
      <section class="card" aria-label={SAID.helped}>
        <h2>{SAID.helped}</h2>
        <p class="muted">{SAID.helpedHelp}</p>
        <div class="tiles">
          {figure("confirmed", totals.confirmed, before.confirmed)}
          {figure("assumed", totals.assumed, before.assumed)}
          {figure("came_back", totals.came_back, before.came_back)}
        </div>
      </section>
      <Carrying {...pages} />
    </>
  );
}

interface CountingProps {
  name: string;
  is: string;
  before?: string;
  /** What stands behind it. */
  href?: string | undefined;
  children: ComponentChildren;
}

function Counting({ name, is, before, href, children }: CountingProps) {
  return (
    <div class="tile">
      <span>{href === undefined ? name : <a href={href}>{name}</a>}</span>
      <strong>{children}</strong>
      <small>{is}</small>
      {before && <small>{before}</small>}
    </div>
  );
}

function Table({ days }: Pick<Counted, "days">) {
  const columns = ["conversations", "questions", ...OUTCOMES, "contact", "handoffs"] as const;
  return (
    <table>
      <thead>
        <tr>
          <th>{SAID.day}</th>
          {columns.map((name) => (
            <th key={name}>{SAID[name]}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((each) => (
          <tr key={each.day}>
            <td>{day(each.day)}</td>
            {columns.map((name) => (
              <td key={name}>{number(each[name])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Carrying({ most, never }: Counted["pages"]) {
  const top = Math.max(1, ...most.map(({ count }) => count));
  return (
    <>
      <section class="card" aria-label={SAID.most}>
        <h2>{SAID.most}</h2>
        {most.length === 0 ? (
          <p class="empty">{SAID.noneCited}</p>
        ) : (
          <ul class="rows">
            {most.map(({ title, url, count }) => (
              <li key={url ?? title}>
                <span class="grow">
                  {title}
                  {url && <small class="muted address">{url}</small>}
                </span>
                <meter min={0} max={top} value={count} aria-hidden="true" />
                <small class="muted">{fill(SAID.times, { count: number(count) })}</small>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section class="card" aria-label={SAID.never}>
        <h2>{SAID.never}</h2>
        {never.length === 0 ? (
          <p class="empty">{most.length === 0 ? WORDS.noPages : SAID.allCited}</p>
        ) : (
          <ul class="rows">
            {never.map(({ document_id, title, url }) => (
              <li key={document_id}>
                <span class="grow">
                  {title || document_id}
                  <small class="muted address">{url ?? document_id}</small>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
