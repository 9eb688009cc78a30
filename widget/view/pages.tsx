/** What takes the conversation's place for a while: the list of conversations, and the form to reach a person. */

import css from "../pages.css?inline";
import { each } from "../../ui/each.ts";
import { fill } from "../../ui/fill.ts";
import { Icon, IconButton } from "../../ui/icons.tsx";
import { DONE, PLUS, TRASH } from "../../ui/more-icons.ts";
import type { ComponentChild } from "preact";
import type { Desk, View } from "../handshake.ts";
import type { ChatStore } from "../store/chat-store.ts";
import type { Turn } from "../store/state.ts";
import type { HandOff, Listed, Transport } from "../transport/transport.ts";
import { addStyles } from "./add-styles.ts";
import type { ChatStrings } from "./asides.tsx";
import { ContactForm, type Typed } from "./ContactForm.tsx";
import { PAGES_ENGLISH } from "./pages-strings.ts";

/** For so long a deletion can be taken back. */
const UNDO_MS = 6_000;

export interface Pages {
  page: () => View["page"];
  strip: () => ComponentChild;
  list: () => void;
  /** @param turn what brought the visitor to it, and whether a poor answer did */
  contact: (turn: Turn, poor: boolean) => void;
  close: () => void;
  destroy: () => void;
}

interface Removal {
  one: Listed;
  timer: ReturnType<typeof setTimeout>;
}

/** What has just been done, with what can still be done about it. */
function Told({
  part,
  words,
  icon,
  children,
}: Record<"part" | "words", string> & { icon?: string; children: ComponentChild }) {
  return (
    <div part={part} class="strip plain" role="status">
      {icon && <Icon name={icon} />}
      <p>{words}</p>
      {children}
    </div>
  );
}

interface RowProps extends Record<"when" | "label", string> {
  one: Listed;
  onChoose: () => void;
  onRemove: () => void;
}

/** A conversation of the list. */
function Row({ one, when, label, onChoose, onRemove }: RowProps) {
  return (
    <li>
      <button type="button" part="conversation" class="row" onClick={onChoose}>
        <span>
          <b dir="auto">{one.title}</b>
          <small>{when}</small>
        </span>
        {one.running && (
          <span class="twinkle" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
        )}
      </button>
      <IconButton icon={TRASH} label={label} onClick={onRemove} small />
    </li>
  );
}

export function createPages(desk: Desk, store: ChatStore, transport: Transport, given: ChatStrings): Pages {
  const { draw } = desk;
  const strings = { ...PAGES_ENGLISH, ...given };
  addStyles(desk.mounting.root, css);
  const when = new Intl.DateTimeFormat(desk.mounting.frame.lang, { dateStyle: "medium", timeStyle: "short" });
  let open: "" | "list" | "contact" = "";
  let listed: Listed[] = [];
  let removal: Removal | undefined;
  let fault: unknown;
  /** What was passed on, and what was typed for it: closing the form keeps that. */
  let passed = "";
  let typed: Typed = {};
  let trigger: HandOff["trigger"] = "request";

  function close(): void {
    open = "";
    draw();
    desk.focusField();
  }

  async function readList(): Promise<void> {
    try {
      listed = await transport.list();
      fault = undefined;
    } catch (error) {
      // The conversation that is open is listed all the same.
      fault = error;
    }
    draw();
  }

  /** Does what can be undone no longer. */
  function settle(): void {
    const one = endRemoval();
    if (one) transport.remove(one.id).catch(() => void readList());
  }

  /** What had the focus goes, and it must not go with it. */
  function endRemoval(): Listed | undefined {
    if (!removal) return undefined;
    clearTimeout(removal.timer);
    const { one } = removal;
    removal = undefined;
    const hadFocus = desk.mounting.root.activeElement?.closest("[part=removed]");
    draw();
    if (hadFocus) focus("[part=reset]");
    return one;
  }

  function focus(selector: string): void {
    desk.box.querySelector<HTMLElement>(selector)?.focus();
  }

  function remove(one: Listed): void {
    settle();
    const rest: Listed[] = [];
    for (const other of listed) if (other.id !== one.id) rest.push(other);
    listed = rest;
    removal = { one, timer: setTimeout(settle, UNDO_MS) };
    if (store.state().conversation === one.id) store.reset();
    draw();
    focus("[part=removed] button");
  }

  function undo(): void {
    const one = endRemoval();
    if (one) listed = [one, ...listed];
    draw();
  }

  function choose(id?: string): void {
    if (id === undefined) store.reset();
    else if (id !== store.state().conversation) store.open(id);
    close();
  }

  const row = (one: Listed) => (
    <Row
      key={one.id}
      one={one}
      when={one.running || !one.updated ? strings.now : when.format(new Date(one.updated))}
      label={fill(strings.remove, { title: one.title })}
      onChoose={() => choose(one.id)}
      onRemove={() => remove(one)}
    />
  );

  function all(): Listed[] {
    const { conversation, turns, phase } = store.state();
    const first = turns[0];
    for (const { id } of listed) if (id === conversation) return listed;
    if (!first || removal?.one.id === conversation) return listed;
    return [{ id: conversation, title: first.text, updated: "", running: phase === "streaming" }, ...listed];
  }

  const list = () => {
    const rows = all();
    return (
      <>
        <ul class="rows">
          <li>
            <button type="button" part="reset" class="row" onClick={() => choose()}>
              <Icon name={PLUS} small />
              <b>{strings.fresh}</b>
            </button>
          </li>
        </ul>
        {rows[0] && (
          <ul class="rows" aria-label={strings.list}>
            {each(rows, row)}
          </ul>
        )}
        {Boolean(fault) && (
          <p class="muted" role="status">
            {strings.failed}
          </p>
        )}
      </>
    );
  };

  async function pass(): Promise<void> {
    const { conversation, turns } = store.state();
    passed = await transport.handOff({
      ...typed,
      conversation: turns.length ? conversation : null,
      trigger,
      // The form does not send without it.
      consent: Boolean(desk.face()?.contact.form?.consent_text),
    });
    typed = {};
    close();
  }

  function forgetPassed(): void {
    passed = "";
    draw();
    desk.focusField();
  }

  return {
    page() {
      const name = desk.face()?.name || strings.title;
      if (open === "list") return { title: strings.list, note: name, body: list(), back: close };
      if (open !== "contact") return undefined;
      const body = (
        <ContactForm
          contact={desk.face()?.contact}
          count={store.state().turns.length}
          privacy={desk.face()?.notice?.url ?? ""}
          typed={typed}
          strings={strings}
          onSend={pass}
          onClose={close}
        />
      );
      return { title: strings.person, note: name, body, back: close };
    },
    strip() {
      if (passed) {
        const words = fill(strings.passed, { name: desk.face()?.name || strings.title, id: passed });
        const away = <IconButton icon="close" label={strings.close} onClick={forgetPassed} />;
        return <Told part="passed" words={words} icon={DONE} children={away} />;
      }
      if (!removal || open !== "list") return undefined;
      const words = fill(strings.removed, { title: removal.one.title });
      const back = (
        <button type="button" onClick={undo}>
          {strings.undo}
        </button>
      );
      return <Told part="removed" words={words} children={back} />;
    },
    list() {
      open = open === "list" ? "" : "list";
      draw();
      if (open) void readList();
    },
    contact(turn, poor) {
      const { turns } = store.state();
      const question = turns[turns.indexOf(turn) - 1];
      if (question?.role === "user") typed.message ??= question.text;
      const { outcome } = turn;
      const isWayOn = outcome === "declined" || outcome === "unsure" || outcome === "contact";
      trigger = poor ? "feedback" : isWayOn ? outcome : "request";
      const { form, email, url } = desk.face()?.contact ?? {};
      // Without a form the owner's own way is the only one.
      if (!form) return void window.open(email ? `mailto:${email}` : url, "_blank", "noopener");
      open = "contact";
      draw();
    },
    close() {
      if (open) close();
    },
    destroy: settle,
  };
}
