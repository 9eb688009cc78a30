/** Keys of every kind: what there are, when each was used, a new one shown once, and the end of one. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { Page } from "../api.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { day, time } from "../words.ts";
import { SAID as COMMON } from "../words/common.ts";
import { SAID } from "../words/keys.ts";
import { McpClients } from "./mcp-clients.tsx";
import { Button, Field, Loaded, Problem, Select, Sure } from "./parts.tsx";
import { Once, SecretForm } from "./secret.tsx";

interface Key {
  key_id?: string;
  kid?: string;
  name: string | null;
  alg?: string;
  publishable_key?: string;
  created_at: string;
  last_used_at: string | null;
}
interface Made {
  key?: string;
  secret_key?: string;
  secret?: string;
}

const KINDS = ["publishable", "secret", "signing", "mcp", "account"] as const;
type Kind = (typeof KINDS)[number];

const ALGS = { HS256: SAID.hs256, EdDSA: "EdDSA", ES256: "ES256", RS256: "RS256" };

export function Keys({ api }: { api: BotApi }) {
  return (
    <>
      {KINDS.map((kind) => (
        <KeysOf key={kind} api={api} kind={kind} />
      ))}
      <Tokens api={api} />
    </>
  );
}

/** Calls of one kind. Secret and account keys are the account's business, the others the bot's. */
function callsOf(api: BotApi, kind: Kind) {
  const ofAccount = kind === "secret" || kind === "account";
  const call = ofAccount ? api.account : api.call;
  const path = {
    publishable: "/v1/publishable-keys",
    secret: `/v1/bots/${encodeURIComponent(api.botId)}/secret-keys`,
    signing: "/v1/signing-keys",
    mcp: "/v1/mcp-keys",
    account: "/v1/account/keys",
  }[kind];
  return {
    list: () => call<Page<Key>>("GET", path),
    make: (body: object, key: string) => call<Made>("POST", path, body, key),
    remove: (id: string) => call("DELETE", `${path}/${encodeURIComponent(id)}`),
  };
}

const idOf = ({ key_id, kid }: Key): string => key_id ?? kid ?? "";

function KeysOf({ api, kind }: { api: BotApi; kind: Kind }) {
  const calls = callsOf(api, kind);
  const keys = useLoad(calls.list, [kind]);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const doing = useDoing();
  const title = SAID[kind];
  const remove = (id: string) =>
    void doing.run(async () => {
      await calls.remove(id);
      keys.again();
    });
  const take = async (body: object, accountKey: string) => {
    const { key, secret_key, secret } = await calls.make(body, accountKey);
    setMade(key ?? secret_key ?? secret);
    setMaking(false);
    keys.again();
  };
  return (
    <section class="card" aria-label={title}>
      <div class="row">
        <h2 class="grow">{title}</h2>
        {!making && (
          <Button label={`${SAID.new}: ${title}`} onClick={() => setMaking(true)}>
            {SAID.new}
          </Button>
        )}
      </div>
      <p class="muted">{SAID[`${kind}Help`]}</p>
      {making && <NewKey api={api} kind={kind} make={take} cancel={() => setMaking(false)} />}
      {made !== undefined && <Once secret={made} done={() => setMade(undefined)} />}
      <Problem told={doing.problem} />
      <Loaded of={keys}>
        {({ data }) =>
          data.length === 0 ? (
            <p class="empty">{SAID.none}</p>
          ) : (
            <ul class="rows">
              {data.map((key) => (
                <KeyRow key={idOf(key)} item={key} kind={kind} remove={() => remove(idOf(key))} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {kind === "mcp" && <McpClients secret={made} />}
    </section>
  );
}

function KeyRow({ item, kind, remove }: { item: Key; kind: Kind; remove: () => void }) {
  const name = item.name ?? SAID.unnamed;
  const used = item.last_used_at === null ? SAID.never : time(item.last_used_at);
  return (
    <li>
      <span class="grow">
        <b>{name}</b>
        <small class="muted address">
          {item.publishable_key ?? [idOf(item), item.alg].filter(Boolean).join(" · ")}
        </small>
      </span>
      <small class="muted">
        {SAID.made}: {day(item.created_at)}
      </small>
      <small class="muted">
        {SAID.used}: {used}
      </small>
      <Sure
        label={SAID.revoke}
        question={fill(kind === "account" ? SAID.sureAccount : SAID.sure, { name })}
        act={remove}
      />
    </li>
  );
}

interface NewKeyProps {
  api: BotApi;
  kind: Kind;
  make: (body: object, accountKey: string) => Promise<void>;
  cancel: () => void;
}

function NewKey({ api, kind, make, cancel }: NewKeyProps) {
  const [name, setName] = useState("");
  const [alg, setAlg] = useState("HS256");
  const [publicKey, setPublicKey] = useState("");
  const named = name.trim() === "" ? {} : { name: name.trim() };
  const send = (accountKey: string) => {
    const signing = kind === "signing" ? { alg, ...(alg !== "HS256" && { public_key: keyOf(publicKey) }) } : {};
    return make({ ...named, ...signing }, accountKey);
  };
  return (
    <SecretForm api={api} secret={kind !== "publishable"} make={send} cancel={cancel}>
      <Field label={COMMON.name} help={COMMON.nameHelp} value={name} onInput={setName} autoFocus />
      {kind === "signing" && <Select label={SAID.alg} options={ALGS} value={alg} onChange={setAlg} />}
      {kind === "signing" && alg !== "HS256" && (
        <Field label={SAID.publicKey} value={publicKey} onInput={setPublicKey} lines={5} required />
      )}
    </SecretForm>
  );
}

/** A JWK is an object, a PEM is text. */
function keyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

function Tokens({ api }: { api: BotApi }) {
  const [done, setDone] = useState(false);
  const doing = useDoing();
  const revoke = () => doing.run(() => api.call("POST", "/v1/bot/revoke-tokens"));
  return (
    <section class="card">
      <h2>{SAID.tokens}</h2>
      <p class="muted">{SAID.tokensHelp}</p>
      <Problem told={doing.problem} />
      <div role="status">{done && <p class="notice">{SAID.revoked}</p>}</div>
      <div class="row">
        {!done && <Sure label={SAID.revokeAll} question={SAID.revokeSure} act={() => void revoke().then(setDone)} />}
      </div>
    </section>
  );
}
