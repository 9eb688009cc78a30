/** What was not answered, or not well: the like together, and what the owner does about it. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Group, GroupState, Recheck } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { day, OUTCOMES, WORDS } from "../words.ts";
import { Button, Field, Form, Loaded, Problem, State } from "./parts.tsx";

const STATES: Record<GroupState, string> = {
  open: WORDS.stateOpen,
  done: WORDS.stateDone,
  ignored: WORDS.stateIgnored,
};

/** Of a curated answer. */
const MOST_QUESTIONS = 20;

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
  const [answering, setAnswering] = useState(false);
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
        <Button onClick={() => setAnswering(!answering)}>{WORDS.answerIt}</Button>
        <Button disabled={asking.busy} onClick={() => void recheck()}>
          {asking.busy ? WORDS.asking : WORDS.recheck}
        </Button>
        {group.state !== "done" && <Button onClick={() => mark("done")}>{WORDS.markDone}</Button>}
        {group.state !== "ignored" && <Button onClick={() => mark("ignored")}>{WORDS.markIgnored}</Button>}
        {group.state !== "open" && <Button onClick={() => mark("open")}>{WORDS.reopen}</Button>}
      </div>
      <Problem text={doing.problem ?? asking.problem} />
      {answering && (
        <AnswerForm
          api={api}
          groupId={group.group_id}
          texts={texts.slice(0, MOST_QUESTIONS)}
          close={() => setAnswering(false)}
          saved={() => {
            setAnswering(false);
            void recheck();
          }}
        />
      )}
      <div role="status">{result && <Result result={result} />}</div>
    </section>
  );
}

function Result({ result }: { result: Recheck }) {
  const { answered, of, before } = result;
  return (
    <>
      <p>
        <b>{fill(WORDS.rechecked, { answered: `${answered}`, of: `${of}`, before: `${before}` })}</b>
      </p>
      <ul class="rows">
        {result.results.map(({ question, outcome, quote }) => (
          <li key={question}>
            <span class="grow">
              {question}
              {quote && (
                <small>
                  <mark>{quote}</mark>
                </small>
              )}
            </span>
            <State kind={outcome === "answered" || outcome === "curated" ? "ok" : "wait"}>
              {OUTCOMES[outcome ?? ""] ?? outcome ?? "–"}
            </State>
          </li>
        ))}
      </ul>
    </>
  );
}

interface AnswerProps {
  api: BotApi;
  groupId: string;
  texts: string[];
  close: () => void;
  saved: () => void;
}

/** One group has one answer of the owner's: saving again replaces it. */
function AnswerForm({ api, groupId, texts, close, saved }: AnswerProps) {
  const [questions, setQuestions] = useState(texts.join("\n"));
  const [answer, setAnswer] = useState("");
  const doing = useDoing();
  const save = async () => {
    const lines = questions.split("\n").map((line) => line.trim());
    const body = { questions: lines.filter((line) => line !== ""), answer: answer.trim() };
    if (await doing.run(() => api.call("PUT", `/v1/answers/${encodeURIComponent(groupId)}`, body))) saved();
  };
  return (
    <Form doing={doing} submit={WORDS.save} busy={WORDS.saving} onSubmit={() => void save()} onCancel={close}>
      <Field label={WORDS.theQuestions} value={questions} onInput={setQuestions} lines={3} required />
      <Field label={WORDS.theAnswer} help={WORDS.answerHelp} value={answer} onInput={setAnswer} lines={4} required />
    </Form>
  );
}
