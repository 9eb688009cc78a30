/** Beside a website that is being read for the first time: what is read answers already. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { BotApi } from "../bot-api.ts";
import { addressOf } from "../route.ts";
import { SAID as W } from "../words/first-run.ts";
import { SAID as P } from "../words/playground.ts";
import { Button, Field } from "./parts.tsx";
import { citesOf, Turn } from "./turn.tsx";
import { type Tried, tryOut } from "./try-out.ts";

export function FirstRun({ api }: { api: BotApi }) {
  const [question, setQuestion] = useState("");
  const [tried, setTried] = useState<Tried>();
  const life = useRef<AbortController>(undefined);
  useEffect(() => () => life.current?.abort(), []);
  const ask = () => {
    if (question.trim() === "" || tried?.end === "running") return;
    life.current = new AbortController();
    void tryOut(api, question.trim(), undefined, setTried, life.current.signal);
  };
  return (
    <section class="card" aria-label={W.title}>
      <h2>{W.title}</h2>
      <div class="turns" role="log">
        {tried && (
          <Turn key={tried.id} api={api} tried={tried}>
            <small class="muted">{citesOf(tried)}</small>
            {tried.quotes[0] && (
              <p>
                <mark>{tried.quotes[0]}</mark>
              </p>
            )}
          </Turn>
        )}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <Field label={W.question} help={W.help} value={question} onInput={setQuestion} required autoFocus />
        <div class="row">
          <Button submit main disabled={tried?.end === "running"}>
            {P.ask}
          </Button>
          {tried?.outcome && <a href={addressOf(api.botId, "install")}>{W.next}</a>}
        </div>
      </form>
    </section>
  );
}
