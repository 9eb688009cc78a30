/**
 * Holds a question back while it must not be asked: before anything is known of the bot, whose owner may want consent,
 * and before the visitor has given that. What it waits for may come soon, late or never; only then does it go out.
 */

import type { Desk } from "../handshake.ts";
import type { ChatStore } from "../store/chat-store.ts";

/** After so long it is said that a question waits for settings that do not come. */
const SLOW_MS = 1_000;

export interface Holding {
  /** Asks, or holds. False where it was not asked. */
  ask: (text: string) => boolean;
  /** False while the visitor has to agree first. */
  mayAsk: () => boolean;
  /** What is held back, for whatever reason; empty where nothing is. */
  waiting: () => string;
  /** What waits for the visitor to agree. */
  held: () => string | undefined;
  /** The settings take long. */
  isSlow: () => boolean;
  /** The bot's settings have come. */
  meet: () => void;
  agree: () => void;
  /** Asks what was held, once nothing stands against it. */
  release: () => void;
  letGo: () => void;
}

export function createHolding(desk: Desk, store: ChatStore): Holding {
  const { memory, draw } = desk;
  let met = false;
  let held: { text: string; isTyped: boolean } | undefined;
  let isSlow = false;
  let slowTimer: ReturnType<typeof setTimeout> | undefined;

  function mayAsk(): boolean {
    // Asked for anew each time: it is given, and taken back, in other tabs as well.
    return !desk.face()?.notice?.consent || Boolean(memory.read().agreed);
  }

  /** What the owner wants may have changed since the last page: only where it cannot be had does that hold. */
  const isKnown = () => met || (desk.isRemembered && Boolean(store.state().notice));

  function letGo(): void {
    clearTimeout(slowTimer);
    held = undefined;
    isSlow = false;
  }

  function hold(text: string): void {
    held = { text, isTyped: desk.draft() === text };
    if (isKnown()) {
      // What was pressed to ask it goes, and what is to be pressed now takes the focus.
      draw();
      desk.box.querySelector<HTMLElement>("[part=consent] button")?.focus();
      return;
    }
    slowTimer = setTimeout(() => {
      isSlow = true;
      draw();
    }, SLOW_MS);
    store.begin();
  }

  function release(): void {
    if (!held || !isKnown() || !mayAsk()) return;
    const { text, isTyped } = held;
    letGo();
    // Typed over or taken back meanwhile, it is the visitor's again.
    if (isTyped && desk.draft() !== text) return;
    if (store.send(text) && desk.draft() === text) desk.setDraft("");
  }

  return {
    ask(text) {
      letGo();
      if (isKnown() && mayAsk()) return store.send(text);
      hold(text);
      return false;
    },
    mayAsk,
    waiting: () => held?.text ?? "",
    held: () => (mayAsk() ? undefined : held?.text),
    isSlow: () => isSlow,
    meet() {
      met = true;
      isSlow = false;
      release();
    },
    agree() {
      memory.write({ agreed: "yes" });
      release();
    },
    release,
    letGo,
  };
}
