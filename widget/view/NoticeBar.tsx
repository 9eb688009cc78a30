/** A problem in plain words, with the one button that helps where there is one. */

import { Component } from "preact";
import type { Notice } from "../store/state.ts";
import { fill, type Strings } from "./strings.ts";

/** Words, and the slugs that are told in them. A slug without words of its own is `failed`. */
const TOLD = {
  busy: /^rate/,
  spent: /^budget/,
  expired: /expired/,
  /** Unauthenticated, origin not allowed, not found, forbidden. */
  unavailable: /auth|not-|^forb/,
  invalid: /^inv|large/,
};
/** What the visitor cannot mend by trying again. */
const HELPLESS = /spent|unavailable|invalid/;
const OWN = /waiting|offline|network|cut|unsent/;

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
    const { slug } = notice;
    let words: keyof Strings = OWN.test(slug) ? (slug as keyof Strings) : "failed";
    for (const key in TOLD) if (TOLD[key as keyof typeof TOLD].test(slug)) words = key as keyof typeof TOLD;
    if (words === "busy" && left <= 0) words = "failed";
    const reload = words === "expired";
    return (
      <div part="notice" class="notice" role="alert">
        <p>{fill(strings[words], { n: `${left}` })}</p>
        {!HELPLESS.test(words) && left <= 0 && (
          <button type="button" onClick={reload ? () => location.reload() : onRetry}>
            {reload ? strings.reload : strings.again}
          </button>
        )}
      </div>
    );
  }
}
