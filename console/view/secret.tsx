/** Making what is shown once: the account key asked for again where the session is too old, and the secret, to be copied. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { RequestError } from "../../ui/request.ts";
import type { BotApi } from "../bot-api.ts";
import { useDoing } from "../load.ts";
import { SAID } from "../words/common.ts";
import { Button, Field, Form } from "./parts.tsx";
import { Copy } from "./saving.tsx";

interface Props {
  api: BotApi;
  /** False for what needs no account key. */
  secret: boolean;
  submit?: string;
  /** @param key empty where none was asked for */
  make: (key: string) => Promise<unknown>;
  cancel?: () => void;
  children?: ComponentChildren;
}

/** A form whose sending makes a secret. */
export function SecretForm({ api, secret, submit = SAID.make, make, cancel, children }: Props) {
  const [key, setKey] = useState("");
  const [wanted, setWanted] = useState(secret && api.wantsKey());
  const doing = useDoing();
  const send = async () => {
    try {
      await make(key.trim());
    } catch (error) {
      if (error instanceof RequestError && error.slug === "forbidden") setWanted(true);
      throw error;
    }
  };
  return (
    <Form
      doing={doing}
      submit={submit}
      busy={SAID.making}
      onSubmit={() => void doing.run(send)}
      {...(cancel && { onCancel: cancel })}
    >
      {children}
      {wanted && (
        <Field
          label={SAID.accountKey}
          help={SAID.accountKeyHelp}
          type="password"
          placeholder="vra_…"
          value={key}
          onInput={setKey}
          required
        />
      )}
    </Form>
  );
}

/** The secret, until its owner has it. */
export function Once({ secret, done }: { secret: string; done: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.focus(), []);
  return (
    <div class="once" ref={box} tabIndex={-1} role="group" aria-label={SAID.once}>
      <p>{SAID.once}</p>
      <code tabIndex={0}>{secret}</code>
      <div class="row">
        <Copy text={secret} />
        <Button onClick={done}>{SAID.done}</Button>
      </div>
    </div>
  );
}
