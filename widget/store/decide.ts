/** What the store decides, apart from what it then does. Pure: each from what is known at that moment. */

import type { EventMap } from "../../packages/widget/widget.d.ts";
import { PROBLEM_ENGLISH, type Slug, TOLD } from "../../ui/problems.ts";
import type { History } from "../transport/transport.ts";
import { answerOf } from "./reduce.ts";
import type { Notice, State, Turn } from "./state.ts";

/** What a network that is back may mend. What the server refused is not worth sending again for that. */
const PASSING = new Set<Slug | undefined>(["network", "cut", "unsent"]);

/** What others have to hear of a change. */
export interface News {
  /** The question that is now known to be with the server. */
  settled: string;
  answer: EventMap["answer"] | undefined;
  problem: EventMap["problem"] | undefined;
  /** What is said is worth writing down: of an answer that grows it is not. */
  isKept: boolean;
}

export function newsOf(before: State, state: State): News {
  const now = answerOf(state, before.asking || state.asking);
  const was = answerOf(before);
  // Its answer has begun, or begun again.
  const settled = now && now !== was && !(was && !isOver(was)) ? before.asking : "";
  let answer: News["answer"];
  if (now && isOver(now) && !(was?.id === now.id && isOver(was))) {
    const { id, text, status, answered, sources } = now;
    answer = { id, text, status: status as "complete", answered, sources };
  }
  const { notice } = state;
  const isNew = notice && notice.slug !== before.notice?.slug && notice.slug !== "waiting";
  return {
    settled,
    answer,
    problem: isNew ? { slug: notice.slug, detail: detailOf(notice) } : undefined,
    isKept: state.phase !== "streaming" || before.phase !== "streaming",
  };
}

/** The detail from where the problem arose, else the visitor's sentence in English, for the browser's log. */
function detailOf({ slug, detail }: Notice): string {
  return detail || PROBLEM_ENGLISH[TOLD[slug]];
}

/** @param answer no question: those have states of their own */
function isOver(answer: Turn): boolean {
  return answer.status !== "streaming";
}

/** @param id which one, where it is not just the last */
function lastQuestion(state: State, id = ""): Turn | undefined {
  for (let at = state.turns.length - 1; at >= 0; at--) {
    const turn = state.turns[at]!;
    if (turn.role === "user" && (!id || turn.id === id)) return turn;
  }
  return undefined;
}

/**
 * The question to ask again, under its own id: the server goes on with what it has.
 *
 * @param isReading also while waiting for the next try
 * @param id the question that is meant, where it is not the last
 */
export function whatAgain(
  state: State,
  isReading: boolean,
  id = "",
): { id: string; text: string; again?: string } | undefined {
  const last = lastQuestion(state, id || state.asking) ?? lastQuestion(state);
  if (!last) return undefined;
  const { status, id: again } = answerOf(state, last.id) ?? last;
  if (isReading || status === "unsent" || status === "failed") return { id: last.id, text: last.text };
  return status === "stopped" ? { id: last.id, text: last.text, again } : undefined;
}

/**
 * What the server tells of the conversation comes in place of ours; only before it, where a question is on its way that
 * it may not know yet; or not at all, where it is of no use any more or has lost what was asked.
 *
 * @param gone the question whose stream had nothing to read: its answer cannot be running
 * @param isOther a question was asked since the server was
 * @param isReading an answer is being read
 */
export function howToTake(
  { messages }: History,
  gone: string,
  isOther: boolean,
  isReading: boolean,
): "instead" | "before" | "lost" | "never" {
  if (!gone) return isOther || isReading ? "before" : "instead";
  if (isOther) return "never";
  // A server that crashed may know nothing of it any more. The visitor does, and keeps what was read.
  for (let at = 0; at < messages.length - 1; at++) if (messages[at]!.id === gone) return "instead";
  return "lost";
}

/** @param state after it was taken */
export function afterHistory(state: State, gone: string, isBusy: boolean): "look again" | "lost" | "follow" | "rest" {
  // The answer has ended meanwhile: nothing else would look again.
  if (isBusy) return state.phase === "ready" ? "look again" : "rest";
  if (state.phase !== "submitted") return "rest";
  return gone === state.asking ? "lost" : "follow";
}

/** The device has a network again. @param isBegun settings and history have been read, or are being read */
export function afterOffline({ phase, notice }: State, isBegun: boolean): "begin" | "retry" | "rest" {
  if (!isBegun) return "begin";
  return phase === "error" && PASSING.has(notice?.slug) ? "retry" : "rest";
}
