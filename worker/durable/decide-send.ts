/** What a send means in a conversation as it stands. Looks nothing up and changes nothing. */

import type { SendRequest } from "./api.ts";
import { MESSAGES_MOST } from "./messages.ts";

export interface SendState {
  /** The message that has the question's id already. */
  known: { role: "user" | "assistant"; text: string; isLastQuestion: boolean } | undefined;
  /** The newest answer to it. */
  answer: { id: string; hasFailed: boolean } | undefined;
  /** Whether `instead` is an answer of this conversation. */
  insteadIsAnswer: boolean;
  /** The question whose answer is being written. */
  running: string | undefined;
  /** The question that waits for its admission. */
  starting: SendRequest["question"] | undefined;
  /** Messages that there are. */
  messages: number;
}

export type SendDecision =
  /** Follow the answer that is being written, from its first event. */
  | { do: "follow" }
  /** The same, once the question that waits has been admitted. */
  | { do: "join" }
  /** Say the stored answer again. */
  | { do: "replay" }
  /** Write a new answer. */
  | { do: "start" }
  /** `conflict`, with this as its detail. */
  | { do: "refuse"; because: string };

export function decideSend(
  { known, answer, insteadIsAnswer, running, starting, messages }: SendState,
  { question, regenerate, instead }: Pick<SendRequest, "question" | "regenerate" | "instead">,
): SendDecision {
  const waits = starting?.id === question.id ? starting : undefined;
  if ((known ?? waits) !== undefined && !saysTheSame(question.text, known, waits)) {
    return refuse("A message with this id was sent before, with another text.");
  }
  if (running === question.id) return { do: "follow" };
  if (waits !== undefined) return { do: "join" };
  // Two presses of the button name the same answer: the second finds it replaced.
  const isReplaced = answer !== undefined && insteadIsAnswer && instead !== answer.id;
  if (answer !== undefined && !answer.hasFailed && (!regenerate || isReplaced)) return { do: "replay" };
  if (running !== undefined || starting !== undefined) {
    return refuse("An answer is still being written in this conversation: stop it first, or wait for its end.");
  }
  if (known?.isLastQuestion === false) {
    return refuse("Only the last question of a conversation can be answered again.");
  }
  if (messages >= MESSAGES_MOST) {
    return refuse(`A conversation holds at most ${MESSAGES_MOST} messages: start a new one.`);
  }
  return { do: "start" };
}

function saysTheSame(text: string, known: SendState["known"], waits: SendState["starting"]): boolean {
  return (
    (known === undefined || (known.role === "user" && known.text === text)) &&
    (waits === undefined || waits.text === text)
  );
}

function refuse(because: string): SendDecision {
  return { do: "refuse", because };
}
