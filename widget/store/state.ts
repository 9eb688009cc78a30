/** What the panel knows. Everything shown derives from this; only `reduce` makes a new one. */

import type { Citation, Degraded, NearPage, Outcome, Progress } from "../../shared/chat.ts";
import type { Slug } from "../../ui/problems.ts";

export type Phase = "ready" | "submitted" | "streaming" | "error";

export interface Source {
  /** The number that `[1]` in the text names. */
  id: string;
  title: string;
  /** Only `http:` and `https:` addresses come this far. */
  url: string | null;
}

export type TurnStatus =
  /** A question on its way, and one that could not be sent. */
  | "sending"
  | "unsent"
  /** A question the server has, and an answer that ended well. */
  | "complete"
  | "streaming"
  /** An answer that was stopped, and a question that was before its answer began. */
  | "stopped"
  | "failed";

export interface Turn {
  id: string;
  role: "user" | "assistant";
  text: string;
  status: TurnStatus;
  sources: Source[];
  citations: Citation[];
  /** Number of the last event of the answer that was taken in; 0 before the first. */
  seen: number;
  answered: boolean;
  outcome?: Outcome | undefined;
  /** Of an `unsure` answer: the pages that come nearest. */
  pages?: NearPage[] | undefined;
  /** What was searched in the place of what was asked. */
  spelling?: string | undefined;
  /** What is going on before the first word. */
  progress?: Progress | undefined;
  /** Why a complete answer is less than it could be, also the name of the words for it. */
  degraded?: Degraded | undefined;
  /** Anything but `stop` ended a complete answer before its own end: a limit, or a filter. */
  finish?: string | undefined;
  rating?: "up" | "down" | undefined;
}

export interface Notice {
  slug: Slug;
  /** Seconds after which trying again makes sense. */
  after?: number;
  /** For the browser's console. */
  detail?: string;
}

export interface State {
  phase: Phase;
  conversation: string;
  turns: Turn[];
  /** The id of the question that is being answered or could not be; empty in `ready`. */
  asking: string;
  notice: Notice | null;
  /** What `data-problem` told; the `error` that follows it may come over another connection. */
  problem: Notice | null;
  /** True until the stored conversation, if any, has been read from the server. */
  loading: boolean;
}

export function initialState(conversation: string): State {
  return {
    phase: "ready",
    conversation,
    turns: [],
    asking: "",
    notice: null,
    problem: null,
    loading: false,
  };
}
