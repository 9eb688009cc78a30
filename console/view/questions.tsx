/** What was not answered, or not well: the like together, and what the owner does about it. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Group, GroupState, Recheck } from "../api.ts";
import type { BotApi, ViewProps } from "../bot-api.ts";
import { useDoing, usePages } from "../load.ts";
import { addressOf } from "../route.ts";
import { counted, day, OUTCOMES, WORDS } from "../words.ts";
import { AnswerForm, MOST_QUESTIONS } from "./answer-form.tsx";
import { PageForm } from "./page-form.tsx";
import { Button, Loaded, Magnitude, MAGNITUDES, Problem, Split, State } from "./parts.tsx";
import { More, Undo } from "./saving.tsx";

const STATES: Record<GroupState, string> = {
  open: WORDS.stateOpen,
  done: WORDS.stateDone,
  ignored: WORDS.stateIgnored,
};

export function Questions({ api, asked }: ViewProps) {
  const [state, setState] = useState<GroupState>("open");
  const [marked, setMarked] = useState<Group>();
  const path = `/v1/insights/groups?state=${state}`;
  const groups = usePages<Group>((page) => api.call("GET", `${path}&${page}`), [path]);
  const doing = useDoing();
  const mark = (group: Group, next: GroupState) =>
    void doing.run(async () => {
      await api.call("PATCH", pathOf(group), { state: next });
      setMarked(next === group.state ? undefined : { ...group, state: next });
      groups.again();
    });
  const wanted = asked.get("group");
  const list = groups.data ?? [];
  const open = list.find(({ group_id }) => group_id === wanted) ?? list[0];
  return (
    <Split chosen={wanted !== null && open?.group_id === wanted} back={addressOf(api.botId, "questions")}>
      <>
        <div class="row" role="group" aria-label={WORDS.groupsState}>
          {Object.entries(STATES).map(([name, words]) => (
            <Button key={name} pressed={name === state} onClick={() => setState(name as GroupState)}>
              {words}
            </Button>
          ))}
        </div>
        <Problem told={doing.problem} />
        {marked && (
          <Undo
            text={fill(WORDS.marked, { label: marked.label, state: STATES[marked.state] })}
            undo={() => mark(marked, state)}
          />
        )}
        <Loaded of={groups}>
          {(list) =>
            list.length === 0 ? (
              <p class="empty">{state === "open" ? WORDS.noOpen : WORDS.noOfState}</p>
            ) : (
              <>
                <ul class="pick">
                  {list.map((group) => (
                    <Row key={group.group_id} botId={api.botId} group={group} isOpen={group === open} />
                  ))}
                </ul>
                <More of={groups} />
              </>
            )
          }
        </Loaded>
      </>
      {open && <Detail key={open.group_id} api={api} group={open} mark={mark} />}
    </Split>
  );
}

const pathOf = ({ group_id }: Group): string => `/v1/insights/groups/${encodeURIComponent(group_id)}`;

export function howOften({ count, last_at }: Pick<Group, "count" | "last_at">): string {
  return `${counted(WORDS.askedOnce, WORDS.asked, count)}, ${fill(WORDS.lastAsked, { date: day(last_at) })}`;
}

function Row({ botId, group, isOpen }: { botId: string; group: Group; isOpen: boolean }) {
  const { group_id, label, questions } = group;
  return (
    <li>
      <a href={addressOf(botId, "questions", { group: group_id })} aria-current={isOpen ? "true" : undefined}>
        <Magnitude outcome={questions[0]?.outcome ?? "declined"} />
        <span class="grow">
          {label}
          <small class="muted">{howOften(group)}</small>
        </span>
      </a>
    </li>
  );
}

interface DetailProps {
  api: BotApi;
  group: Group;
  mark: (group: Group, state: GroupState) => void;
}

function Detail({ api, group, mark }: DetailProps) {
  const [mending, setMending] = useState<"page" | "answer">();
  const [result, setResult] = useState<Recheck>();
  const asking = useDoing();
  const recheck = () => asking.run(async () => setResult(await api.call<Recheck>("POST", `${pathOf(group)}/recheck`)));
  const turn = (to: "page" | "answer") => setMending(mending === to ? undefined : to);
  const close = () => setMending(undefined);
  const saved = () => {
    close();
    void recheck();
  };
  const texts = [...new Set(group.questions.map(({ text }) => text))];
  return (
    <section aria-label={group.label}>
      <div class="row">
        <h2 class="grow headline">{group.label}</h2>
        {group.state !== "ignored" && <Button onClick={() => mark(group, "ignored")}>{WORDS.markIgnored}</Button>}
        {group.state !== "done" && <Button onClick={() => mark(group, "done")}>{WORDS.markDone}</Button>}
        {group.state !== "open" && <Button onClick={() => mark(group, "open")}>{WORDS.reopen}</Button>}
      </div>
      <p class="muted">{howOften(group)}</p>
      {texts.length > 1 && (
        <>
          <h3>{WORDS.askedLike}</h3>
          <ul class="plain">
            {texts.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
      <div class="row">
        <Button main={mending === undefined} pressed={mending === "page"} onClick={() => turn("page")}>
          {WORDS.writeIt}
        </Button>
        <Button pressed={mending === "answer"} onClick={() => turn("answer")}>
          {WORDS.answerIt}
        </Button>
        <Button disabled={asking.busy} onClick={() => void recheck()}>
          {asking.busy ? WORDS.asking : WORDS.recheck}
        </Button>
      </div>
      <Problem told={asking.problem} />
      {mending !== undefined && (
        <div class="card">
          {mending === "page" ? (
            <PageForm
              api={api}
              documentId={`page-${group.group_id}`}
              title={group.label}
              questions={texts}
              close={close}
              saved={saved}
            />
          ) : (
            <AnswerForm
              api={api}
              answerId={group.group_id}
              given={{ questions: texts.slice(0, MOST_QUESTIONS) }}
              close={close}
              saved={saved}
            />
          )}
        </div>
      )}
      <div role="status">{result && <Result result={result} />}</div>
    </section>
  );
}

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
  return <State kind={MAGNITUDES[outcome ?? ""] ?? "out"}>{OUTCOMES[outcome ?? ""] ?? outcome ?? "–"}</State>;
}
