/** Where the visitor types. Keeping what is typed, sending and stopping are the owner's. */

import type { RefObject } from "preact";
import { MESSAGE_CHARACTERS } from "../../shared/config.ts";
import { fill } from "../../ui/fill.ts";
import { Icon } from "../../ui/icons.tsx";
import type { Strings } from "./strings.ts";

interface Props {
  /** The text field, for callers that move the focus there. */
  field: RefObject<HTMLTextAreaElement | null>;
  strings: Strings;
  placeholder: string;
  running: boolean;
  draft: string;
  onDraft: (text: string) => void;
  onSend: () => void;
  onStop: () => void;
}

/** What is pasted is never cut: it is told how much is too many, and held. */
export const fits = (draft: string) => Boolean(draft.trim()) && draft.length <= MESSAGE_CHARACTERS;

export function Composer({ strings, running, draft, field, placeholder, onDraft, onSend, onStop }: Props) {
  const over = draft.length - MESSAGE_CHARACTERS;
  return (
    <>
      {over > 0 && (
        <p class="over" role="status">
          {fill(strings.over, { n: over.toLocaleString() })}
        </p>
      )}
      <div part="composer" class="composer">
        <textarea
          ref={field}
          part="input"
          rows={1}
          dir="auto"
          aria-label={strings.input}
          placeholder={placeholder}
          defaultValue={draft}
          enterkeyhint="send"
          onInput={(event) => onDraft(event.currentTarget.value)}
        />
        {/* One button for both: the focus that is on it stays when an answer begins or ends. */}
        <button
          type="button"
          class="send"
          part={running ? "stop" : "send"}
          aria-label={running ? strings.stop : strings.send}
          aria-disabled={!running && !fits(draft)}
          onClick={running ? onStop : onSend}
        >
          <Icon name={running ? "stop" : "send"} />
        </button>
      </div>
    </>
  );
}

/** Browsers without `field-sizing` need to be told the height. */
export function fitField(field: HTMLTextAreaElement | null): void {
  if (!field || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
