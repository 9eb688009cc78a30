/** Asking as a visitor would, and seeing why the bot says what it says. */

import { useEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { BotApi } from "../bot-api.ts";
import { SAID as W } from "../words/playground.ts";
import { OUTCOMES } from "../words.ts";
import { Button } from "./parts.tsx";
import { OtherSettings, type Trial } from "./other-settings.tsx";
import { TraceView } from "./trace.tsx";
import { type Tried, tryOut } from "./try-out.ts";
import { citesOf, Turn } from "./turn.tsx";

export function Playground({ api }: { api: BotApi }) {
  const [turns, setTurns] = useState<Tried[]>([]);
  const [shown, setShown] = useState<string>();
  const [question, setQuestion] = useState("");
  const [trial, setTrial] = useState<Trial>({});
  const running = useRef<AbortController>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone it would bring up the keyboard over everything.
    if (matchMedia("(pointer: fine)").matches) field.current?.focus();
    return () => running.current?.abort();
  }, []);
  const last = turns.at(-1);
  const isRunning = last?.end === "running";
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [turns.length, last?.text]);

  const ask = () => {
    const text = question.trim();
    if (text === "" || isRunning) return;
    setQuestion("");
    setShown(undefined);
    running.current = new AbortController();
    const put = (tried: Tried) => setTurns((turns) => [...turns.filter(({ id }) => id !== tried.id), tried]);
    void tryOut(api, text, Object.keys(trial).length > 0 ? trial : undefined, put, running.current.signal);
  };
  const open = turns.find(({ id }) => id === shown) ?? last;
  return (
    <div class="panes">
      <section class="pane asking" aria-label={W.log}>
        <div class="turns" role="log" aria-busy={isRunning}>
          {turns.length === 0 && <p class="empty">{W.nothing}</p>}
          {turns.map((tried) => (
            <Turn key={tried.id} api={api} tried={tried}>
              <button
                type="button"
                class="link"
                title={W.show}
                aria-pressed={tried === open}
                onClick={() => setShown(tried.id)}
              >
                <small class="muted">
                  {citesOf(tried)} {tried.first !== undefined && fill(W.firstWord, { ms: `${tried.first}` })}
                </small>
              </button>
            </Turn>
          ))}
          <div ref={end} />
        </div>
        <div class="below">
          <OtherSettings api={api} trial={trial} onTrial={setTrial} />
          <form
            class="row"
            onSubmit={(event) => {
              event.preventDefault();
              ask();
            }}
          >
            <input
              ref={field}
              class="grow"
              aria-label={W.question}
              placeholder={W.placeholder}
              value={question}
              maxLength={4_000}
              autocomplete="off"
              onInput={({ currentTarget }) => setQuestion(currentTarget.value)}
            />
            {isRunning ? (
              <Button onClick={() => running.current?.abort()}>{W.stop}</Button>
            ) : (
              <Button submit main>
                {W.ask}
              </Button>
            )}
          </form>
          <div class="row">
            <small class="muted grow">{W.alone}</small>
            {turns.length > 0 && !isRunning && (
              <button type="button" class="link" onClick={() => setTurns([])}>
                {W.clear}
              </button>
            )}
          </div>
        </div>
      </section>
      <section class="pane" aria-label={W.trace}>
        {open?.trace ? (
          <TraceView tried={open} trace={open.trace} />
        ) : (
          open?.outcome && <p class="empty">{fill(W.noTrace, { outcome: OUTCOMES[open.outcome] ?? open.outcome })}</p>
        )}
      </section>
    </div>
  );
}
