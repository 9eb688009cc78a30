/** Settings that are tried before they are saved. */

import { useState } from "preact/hooks";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { SAID as W } from "../words/playground.ts";
import { WORDS } from "../words.ts";
import { Button, Field, Loaded, Problem } from "./parts.tsx";

/** What differs from what is saved: a part of `PATCH /v1/bot`. */
export interface Trial {
  instructions?: string;
  no_answer_text?: string;
  contact?: { text: string | null };
}

interface Saved {
  instructions: string;
  no_answer_text: string;
  contact: { text?: string };
  engines: { generator: { engine: string } };
}

interface Props {
  api: BotApi;
  trial: Trial;
  onTrial: (trial: Trial) => void;
}

export function OtherSettings({ api, trial, onTrial }: Props) {
  const saved = useLoad(() => api.call<Saved>("GET", "/v1/bot"), []);
  const [done, setDone] = useState(false);
  const doing = useDoing();
  const keep = () =>
    void doing.run(async () => {
      await api.call("PATCH", "/v1/bot", trial);
      onTrial({});
      setDone(true);
      saved.again();
    });
  const set = (change: Trial) => {
    setDone(false);
    onTrial({ ...trial, ...change });
  };
  const differs = Object.keys(trial).length > 0;
  return (
    <details>
      <summary>{W.other}</summary>
      <Loaded of={saved}>
        {({ instructions, no_answer_text, contact, engines }) => (
          <div class="settings">
            <Field
              label={W.instructions}
              help={engines.generator.engine.startsWith("embedded") ? W.noModel : W.instructionsHelp}
              value={trial.instructions ?? instructions}
              onInput={(text) => set({ instructions: text })}
              lines={3}
            />
            <Field
              label={W.noAnswer}
              value={trial.no_answer_text ?? no_answer_text}
              onInput={(text) => set({ no_answer_text: text })}
              lines={2}
            />
            <Field
              label={W.contactText}
              value={trial.contact ? (trial.contact.text ?? "") : (contact.text ?? "")}
              onInput={(text) => set({ contact: { text: text === "" ? null : text } })}
              lines={2}
            />
            <Problem told={doing.problem} />
            <div class="row">
              {differs && (
                <>
                  <Button disabled={doing.busy} onClick={keep}>
                    {doing.busy ? WORDS.saving : W.keep}
                  </Button>
                  <Button onClick={() => onTrial({})}>{W.reset}</Button>
                </>
              )}
              <small class="muted" role="status">
                {differs ? W.notSaved : done ? W.saved : ""}
              </small>
            </div>
          </div>
        )}
      </Loaded>
    </details>
  );
}
