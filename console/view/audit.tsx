/** The audit log: who changed what, when, and from which credential; of this bot, or of the whole account. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { BotApi } from "../bot-api.ts";
import { usePages } from "../load.ts";
import { time } from "../words.ts";
import { SAID } from "../words/danger.ts";
import { Button, Loaded } from "./parts.tsx";
import { More } from "./saving.tsx";

interface Entry {
  at: string;
  action: string;
  bot_id: string | null;
  detail: Record<string, string | string[] | null>;
  credential: { kind: string; key_id: string | null; via: string | null; email: string | null };
}

const WHOSE = { ofBot: "/v1/audit", ofAccount: "/v1/account/audit" } as const;

export function AuditLog({ api }: { api: BotApi }) {
  const [whose, setWhose] = useState<keyof typeof WHOSE>("ofBot");
  const call = whose === "ofBot" ? api.call : api.account;
  const entries = usePages<Entry>((query) => call("GET", `${WHOSE[whose]}?${query}`), [whose]);
  return (
    <>
      <div class="row" role="group" aria-label={SAID.whose}>
        {(["ofBot", "ofAccount"] as const).map((name) => (
          <Button key={name} pressed={name === whose} onClick={() => setWhose(name)}>
            {SAID[name]}
          </Button>
        ))}
      </div>
      <Loaded of={entries}>
        {(list) =>
          list.length === 0 ? (
            <p class="empty">{SAID.noChanges}</p>
          ) : (
            <>
              <ul class="rows">
                {list.map((entry, at) => (
                  <Row key={at} entry={entry} isOfBot={whose === "ofBot"} />
                ))}
              </ul>
              <More of={entries} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

const saidOf = (name: string): string => (Object.hasOwn(SAID, name) ? SAID[name as keyof typeof SAID] : name);

interface RowProps {
  entry: Entry;
  /** Which bot it was needs not be said. */
  isOfBot: boolean;
}

function Row({ entry: { at, action, detail, credential, bot_id }, isOfBot }: RowProps) {
  const what = Object.entries(detail).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`);
  const { kind, key_id, email } = credential;
  return (
    <li>
      <span class="grow">
        <b>{saidOf(action)}</b>
        <small class="muted address">{[...what, ...(bot_id === null || isOfBot ? [] : [bot_id])].join(" · ")}</small>
      </span>
      <small class="muted">
        {fill(SAID.by, { who: saidOf(kind) })} <span class="address">{email ?? key_id}</span>
      </small>
      <small class="muted">{time(at)}</small>
    </li>
  );
}
