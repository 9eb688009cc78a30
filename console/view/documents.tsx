/** The bot's documents: those of websites, and those that were uploaded or written here. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Doc } from "../api.ts";
import type { BotApi, ViewProps } from "../bot-api.ts";
import { POLL_MS, toldOf, useDoing, usePages } from "../load.ts";
import { SAID as W } from "../words/documents.ts";
import { counted, WORDS } from "../words.ts";
import { SAID as WHY } from "../words/problems.ts";
import { Button, Field, Form, Loaded, Problem, Saying, Select, State, Sure } from "./parts.tsx";
import { More } from "./saving.tsx";
import { Upload } from "./upload.tsx";
import { webAddress } from "./web-address.ts";

const STATES = {
  ready: { kind: "ok", words: WORDS.ready },
  queued: { kind: "busy", words: WORDS.queued },
  indexing: { kind: "busy", words: WORDS.indexing },
  failed: { kind: "bad", words: WORDS.docFailed },
} as const;

export function Documents({ api, asked }: ViewProps) {
  const [find, setFind] = useState(asked.get("query") ?? "");
  const [status, setStatus] = useState(asked.get("status") ?? "");
  const [writing, setWriting] = useState(asked.has("write"));
  const filter = new URLSearchParams({ sort: "-updated_at", ...(find && { query: find }), ...(status && { status }) });
  const documents = usePages<Doc>(
    (page) => api.call("GET", `/v1/documents?${filter}&${page}`),
    [`${filter}`],
    (list) => (list.some(({ status }) => status === "queued" || status === "indexing") ? POLL_MS : undefined),
  );
  const doing = useDoing();
  const remove = (id: string) =>
    void doing.run(async () => {
      await api.call("DELETE", `/v1/documents/${encodeURIComponent(id)}`);
      documents.again();
    });
  const statuses = Object.entries(STATES).map(([value, { words }]) => [value, words] as const);
  return (
    <>
      <Upload api={api} added={documents.again} />
      {writing ? (
        <Write api={api} added={documents.again} address={asked.get("write") ?? ""} close={() => setWriting(false)} />
      ) : (
        <div>
          <Button onClick={() => setWriting(true)}>{WORDS.writePage}</Button>
        </div>
      )}
      <section class="card">
        <div class="row">
          <Field label={WORDS.find} type="search" value={find} onInput={setFind} />
          <Select
            label={WORDS.status}
            options={{ "": WORDS.anyStatus, ...Object.fromEntries(statuses) }}
            value={status}
            onChange={setStatus}
          />
        </div>
        <Problem told={doing.problem} />
        <Loaded of={documents}>
          {(list) => (
            <>
              {list.length === 0 && <p class="empty">{find || status ? WORDS.noneSuch : WORDS.noDocuments}</p>}
              <ul class="rows">
                {list.map((item) => (
                  <Row key={item.document_id} item={item} remove={() => remove(item.document_id)} />
                ))}
              </ul>
              <More of={documents} />
            </>
          )}
        </Loaded>
      </section>
    </>
  );
}

function Row({ item, remove }: { item: Doc; remove: () => void }) {
  const { kind, words } = STATES[item.status];
  const title = item.title || item.document_id;
  return (
    <li>
      <span class="grow">
        <b>{title}</b>
        <small class="muted address">{item.url ?? item.document_id}</small>
        {item.problem && (
          <small class="bad">
            <Saying {...toldOf(WHY.documents[item.problem.code], item.problem.detail)} />
          </small>
        )}
        {item.warnings?.map(({ code, detail }) => (
          <small key={code}>{fill(W.warned, { detail: WHY.warnings[code] ?? detail })}</small>
        ))}
      </span>
      <State kind={kind}>{words}</State>
      <small class="muted">{counted(WORDS.passage, WORDS.passages, item.chunks)}</small>
      <Sure label={WORDS.deleteDocument} question={fill(WORDS.deleteSure, { title })} act={remove} />
    </li>
  );
}

interface WriteProps {
  api: BotApi;
  added: () => void;
  /** Of a page that could not be read, and is written here instead. */
  address: string;
  close: () => void;
}

function Write({ api, added, address, close }: WriteProps) {
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
    added();
    close();
  };
  return (
    <section class="card">
      <h2>{WORDS.writePage}</h2>
      <Form doing={doing} submit={WORDS.save} busy={WORDS.saving} onSubmit={() => void save()} onCancel={close}>
        <Field label={WORDS.title} value={title} onInput={setTitle} required autoFocus />
        <Field label={WORDS.text} value={text} onInput={setText} lines={6} required />
        <Field label={WORDS.url} value={url} onInput={setUrl} />
      </Form>
    </section>
  );
}
