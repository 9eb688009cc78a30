/** The panel's frame: header, conversation, citation card and composer. Takes data and handlers only. */

import type { ComponentType, RefObject } from "preact";
import type { State } from "../store/state.ts";
import { Composer } from "./Composer.tsx";
import type { Card, CardProps } from "./citation-card.ts";
import { IconButton } from "./icons.tsx";
import type { CreateMarkdown, ItemActions } from "./MessageItem.tsx";
import { MessageList } from "./MessageList.tsx";
import type { Strings } from "./strings.ts";

export interface PanelProps {
  state: State;
  strings: Strings;
  title: string;
  /** A dialog beside the page, or a part of the page. */
  dialog: boolean;
  /** True where it covers the page. */
  modal: true | undefined;
  draft: string;
  copied: { text: string; outcome: string };
  card: Card | null;
  /** Undefined until it is loaded. */
  CitationCard: ComponentType<CardProps> | undefined;
  actions: ItemActions;
  createMarkdown: CreateMarkdown | undefined;
  field: RefObject<HTMLTextAreaElement | null>;
  onAsk: (text: string) => void;
  onDraft: (text: string) => void;
  onStop: () => void;
  onReset: () => void;
  onClose: () => void;
  onCardShow: () => void;
  onCardFollow: () => void;
  onCardClose: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

export function Panel(props: PanelProps) {
  const { state, strings, title, dialog, card, CitationCard } = props;
  const running = state.phase === "submitted" || state.phase === "streaming";
  return (
    <div
      part="panel"
      class="panel"
      role={dialog ? "dialog" : "group"}
      aria-modal={props.modal}
      aria-labelledby="title"
      onKeyDown={props.onKeyDown}
    >
      <header>
        <h2 id="title" dir="auto">
          {title}
        </h2>
        {state.turns.length > 0 && (
          <IconButton icon="reset" part="reset" label={strings.reset} onClick={props.onReset} />
        )}
        {dialog && <IconButton icon="close" part="close" label={strings.close} onClick={props.onClose} />}
      </header>
      <MessageList {...props} running={running} />
      {card && CitationCard && (
        <CitationCard
          key={card.id + card.quote}
          card={card}
          strings={strings}
          onShow={props.onCardShow}
          onFollow={props.onCardFollow}
          onClose={props.onCardClose}
        />
      )}
      <Composer {...props} running={running} />
    </div>
  );
}
