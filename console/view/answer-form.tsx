/** One curated answer: the questions it is for, its words, and where they may be read. */

import { useState } from "preact/hooks";
import type { Curated } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing } from "../load.ts";
import { SAID as W } from "../words/answers.ts";
import { WORDS } from "../words.ts";
import { Field, Form } from "./parts.tsx";
import { webAddress } from "./web-address.ts";

/** Of one answer. */
export const MOST_QUESTIONS = 20;

interface Props {
  api: BotApi;
  answerId: string;
  /** What is there so far, or what it begins with. */
  given: Pick<Curated, "questions"> & Partial<Curated>;
  close: () => void;
  saved: () => void;
}

/** Saving again under the same id replaces what was there. */
export function AnswerForm({ api, answerId, given, close, saved }: Props) {
  const [questions, setQuestions] = useState(given.questions.join("\n"));
  const [answer, setAnswer] = useState(given.answer ?? "");
  const [url, setUrl] = useState(given.url ?? "");
  const doing = useDoing();
  const save = async () => {
    const lines = questions.split("\n").map((line) => line.trim());
    const body = {
      questions: lines.filter((line) => line !== ""),
      answer: answer.trim(),
      url: url.trim() === "" ? null : webAddress(url),
      metadata: given.metadata ?? {},
    };
    if (await doing.run(() => api.call("PUT", `/v1/answers/${encodeURIComponent(answerId)}`, body))) saved();
  };
  return (
    <Form doing={doing} submit={WORDS.save} busy={WORDS.saving} onSubmit={() => void save()} onCancel={close}>
      <Field label={WORDS.theQuestions} value={questions} onInput={setQuestions} lines={3} required autoFocus />
      <Field label={WORDS.theAnswer} help={WORDS.answerHelp} value={answer} onInput={setAnswer} lines={4} required />
      <Field label={W.link} value={url} onInput={setUrl} />
    </Form>
  );
}
