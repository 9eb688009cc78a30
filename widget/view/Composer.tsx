/** Where the visitor types. Keeps what is typed until it is sent; sending and stopping are the owner's. */

import { Component, type RefObject } from "preact";
import { MESSAGE_CHARACTERS } from "../../shared/config.ts";
import { Icon } from "./icons.tsx";
import type { Strings } from "./strings.ts";

/** From here on the visitor is told how much room is left. */
const NEAR = 400;

interface Props {
  /** The text field, for whoever moves the focus there. */
  field: RefObject<HTMLTextAreaElement | null>;
  strings: Strings;
  running: boolean;
  draft: string;
  onDraft: (text: string) => void;
  onAsk: (text: string) => void;
  onStop: () => void;
}

export class Composer extends Component<Props> {
  override componentDidMount() {
    this.fit();
  }

  override componentDidUpdate() {
    const field = this.props.field.current;
    if (field && field.value !== this.props.draft) {
      field.value = this.props.draft;
      this.fit();
    }
  }

  /** Browsers without `field-sizing` need to be told the height. */
  fit() {
    const field = this.props.field.current;
    if (!field || CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  readonly send = () => {
    const { draft, running, onAsk } = this.props;
    if (!running && draft.trim()) onAsk(draft);
    this.props.field.current?.focus();
  };

  readonly onKeyDown = (event: KeyboardEvent) => {
    // Enter that picks a word in an input method is not the visitor's Enter.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  };

  readonly onInput = () => {
    this.fit();
    this.props.onDraft(this.props.field.current?.value ?? "");
  };

  readonly onStop = () => {
    this.props.onStop();
    this.props.field.current?.focus();
  };

  render({ strings, running, draft }: Props) {
    const left = MESSAGE_CHARACTERS - draft.length;
    return (
      <div part="composer" class="composer">
        <textarea
          ref={this.props.field}
          part="input"
          rows={1}
          dir="auto"
          maxLength={MESSAGE_CHARACTERS}
          aria-label={strings.input}
          placeholder={strings.placeholder}
          defaultValue={draft}
          enterkeyhint="send"
          onInput={this.onInput}
          onKeyDown={this.onKeyDown}
        />
        {/* One button for both: the focus that is on it stays when an answer begins or ends. */}
        <button
          type="button"
          part={running ? "stop" : "send"}
          aria-label={running ? strings.stop : strings.send}
          aria-disabled={!running && !draft.trim()}
          onClick={running ? this.onStop : this.send}
        >
          <Icon name={running ? "stop" : "send"} />
        </button>
        {left < NEAR && (
          <p class="left" role="status">
            {strings.left.replace("{n}", `${left}`)}
          </p>
        )}
      </div>
    );
  }
}
