/** The conversation, scrolled to its end as long as the visitor has not scrolled away from it. */

import { Component, createRef } from "preact";
import type { State } from "../store/state.ts";
import { each } from "./each.ts";
import { IconButton } from "./icons.tsx";
import { type CreateMarkdown, type ItemActions, MessageItem } from "./MessageItem.tsx";
import { NoticeBar } from "./NoticeBar.tsx";
import type { Strings } from "./strings.ts";

interface Props {
  state: State;
  /** An answer is on its way. */
  running: boolean;
  strings: Strings;
  /** The text that was copied last, and what came of it. */
  copied: { text: string; outcome: string };
  actions: ItemActions;
  createMarkdown: CreateMarkdown | undefined;
  onAsk: (text: string) => void;
}

/** Suggestions that stay on offer under an answer. */
const FOLLOW_UPS = 3;

export class MessageList extends Component<Props, { away: boolean }> {
  override state = { away: false };
  readonly scroller = createRef<HTMLDivElement>();
  pinned = true;

  override componentDidUpdate(before: Props) {
    // A question just asked is what the visitor wants to see.
    if (before.state.asking !== this.props.state.asking && this.props.state.asking) this.pinned = true;
    // Only for what is new: a card that opens must not take away the sentence it belongs to.
    if (this.pinned && before.state !== this.props.state) this.toEnd();
  }

  toEnd() {
    const box = this.scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }

  readonly onScroll = () => {
    const box = this.scroller.current;
    if (!box) return;
    this.pinned = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    if (this.state.away === this.pinned) this.setState({ away: !this.pinned });
  };

  readonly onLatest = () => {
    this.pinned = true;
    this.setState({ away: false });
    this.toEnd();
    this.scroller.current?.focus();
  };

  render({ state, running, strings, copied, actions, createMarkdown, onAsk }: Props, { away }: { away: boolean }) {
    const { turns, config, phase, loading, notice } = state;
    // A question that is not sent yet says so itself, and has the button.
    const told = notice?.slug !== "unsent" && notice;
    const asked = new Set(each(turns, (turn) => turn.text));
    const open: string[] = [];
    for (const question of config?.suggested_questions ?? []) if (!asked.has(question)) open.push(question);
    const suggestions = phase !== "ready" || loading ? [] : turns.length ? open.slice(0, FOLLOW_UPS) : open;
    return (
      <div class="body">
        <div
          ref={this.scroller}
          part="messages"
          class="messages"
          role="log"
          aria-live="off"
          aria-label={strings.log}
          aria-busy={phase === "streaming"}
          tabIndex={0}
          onScroll={this.onScroll}
        >
          {loading && <p class="muted">{strings.loading}</p>}
          {!loading && config?.greeting && (
            <p part="greeting" class="plain" dir="auto">
              {config.greeting}
            </p>
          )}
          {each(turns, (turn, index) => (
            <MessageItem
              key={turn.id}
              turn={turn}
              strings={strings}
              again={
                turn.status === "unsent"
                  ? !running && !(told && turn.id === state.asking)
                  : !told && index === turns.length - 1
              }
              copied={copied.text === turn.text ? copied.outcome : ""}
              createMarkdown={createMarkdown}
              {...actions}
            />
          ))}
          {phase === "submitted" && (
            <p class="thinking" role="status">
              <i />
              {strings.thinking}
            </p>
          )}
          {told && <NoticeBar notice={notice} strings={strings} onRetry={() => actions.onRetry()} />}
          {suggestions.length > 0 && (
            <ul class="suggestions">
              {each(suggestions, (question) => (
                <li key={question}>
                  <button type="button" part="suggestion" dir="auto" onClick={() => onAsk(question)}>
                    {question}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
        {away && (
          <div class="latest">
            <IconButton icon="latest" label={strings.latest} onClick={this.onLatest} />
          </div>
        )}
      </div>
    );
  }
}
