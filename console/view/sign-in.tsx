/** The sign-in form: an account key, for owners without a link that signs in. */

import { useState } from "preact/hooks";
import { RequestError } from "../../ui/request.ts";
import { useDoing } from "../load.ts";
import { WORDS } from "../words.ts";
import { Field, Form, Logo } from "./parts.tsx";

interface Props {
  /** Why one stands here again. */
  notice: string | undefined;
  signIn: (key: string) => Promise<void>;
}

export function SignIn({ notice, signIn }: Props) {
  const [key, setKey] = useState("");
  const doing = useDoing();
  const open = async () => {
    try {
      await signIn(key.trim());
    } catch (error) {
      // What the server says is for programs: of headers, and of credentials of every kind.
      const isRefused = error instanceof RequestError && error.slug === "unauthenticated";
      throw isRefused ? new Error(WORDS.keyRefused, { cause: error }) : error;
    }
  };
  return (
    <main class="door">
      <Logo />
      <section class="card">
        <h1>{WORDS.signIn}</h1>
        {notice !== undefined && (
          <p class="notice" role="status">
            {notice}
          </p>
        )}
        <Form doing={doing} submit={WORDS.signIn} busy={WORDS.signingIn} onSubmit={() => void doing.run(open)}>
          <Field
            label={WORDS.accountKey}
            help={WORDS.accountKeyHelp}
            type="password"
            placeholder="vra_…"
            value={key}
            onInput={setKey}
            required
            autoFocus
          />
        </Form>
        <small class="muted">{WORDS.linkHelp}</small>
      </section>
    </main>
  );
}
