/** The owner's own answers, said word for word. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Curated } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { SAID as W } from "../words/answers.ts";
import { counted, day } from "../words.ts";
import { AnswerForm } from "./answer-form.tsx";
import { Button, Field, Loaded, Problem, State } from "./parts.tsx";

export function Answers({ api }: { api: BotApi }) {
  const answers = useLoad(() => api.list<Curated>("/v1/answers"), []);
  const [find, setFind] = useState("");
  const [adding, setAdding] = useState<string>();
  const [gone, setGone] = useState<Curated>();
  const doing = useDoing();
  const remove = (answer: Curated) =>
    void doing.run(async () => {
      await api.call("DELETE", pathOf(answer));
      setGone(answer);
      answers.again();
    });
  const undo = ({ questions, answer, url, metadata, ...gone }: Curated) =>
    void doing.run(async () => {
      await api.call("PUT", pathOf(gone), { questions, answer, url, metadata });
      setGone(undefined);
      answers.again();
    });
  const close = () => setAdding(undefined);
  return (
    <>
      <div class="row">
        <Field label={W.find} type="search" value={find} onInput={setFind} />
        <Button main onClick={() => setAdding(`answer-${crypto.randomUUID()}`)}>
          {W.add}
        </Button>
      </div>
      {adding !== undefined && (
        <section class="card" aria-label={W.add}>
          <AnswerForm
            api={api}
            answerId={adding}
            given={{ questions: [] }}
            close={close}
            saved={() => {
              close();
              answers.again();
            }}
          />
        </section>
      )}
      <Problem told={doing.problem} />
      <div role="status">
        {gone && (
          <p class="notice">
            <span class="grow">{fill(W.removed, { question: gone.questions[0] ?? "" })}</span>
            <Button onClick={() => undo(gone)}>{W.undo}</Button>
          </p>
        )}
      </div>
      <Loaded of={answers}>
        {(list) => {
          const found = list.filter((answer) => has(answer, find));
          if (found.length === 0) return <p class="empty">{list.length === 0 ? W.none : W.noneSuch}</p>;
          return (
            <ul class="rows">
              {found.map((answer) => (
                <Row key={answer.answer_id} {...{ api, answer, remove }} again={answers.again} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </>
  );
}

const pathOf = ({ answer_id }: Pick<Curated, "answer_id">): string => `/v1/answers/${encodeURIComponent(answer_id)}`;

const has = ({ questions, answer }: Curated, find: string): boolean =>
  [...questions, answer].some((text) => text.toLowerCase().includes(find.trim().toLowerCase()));

interface RowProps {
  api: BotApi;
  answer: Curated;
  remove: (answer: Curated) => void;
  again: () => void;
}

function Row({ api, answer, remove, again }: RowProps) {
  const [editing, setEditing] = useState(false);
  const close = () => setEditing(false);
  const [first, ...others] = answer.questions;
  if (editing) {
    const saved = () => {
      close();
      again();
    };
    return (
      <li>
        <div class="grow">
          <AnswerForm api={api} answerId={answer.answer_id} given={answer} close={close} saved={saved} />
        </div>
      </li>
    );
  }
  return (
    <li>
      <span class="grow">
        <State kind="curated">
          <b>{first}</b>
        </State>
        {others.length > 0 && (
          <small class="muted" title={others.join("\n")}>
            {counted(W.andOne, W.and, others.length)}
          </small>
        )}
        <p class="said">{answer.answer}</p>
        <small class="muted">
          {fill(W.changed, { date: day(answer.updated_at) })}
          {answer.url && (
            <>
              {" · "}
              <span class="address">{answer.url}</span>
            </>
          )}
        </small>
      </span>
      <Button label={`${W.edit}: ${first}`} onClick={() => setEditing(true)}>
        {W.edit}
      </Button>
      <Button label={`${W.remove}: ${first}`} onClick={() => remove(answer)}>
        {W.remove}
      </Button>
    </li>
  );
}
