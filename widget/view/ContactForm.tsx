/** Passes a visitor on to a person: only the fields the owner has set, the question already written, consent a box of its own. */

import { Component } from "preact";
import type { Contact } from "../../shared/chat.ts";
import { fill } from "../../ui/fill.ts";
import { Icon } from "../../ui/icons.tsx";
import { WARN } from "../../ui/more-icons.ts";
import { TOLD } from "../../ui/problems.ts";
import type { RequestError } from "../../ui/request.ts";
import type { ChatStrings } from "./asides.tsx";
import type { PAGES_ENGLISH } from "./pages-strings.ts";

/** Fields that are empty are not there. */
export type Typed = Partial<Record<"name" | "email" | "message", string>>;

interface Props {
  contact: Contact | undefined;
  /** Messages of this conversation, which go along. */
  count: number;
  privacy: string;
  /** The visitor's entries, kept by the component that shows the form. */
  typed: Typed;
  strings: ChatStrings & typeof PAGES_ENGLISH;
  /** @throws RequestError */
  onSend: () => Promise<void>;
  onClose: () => void;
}

interface Stage {
  sending: boolean;
  fault: keyof typeof TOLD | "";
}

export class ContactForm extends Component<Props, Stage> {
  override state: Stage = { sending: false, fault: "" };

  readonly submit = (event: Event) => {
    event.preventDefault();
    if (this.state.sending) return;
    this.setState({ sending: true, fault: "" });
    this.props
      .onSend()
      .catch((error: unknown) => this.setState({ sending: false, fault: (error as RequestError).slug ?? "internal" }));
  };

  readonly onInput = (event: Event) => {
    const { name, value } = event.target as HTMLInputElement;
    const { typed } = this.props;
    if (value.trim()) typed[name as keyof Typed] = value.trim();
    else delete typed[name as keyof Typed];
  };

  render({ contact, count, privacy, typed, strings, onClose }: Props, { sending, fault }: Stage) {
    const { fields = [], consent_text } = contact?.form ?? {};
    // As a text: pages have replaced `includes` of arrays.
    const asked = `${fields}`;
    return (
      <form part="contact" class="form" onSubmit={this.submit} onInput={this.onInput}>
        {contact?.text && <p dir="auto">{contact.text}</p>}
        {/name/.test(asked) && (
          <label>
            {strings.name}
            <input name="name" autocomplete="name" maxLength={200} dir="auto" defaultValue={typed.name ?? ""} />
          </label>
        )}
        {/email/.test(asked) && (
          <label>
            {strings.email}
            <input
              name="email"
              type="email"
              autocomplete="email"
              required
              maxLength={254}
              defaultValue={typed.email ?? ""}
            />
          </label>
        )}
        <label>
          {strings.about}
          <textarea name="message" rows={4} maxLength={2000} dir="auto" required defaultValue={typed.message ?? ""} />
        </label>
        {consent_text && (
          <label class="tick">
            <input type="checkbox" required />
            <span dir="auto">
              {consent_text}{" "}
              {privacy && (
                <a href={privacy} target="_blank" rel="noopener noreferrer">
                  {strings.privacy}
                </a>
              )}
            </span>
          </label>
        )}
        {fault && (
          <div class="say fault">
            <Icon name={WARN} />
            <p role="alert">{strings[TOLD[fault]]}</p>
          </div>
        )}
        <div class="ways">
          <button type="submit" class="btn main" aria-disabled={sending}>
            {strings.send}
          </button>
          <button type="button" class="btn" onClick={onClose}>
            {strings.notNow}
          </button>
        </div>
        {count > 0 && <small>{fill(strings.along, { n: `${count}` })}</small>}
      </form>
    );
  }
}
