/** The small things that every screen is made of. */

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Doing, type Loading, type Told } from "../load.ts";
import { OUTCOMES, WORDS } from "../words.ts";
import { SAID as WHY } from "../words/problems.ts";

export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M13.2 8.8l-6 1.5-1.8 9 6.2-1.4z" />
        <path d="M13.2 8.8l3.3-3.9" />
        <circle cx="17" cy="4.6" r="2.6" fill="currentColor" />
      </svg>
      <b>{WORDS.product}</b>
    </span>
  );
}

export function Problem({ told, again }: { told: Told | undefined; again?: () => void }) {
  return (
    <div role="alert">
      {told && (
        <div class="problem">
          <Saying {...told} />
          {again && <Button onClick={again}>{WORDS.again}</Button>}
        </div>
      )}
    </div>
  );
}

/** What the server says of it stands behind, in its language. */
export function Saying({ text, detail, isOpen }: Told) {
  return (
    <span>
      {text}
      {detail && (
        <details open={isOpen}>
          <summary>{WHY.details}</summary>
          <span lang="en">{detail}</span>
        </details>
      )}
    </span>
  );
}

/** What was loaded, or that it is on its way, or why it did not come. */
export function Loaded<Data>({ of, children }: { of: Loading<Data>; children: (data: Data) => ComponentChildren }) {
  const { data, problem, again } = of;
  return (
    <>
      {problem !== undefined && <Problem told={problem} again={again} />}
      {data !== undefined && children(data)}
      {data === undefined && problem === undefined && (
        <p class="muted loading" role="status">
          {WORDS.loading}
        </p>
      )}
    </>
  );
}

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => void;
  /** Of a form. */
  submit?: boolean;
  main?: boolean;
  /** Nothing happens by it now. It keeps the focus, which a browser takes from what is `disabled`. */
  disabled?: boolean;
  pressed?: boolean;
  label?: string;
}

export function Button({ children, onClick, submit, main, disabled, pressed, label }: ButtonProps) {
  return (
    <button
      type={submit ? "submit" : "button"}
      class={main ? "main" : ""}
      aria-disabled={disabled}
      aria-pressed={pressed}
      aria-label={label}
      onClick={disabled ? (event) => event.preventDefault() : onClick}
    >
      {children}
    </button>
  );
}

/** Asks once more before it does what cannot be undone. */
export function Sure({ label, question, act }: { label: string; question: string; act: () => void }) {
  const [asking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useLayoutEffect(() => {
    if (asking) keep.current?.focus();
    else if (asked.current) first.current?.focus();
    asked.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <button type="button" ref={first} onClick={() => setAsking(true)}>
        {label}
      </button>
    );
  }
  return (
    <span class="sure" role="group" aria-label={question}>
      <span>{question}</span>
      <button type="button" class="bad" onClick={act}>
        {label}
      </button>
      <button type="button" ref={keep} onClick={() => setAsking(false)}>
        {WORDS.keep}
      </button>
    </span>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  help?: string | undefined;
  type?: "text" | "password" | "search" | "date" | "number";
  lines?: number;
  required?: boolean;
  placeholder?: string;
  autoFocus?: boolean;
}

export function Field({ label, value, onInput, help, lines, autoFocus, type = "text", ...more }: FieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  // Before anything is painted: later it would take the focus from a field that the owner has gone to meanwhile.
  useLayoutEffect(() => {
    if (autoFocus) field.current?.focus();
  }, []);
  const given = {
    ...more,
    id,
    value,
    "aria-describedby": help && `${id}-help`,
    onInput: (event: Event) => onInput((event.currentTarget as HTMLInputElement).value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines ? (
        <textarea {...given} ref={field} rows={lines} />
      ) : (
        <input {...given} ref={field} type={type as "text"} autocomplete="off" spellcheck={false} />
      )}
      {help && (
        <small id={`${id}-help`} class="muted">
          {help}
        </small>
      )}
    </div>
  );
}

interface SelectProps {
  label: string;
  /** By value: what it is called. */
  options: Record<string, string>;
  value: string;
  onChange: (value: string) => void;
}

export function Select({ label, options, value, onChange }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {Object.entries(options).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

interface CheckProps {
  label: string;
  help?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Check({ label, help, checked, onChange }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={help && `${id}-help`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {help && (
        <small id={`${id}-help`} class="muted">
          {help}
        </small>
      )}
    </div>
  );
}

interface FormProps {
  doing: Doing;
  submit: string;
  busy: string;
  onSubmit: () => void;
  onCancel?: () => void;
  children: ComponentChildren;
}

export function Form({ doing, submit, busy, onSubmit, onCancel, children }: FormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <Problem told={doing.problem} />
      <div class="row">
        <Button submit main disabled={doing.busy}>
          {doing.busy ? busy : submit}
        </Button>
        {onCancel && <Button onClick={onCancel}>{WORDS.cancel}</Button>}
      </div>
    </form>
  );
}

interface SplitProps {
  /** Something was chosen: where there is room for one of both, it is shown instead of the list. */
  chosen: boolean;
  /** The list's address. */
  back: string;
  children: [ComponentChildren, ComponentChildren];
}

/** A list beside what is chosen of it. */
export function Split({ chosen, back, children: [list, detail] }: SplitProps) {
  return (
    <div class={`panes split ${chosen ? "chosen" : ""}`}>
      <div class="pane listing">{list}</div>
      <div class="pane">
        <a class="back" href={back}>
          {WORDS.back}
        </a>
        {detail}
      </div>
    </div>
  );
}

/** One glyph, one meaning, on every screen. */
export const MAGNITUDES: Record<string, Kind> = {
  answered: "ok",
  curated: "curated",
  unsure: "wait",
  declined: "declined",
  contact: "passed",
  "small-talk": "read",
};

/** What became of a question, as its glyph; its name is spoken, and shown when pointed at. */
export function Magnitude({ outcome }: { outcome: string }) {
  const name = OUTCOMES[outcome] ?? outcome;
  return (
    <span title={name}>
      <State kind={MAGNITUDES[outcome] ?? "out"}>
        <span class="spoken">{name}</span>
      </State>
    </span>
  );
}

export type Kind = "ok" | "curated" | "busy" | "wait" | "declined" | "passed" | "out" | "read" | "bad";

/** A state in words with a mark whose shape says it as well. */
export function State({ kind, children }: { kind: Kind; children: ComponentChildren }) {
  const shapes = {
    ok: <circle cx="5" cy="5" r="4" />,
    busy: <circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" stroke-width="1.5" />,
    wait: (
      <>
        <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.2" />
        <path d="M5 1.4a3.6 3.6 0 0 0 0 7.2z" />
      </>
    ),
    curated: (
      <>
        <circle cx="5" cy="5" r="2.2" />
        <circle cx="5" cy="5" r="4.2" fill="none" stroke="currentColor" stroke-width="1.2" />
      </>
    ),
    declined: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.6" />,
    out: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.2" stroke-dasharray="2 1.4" />,
    passed: <path d="M1 5h6.6M5 2.2L7.8 5 5 7.8" fill="none" stroke="currentColor" stroke-width="1.4" />,
    read: <circle cx="5" cy="5" r="1.6" />,
    bad: <path d="M5 .8L9.6 9H.4z" />,
  };
  return (
    <span class={`state ${kind}`}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        {shapes[kind]}
      </svg>
      {children}
    </span>
  );
}
