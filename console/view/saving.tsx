/** Taking something out of the console: copied, or saved as a file; and taking back what was just done. */

import { useState } from "preact/hooks";
import type { BotApi } from "../bot-api.ts";
import { type Pages, useDoing } from "../load.ts";
import { WORDS } from "../words.ts";
import { SAID } from "../words/common.ts";
import { Button, Saying } from "./parts.tsx";

export function Copy({ text, label }: { text: string; label?: string }) {
  const [state, setState] = useState<"" | "copied" | "copyFailed">("");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("copyFailed"),
    );
  return (
    <>
      <Button onClick={() => void copy()} {...(label && { label })}>
        {SAID.copy}
      </Button>
      <span role="status">{state && SAID[state]}</span>
    </>
  );
}

/** A list as a file. @param paged false for what comes whole */
export function SaveCsv({ api, path, name, paged }: { api: BotApi; path: string; name: string; paged?: boolean }) {
  const doing = useDoing();
  const save = () => doing.run(async () => saveFile(`${name}.csv`, "text/csv", await api.csv(path, paged)));
  return (
    <>
      <Button disabled={doing.busy} onClick={() => void save()}>
        {doing.busy ? SAID.saving : SAID.save}
      </Button>
      {doing.problem !== undefined && (
        <span class="problem" role="alert">
          <Saying {...doing.problem} />
        </span>
      )}
    </>
  );
}

/** By a link that is clicked at once: the one way for a page to save a file without asking where. */
export function saveFile(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Whether the last of a kind of thing was done, and the way back. */
export function Undo({ text, undo }: { text: string; undo: () => void }) {
  return (
    <p class="notice" role="status">
      <span>{text}</span>
      <Button onClick={undo}>{SAID.undo}</Button>
    </p>
  );
}

/** The rest of a list that came a page at a time. */
export function More({ of }: { of: Pages<unknown> }) {
  if (!of.hasMore) return null;
  return (
    <div class="row">
      <Button disabled={of.busy} onClick={of.more}>
        {of.busy ? WORDS.loading : SAID.more}
      </Button>
    </div>
  );
}
