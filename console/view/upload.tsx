/** Files for the bot: one after the other, each with what became of it. */

import { useState } from "preact/hooks";
import { RequestError } from "../../ui/request.ts";
import type { BotApi } from "../bot-api.ts";
import { type Told, told } from "../load.ts";
import { SAID as W } from "../words/documents.ts";
import { WORDS } from "../words.ts";
import { Saying, State } from "./parts.tsx";

interface Sending {
  file: File;
  state: "waits" | "sending" | "sent" | "failed";
  problem?: Told;
}

const STATES = {
  waits: { kind: "read", words: W.waits },
  sending: { kind: "busy", words: WORDS.uploading },
  sent: { kind: "ok", words: W.sent },
  failed: { kind: "bad", words: W.failed },
} as const;

export function Upload({ api, added }: { api: BotApi; added: () => void }) {
  const [list, setList] = useState<Sending[]>([]);
  const isBusy = list.some(({ state }) => state === "waits" || state === "sending");
  const set = (file: File, change: Partial<Sending>) =>
    setList((list) => list.map((item) => (item.file === file ? { ...item, ...change } : item)));

  async function send(files: readonly File[]): Promise<void> {
    if (files.length === 0 || isBusy) return;
    setList(files.map((file) => ({ file, state: "waits" })));
    for (const file of files) {
      set(file, { state: "sending" });
      const form = new FormData();
      form.append("file", file);
      try {
        await api.upload("/v1/documents", form);
        set(file, { state: "sent" });
        added();
      } catch (error) {
        const isKind = error instanceof RequestError && error.slug === "unsupported-media-type";
        set(file, { state: "failed", problem: isKind ? { text: W.kind } : told(error) });
      }
    }
  }

  return (
    <section
      class="card"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void send([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <h2>{WORDS.upload}</h2>
      <div class="field">
        <label for="file">{W.drop}</label>
        <input
          id="file"
          type="file"
          multiple
          disabled={isBusy}
          aria-describedby="file-help"
          onChange={({ currentTarget }) => {
            const files = [...(currentTarget.files ?? [])];
            currentTarget.value = "";
            void send(files);
          }}
        />
        <small id="file-help" class="muted">
          {WORDS.uploadHelp}
        </small>
      </div>
      <ul class="rows" aria-label={W.files} aria-live="polite">
        {list.map(({ file, state, problem }, at) => (
          <li key={at}>
            <span class="grow">
              {file.name}
              {problem && (
                <small class="bad">
                  <Saying {...problem} />
                </small>
              )}
            </span>
            <State kind={STATES[state].kind}>{STATES[state].words}</State>
          </li>
        ))}
      </ul>
      {isBusy && (
        <progress
          aria-label={W.files}
          max={list.length}
          value={list.filter(({ state }) => state === "sent" || state === "failed").length + 0.5}
        />
      )}
    </section>
  );
}
