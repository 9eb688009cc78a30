/** Thumbs for an answer, and after a poor one room for the reason. */

import { Component, createRef } from "preact";
import type { Turn } from "../store/state.ts";
import { IconButton } from "./icons.tsx";
import type { Strings } from "./strings.ts";

interface Props {
  turn: Turn;
  strings: Strings;
  onRate: (turn: Turn, rating: "up" | "down", reason?: string) => void;
}

interface Stage {
  stage: "" | "asking" | "thanks";
}

export class Feedback extends Component<Props, Stage> {
  override state: Stage = { stage: "" };
  readonly reason = createRef<HTMLTextAreaElement>();

  rate(rating: "up" | "down", stage: "asking" | "thanks") {
    this.props.onRate(this.props.turn, rating);
    this.setState({ stage }, () => this.reason.current?.focus());
  }

  readonly submit = () => {
    const reason = this.reason.current?.value.trim();
    if (reason) this.props.onRate(this.props.turn, "down", reason);
    // The form goes, and the focus must not go with it.
    this.reason.current?.closest(".actions")?.querySelector<HTMLElement>("[part=poor]")?.focus();
    this.setState({ stage: "thanks" });
  };

  render({ turn, strings }: Props, { stage }: Stage) {
    return (
      <>
        <IconButton
          icon="up"
          label={strings.good}
          pressed={turn.rating === "up"}
          onClick={() => this.rate("up", "thanks")}
        />
        <IconButton
          icon="up"
          part="poor"
          label={strings.bad}
          pressed={turn.rating === "down"}
          onClick={() => this.rate("down", "asking")}
        />
        {stage === "asking" && (
          <div class="reason">
            <textarea
              ref={this.reason}
              rows={2}
              maxLength={1000}
              dir="auto"
              aria-label={strings.reason}
              placeholder={strings.reason}
            />
            <button type="button" onClick={this.submit}>
              {strings.send}
            </button>
          </div>
        )}
        <span role="status" class="thanks">
          {stage === "thanks" && strings.thanks}
        </span>
      </>
    );
  }
}
