/**
 * What a citation rests on: the quote with the words around it, its page, and the way there. The card takes
 * the field's place, so that the sentence it proves stays in sight.
 */

import css from "../reader.css?inline";
import { each } from "../../ui/each.ts";
import { fill } from "../../ui/fill.ts";
import { Icon, IconButton } from "../../ui/icons.tsx";
import { OUT } from "../../ui/more-icons.ts";
import { plainText } from "../../ui/plain-text.ts";
import type { Citation } from "../../shared/chat.ts";
import type { Desk } from "../handshake.ts";
import type { Source, Turn } from "../store/state.ts";
import { addStyles } from "./add-styles.ts";
import type { ChatStrings } from "./asides.tsx";
import { findQuote, showRange } from "./find-quote.ts";
import { placeOf } from "./place-of.ts";
import { READER_ENGLISH } from "./reader-strings.ts";

interface Open {
  turn: Turn;
  /** Which of the answer's sources. */
  at: number;
  citation: Citation | undefined;
  /** True after looking for the quote in the page in vain. */
  gone: boolean;
}

export interface Sources {
  open: (turn: Turn, citation: number, source: string) => void;
  card: () => ReturnType<typeof Card> | undefined;
  close: () => void;
  destroy: () => void;
}

/** Takes the focus when it appears: give it another key for another quote. */
const takeFocus = (box: HTMLElement | null) => box?.focus();

interface CardProps {
  open: Open;
  source: Source;
  url: string | null;
  /** The page that is open is the source's, or the widget is there as well. */
  sameTab: boolean;
  strings: ChatStrings & typeof READER_ENGLISH;
  onFollow: (event: MouseEvent) => void;
  onWalk: (steps: number) => void;
  onClose: () => void;
}

function Quote({ citation }: { citation: Citation }) {
  const before = plainText(citation.before ?? "");
  const after = plainText(citation.after ?? "");
  return (
    <blockquote dir="auto">
      {before && `…${before} `}
      <mark>{plainText(citation.quote)}</mark>
      {after && ` ${after}${/[.!?。！？؟।۔]$/u.test(after) ? "" : "…"}`}
    </blockquote>
  );
}

function Card({ open, source, url, sameTab, strings, onFollow, onWalk, onClose }: CardProps) {
  const { citation, turn, at } = open;
  const host = url ? new URL(url).host : "";
  const place = [...(citation?.path ?? []), ...(citation?.page ? [fill(strings.page, { n: `${citation.page}` })] : [])];
  const count = turn.sources.length;
  return (
    <div
      ref={takeFocus}
      key={source.id + (citation?.quote ?? "")}
      part="card"
      class="card"
      role="dialog"
      tabIndex={-1}
      aria-label={fill(strings.source, { n: source.id, title: source.title })}
    >
      <div class="head">
        <b class="cite">{source.id}</b>
        <strong dir="auto">{source.title}</strong>
        <IconButton icon="close" label={strings.close} onClick={onClose} />
      </div>
      {(host || place[0]) && (
        <p class="path">
          {host && <b dir="ltr">{host}</b>}
          {each(place, (heading, at) => [(host || at > 0) && " › ", <bdi key={at}>{heading}</bdi>])}
        </p>
      )}
      {citation && <Quote citation={citation} />}
      {open.gone && <p role="status">{strings.gone}</p>}
      <div class="ways">
        {url && (
          <a
            class="btn main"
            href={url}
            target={sameTab ? "_self" : "_blank"}
            rel="noopener noreferrer"
            onClick={onFollow}
          >
            {strings.open}
            {!sameTab && <Icon name={OUT} small />}
          </a>
        )}
        {count > 1 && (
          <span class="walk">
            <small>{fill(strings.among, { n: `${at + 1}`, m: `${count}` })}</small>
            <IconButton icon="back" label={strings.previous} onClick={() => onWalk(-1)} turn small />
            <IconButton icon="on" label={strings.next} onClick={() => onWalk(1)} turn small />
          </span>
        )}
      </div>
    </div>
  );
}

export function createSources(desk: Desk, given: ChatStrings): Sources {
  const { mounting, box, draw, covers, putDown } = desk;
  const strings = { ...READER_ENGLISH, ...given };
  addStyles(mounting.root, css);
  let open: Open | undefined;
  let marker: HTMLElement | null = null;
  let unmark = () => {};

  function citationOf(turn: Turn, index: number, id: string): Citation | undefined {
    const { [index]: pressed } = turn.citations;
    if (pressed) return pressed;
    for (const citation of turn.citations) if (citation.source_id === id) return citation;
    return undefined;
  }

  function urlOf({ turn, at, citation }: Open): string | null {
    const url = citation?.url || turn.sources[at]?.url;
    // Looks like an address, and leads nowhere.
    return url && placeOf(url) ? url : null;
  }

  function press(pressed: HTMLElement | null): void {
    marker?.removeAttribute("aria-expanded");
    marker = pressed;
    if (marker?.matches(".cite")) marker.setAttribute("aria-expanded", "true");
  }

  function close(): void {
    if (!open) return;
    const back = marker;
    open = undefined;
    press(null);
    draw();
    back?.focus();
  }

  function show({ turn, at, citation }: Open): void {
    const next = { title: turn.sources[at]!.title, n: at + 1, of: turn.sources.length, quote: citation?.quote ?? "" };
    // On a phone the panel covers the page it should show.
    if (covers()) putDown(next);
  }

  function follow(event: MouseEvent): void {
    if (!open) return;
    const { turn, at, citation } = open;
    const url = urlOf(open);
    const { id, title } = turn.sources[at]!;
    mounting.emit("citation-click", { sourceId: id, title, url, quote: citation?.quote ?? null });
    // With a modifier the visitor wants another tab, and gets it.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const place = url && placeOf(url);
    if (place === "site") return show(open);
    if (place !== "page") return;
    event.preventDefault();
    unmark();
    const range = citation && findQuote(document, citation.quote);
    open = { ...open, gone: !range };
    if (range) {
      unmark = showRange(range, document);
      show(open);
    }
    draw();
  }

  // The source that was opened on the last page: its words are marked here, whatever the browser has made of the link.
  const reading = desk.memory.recall("source") as { quote?: unknown } | undefined;
  if (typeof reading?.quote === "string" && covers()) {
    const range = findQuote(document, reading.quote);
    if (range) unmark = showRange(range, document);
  }

  return {
    open(turn, index, id) {
      let at = -1;
      for (let found = 0; found < turn.sources.length; found++) if (turn.sources[found]!.id === id) at = found;
      if (at < 0) return;
      press(mounting.root.activeElement as HTMLElement | null);
      open = { turn, at, citation: citationOf(turn, index, id), gone: false };
      draw();
      // Only for what is new: a card that opens must not take away the sentence it belongs to.
      marker?.scrollIntoView({ block: "nearest" });
    },
    card() {
      if (!open) return undefined;
      const url = urlOf(open);
      const place = url && placeOf(url);
      return (
        <Card
          open={open}
          source={open.turn.sources[open.at]!}
          url={url}
          sameTab={mounting.bubble && (place === "page" || place === "site")}
          strings={strings}
          onFollow={follow}
          onWalk={(steps) => {
            const { turn, at } = open!;
            const next = (at + steps + turn.sources.length) % turn.sources.length;
            const { id } = turn.sources[next]!;
            const cite = box.querySelector<HTMLElement>(`[data-cite^="${turn.id}:"][data-cite$=":${id}"]`);
            press(cite ?? marker);
            open = { turn, at: next, citation: citationOf(turn, -1, id), gone: false };
            draw();
            marker?.scrollIntoView({ block: "nearest" });
          }}
          onClose={close}
        />
      );
    },
    close,
    destroy: () => unmark(),
  };
}
