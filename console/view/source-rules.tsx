/** What of a website is read, how far, and how often. */

import { useState } from "preact/hooks";
import type { Source } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing } from "../load.ts";
import { SAID as W } from "../words/websites.ts";
import { WORDS } from "../words.ts";
import { Field, Form, Select } from "./parts.tsx";

interface Props {
  api: BotApi;
  source: Source;
  path: string;
  close: () => void;
  saved: () => void;
}

const lines = (text: string): string[] => text.split(/\s+/).filter((line) => line !== "");

export function SourceRules({ api, source, path, close, saved }: Props) {
  const [include, setInclude] = useState(source.include.join("\n"));
  const [exclude, setExclude] = useState(source.exclude.join("\n"));
  const [pages, setPages] = useState(`${source.max_pages}`);
  const [depth, setDepth] = useState(`${source.max_depth}`);
  const [every, setEvery] = useState(source.every ?? "");
  const doing = useDoing();
  const save = async () => {
    const body = {
      include: lines(include),
      exclude: lines(exclude),
      max_pages: Number(pages),
      max_depth: Number(depth),
      every: every || null,
    };
    if (await doing.run(() => api.call("PATCH", path, body))) saved();
  };
  return (
    <Form doing={doing} submit={WORDS.save} busy={WORDS.saving} onSubmit={() => void save()} onCancel={close}>
      <Field label={W.include} help={W.globs} value={include} onInput={setInclude} lines={2} placeholder="/help/**" />
      <Field label={W.exclude} value={exclude} onInput={setExclude} lines={2} placeholder="/help/archive/**" />
      <div class="row">
        <Field label={W.maxPages} value={pages} onInput={setPages} required />
        <Field label={W.maxDepth} value={depth} onInput={setDepth} required />
        <Select
          label={W.every}
          value={every}
          options={{ "": W.never, "6h": W.hours, day: W.day, week: W.week }}
          onChange={setEvery}
        />
      </div>
      <small class="muted">{W.rulesHelp}</small>
    </Form>
  );
}
