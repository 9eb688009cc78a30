/** Thumbs for an answer, and after a poor one room for the reason, and the way to a person. */

import { Component, createRef } from "preact";
import { IconButton } from "../../ui/icons.tsx";
import { PERSON, THUMB } from "../../ui/more-icons.ts";
import type { Turn } from "../store/state.ts";
import type { ChatStrings } from "./asides.tsx";
import { Button } from "./Button.tsx";

interface Props {
  turn: Turn;
  strings: ChatStrings;
  /** Undefined where the owner has named no way to a person. */
  onPerson: (() => void) | undefined;
  onRate: (turn: Turn, rating: "up" | "down", reason?: string) => void;
}

interface Stage {
  stage: "" | "asking" | "thanks";
}

export class Feedback extends Component<Props, Stage> {
  override state: Stage = { stage: "" };
  readonly reason = createRef<HTMLTextAreaElement>();
  readonly poor = createRef<HTMLSpanElement>();

  rate(rating: "up" | "down", stage: "asking" | "thanks") {
    this.props.onRate(this.props.turn, rating);
    this.setState({ stage }, () => {
      this.reason.current?.focus();
      this.reason.current?.closest(".form")?.scrollIntoView({ block: "nearest" });
    });
  }

  readonly submit = () => {
    const reason = this.reason.current?.value.trim();
    if (reason) this.props.onRate(this.props.turn, "down", reason);
    // The form goes, and the focus must not go with it.
    this.poor.current?.querySelector("button")?.focus();
    this.setState({ stage: "thanks" });
  };

  render({ turn, strings, onPerson }: Props, { stage }: Stage) {
    return (
      <>
        <IconButton
          icon={THUMB}
          label={strings.good}
          pressed={turn.rating === "up"}
          onClick={() => this.rate("up", "thanks")}
        />
        <span ref={this.poor} class="flip">
          <IconButton
            icon={THUMB}
            part="poor"
            label={strings.bad}
            pressed={turn.rating === "down"}
            onClick={() => this.rate("down", "asking")}
          />
        </span>
        <small role="status">{stage === "thanks" && strings.thanks}</small>
        {stage === "asking" && (
          <div class="form">
            <label>
              {strings.reason}
              <textarea ref={this.reason} rows={2} maxLength={1000} dir="auto" />
            </label>
            <div class="ways">
              <Button main onClick={this.submit}>
                {strings.send}
              </Button>
              {onPerson && (
                <Button icon={PERSON} onClick={onPerson}>
                  {strings.person}
                </Button>
              )}
            </div>
          </div>
        )}
      </>
    );
  }
}
