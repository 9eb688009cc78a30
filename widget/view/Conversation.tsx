/**
 * What the second file puts into the frame: turns what the visitor does into calls of the store, and the state
 * into a `View`. Holds what only the view knows: the open source, the open page, what was copied.
 */

import type { Desk, View } from "../handshake.ts";
import type { ChatStore } from "../store/chat-store.ts";
import { answerOf } from "../store/reduce.ts";
import type { Notice, Turn } from "../store/state.ts";
import type { Transport } from "../transport/transport.ts";
import { type ChatStrings, Consent, Latest, Strip } from "./asides.tsx";
import { loadFile, type Reader } from "./load-file.ts";
import type { ItemActions } from "./MessageItem.tsx";
import { createScrolling } from "./scrolling.ts";
import { Turns } from "./Turns.tsx";
import type { Pages } from "./pages.tsx";
import type { Sources } from "./sources.tsx";

/** So long a question waits for settings that do not come. */
const HOLD_MS = 3_000;

export interface Conversation {
  /** Resolves once what was said on the last page can be drawn as it was. */
  ready: Promise<unknown>;
  view: () => View;
  send: (text: string) => boolean;
  /** Takes what the server says of the bot, and asks what had to wait for that. */
  meet: (told: unknown) => void;
  list: () => void;
  escape: () => boolean;
  /** Closes what belongs to the conversation that is left. */
  forget: () => void;
  destroy: () => void;
}

export function createConversation(
  desk: Desk,
  store: ChatStore,
  transport: Transport,
  strings: ChatStrings,
): Conversation {
  const { mounting, memory, draw, field } = desk;
  const scrolling = createScrolling(draw);
  let reader: Reader | undefined;
  let announce: ReturnType<Reader["createAnnouncer"]> | undefined;
  let sources: Sources | undefined;
  let pages: Pages | undefined;
  let fetching: Promise<void> | undefined;
  /** The list or the form could not be fetched. */
  let unreached: Notice | null = null;
  let copied = { text: "", outcome: "" };
  let copyTimer: ReturnType<typeof setTimeout> | undefined;
  let agreed = Boolean(memory.read().agreed);
  /** The question whose answer is news to who listens. Its end may come before what speaks it, or with its beginning. */
  let asked = "";
  /** What was asked before anything was known of the bot: its owner may want consent first. */
  let held: { text: string; isTyped: boolean } | undefined;
  let holdTimer: ReturnType<typeof setTimeout> | undefined;

  async function fetchReader(): Promise<void> {
    try {
      reader = await loadFile("reader", mounting.options.nonce);
      announce = reader.createAnnouncer(desk.region);
      sources = reader.createSources(desk, strings);
      draw();
    } catch {
      // Without it answers are read as plain text. The next one tries again, after a while.
      setTimeout(() => (fetching = undefined), 5_000);
    }
  }

  /** Not while offline: what has failed is left alone for a while. */
  function wantReader(): Promise<void> | undefined {
    if (!fetching && navigator.onLine) fetching = fetchReader();
    return fetching;
  }

  async function withPages(run: (pages: Pages) => void): Promise<void> {
    unreached = null;
    try {
      pages ??= (await loadFile("pages", mounting.options.nonce)).createPages(desk, store, transport, strings);
      run(pages);
    } catch {
      unreached = { slug: "load" };
      draw();
    }
  }

  async function copy(text: string, turn?: Turn): Promise<string> {
    const whole = turn && reader ? reader.withSources(turn) : text;
    const outcome = (await reader?.copyText(whole, desk.box)) ? strings.copied : strings.uncopied;
    const show = (text: string, outcome: string) => {
      copied = { text, outcome };
      draw();
    };
    clearTimeout(copyTimer);
    copyTimer = setTimeout(show, 4_000, "", "");
    show(text, outcome);
    return outcome;
  }

  const actions: ItemActions = {
    onCitation(turn, index, id) {
      if (sources) return sources.open(turn, index, id);
      // Without the card the way to the source is all there is.
      for (const { id: known, url } of turn.sources) if (known === id && url) window.open(url, "_blank", "noopener");
    },
    onCopy: copy,
    onRate: (turn, rating, reason) => store.rate(turn.id, rating, reason),
    onRetry(question) {
      store.retry(question);
      desk.focusField();
    },
    onPerson: (turn, poor) => void withPages((pages) => pages.contact(turn, Boolean(poor))),
    onReword(turn) {
      const { turns } = store.state();
      const question = turns[turns.indexOf(turn) - 1];
      desk.setDraft(question?.role === "user" ? question.text : "");
      field.current?.focus();
      field.current?.select();
    },
  };

  const isGated = () => Boolean(desk.face()?.notice?.consent) && !agreed;

  /** Asks what was held: the bot's settings are here, cannot be had, or take too long. */
  function release(): void {
    clearTimeout(holdTimer);
    const { text, isTyped } = held ?? {};
    held = undefined;
    // Typed over or taken back meanwhile, it is the visitor's again.
    if (!text || (isTyped && desk.draft() !== text) || isGated()) return;
    if (store.send(text) && desk.draft() === text) desk.setDraft("");
  }

  function forget(): void {
    sources?.close();
    pages?.close();
  }

  function agree(): void {
    agreed = true;
    memory.write({ agreed: "yes" });
    draw();
    desk.focusField();
  }

  function view(): View {
    const state = store.state();
    const { turns, phase, notice, loading } = state;
    const running = phase === "submitted" || phase === "streaming";
    const face = desk.face();
    // From the first letter on there will be something to read.
    if (desk.draft() || turns.length) void wantReader();
    const last = turns[turns.length - 1];
    // Without a connection there are no settings either: the question waits where it can be seen.
    if (held && notice) setTimeout(release);
    if (running) asked = state.asking;
    if (asked) announce?.(answerOf(state, asked));
    return {
      turns:
        turns.length || loading || (notice && notice.slug !== "offline") ? (
          <Turns
            state={state}
            face={face}
            strings={strings}
            copied={copied}
            createMarkdown={reader?.createMarkdown}
            actions={actions}
          />
        ) : null,
      page: pages?.page(),
      foot:
        sources?.card() ??
        (isGated() && !turns.length ? <Consent face={face} strings={strings} onAgree={agree} /> : undefined),
      strip: pages?.strip() ?? <Strip notice={unreached ?? notice} strings={strings} />,
      over: scrolling.away() && !sources?.card() ? <Latest strings={strings} onClick={scrolling.toEnd} /> : null,
      running,
      placeholder: !last
        ? strings.placeholder
        : last.outcome === "declined" || last.outcome === "unsure"
          ? strings.reword
          : strings.followUp,
      onScroll: scrolling.onScroll,
      drawn: (box) => scrolling.drawn(box, turns),
    };
  }

  return {
    ready: (async () => store.state().turns.length > 0 && (await wantReader()))(),
    view,
    send(text) {
      clearTimeout(holdTimer);
      held = desk.face() ? undefined : { text, isTyped: desk.draft() === text };
      if (held) {
        holdTimer = setTimeout(release, HOLD_MS);
        store.begin();
      }
      if (held || isGated()) return false;
      forget();
      return store.send(text);
    },
    meet(told) {
      desk.meet(told);
      release();
    },
    list: () => void withPages((pages) => pages.list()),
    escape() {
      const open = sources?.card() ? sources : pages?.page() ? pages : undefined;
      open?.close();
      return Boolean(open);
    },
    forget,
    destroy() {
      clearTimeout(copyTimer);
      clearTimeout(holdTimer);
      sources?.destroy();
      pages?.destroy();
    },
  };
}
