/** What a citation rests on: the quote, its source and the way there. */

import { Icon, IconButton } from "./icons.tsx";
import { fill, type Strings } from "./strings.ts";

export interface Card {
  id: string;
  title: string;
  url: string | null;
  quote: string | null;
  /** True where the source is the page that is open, and the quote can be looked for in it. */
  here: boolean;
  /** True to open the link in the same tab: the widget is there as well. */
  sameTab: boolean;
  /** True after looking for the quote in the page in vain. */
  gone: boolean;
}

interface Props {
  card: Card;
  strings: Strings;
  onShow: () => void;
  onFollow: () => void;
  onClose: () => void;
}

/** Takes the focus when it appears: give it another key for another quote. */
const takeFocus = (box: HTMLElement | null) => box?.focus();

export function CitationCard({ card, strings, onShow, onFollow, onClose }: Props) {
  const follow = (event: MouseEvent) => {
    onFollow();
    // With a modifier the visitor wants another tab, and gets it.
    if (!card.here || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onShow();
  };
  return (
    <div
      ref={takeFocus}
      part="card"
      class="card"
      role="dialog"
      tabIndex={-1}
      aria-label={fill(strings.source, { n: card.id, title: card.title })}
    >
      <div class="head">
        <b>{card.id}</b>
        <strong dir="auto">{card.title}</strong>
        <IconButton icon="close" label={strings.close} onClick={onClose} />
      </div>
      {card.quote && <blockquote dir="auto">{card.quote}</blockquote>}
      {card.gone && <p role="status">{strings.gone}</p>}
      {card.url && (
        <a href={card.url} target={card.sameTab ? "_self" : "_blank"} rel="noopener noreferrer" onClick={follow}>
          {card.here ? strings.show : strings.open}
          {!card.sameTab && <Icon name="out" />}
        </a>
      )}
    </div>
  );
}
