/** The conversation: each question with what came of it, and what is going on with the last one. */

import { each } from "../../ui/each.ts";
import type { Face } from "../face.ts";
import { answerOf } from "../store/reduce.ts";
import type { State, Turn } from "../store/state.ts";
import { type ChatStrings, isPassing } from "./asides.tsx";
import { Fault } from "./Fault.tsx";
import { type CreateMarkdown, type ItemActions, MessageItem } from "./MessageItem.tsx";
import { ProgressLine } from "./ProgressLine.tsx";

interface Props {
  state: State;
  face: Face | undefined;
  strings: ChatStrings;
  /** The text that was copied last, and what came of it. */
  copied: { text: string; outcome: string };
  /** What is asked as soon as the visitor agrees. */
  held: string | undefined;
  actions: ItemActions;
  createMarkdown: CreateMarkdown | undefined;
}

/** A question with its answers. */
function grouped(turns: readonly Turn[]): Turn[][] {
  const groups: Turn[][] = [];
  for (const turn of turns)
    if (turn.role === "user" || !groups.length) groups.push([turn]);
    else groups[groups.length - 1]!.push(turn);
  return groups;
}

export function Turns({ state, face, strings, copied, held, actions, createMarkdown }: Props) {
  const { turns, phase, loading, notice } = state;
  const running = phase === "submitted" || phase === "streaming";
  // A question that is not sent yet says so itself, and has the button. What passes by itself stands over the field.
  const told = notice && notice.slug !== "unsent" && !isPassing(notice) ? notice : undefined;
  const last = turns[turns.length - 1];
  const answer = answerOf(state);
  const groups = grouped(turns);
  const searching = phase === "submitted" && !notice;
  const retry = () => actions.onRetry();
  const item = (turn: Turn) => (
    <MessageItem
      key={turn.id}
      turn={turn}
      face={face}
      strings={strings}
      again={
        turn.status === "unsent"
          ? !running && !(told && (turn.id === state.asking || turn === last))
          : !told && turn === last
      }
      told={Boolean(told) && turn === last}
      copied={copied.text === turn.text ? copied.outcome : ""}
      createMarkdown={createMarkdown}
      {...actions}
    />
  );
  return (
    <>
      {loading && !turns.length && <p class="muted">{strings.loading}</p>}
      {each(groups, (group, index) => (
        <div class="round" key={group[0]!.id}>
          {each(group, item)}
          {index === groups.length - 1 && (
            <>
              {(searching || (phase === "streaming" && !answer?.text)) && (
                <ProgressLine progress={answer?.progress} strings={strings} />
              )}
              {told && <Fault notice={told} strings={strings} begun={Boolean(answer?.text)} onRetry={retry} />}
            </>
          )}
        </div>
      ))}
      {held && (
        <div class="user">
          <p class="q plain waiting" dir="auto">
            {held}
          </p>
        </div>
      )}
      {!groups.length && told && <Fault notice={told} strings={strings} begun={false} onRetry={retry} />}
    </>
  );
}
