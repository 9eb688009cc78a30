/**
 * The conversation as the view uses it: runs what the visitor asks for. Keeping in step with the server is
 * `following`'s, the state itself is in the `cell`, and what is decided on the way stands in `decide`.
 */

import { randomId } from "../../shared/ids.ts";
import { createCell } from "./cell.ts";
import { afterOffline, whatAgain } from "./decide.ts";
import { type Asked, createFollowing, type FollowingOptions } from "./following.ts";
import type { Kept, Memory } from "./memory.ts";
import { answerOf, reduce } from "./reduce.ts";
import { recallTurns } from "./said.ts";
import { initialState, type State } from "./state.ts";

export interface StoreOptions extends FollowingOptions {
  /** False while the visitor has to agree first: then nothing is asked, and nothing is asked again. */
  mayAsk: () => boolean;
}

export interface ChatStore {
  state: () => State;
  subscribe: (onChange: () => void) => void;
  /** Reads settings and the stored conversation, and follows an answer that runs. Once; later calls only look again where that failed. */
  begin: () => void;
  /** False where nothing is to be sent, or an answer has to end first. */
  send: (text: string) => boolean;
  stop: () => void;
  /** Does again whatever the notice is about. @param id the question that is meant, where it is not the last */
  retry: (id?: string) => void;
  rate: (id: string, rating: "up" | "down", reason?: string) => void;
  /** A new conversation. The old one stays with the server, and is left behind on this device. */
  reset: () => void;
  /** Another conversation of this visitor, or this one again. */
  open: (conversation: string) => void;
  /** Tokens come from elsewhere now. @param open whether to look at the server at once */
  identify: (open: boolean) => void;
  /** The page is seen again: picks up an answer whose connection was given up. */
  resume: () => void;
  /** The device lost or regained its network. */
  online: (isOnline: boolean) => void;
  /** Looks at the server again: after sleep, a restored page, or a word from another tab. */
  refresh: () => void;
  /** Ends reading; the answer goes on at the server. */
  pause: () => void;
  destroy: () => void;
}

/** What this visitor has of the conversation on this device. */
function recall(memory: Memory, { conversation = randomId(), open = {} }: Kept): State {
  const state = initialState(conversation);
  const turns = recallTurns(memory, conversation);
  if (turns.length) return { ...state, turns, loading: true };
  return reduce(state, { type: "history", view: { messages: [], running: false }, unsent: open });
}

export function createChatStore(options: StoreOptions): ChatStore {
  const { transport, memory, emit, mayAsk } = options;
  const cell = createCell(recall(memory, memory.read()), options);
  const { state, subscribe, dispatch } = cell;
  const following = createFollowing(cell, options);
  const { begin, reading, report } = following;
  /** What failed beside a question, to be done again. */
  let redo: (() => void) | undefined;
  let stopTimer: ReturnType<typeof setTimeout> | undefined;

  function pause(): void {
    following.pause();
    clearTimeout(stopTimer);
  }

  function leave(conversation: string): void {
    pause();
    dispatch({ type: "reset", conversation });
  }

  function ask({ id, text, again }: Asked): void {
    // Kept before anything can fail: a reload offers the same question under the same id.
    memory.write({ conversation: state().conversation, open: { ...memory.read().open, [id]: text }, beat: id });
    redo = undefined;
    dispatch({ type: "ask", id, text });
    following.ask({ id, text, again });
  }

  const api: ChatStore = {
    state,
    subscribe,
    begin,
    send(text) {
      const question = text.trim();
      const { phase } = state();
      if (!question || !mayAsk() || phase === "submitted" || phase === "streaming") return false;
      const id = randomId();
      emit("message", { id, text: question });
      ask({ id, text: question });
      begin();
      return true;
    },
    stop() {
      const { asking: question, phase, conversation } = state();
      if (!question || phase === "error") return;
      const abort = reading();
      const end = () => {
        // Ended long since, and perhaps asked again: that is not to be stopped as well.
        if (reading() !== abort) return;
        abort?.abort();
        dispatch({ type: "stopped", question });
      };
      // The server's own `abort` event is the truth; without it the reading ends here.
      clearTimeout(stopTimer);
      stopTimer = setTimeout(end, 2_000);
      if (!answerOf(state())) end();
      transport.stop(conversation).catch(end);
    },
    retry(id) {
      const again = redo;
      redo = undefined;
      if (again && !id) {
        dispatch({ type: "notice", notice: null });
        return again();
      }
      const question = whatAgain(state(), Boolean(reading()), id);
      if (question && mayAsk()) ask(question);
      begin();
    },
    rate(id, rating, reason) {
      dispatch({ type: "rate", id, rating });
      emit("feedback", { messageId: id, rating, ...(reason ? { reason } : {}) });
      const { conversation } = state();
      const tell = () => {
        transport.rate(conversation, id, rating, reason).catch((error: unknown) => {
          if (reading() || conversation !== state().conversation) return;
          dispatch({ type: "notice", notice: report(error) });
          redo = tell;
        });
      };
      tell();
    },
    reset() {
      leave(randomId());
      memory.write({ conversation: undefined, open: undefined });
      memory.keep("said", null);
    },
    open(conversation) {
      leave(conversation);
      memory.write({ conversation, open: undefined });
      following.anew(true);
      begin();
    },
    identify(open) {
      following.anew();
      if (open) begin();
    },
    resume() {
      const { phase } = state();
      if (phase === "submitted" || phase === "streaming") following.refresh();
    },
    online(isOnline) {
      const { notice, phase } = state();
      if (!isOnline) {
        if (!following.isDue() && phase !== "error") dispatch({ type: "notice", notice: { slug: "offline" } });
        return;
      }
      if (notice?.slug === "offline") dispatch({ type: "notice", notice: null });
      const next = afterOffline(state(), !following.isDue() || !following.hasStarted());
      if (next === "begin") begin();
      else if (next === "retry") api.retry();
    },
    refresh: following.refresh,
    pause,
    destroy() {
      pause();
      subscribe(() => {});
    },
  };
  return api;
}
