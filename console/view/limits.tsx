/** A bot's limits, each with what it stops. */

import { useState } from "preact/hooks";
import type { BotApi } from "../bot-api.ts";
import { useDoing } from "../load.ts";
import { SAID as COMMON } from "../words/common.ts";
import { SAID } from "../words/usage.ts";
import { Field, Form, Select } from "./parts.tsx";

const COUNTS = [
  "messages_per_minute",
  "messages_per_day",
  "bot_messages_per_minute",
  "bot_messages_per_day",
  "tokens_per_day",
  "tokens_per_month",
] as const;
const CHOICES = ["when_spent", "when_down"] as const;
const WAYS = ["extractive", "refuse"] as const;

export type Limits = Record<(typeof COUNTS)[number], number | null> &
  Record<(typeof CHOICES)[number], (typeof WAYS)[number]>;

export function LimitsForm({ api, limits, saved }: { api: BotApi; limits: Limits; saved: () => void }) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [done, setDone] = useState(false);
  const doing = useDoing();
  const shown = (name: keyof Limits): string => typed[name] ?? `${limits[name] ?? ""}`;
  const set = (name: string) => (value: string) => {
    setTyped((typed) => ({ ...typed, [name]: value }));
    setDone(false);
  };
  const save = async () => {
    const change = Object.fromEntries(
      Object.entries(typed).map(([name, value]) => [
        name,
        COUNTS.some((count) => count === name) ? (value === "" ? null : Number(value)) : value,
      ]),
    );
    if (!(await doing.run(() => api.call("PATCH", "/v1/bot", { limits: change })))) return;
    setTyped({});
    setDone(true);
    saved();
  };
  return (
    <Form doing={doing} submit={COMMON.change} busy={COMMON.saving} onSubmit={() => void save()}>
      <div class="pairs">
        {COUNTS.map((name) => (
          <Field
            key={name}
            label={SAID[name]}
            help={SAID[`${name}Is`]}
            type="number"
            value={shown(name)}
            onInput={set(name)}
          />
        ))}
        {CHOICES.map((name) => (
          <Select
            key={name}
            label={SAID[name]}
            options={Object.fromEntries(WAYS.map((way) => [way, SAID[way]]))}
            value={shown(name)}
            onChange={set(name)}
          />
        ))}
      </div>
      <span role="status">{done && <p class="notice">{COMMON.saved}</p>}</span>
    </Form>
  );
}
