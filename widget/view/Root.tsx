/**
 * The one place where the view meets the store: draws the panel from the state, and turns what the visitor
 * does into calls of the store. Holds what only the view knows: the draft, the open card, what was copied.
 */

import { createRef, h, render } from "preact";
import type { Mounting } from "../handshake.ts";
import type { ChatStore } from "../store/chat-store.ts";
import type { Memory } from "../store/memory.ts";
import { answerOf } from "../store/reduce.ts";
import type { Turn } from "../store/state.ts";
import type { Card } from "./citation-card.ts";
import { Icon, IconButton } from "./icons.tsx";
import { Panel } from "./Panel.tsx";
import type { Strings } from "./strings.ts";

declare const READER_INTEGRITY: string;

type Reader = typeof import("./reader.ts");

export interface Root {
  show: (focus: boolean) => void;
  hide: () => void;
  draw: () => void;
  setDraft: (text: string) => void;
  /** Tells the owner, in the console. */
  explain: (slug: string, detail: string) => void;
  /** Asks, or leaves what cannot be asked now where the visitor can send it. */
  ask: (text: string) => void;
  destroy: () => void;
}

export function createRoot(mounting: Mounting, store: ChatStore, memory: Memory, strings: Strings): Root {
  const { frame, root, options, bubble, emit } = mounting;
  const page = document;
  const box = page.createElement("div");
  box.className = "box ahead";
  const region = page.createElement("div");
  region.className = "hidden";
  region.ariaLive = "polite";
  frame.append(box, region);

  const field = createRef<HTMLTextAreaElement | null>();
  let draft = memory.draft();
  let card: Card | null = null;
  let marker: HTMLElement | null = null;
  let copied = { text: "", outcome: "" };
  let copyTimer: ReturnType<typeof setTimeout> | undefined;
  let unmark = () => {};
  let reader: Reader | undefined;
  let announce: ReturnType<Reader["createAnnouncer"]> | undefined;
  let CitationCard: ReturnType<Reader["createCard"]> | undefined;
  let fetching = false;
  /** Failures that the owner has to be told of. */
  const owed: [slug: string, detail: string][] = [];
  let isShown = false;
  /** There is something new since it was drawn. */
  let isStale = false;
  let lastTheme: object | undefined;

  /** The page's own options come first, then the bot's theme. */
  function applyTheme(): void {
    const theme = store.state().config?.theme;
    if (lastTheme === (theme ?? strings)) return;
    lastTheme = theme ?? strings;
    const accent = theme?.accent ?? "";
    if (!options.accent && CSS.supports("color", accent)) frame.style.setProperty("--_accent", accent);
    frame.dataset.theme = options.theme || theme?.mode || "auto";
    if (!options.position && theme?.position) frame.dataset.position = theme.position;
  }

  function closeCard(): void {
    card = null;
    draw();
    marker?.focus();
  }

  function openCard(turn: Turn, index: number, id: string): void {
    let { [index]: citation } = turn.citations;
    for (const each of turn.citations) if (!citation && each.source_id === id) citation = each;
    let source = { id, title: id, url: null as string | null };
    for (const each of turn.sources) if (each.id === id) source = each;
    let link = citation?.url && /^https?:/i.test(citation.url) ? citation.url : source.url;
    // Without the card the way to the source is all there is.
    if (!reader) return void (link && window.open(link, "_blank", "noopener"));
    const place = link ? reader.placeOf(link) : undefined;
    // Looks like an address, and leads nowhere.
    if (!place) link = null;
    const { title } = source;
    marker = root.activeElement as HTMLElement | null;
    card = {
      id,
      title,
      url: link,
      quote: citation?.quote ?? null,
      here: place === "page",
      sameTab: bubble && Boolean(place) && place !== "elsewhere",
      gone: false,
    };
    draw();
    marker?.scrollIntoView({ block: "nearest" });
  }

  function showInPage(): void {
    if (!reader) return;
    unmark();
    const range = card?.quote ? reader.findQuote(page, card.quote) : undefined;
    if (card) card = { ...card, gone: !range };
    draw();
    if (!range) return;
    unmark = reader.showRange(range, page);
    // On a phone the panel covers the page it should show.
    if (covers()) mounting.close();
  }

  async function copy(text: string): Promise<string> {
    const outcome = (await reader?.copyText(text, box)) ? strings.copied : strings.uncopied;
    const show = (text: string, outcome: string) => {
      copied = { text, outcome };
      draw();
    };
    clearTimeout(copyTimer);
    copyTimer = setTimeout(show, 4_000, "", "");
    show(text, outcome);
    return outcome;
  }

  /** Without it answers are read as plain text. Not while offline: what has failed is left alone for a while. */
  async function fetchReader(): Promise<void> {
    if (!reader && !fetching && navigator.onLine) await load();
    if (reader) for (const failure of owed.splice(0)) reader.explain(...failure);
  }

  async function load(): Promise<void> {
    fetching = true;
    const href = import.meta.url.replace("panel", "reader");
    const link = Object.assign(page.createElement("link"), {
      rel: "modulepreload",
      href,
      integrity: READER_INTEGRITY,
      nonce: options.nonce,
    });
    page.head.append(link);
    try {
      reader = (await import(/* @vite-ignore */ href)) as Reader;
      reader.addStyles(root);
      announce = reader.createAnnouncer(region);
      CitationCard = reader.createCard(h, IconButton, Icon);
      draw();
    } catch {
      // The next answer tries again.
    }
    link.remove();
    setTimeout(() => (fetching = false), 5_000);
  }

  function setDraft(text: string): void {
    draft = text;
    memory.keepDraft(text);
    draw();
  }

  function askOrKeep(text: string): void {
    const sent = store.send(text);
    if (sent ? text === draft : !draft) setDraft(sent ? "" : text);
  }

  function ask(text: string): void {
    askOrKeep(text);
    field.current?.focus();
  }

  /** On a phone or far zoomed in the panel covers the page, and the focus must not get behind it. */
  const covers = () => bubble && (innerWidth < 600 || innerHeight < 480);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Tab" && covers()) {
      const stops = box.querySelectorAll<HTMLElement>("button, a, textarea, [tabindex='0']");
      const ends = [stops[0], stops[stops.length - 1]];
      if (event.shiftKey) ends.reverse();
      if (root.activeElement !== ends[1]) return;
      event.preventDefault();
      ends[0]?.focus();
    }
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      if (card) closeCard();
      else mounting.close();
    }
  }

  const actions = {
    onCitation: openCard,
    onCopy: copy,
    onRate: (turn: Turn, rating: "up" | "down", reason?: string) => store.rate(turn.id, rating, reason),
    onRetry: (question?: string) => {
      store.retry(question);
      field.current?.focus();
    },
  };

  /** Nothing is drawn while hidden. */
  function draw(): void {
    isStale = !isShown;
    if (isShown) drawNow();
  }

  function drawNow(): void {
    applyTheme();
    const state = store.state();
    // From the first letter on there will be something to read.
    if (draft || state.turns.length) void fetchReader();
    render(
      <Panel
        state={state}
        createMarkdown={reader?.createMarkdown}
        strings={strings}
        title={options.label || state.config?.name || strings.title}
        dialog={bubble}
        modal={covers() || undefined}
        draft={draft}
        copied={copied}
        card={card}
        CitationCard={CitationCard}
        actions={actions}
        field={field}
        onAsk={ask}
        onDraft={setDraft}
        onStop={store.stop}
        onReset={() => {
          card = null;
          store.reset();
          field.current?.focus();
        }}
        onClose={mounting.close}
        onCardShow={showInPage}
        onCardFollow={() => {
          if (card) emit("citation-click", { sourceId: card.id, title: card.title, url: card.url, quote: card.quote });
        }}
        onCardClose={closeCard}
        onKeyDown={onKeyDown}
      />,
      box,
    );
    announce?.(answerOf(state) ?? lastAnswer(state.turns));
  }

  // Once ahead, and laid out with the next frame: opening then only has to show it.
  drawNow();
  return {
    show(focus) {
      isShown = true;
      box.className = "box";
      box.hidden = false;
      if (isStale) draw();
      if (focus) field.current?.focus();
    },
    hide() {
      isShown = false;
      // No longer laid out: what moves in it must not move on for nobody.
      box.hidden = true;
    },
    draw,
    setDraft,
    ask: askOrKeep,
    explain(...failure) {
      owed.push(failure);
      void fetchReader();
    },
    destroy() {
      clearTimeout(copyTimer);
      unmark();
      render(null, box);
    },
  };
}

function lastAnswer(turns: readonly Turn[]): Turn | undefined {
  const last = turns[turns.length - 1];
  return last?.role === "assistant" ? last : undefined;
}
