/** The bot's sources: how far each is read, and what may be done with it. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Bot, Progress, Source } from "../api.ts";
import type { BotApi, ViewProps } from "../bot-api.ts";
import { type Loading, POLL_MS, toldOf, useDoing, useLoad } from "../load.ts";
import { SAID as W } from "../words/websites.ts";
import { number, time, WORDS } from "../words.ts";
import { Button, Field, Form, Loaded, Problem, Saying, State, Sure } from "./parts.tsx";
import { FirstRun } from "./first-run.tsx";
import { Pages } from "./page-map.tsx";
import { SiteName } from "./site-name.tsx";
import { SourceRules } from "./source-rules.tsx";
import { webAddress } from "./web-address.ts";

export function Websites({ api, bot, asked }: ViewProps) {
  const sources = useLoad(
    () => api.list<Source>("/v1/sources"),
    [],
    (list) => (list.some(({ status }) => status === "syncing") ? POLL_MS : undefined),
  );
  const isNew = asked.has("new");
  const list = (
    <Loaded of={sources}>
      {(list) =>
        list.length === 0 ? (
          <p class="empty">{WORDS.noSources}</p>
        ) : (
          list.map((source) => (
            <SourceCard
              key={source.source_id}
              {...{ api, bot, source, isNew }}
              isAsked={asked.get("source") === source.source_id}
              again={sources.again}
            />
          ))
        )
      }
    </Loaded>
  );
  if (isNew) {
    return (
      <div class="beside">
        <div class="stack">{list}</div>
        <div class="preview first">
          <FirstRun api={api} />
        </div>
      </div>
    );
  }
  return (
    <>
      {list}
      <AddSource api={api} added={sources.again} />
    </>
  );
}

function AddSource({ api, added }: { api: BotApi; added: () => void }) {
  const [url, setUrl] = useState("");
  const doing = useDoing();
  const add = async () => {
    if (!(await doing.run(() => api.call("POST", "/v1/sources", { url: webAddress(url) })))) return;
    setUrl("");
    added();
  };
  return (
    <section class="card">
      <h2>{WORDS.addSource}</h2>
      <Form doing={doing} submit={WORDS.add} busy={WORDS.adding} onSubmit={() => void add()}>
        <Field label={WORDS.website} placeholder="https://www.example.com" value={url} onInput={setUrl} required />
      </Form>
    </section>
  );
}

const STATES = {
  idle: { kind: "ok", words: WORDS.idle },
  syncing: { kind: "busy", words: WORDS.syncing },
  stopped: { kind: "wait", words: WORDS.stopped },
  "needs-confirmation": { kind: "wait", words: WORDS["needs-confirmation"] },
  failed: { kind: "bad", words: WORDS.sourceFailed },
} as const;

function counts(words: string, progress: Progress): string {
  const { found, fetched, indexed, unchanged, removed, failed } = progress;
  const values = Object.entries({ found, fetched, indexed, unchanged, removed, failed });
  return fill(words, Object.fromEntries(values.map(([name, count]) => [name, number(count)])));
}

interface CardProps {
  api: BotApi;
  bot: Loading<Bot>;
  source: Source;
  again: () => void;
  /** Its pages are shown at once. */
  isNew: boolean;
  /** Those of its pages are, that need somebody. */
  isAsked: boolean;
}

function SourceCard({ api, bot, source, again, isNew, isAsked }: CardProps) {
  const [open, setOpen] = useState(isNew || isAsked);
  const [ruling, setRuling] = useState(false);
  const doing = useDoing();
  const path = `/v1/sources/${encodeURIComponent(source.source_id)}`;
  const act = (method: string, what = "") =>
    void doing.run(async () => {
      await api.call(method, path + what);
      again();
    });
  const { kind, words } = STATES[source.status];
  const { progress, last_sync: last } = source;
  const syncing = source.status === "syncing";
  return (
    <section class="card" aria-label={source.url}>
      <div class="row">
        <h2 class="grow address">{source.url}</h2>
        <State kind={kind}>{words}</State>
      </div>
      <SiteName {...{ api, bot, source, isNew }} />
      {source.problem && (
        <div class="problem">
          <Saying {...toldOf(W.why[source.problem.code]?.[0], source.problem.detail)} />
        </div>
      )}
      {syncing && progress && (
        <>
          <progress
            max={Math.max(1, progress.found)}
            value={progress.fetched}
            aria-label={fill(WORDS.reading, { url: source.url })}
          />
          <p class="muted">{counts(WORDS.progress, progress)}</p>
        </>
      )}
      {!syncing && last && (
        <p class="muted">
          {counts(WORDS.lastSync, last)}
          {source.next_sync_at && `. ${fill(W.next, { time: time(source.next_sync_at) })}`}
        </p>
      )}
      <div class="row">
        {syncing ? (
          <Button onClick={() => act("POST", "/stop")}>{WORDS.stop}</Button>
        ) : (
          <Button onClick={() => act("POST", "/sync")}>{WORDS.syncNow}</Button>
        )}
        {source.status === "needs-confirmation" && (
          <Button onClick={() => act("POST", "/confirm")}>{WORDS.confirm}</Button>
        )}
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? WORDS.hidePages : WORDS.showPages}
        </button>
        <button type="button" aria-expanded={ruling} onClick={() => setRuling(!ruling)}>
          {W.rules}
        </button>
        <Sure
          label={WORDS.remove}
          question={fill(WORDS.removeSource, { url: source.url })}
          act={() => act("DELETE", "?documents=remove")}
        />
      </div>
      <Problem told={doing.problem} />
      {ruling && (
        <SourceRules
          api={api}
          source={source}
          path={path}
          close={() => setRuling(false)}
          saved={() => {
            setRuling(false);
            again();
          }}
        />
      )}
      {open && (
        <Pages
          api={api}
          path={`${path}/pages`}
          turn={`${source.status} ${progress?.fetched}`}
          first={isAsked ? "bad" : undefined}
        />
      )}
    </section>
  );
}
