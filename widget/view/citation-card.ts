/** What a citation rests on: the quote, its source and the way there. */

import type { ComponentType, h as createVNode, VNode } from "preact";
import type { Icon, IconButton } from "./icons.tsx";
import { fill, type Strings } from "./strings.ts";

export interface Card {
  id: string;
  title: string;
  url: string | null;
  quote: string | null;
  /** True where the source is the page that is open. */
  here: boolean;
  /** True to open the link in the same tab: the widget is there as well. */
  sameTab: boolean;
  /** True after looking for the quote in the page in vain. */
  gone: boolean;
}

export interface CardProps {
  card: Card;
  strings: Strings;
  onShow: () => void;
  onFollow: () => void;
  onClose: () => void;
}

export const CARD_ENGLISH = {
  open: "Open the source",
  show: "Show in this page",
  gone: "This page no longer holds the passage.",
};

/** Takes the focus when it appears: give it another key for another quote. */
const takeFocus = (box: HTMLElement | null) => box?.focus();

/** @param h Preact's, and the panel's icons: this file is loaded apart from the panel, which has them */
export function createCard(
  h: typeof createVNode,
  button: typeof IconButton,
  icon: typeof Icon,
): ComponentType<CardProps> {
  return ({ card, strings, onShow, onFollow, onClose }: CardProps): VNode => {
    const words = { ...CARD_ENGLISH, ...strings };
    const follow = (event: MouseEvent) => {
      onFollow();
      // With a modifier the visitor wants another tab, and gets it.
      if (!card.here || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      onShow();
    };
    const link = {
      href: card.url,
      target: card.sameTab ? "_self" : "_blank",
      rel: "noopener noreferrer",
      onClick: follow,
    };
    return h(
      "div",
      {
        ref: takeFocus,
        part: "card",
        class: "card",
        role: "dialog",
        tabIndex: -1,
        "aria-label": fill(strings.source, { n: card.id, title: card.title }),
      },
      h(
        "div",
        { class: "head" },
        h("b", null, card.id),
        h("strong", { dir: "auto" }, card.title),
        h(button, { icon: "close", label: strings.close, onClick: onClose }),
      ),
      card.quote && h("blockquote", { dir: "auto" }, card.quote),
      card.gone && h("p", { role: "status" }, words.gone),
      card.url && h("a", link, card.here ? words.show : words.open, !card.sameTab && h(icon, { name: "out" })),
    );
  };
}
