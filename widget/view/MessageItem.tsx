/** One turn of the conversation. Redrawn only when its turn changed. */

import { Component, h } from "preact";
import type { Turn } from "../store/state.ts";
import { each } from "./each.ts";
import { Feedback } from "./Feedback.tsx";
import { IconButton } from "./icons.tsx";
import type { MarkdownActions } from "./inline.ts";
import type { MarkdownDocument } from "./markdown.ts";
import { fill, type Strings } from "./strings.ts";

export type CreateMarkdown = typeof import("./markdown.ts").createMarkdown;

export interface ItemActions {
  /** A citation by its index in the turn, or a source by its number. */
  onCitation: (turn: Turn, citation: number, source: string) => void;
  /** @returns what to call the button for a while */
  onCopy: (text: string) => Promise<string>;
  onRate: (turn: Turn, rating: "up" | "down", reason?: string) => void;
  /** @param question where it is not the last one */
  onRetry: (question?: string) => void;
}

interface Props extends ItemActions {
  turn: Turn;
  strings: Strings;
  /** Can be asked again, or for again. */
  again: boolean;
  /** Undefined until it is loaded; answers are plain text until then. */
  createMarkdown: CreateMarkdown | undefined;
  /** What came of copying this answer, right after. */
  copied: string;
}

export class MessageItem extends Component<Props> {
  markdown: MarkdownDocument | undefined;

  readonly markdownActions: MarkdownActions = {
    h: h as MarkdownActions["h"],
    citation: (index) => this.marker(index, this.props.turn.citations[index]?.source_id ?? ""),
    source: (id) => (this.titleOf(id) === undefined ? undefined : this.marker(-1, id)),
    copyLabel: this.props.strings.copy,
    copy: (text) => this.props.onCopy(text),
  };

  override shouldComponentUpdate(next: Props) {
    for (const name in next) {
      if (next[name as keyof Props] !== this.props[name as keyof Props]) return true;
    }
    return false;
  }

  titleOf(id: string): string | undefined {
    for (const source of this.props.turn.sources) if (source.id === id) return source.title;
    return undefined;
  }

  marker(index: number, id: string) {
    const label = fill(this.props.strings.source, { n: id, title: this.titleOf(id) ?? "" });
    return (
      <button
        type="button"
        part="citation"
        class="citation"
        aria-label={label}
        aria-haspopup="dialog"
        onClick={() => this.props.onCitation(this.props.turn, index, id)}
      >
        {id}
      </button>
    );
  }

  render({ turn, strings, again, copied, createMarkdown, onRetry, onCopy, onRate, onCitation }: Props) {
    const retry = (
      <button type="button" class="again" onClick={() => onRetry(turn.role === "user" ? turn.id : undefined)}>
        {strings.again}
      </button>
    );
    if (turn.role === "user") {
      return (
        <div part="message" class={`user ${turn.status}`}>
          <span class="hidden">{strings.you}</span>
          <p class="plain" dir="auto">
            {turn.text}
          </p>
          {(turn.status === "unsent" || turn.status === "stopped") && (
            <>
              <small>{strings[turn.status]}</small>
              {again && retry}
            </>
          )}
        </div>
      );
    }
    this.markdown ??= createMarkdown?.(this.markdownActions);
    const over = turn.status !== "streaming";
    const note =
      turn.status === "stopped"
        ? turn.status
        : turn.status === "failed" || (turn.finish || "stop") !== "stop"
          ? "partial"
          : turn.degraded === "budget" && "budget";
    return (
      <div part="message" class={`assistant ${turn.status}`}>
        <span class="hidden">{strings.said}</span>
        {this.markdown ? (
          <div class="text">{this.markdown.render(turn.text, turn.citations)}</div>
        ) : (
          // Browsers take many seconds to lay out 100,000 accents, and no honest answer is this long.
          <p class="plain" dir="auto">
            {turn.text.slice(0, 2e4)}
          </p>
        )}
        {over && turn.sources.length > 0 && (
          <ul class="sources" aria-label={strings.sources}>
            {each(turn.sources, ({ id, title }) => (
              <li key={id}>
                <button type="button" part="source" onClick={() => onCitation(turn, -1, id)}>
                  <b>{id}</b> <span dir="auto">{title}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {note && <small>{strings[note]}</small>}
        {over && (
          <div class="actions">
            {turn.text && (
              <IconButton
                icon={copied === strings.copied ? "done" : "copy"}
                label={copied || strings.copy}
                onClick={() => void onCopy(turn.text)}
              />
            )}
            {copied === strings.uncopied && <small role="status">{copied}</small>}
            {turn.status === "complete" && <Feedback turn={turn} strings={strings} onRate={onRate} />}
            {turn.status !== "complete" && again && retry}
          </div>
        )}
      </div>
    );
  }
}
