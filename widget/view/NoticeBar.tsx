/** A problem in plain words, with the one button that helps where there is one. */

import { Component } from "preact";
import type { Notice } from "../store/state.ts";
import { fill, type Strings } from "./strings.ts";

type Help = "again" | "reload" | "";

/** Slug → what the visitor reads, and what helps. The rest is `failed`, and trying again may help. */
const WORDS: Record<string, [keyof Strings, Help]> = {
  waiting: ["waiting", "again"],
  offline: ["offline", "again"],
  network: ["network", "again"],
  cut: ["cut", "again"],
  "rate-limited": ["busy", "again"],
  "budget-exhausted": ["spent", ""],
  "token-expired": ["expired", "reload"],
  expired: ["expired", "reload"],
  unauthenticated: ["unavailable", ""],
  "origin-not-allowed": ["unavailable", ""],
  forbidden: ["unavailable", ""],
  "not-found": ["unavailable", ""],
  "invalid-request": ["invalid", ""],
  "payload-too-large": ["invalid", ""],
};

interface Props {
  notice: Notice;
  strings: Strings;
  onRetry: () => void;
}

export class NoticeBar extends Component<Props, { left: number }> {
  override state = { left: 0 };
  timer: ReturnType<typeof setInterval> | undefined;

  override componentDidMount() {
    this.count();
  }

  override componentDidUpdate(before: Props) {
    if (before.notice !== this.props.notice) this.count();
  }

  override componentWillUnmount() {
    clearInterval(this.timer);
  }

  /** Counts the seconds down until trying again makes sense. */
  count() {
    clearInterval(this.timer);
    this.setState({ left: this.props.notice.after ?? 0 });
    if (!this.props.notice.after) return;
    this.timer = setInterval(() => {
      const left = this.state.left - 1;
      this.setState({ left });
      if (left <= 0) clearInterval(this.timer);
    }, 1_000);
  }

  render({ notice, strings, onRetry }: Props, { left }: { left: number }) {
    const [words, help] = (Object.hasOwn(WORDS, notice.slug) && WORDS[notice.slug]) || (["failed", "again"] as const);
    const text = words === "busy" && left <= 0 ? strings.failed : strings[words];
    return (
      <div part="notice" class="notice" role="alert">
        <p>{fill(text, { n: `${left}` })}</p>
        {help && left <= 0 && (
          <button type="button" onClick={help === "reload" ? () => location.reload() : onRetry}>
            {strings[help]}
          </button>
        )}
      </div>
    );
  }
}
