/** The bot's documents: those of websites, and those that were uploaded or written here. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import { all, type Doc, type Page } from "../api.ts";
import type { BotApi, ViewProps } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import * as own from "../words/documents.ts";
import { pick, WORDS } from "../words.ts";
import { Field, Form, Loaded, Problem, State, Sure } from "./parts.tsx";
import { Upload } from "./upload.tsx";
import { webAddress } from "./web-address.ts";

const W = pick(own);

const POLL_MS = 1_500;
const MOST = 200;

const STATES = {
  ready: { kind: "ok", words: WORDS.ready },
  queued: { kind: "busy", words: WORDS.queued },
  indexing: { kind: "busy", words: WORDS.indexing },
  failed: { kind: "bad", words: WORDS.docFailed },
} as const;

type Status = keyof typeof STATES;

export function Documents({ api, asked }: ViewProps) {
  const [find, setFind] = useState(asked.get("query") ?? "");
  const [status, setStatus] = useState<Status | "">("");
  const filter = new URLSearchParams({ sort: "-updated_at", ...(find && { query: find }), ...(status && { status }) });
  const documents = useLoad(
    () => all((query) => api.call<Page<Doc>>("GET", `/v1/documents?${filter}&${query}`), MOST),
    [`${filter}`],
    (list) => (list.some(({ status }) => status === "queued" || status === "indexing") ? POLL_MS : undefined),
  );
  const doing = useDoing();
  const remove = (id: string) =>
    void doing.run(async () => {
      await api.call("DELETE", `/v1/documents/${encodeURIComponent(id)}`);
      documents.again();
    });
  return (
    <>
      <section class="card">
        <div class="row">
          <Field label={WORDS.find} type="search" value={find} onInput={setFind} />
          <div class="field">
            <label for="status">{WORDS.status}</label>
            <select
              id="status"
              value={status}
              onChange={(event) => setStatus(event.currentTarget.value as Status | "")}
            >
              <option value="">{WORDS.anyStatus}</option>
              {Object.entries(STATES).map(([value, { words }]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </div>
        </div>
        <Problem text={doing.problem} />
        <Loaded of={documents}>
          {(list) => (
            <>
              {list.length === 0 && <p class="empty">{find || status ? WORDS.noneSuch : WORDS.noDocuments}</p>}
              <ul class="rows">
                {list.map((item) => (
                  <Row key={item.document_id} item={item} remove={() => remove(item.document_id)} />
                ))}
              </ul>
              {list.length >= MOST && <p class="muted">{fill(WORDS.firstOf, { count: `${list.length}` })}</p>}
            </>
          )}
        </Loaded>
      </section>
      <Upload api={api} added={documents.again} />
      <Write api={api} added={documents.again} address={asked.get("write") ?? ""} />
    </>
  );
}

function Row({ item, remove }: { item: Doc; remove: () => void }) {
  const { kind, words } = STATES[item.status];
  const title = item.title || item.document_id;
  const passages = item.chunks === 1 ? WORDS.passage : fill(WORDS.passages, { count: `${item.chunks}` });
  return (
    <li>
      <span class="grow">
        <b>{title}</b>
        <small class="muted address">{item.url ?? item.document_id}</small>
        {item.problem && <small class="bad">{item.problem.detail}</small>}
        {item.warnings?.map(({ code, detail }) => (
          <small key={code}>{fill(W.warned, { detail })}</small>
        ))}
      </span>
      <State kind={kind}>{words}</State>
      <small class="muted">{passages}</small>
      <Sure label={WORDS.deleteDocument} question={fill(WORDS.deleteSure, { title })} act={remove} />
    </li>
  );
}

/** @param address of a page that could not be read, and is written here instead */
function Write({ api, added, address }: { api: BotApi; added: () => void; address: string }) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [url, setUrl] = useState(address);
  const doing = useDoing();
  const save = async () => {
    const body = {
      title: title.trim(),
      content: text,
      content_type: "text/markdown",
      ...(url.trim() && { url: webAddress(url) }),
    };
    if (!(await doing.run(() => api.call("POST", "/v1/documents", body)))) return;
    for (const clear of [setTitle, setText, setUrl]) clear("");
    added();
  };
  return (
    <section class="card">
      <h2>{WORDS.writePage}</h2>
      <Form doing={doing} submit={WORDS.save} busy={WORDS.saving} onSubmit={() => void save()}>
        <Field label={WORDS.title} value={title} onInput={setTitle} required autoFocus={address !== ""} />
        <Field label={WORDS.text} value={text} onInput={setText} lines={6} required />
        <Field label={WORDS.url} value={url} onInput={setUrl} />
      </Form>
    </section>
  );
}
