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
const OWN = /^(waiting|offline|network|cut|expired)$/;

interface Props {
  notice: Notice;
  strings: Strings;
  onRetry: () => void;
}

function wordsFor(slug: string): keyof Strings {
  for (const key of Object.keys(TOLD)) if (TOLD[key as keyof typeof TOLD].test(slug)) return key as keyof typeof TOLD;
  return OWN.test(slug) ? (slug as keyof Strings) : "failed";
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
    const words = wordsFor(notice.slug);
    const reload = words === "expired";
    // The seconds stand beside the alert: in it, each of them would be spoken.
    return (
      <div part="notice" class="notice">
        <p role="alert">{strings[words]}</p>
        {!HELPLESS.test(words) &&
          (left > 0 ? (
            fill(strings.wait, { n: `${Math.ceil(left)}` })
          ) : (
            <button type="button" onClick={() => (reload ? location.reload() : onRetry())}>
              {reload ? strings.reload : strings.again}
            </button>
          ))}
      </div>
    );
  }
}
