/** Numbers with their definitions, what was spent, and the limits on both. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { BotApi } from "../bot-api.ts";
import { useLoad } from "../load.ts";
import { number } from "../words.ts";
import { SAID } from "../words/usage.ts";
import { Bars } from "./bars.tsx";
import { type Limits, LimitsForm } from "./limits.tsx";
import { Numbers } from "./numbers.tsx";
import { Loaded } from "./parts.tsx";

const SHOWN_DAYS = 28;

interface UsageDay {
  day: string;
  degraded: number;
  input_tokens: number;
  output_tokens: number;
}

interface Spent {
  days: UsageDay[];
  limits: Limits;
}

export function Usage({ api }: { api: BotApi }) {
  const [turn, setTurn] = useState(0);
  const spent = useLoad<Spent>(async () => {
    const [{ data }, { limits }] = await Promise.all([
      api.call<{ data: UsageDay[] }>("GET", "/v1/usage?days=31"),
      api.call<{ limits: Limits }>("GET", "/v1/bot"),
    ]);
    return { days: data, limits };
  }, [turn]);
  return (
    <>
      <Numbers api={api} />
      <section class="card" aria-label={SAID.spend}>
        <h2>{SAID.spend}</h2>
        <p class="muted">{SAID.spendHelp}</p>
        <Loaded of={spent}>{(of) => <Spend {...of} />}</Loaded>
      </section>
      <section class="card" aria-label={SAID.limits}>
        <h2>{SAID.limits}</h2>
        <p class="muted">{SAID.limitsHelp}</p>
        <Loaded of={spent}>
          {({ limits }) => <LimitsForm api={api} limits={limits} saved={() => setTurn(turn + 1)} />}
        </Loaded>
      </section>
    </>
  );
}

const tokensOf = (day: UsageDay | undefined): number => (day === undefined ? 0 : day.input_tokens + day.output_tokens);

function Spend({ days, limits }: Spent) {
  const today = new Date().toISOString().slice(0, 10);
  const ofMonth = days.filter(({ day }) => day.startsWith(today.slice(0, 7)));
  const month = ofMonth.reduce((sum, day) => sum + tokensOf(day), 0);
  const degraded = ofMonth.reduce((sum, day) => sum + day.degraded, 0);
  const dates = Array.from({ length: SHOWN_DAYS }, (_, at) =>
    new Date(Date.parse(today) - (SHOWN_DAYS - 1 - at) * 86_400_000).toISOString().slice(0, 10),
  );
  const shown = dates.map((date) => tokensOf(days.find(({ day }) => day === date)));
  const { tokens_per_day: aDay, tokens_per_month: aMonth } = limits;
  const most = number(Math.max(...shown));
  return (
    <>
      <div class="tiles">
        <Spending name={SAID.today} count={shown.at(-1)!} limit={aDay} />
        <Spending name={SAID.month} count={month} limit={aMonth} />
        <div class="tile">
          <span>{SAID.degraded}</span>
          <strong>{number(degraded)}</strong>
        </div>
      </div>
      <h3>{SAID.tokensADay}</h3>
      <Bars
        label={fill(SAID.tokensChart, { days: `${SHOWN_DAYS}`, most })}
        series={[{ name: SAID.spend, kind: "answered", values: shown }]}
        days={dates}
        {...(aDay !== null && { limit: { at: aDay, words: fill(SAID.limit, { limit: number(aDay) }) } })}
      />
    </>
  );
}

function Spending({ name, count, limit }: { name: string; count: number; limit: number | null }) {
  return (
    <div class="tile">
      <span>{name}</span>
      <strong>{number(count)}</strong>
      <small>{limit === null ? SAID.unlimited : fill(SAID.of, { limit: number(limit) })}</small>
      {limit !== null && <meter min={0} max={Math.max(1, limit)} value={Math.min(count, limit)} aria-label={name} />}
    </div>
  );
}
