/** A page that is written for questions which no page answers yet. */

import { useState } from "preact/hooks";
import type { BotApi } from "../bot-api.ts";
import { useDoing } from "../load.ts";
import { WORDS } from "../words.ts";
import { Field, Form } from "./parts.tsx";

interface Props {
  api: BotApi;
  /** Written again under the same id, it replaces what was there. */
  documentId: string;
  title: string;
  questions: readonly string[];
  close: () => void;
  saved: () => void;
}

export function PageForm({ api, documentId, title: label, questions, close, saved }: Props) {
  const [title, setTitle] = useState(label);
  const [text, setText] = useState(questions.map((question) => `## ${question}\n\n`).join("\n"));
  const doing = useDoing();
  const save = async () => {
    const body = { title: title.trim(), content: text, content_type: "text/markdown" };
    // It answers when the call returns: what is asked again then is asked of it as well.
    const path = `/v1/documents/${encodeURIComponent(documentId)}?wait=true`;
    if (await doing.run(() => api.call("PUT", path, body))) saved();
  };
  return (
    <Form doing={doing} submit={WORDS.saveAndAsk} busy={WORDS.saving} onSubmit={() => void save()} onCancel={close}>
      <Field label={WORDS.title} value={title} onInput={setTitle} required autoFocus />
      <Field label={WORDS.text} help={WORDS.writeHelp} value={text} onInput={setText} lines={8} required />
    </Form>
  );
}
