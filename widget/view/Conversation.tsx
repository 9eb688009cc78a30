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
import { createHolding } from "./holding.ts";
import type { ItemActions } from "./MessageItem.tsx";
import { createScrolling } from "./scrolling.ts";
import { Turns } from "./Turns.tsx";
import type { Pages } from "./pages.tsx";
import type { Sources } from "./sources.tsx";

export interface Conversation {
  /** Resolves once what was said on the last page can be drawn as it was. */
  ready: Promise<unknown>;
  view: () => View;
  send: (text: string) => boolean;
  /** False while the visitor has to agree first. */
  mayAsk: () => boolean;
  /** Takes what the server says of the bot, and asks what had to wait for that. */
  meet: (told: unknown) => void;
  /** The question that is held back; empty where none is. */
  waiting: () => string;
  /** Another tab has written: the visitor may have agreed there, or taken that back. */
  lookAgain: () => void;
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
  const { mounting, draw, field } = desk;
  const scrolling = createScrolling(draw);
  const holding = createHolding(desk, store);
  let reader: Reader | undefined;
  let announce: ReturnType<Reader["createAnnouncer"]> | undefined;
  let sources: Sources | undefined;
  let pages: Pages | undefined;
  let fetching: Promise<void> | undefined;
  /** The list or the form could not be fetched. */
  let unreached: Notice | null = null;
  let copied = { text: "", outcome: "" };
  let copyTimer: ReturnType<typeof setTimeout> | undefined;
  /** The question whose answer is news to who listens. Its end may come before what speaks it, or with its beginning. */
  let asked = "";
  async function fetchReader(): Promise<void> {
    try {
      reader = await loadFile("reader", mounting);
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
      pages ??= (await loadFile("pages", mounting)).createPages(desk, store, transport, strings);
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

  function forget(): void {
    sources?.close();
    pages?.close();
  }

  function agree(): void {
    holding.agree();
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
    // Where the settings cannot be had, those of the last page may do.
    if (notice) setTimeout(holding.release);
    const held = holding.held();
    if (running) asked = state.asking;
    if (asked) announce?.(answerOf(state, asked));
    return {
      turns:
        turns.length || loading || held || (notice && notice.slug !== "offline") ? (
          <Turns
            state={state}
            face={face}
            strings={strings}
            copied={copied}
            held={held}
            createMarkdown={reader?.createMarkdown}
            actions={actions}
          />
        ) : null,
      page: pages?.page(),
      foot:
        sources?.card() ?? (holding.mayAsk() ? undefined : <Consent face={face} strings={strings} onAgree={agree} />),
      strip: pages?.strip() ?? (
        <Strip notice={unreached ?? notice ?? (holding.isSlow() ? { slug: "waiting" } : null)} strings={strings} />
      ),
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
      forget();
      return holding.ask(text);
    },
    mayAsk: holding.mayAsk,
    meet(told) {
      desk.meet(told);
      holding.meet();
    },
    waiting: holding.waiting,
    lookAgain() {
      holding.release();
      draw();
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
      holding.letGo();
      sources?.destroy();
      pages?.destroy();
    },
  };
}
