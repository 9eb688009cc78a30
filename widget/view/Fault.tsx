/** A fault is one line with the one button that helps, where there is one. */

import { Component } from "preact";
import { fill } from "../../ui/fill.ts";
import { Icon } from "../../ui/icons.tsx";
import { AGAIN, CLOCK, WARN } from "../../ui/more-icons.ts";
import { TOLD, wayFrom } from "../../ui/problems.ts";
import type { Notice } from "../store/state.ts";
import type { ChatStrings } from "./asides.tsx";
import { Button } from "./Button.tsx";

interface Props {
  notice: Notice;
  strings: ChatStrings;
  /** Part of the answer is there, and stays. */
  begun: boolean;
  onRetry: () => void;
}

export class Fault extends Component<Props, { left: number }> {
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

  button(left: number) {
    const { notice, strings, onRetry } = this.props;
    const way = wayFrom(TOLD[notice.slug]);
    if (way === "none") return null;
    // The seconds stand beside the alert: in it, each of them would be spoken.
    if (left > 0)
      return (
        <span class="btn">
          <Icon name={CLOCK} small />
          {fill(strings.wait, { n: `${Math.ceil(left)}` })}
        </span>
      );
    return (
      <Button icon={AGAIN} onClick={() => (way === "reload" ? location.reload() : onRetry())}>
        {way === "reload" ? strings.reload : strings.again}
      </Button>
    );
  }

  render({ notice, strings, begun }: Props, { left }: { left: number }) {
    const words = TOLD[notice.slug];
    // One message for one fault: of what was begun it is said that it is not complete, of nothing that nothing came.
    const told = begun && words === "failed" ? "partial" : !begun && words === "cut" ? "failed" : words;
    return (
      <div part="notice" class="say fault">
        <Icon name={WARN} />
        <p role="alert">{strings[told]}</p>
        {this.button(left)}
      </div>
    );
  }
}
