/** One turn of the conversation. Redrawn only when its turn changed. */

import { Component, h } from "preact";
import { fill } from "../../ui/fill.ts";
import { Icon, IconButton } from "../../ui/icons.tsx";
import { AGAIN, CLOCK, COPY, DONE, WARN } from "../../ui/more-icons.ts";
import type { MarkdownActions } from "../../ui/inline.ts";
import type { MarkdownDocument } from "../../ui/markdown.ts";
import type { Face } from "../face.ts";
import type { Turn } from "../store/state.ts";
import type { ChatStrings } from "./asides.tsx";
import { Button } from "./Button.tsx";
import { Feedback } from "./Feedback.tsx";
import { AboveAnswer, ContactRows, NearPages, SourceRow, WaysOn } from "./outcomes.tsx";

export type CreateMarkdown = typeof import("../../ui/markdown.ts").createMarkdown;

export interface ItemActions {
  /** A citation by its index in the turn, or a source by its number. */
  onCitation: (turn: Turn, citation: number, source: string) => void;
  /** @returns what to call the button for a while */
  onCopy: (text: string, turn?: Turn) => Promise<string>;
  onRate: (turn: Turn, rating: "up" | "down", reason?: string) => void;
  /** @param question where it is not the last one */
  onRetry: (question?: string) => void;
  /** The visitor wants a person. @param poor because of a poor answer */
  onPerson: (turn: Turn, poor?: boolean) => void;
  /** The question comes back into the field. */
  onReword: (turn: Turn) => void;
}

interface Props extends ItemActions {
  turn: Turn;
  face: Face | undefined;
  strings: ChatStrings;
  /** Can be asked again, or for again. */
  again: boolean;
  /** What failed is told below, by what tells faults. */
  told: boolean;
  /** Undefined until it is loaded; answers are plain text until then. */
  createMarkdown: CreateMarkdown | undefined;
  /** What came of copying this answer, right after. */
  copied: string;
}

/** A question folds behind this many characters. */
const LONG = 600;

export class MessageItem extends Component<Props, { unfolded?: boolean }> {
  markdown: MarkdownDocument | undefined;

  readonly markdownActions: MarkdownActions = {
    h: h as MarkdownActions["h"],
    citation: (index) => this.marker(index, this.props.turn.citations[index]?.source_id ?? ""),
    source: (id) => (this.titleOf(id) === undefined ? undefined : this.marker(-1, id)),
    isOwn: (host) => {
      for (const { url } of this.props.turn.sources) if (url && new URL(url).host === host) return true;
      return host === location.host;
    },
    copyLabel: this.props.strings.copy,
    wrapLabel: this.props.strings.wrap,
    tableLabel: this.props.strings.table,
    copy: (text) => this.props.onCopy(text),
  };

  override shouldComponentUpdate(next: Props, state: object) {
    if (state !== this.state) return true;
    for (const name in next) {
      if (next[name as keyof Props] !== this.props[name as keyof Props]) return true;
    }
    return false;
  }

  readonly unfold = ({ currentTarget }: Event) => {
    // The button goes, and the focus must not go with it.
    (currentTarget as HTMLElement).closest<HTMLElement>(".messages")?.focus({ preventScroll: true });
    this.setState({ unfolded: true });
  };

  titleOf(id: string): string | undefined {
    for (const source of this.props.turn.sources) if (source.id === id) return source.title;
    return undefined;
  }

  marker(index: number, id: string) {
    const { turn, strings, onCitation } = this.props;
    return (
      <button
        type="button"
        part="citation"
        class="cite"
        data-cite={`${turn.id}:${index}:${id}`}
        aria-label={fill(strings.source, { n: id, title: this.titleOf(id) ?? "" })}
        aria-haspopup="dialog"
        onClick={() => onCitation(this.props.turn, index, id)}
      >
        {id}
      </button>
    );
  }

  question() {
    const { turn, strings, again, told, onRetry } = this.props;
    // Announced below, and not a second time here.
    const waits = turn.status === "unsent" && !told;
    const isFolded = turn.text.length > LONG && !this.state.unfolded;
    return (
      <div part="message" class={`user ${turn.status}`}>
        <span class="hidden">{strings.you}</span>
        <p class={`q plain${waits ? " waiting" : ""}${isFolded ? " folded" : ""}`} dir="auto">
          {turn.text}
        </p>
        {isFolded && <Button onClick={this.unfold}>{strings.all}</Button>}
        {(waits || turn.status === "stopped") && (
          <>
            <small>
              {waits && <Icon name={CLOCK} small />}
              {waits ? strings.unsent : strings.stopped}
            </small>
            {again && (
              <Button icon={AGAIN} onClick={() => onRetry(turn.id)}>
                {waits ? strings.again : strings.askAgain}
              </Button>
            )}
          </>
        )}
      </div>
    );
  }

  text() {
    const { turn, createMarkdown } = this.props;
    this.markdown ??= createMarkdown?.(this.markdownActions);
    if (this.markdown) return <div class="text">{this.markdown.render(turn.text, turn.citations)}</div>;
    return (
      // Browsers take many seconds to lay out 100,000 accents, and no honest answer is this long.
      <p class="plain" dir="auto">
        {turn.text.slice(0, 2e4)}
      </p>
    );
  }

  /** What kept the answer from its own end, and the way to have it again. */
  ended() {
    const { turn, strings, again, told, onRetry } = this.props;
    const isStopped = turn.status === "stopped";
    const isCut = turn.status === "failed" || (turn.finish || "stop") !== "stop";
    if (told || (!isStopped && !isCut)) return null;
    return (
      <div class={isStopped ? "say" : "say fault"}>
        <Icon name={isStopped ? "stop" : WARN} />
        <p>{isStopped ? strings.stopped : strings.partial}</p>
        {again && turn.status !== "complete" && (
          <Button icon={AGAIN} onClick={() => onRetry()}>
            {isStopped ? strings.askAgain : strings.again}
          </Button>
        )}
      </div>
    );
  }

  deeds() {
    const { turn, face, strings, copied, onCopy, onRate, onPerson } = this.props;
    const canReach = Boolean(face?.contact.form || face?.contact.email || face?.contact.url);
    return (
      <div class="acts">
        {turn.text && (
          <IconButton
            icon={copied === strings.copied ? DONE : COPY}
            label={copied || strings.copy}
            onClick={() => void onCopy(turn.text, turn)}
          />
        )}
        {copied === strings.uncopied && <small role="status">{copied}</small>}
        {turn.status === "complete" && (
          <Feedback
            turn={turn}
            strings={strings}
            onRate={onRate}
            onPerson={canReach ? () => onPerson(turn, true) : undefined}
          />
        )}
      </div>
    );
  }

  render({ turn, face, strings, told, onCitation, onPerson, onReword }: Props) {
    if (turn.role === "user") return this.question();
    const over = turn.status !== "streaming";
    // What goes on before the first word is told below.
    if (!over && !turn.text) return null;
    const without = turn.outcome === "unsure" || turn.outcome === "declined";
    return (
      <div part="message" class={`assistant ${turn.status} ${over ? (turn.outcome ?? "") : ""}`}>
        <span class="hidden">{strings.said}</span>
        <AboveAnswer turn={turn} face={face} strings={strings} />
        {turn.text && this.text()}
        {over && <NearPages turn={turn} />}
        {over && turn.outcome === "contact" && (
          <ContactRows turn={turn} face={face} strings={strings} onPerson={() => onPerson(turn)} />
        )}
        {over && <SourceRow turn={turn} strings={strings} onCitation={onCitation} />}
        {this.ended()}
        {over && without && (
          <WaysOn
            turn={turn}
            face={face}
            strings={strings}
            onPerson={() => onPerson(turn)}
            onReword={() => onReword(turn)}
          />
        )}
        {over && !without && !told && this.deeds()}
      </div>
    );
  }
}
