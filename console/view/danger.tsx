/** What cannot be taken back: how long is kept, one visitor erased, the bot deleted. Each says first what is lost. */

import { useEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Bot, Page } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { number, WORDS } from "../words.ts";
import { SAID as COMMON } from "../words/common.ts";
import { SAID } from "../words/danger.ts";
import { Button, Field, Form, Loaded, Problem, Sure } from "./parts.tsx";
import { saveFile } from "./saving.tsx";

export function Danger({ api, asked }: { api: BotApi; asked: URLSearchParams }) {
  const bot = useLoad(() => api.call<Bot & { retention_days: number }>("GET", "/v1/bot"), []);
  return (
    <>
      <section class="card" aria-label={SAID.kept}>
        <h2>{SAID.kept}</h2>
        <p class="muted">{SAID.keptHelp}</p>
        <Loaded of={bot}>{({ retention_days }) => <Kept api={api} days={retention_days} />}</Loaded>
      </section>
      <Visitor api={api} known={asked.get("visitor") ?? ""} />
      <section class="card danger" aria-label={SAID.bot}>
        <h2>{SAID.bot}</h2>
        <p>{SAID.botHelp}</p>
        <Loaded of={bot}>{({ name }) => <DeleteBot api={api} name={name} />}</Loaded>
      </section>
    </>
  );
}

function Kept({ api, days }: { api: BotApi; days: number }) {
  const [kept, setKept] = useState(days);
  const [typed, setTyped] = useState(`${days}`);
  const [asking, setAsking] = useState(false);
  const [saved, setSaved] = useState(false);
  const doing = useDoing();
  const save = async () => {
    setAsking(false);
    const next = Number(typed);
    if (!(await doing.run(() => api.call("PATCH", "/v1/bot", { retention_days: next })))) return;
    setKept(next);
    setSaved(true);
  };
  // Less time is what deletes.
  const send = () => (Number(typed) < kept ? setAsking(true) : void save());
  return (
    <Form doing={doing} submit={COMMON.change} busy={COMMON.saving} onSubmit={send}>
      <Field label={SAID.days} type="number" value={typed} onInput={setTyped} required />
      {asking && (
        <div class="row" role="alert">
          <span>{SAID.shorter}</span>
          <button type="button" class="bad" onClick={() => void save()}>
            {COMMON.change}
          </button>
          <Button onClick={() => setAsking(false)}>{WORDS.cancel}</Button>
        </div>
      )}
      <span role="status">{saved && !doing.busy && <p class="notice">{COMMON.saved}</p>}</span>
    </Form>
  );
}

interface Exported {
  visitor_id: string;
  handoffs: unknown[];
  data: { questions: number }[];
  next_cursor: string | null;
}

function Visitor({ api, known }: { api: BotApi; known: string }) {
  const [typed, setTyped] = useState(known);
  /** What of whom; undefined before anybody looked. */
  const [found, setFound] = useState<Exported>();
  const [erased, setErased] = useState<string>();
  const looking = useDoing();
  const doing = useDoing();
  const pathOf = (visitor: string) => `/v1/visitors/${encodeURIComponent(visitor)}`;
  const pageOf = (visitor: string, cursor = "") =>
    api.call<Exported>(
      "GET",
      `${pathOf(visitor)}/export?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
  const look = () =>
    looking.run(async () => {
      setErased(undefined);
      setFound(undefined);
      setFound(await pageOf(typed.trim()));
    });
  const save = (first: Exported) =>
    doing.run(async () => {
      const data: unknown[] = [...first.data];
      for (let cursor = first.next_cursor; cursor !== null;) {
        const page = await pageOf(first.visitor_id, cursor);
        data.push(...page.data);
        cursor = page.next_cursor;
      }
      const text = JSON.stringify({ ...first, data, next_cursor: undefined }, null, 2);
      saveFile("visitor.json", "application/json", text);
    });
  const erase = (visitor: string) =>
    doing.run(async () => {
      await api.call("DELETE", pathOf(visitor));
      setFound(undefined);
      setErased(visitor);
    });
  return (
    <section class="card" aria-label={SAID.visitor}>
      <h2>{SAID.visitor}</h2>
      <p class="muted">{SAID.visitorHelp}</p>
      <Form doing={looking} submit={SAID.look} busy={SAID.looking} onSubmit={() => void look()}>
        <Field label={SAID.visitorId} help={SAID.visitorIdHelp} value={typed} onInput={setTyped} required />
      </Form>
      <div role="status">
        {found && <p>{countOf(found)}</p>}
        {erased !== undefined && <p class="notice">{fill(SAID.erased, { visitor: erased })}</p>}
      </div>
      {found && (
        <div class="row">
          <Button disabled={doing.busy} onClick={() => void save(found)}>
            {doing.busy ? SAID.exporting : SAID.export}
          </Button>
          <Sure
            label={SAID.erase}
            question={fill(SAID.eraseSure, { visitor: found.visitor_id })}
            act={() => void erase(found.visitor_id)}
          />
        </div>
      )}
      <Problem told={doing.problem} />
    </section>
  );
}

function countOf({ data, next_cursor }: Exported): string {
  const conversations = number(data.length);
  if (next_cursor !== null) return fill(SAID.foundMore, { conversations });
  return fill(SAID.found, {
    conversations,
    questions: number(data.reduce((sum, { questions }) => sum + questions, 0)),
  });
}

/** Counts up to a page: more than that is "or more". */
async function whatIsLost(api: BotApi): Promise<string> {
  const [{ totals }, documents, answers] = await Promise.all([
    api.call<{ totals: { conversations: number } }>("GET", "/v1/insights/numbers?days=400"),
    api.call<Page<unknown>>("GET", "/v1/documents?limit=100"),
    api.call<Page<unknown>>("GET", "/v1/answers?limit=100"),
  ]);
  const atLeast = ({ data, next_cursor }: Page<unknown>): string =>
    next_cursor === null ? number(data.length) : fill(SAID.atLeast, { count: number(data.length) });
  return fill(SAID.lost, {
    conversations: number(totals.conversations),
    documents: atLeast(documents),
    answers: atLeast(answers),
  });
}

function DeleteBot({ api, name }: { api: BotApi; name: string }) {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (!asking && asked.current) button.current?.focus();
    asked.current = asking;
  }, [asking]);
  if (asking) return <Deleting api={api} name={name} cancel={() => setAsking(false)} />;
  return (
    <div class="row">
      <button type="button" class="bad" ref={button} onClick={() => setAsking(true)}>
        {SAID.delete}
      </button>
    </div>
  );
}

function Deleting({ api, name, cancel }: { api: BotApi; name: string; cancel: () => void }) {
  const [typed, setTyped] = useState("");
  const lost = useLoad(() => whatIsLost(api), []);
  const doing = useDoing();
  const remove = async () => {
    const path = `/v1/bots/${encodeURIComponent(api.botId)}`;
    const isDone = await doing.run(async () => {
      if (typed.trim() !== name.trim()) throw new Error(SAID.notItsName);
      await api.account("DELETE", path);
    });
    if (isDone) location.hash = "#/";
  };
  return (
    <>
      <Loaded of={lost}>{(text) => <p>{text}</p>}</Loaded>
      <Form doing={doing} submit={SAID.delete} busy={SAID.deleting} onSubmit={() => void remove()} onCancel={cancel}>
        <Field label={fill(SAID.type, { name })} value={typed} onInput={setTyped} required autoFocus />
      </Form>
    </>
  );
}
