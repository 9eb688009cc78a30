/** What was not answered, or not well: the like together, and what the owner does about it. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Group, GroupState, Recheck } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { day, OUTCOMES, WORDS } from "../words.ts";
import { AnswerForm, MOST_QUESTIONS } from "./answer-form.tsx";
import { PageForm } from "./page-form.tsx";
import { Button, Loaded, Problem, State } from "./parts.tsx";

const STATES: Record<GroupState, string> = {
  open: WORDS.stateOpen,
  done: WORDS.stateDone,
  ignored: WORDS.stateIgnored,
};

export function Questions({ api }: { api: BotApi }) {
  const [state, setState] = useState<GroupState>("open");
  const groups = useLoad(() => api.list<Group>(`/v1/insights/groups?state=${state}`), [state]);
  return (
    <>
      <div class="row" role="group" aria-label={WORDS.groupsState}>
        {Object.entries(STATES).map(([name, words]) => (
          <Button key={name} pressed={name === state} onClick={() => setState(name as GroupState)}>
            {words}
          </Button>
        ))}
      </div>
      <Loaded of={groups}>
        {(list) =>
          list.length === 0 ? (
            <p class="empty">{state === "open" ? WORDS.noOpen : WORDS.noOfState}</p>
          ) : (
            list.map((group) => <GroupCard key={group.group_id} api={api} group={group} again={groups.again} />)
          )
        }
      </Loaded>
    </>
  );
}

function GroupCard({ api, group, again }: { api: BotApi; group: Group; again: () => void }) {
  const [mending, setMending] = useState<"page" | "answer">();
  const [result, setResult] = useState<Recheck>();
  const doing = useDoing();
  const asking = useDoing();
  const path = `/v1/insights/groups/${encodeURIComponent(group.group_id)}`;
  const mark = (state: GroupState) =>
    void doing.run(async () => {
      await api.call("PATCH", path, { state });
      again();
    });
  const recheck = () => asking.run(async () => setResult(await api.call<Recheck>("POST", `${path}/recheck`)));
  const turn = (to: "page" | "answer") => setMending(mending === to ? undefined : to);
  const close = () => setMending(undefined);
  const saved = () => {
    close();
    void recheck();
  };
  const texts = [...new Set(group.questions.map(({ text }) => text))];
  const asked = group.count === 1 ? WORDS.askedOnce : fill(WORDS.asked, { count: `${group.count}` });
  return (
    <section class="card" aria-label={group.label}>
      <h2>{group.label}</h2>
      <p class="muted">
        {asked}, {fill(WORDS.lastAsked, { date: day(group.last_at) })}
      </p>
      {texts.length > 1 && (
        <ul class="plain">
          {texts.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <div class="row">
        <Button pressed={mending === "page"} onClick={() => turn("page")}>
          {WORDS.writeIt}
        </Button>
        <Button pressed={mending === "answer"} onClick={() => turn("answer")}>
          {WORDS.answerIt}
        </Button>
        <Button disabled={asking.busy} onClick={() => void recheck()}>
          {asking.busy ? WORDS.asking : WORDS.recheck}
        </Button>
        {group.state !== "done" && <Button onClick={() => mark("done")}>{WORDS.markDone}</Button>}
        {group.state !== "ignored" && <Button onClick={() => mark("ignored")}>{WORDS.markIgnored}</Button>}
        {group.state !== "open" && <Button onClick={() => mark("open")}>{WORDS.reopen}</Button>}
      </div>
      <Problem text={doing.problem ?? asking.problem} />
      {mending === "page" && (
        <PageForm
          api={api}
          documentId={`page-${group.group_id}`}
          title={group.label}
          questions={texts}
          close={close}
          saved={saved}
        />
      )}
      {mending === "answer" && (
        <AnswerForm
          api={api}
          answerId={group.group_id}
          given={{ questions: texts.slice(0, MOST_QUESTIONS) }}
          close={close}
          saved={saved}
        />
      )}
      <div role="status">{result && <Result result={result} />}</div>
    </section>
  );
}

const isAnswered = (outcome: string | null): boolean => outcome === "answered" || outcome === "curated";

function Result({ result }: { result: Recheck }) {
  const { answered, of, before, results } = result;
  return (
    <>
      <p>
        <b>{fill(WORDS.rechecked, { answered: `${answered}`, of: `${of}`, before: `${before}` })}</b>
      </p>
      <ul class="rows">
        {results.map(({ question, outcome, before, quote }) => (
          <li key={question}>
            <span class="grow">
              {question}
              {quote && (
                <small>
                  <mark>{quote}</mark>
                </small>
              )}
            </span>
            {before !== outcome && (
              <>
                <Became outcome={before} />
                <span aria-hidden="true">→</span>
              </>
            )}
            <Became outcome={outcome} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Became({ outcome }: { outcome: string | null }) {
  return (
    <State kind={isAnswered(outcome) ? "ok" : outcome === "declined" ? "declined" : "wait"}>
      {OUTCOMES[outcome ?? ""] ?? outcome ?? "–"}
    </State>
  );
}
