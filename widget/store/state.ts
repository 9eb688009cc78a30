/** What the panel knows. Everything shown derives from this; only `reduce` makes a new one. */

import type { Citation, Degraded, EmbedConfig } from "../../shared/chat.ts";

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
  /** Why a complete answer is less than it could be, also the name of the words for it. */
  degraded?: Degraded | undefined;
  /** Anything but `stop` ended a complete answer before its own end: a limit, or a filter. */
  finish?: string | undefined;
  rating?: "up" | "down" | undefined;
}

export interface Notice {
  /** A problem slug, or `offline`, `network`, `cut`, `waiting`. */
  slug: string;
  /** Seconds after which trying again makes sense. */
  after?: number;
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
  config: EmbedConfig | null;
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
    config: null,
    loading: false,
  };
}
