/** How visitors reach a person: what the bot says of it, and the form in the chat with what is agreed to. */

import { useState } from "preact/hooks";
import type { BotApi } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { SAID as COMMON } from "../words/common.ts";
import { SAID } from "../words/handoff.ts";
import { Check, Field, Form, Loaded } from "./parts.tsx";
import { webAddress } from "./web-address.ts";

interface Contact {
  text?: string;
  url?: string;
  email?: string;
  form?: { fields?: ("name" | "email")[]; consent_text?: string };
}

export function ContactForm({ api }: { api: BotApi }) {
  const bot = useLoad(() => api.call<{ contact: Contact }>("GET", "/v1/bot"), []);
  return (
    <section class="card" aria-label={SAID.way}>
      <h2>{SAID.way}</h2>
      <p class="muted">{SAID.wayHelp}</p>
      <Loaded of={bot}>{({ contact }) => <Fields api={api} contact={contact} />}</Loaded>
    </section>
  );
}

function Fields({ api, contact }: { api: BotApi; contact: Contact }) {
  const [text, setText] = useState(contact.text ?? "");
  const [url, setUrl] = useState(contact.url ?? "");
  const [email, setEmail] = useState(contact.email ?? "");
  const [hasForm, setHasForm] = useState(contact.form !== undefined);
  const asked = contact.form?.fields ?? ["name", "email"];
  const [name, setName] = useState(asked.includes("name"));
  const [mail, setMail] = useState(asked.includes("email"));
  const [consent, setConsent] = useState(contact.form?.consent_text ?? "");
  const [saved, setSaved] = useState(false);
  const doing = useDoing();
  /** What is empty is cleared. */
  const or = (value: string): string | null => value.trim() || null;
  const save = async () => {
    const fields = [...(name ? ["name"] : []), ...(mail ? ["email"] : [])];
    const form = hasForm ? { fields, consent_text: or(consent) } : null;
    const change = { text: or(text), url: url.trim() === "" ? null : webAddress(url), email: or(email), form };
    setSaved(await doing.run(() => api.call("PATCH", "/v1/bot", { contact: change })));
  };
  return (
    <Form doing={doing} submit={COMMON.change} busy={COMMON.saving} onSubmit={() => void save()}>
      <Field label={SAID.text} help={SAID.textHelp} value={text} onInput={setText} lines={2} />
      <Field label={SAID.email} value={email} onInput={setEmail} />
      <Field label={SAID.url} placeholder="https://www.example.com/contact" value={url} onInput={setUrl} />
      <Check label={SAID.form} help={SAID.formHelp} checked={hasForm} onChange={setHasForm} />
      {hasForm && (
        <>
          <Check label={SAID.askName} checked={name} onChange={setName} />
          <Check label={SAID.askEmail} checked={mail} onChange={setMail} />
          <Field label={SAID.consent} help={SAID.consentHelp} value={consent} onInput={setConsent} lines={2} />
        </>
      )}
      <span role="status">{saved && !doing.busy && <p class="notice">{COMMON.saved}</p>}</span>
    </Form>
  );
}
