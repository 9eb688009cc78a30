/**
 * The conversation as the view uses it: holds the state, runs what the visitor asks for, and hands every
 * event of an answer to `reduce`. Getting an answer over a bad network is `deliver`'s.
 */

import { randomId } from "../../shared/ids.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import type { Slug } from "../../ui/problems.ts";
import type { Mounting } from "../handshake.ts";
import { RequestError } from "../../ui/request.ts";
import type { Transport } from "../transport/transport.ts";
import { deliver, type Patience } from "./deliver.ts";
import type { Memory } from "./memory.ts";
import { type Action, answerOf, reduce } from "./reduce.ts";
import { keepTurns, recallTurns } from "./said.ts";
import { initialState, type Notice, type State, type Turn } from "./state.ts";

/** What a network that is back may mend. What the server refused is not worth sending again for that. */
const PASSING = new Set<Slug | undefined>(["network", "cut", "unsent"]);

export interface StoreOptions {
  transport: Transport;
  memory: Memory;
  patience: Patience;
  emit: Mounting["emit"];
  /** The visitor of the present token, empty where it names none or there is none yet. */
  visitor: () => string;
  /** Runs once soon, before the next frame is drawn: events that come together are taken in together. */
  soon: (run: () => void) => void;
  /** The token names another visitor than the stored conversation: it must be left behind. */
  onAnother: () => void;
  /** What the server says of the bot. */
  onConfig: (told: unknown) => void;
  /** Told once of each kind of failure that only the owner can mend. */
  warn: (slug: Slug, detail: string) => void;
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

export function createChatStore(options: StoreOptions): ChatStore {
  const { transport, memory, patience, emit, visitor, soon, warn, onAnother, onConfig } = options;
  let kept = memory.read();
  let state = initialState(kept.conversation ?? randomId());
  state = { ...state, turns: recallTurns(memory, state.conversation) };
  if (state.turns.length) state = { ...state, loading: true };
  else state = reduce(state, { type: "history", view: { messages: [], running: false }, unsent: kept.open ?? {} });
  let reading: AbortController | undefined;
  let begun: "no" | "busy" | "yes" = "no";
  let started = false;
  /** How many questions were asked, the same one again included. */
  let asks = 0;
  /** What failed beside a question, to be done again. */
  let redo: (() => void) | undefined;
  let listener = () => {};
  let pending: Action[] = [];
  let stopTimer: ReturnType<typeof setTimeout> | undefined;

  function dispatch(action: Action): void {
    const before = state;
    state = reduce(state, action);
    if (state === before) return;
    announce(before);
    listener();
  }

  /** Events of an answer are taken in once a frame: the view is drawn once for all of them. */
  function queue(action: Action): void {
    if (pending.push(action) > 1) return;
    soon(flush);
  }

  function flush(): void {
    if (!pending.length) return;
    const before = state;
    for (const action of pending.splice(0)) state = reduce(state, action);
    if (state === before) return;
    announce(before);
    listener();
  }

  function announce(before: State): void {
    const now = answerOf(state, before.asking || state.asking);
    const was = answerOf(before);
    // Its answer has begun, or begun again: the question is with the server.
    if (now && now !== was && !(was && !isOver(was))) settle(before.asking);
    if (now && isOver(now) && !(was && was.id === now.id && isOver(was))) {
      const { id, text, status, answered, sources } = now;
      emit("answer", { id, text, status: status as "complete", answered, sources });
    }
    // What an answer is while it grows is not worth the writing.
    if (state.phase !== "streaming" || before.phase !== "streaming") keepTurns(memory, state);
    const { notice } = state;
    if (notice && notice.slug !== before.notice?.slug && notice.slug !== "waiting")
      emit("problem", { slug: notice.slug, detail: "" });
  }

  /** The server has this question. */
  function settle(id: string): void {
    const { open } = memory.read();
    if (!open?.[id]) return;
    delete open[id];
    memory.write({ open });
  }

  function report(error: unknown): Notice {
    const problem = error instanceof RequestError ? error : new RequestError("internal", `${error}`);
    const { slug, after } = problem;
    warn(slug, problem.message);
    if (slug === "network" && !patience.isOnline()) return { slug: "offline" };
    return after === undefined ? { slug } : { slug, after };
  }

  async function answer(
    question: { id: string; text: string; again?: string | undefined },
    running: boolean,
  ): Promise<void> {
    reading?.abort();
    const abort = (reading = new AbortController());
    const { conversation } = state;
    const { id } = question;
    const onChunk = (number: number, chunk: StreamChunk) => queue({ type: "chunk", question: id, number, chunk });
    const progress = () => {
      flush();
      const turn = answerOf(state, id);
      return { answer: turn?.id ?? "", seen: turn?.seen ?? 0 };
    };
    const onWaiting = (slug: "offline" | "waiting") => dispatch({ type: "notice", notice: { slug } });
    try {
      const signal = abort.signal;
      const all = { ...question, conversation };
      const outcome = await deliver({
        transport,
        question: all,
        patience,
        signal,
        progress,
        onChunk,
        onWaiting,
        running,
      });
      flush();
      // The server has no more to tell: its own record says how it ended.
      if (outcome === "gone") await readHistory(id);
      // What failed beside it, or was read before its end, is worth another look.
      else if (begun === "no" && reading === abort) {
        reading = undefined;
        api.refresh();
      }
    } catch (error) {
      flush();
      if (abort.signal.aborted) return;
      const notice = report(error);
      dispatch({ type: "fail", question: id, notice });
      // Another tab's question is being answered: that is to be seen, and this one waits.
      if (notice.slug === "conflict") {
        reading = undefined;
        api.refresh();
      }
    } finally {
      if (reading === abort) reading = undefined;
    }
  }

  /** @param gone the question whose stream had nothing to read: its answer cannot be running */
  async function readHistory(gone = ""): Promise<void> {
    const { conversation } = state;
    const asked = asks;
    // A question that was on its way may have come to the server after this, and be answered before this tells.
    const during = reading;
    const view = await transport.history(conversation);
    if (conversation !== state.conversation) return;
    if (gone) {
      if (asked !== asks) return;
      // A server that crashed may know nothing of it any more. The visitor does, and keeps what was read.
      const { length } = view.messages;
      let after = length;
      for (let at = 0; at < length; at++) if (view.messages[at]!.id === gone) after = at + 1;
      if (after === length) return dispatch({ type: "fail", question: gone, notice: { slug: "cut" } });
    }
    for (const { id } of view.messages) settle(id);
    const busy = asked !== asks || (!gone && (during || reading));
    if (busy) begun = "no";
    dispatch({ type: "history", view, unsent: memory.read().open ?? {}, busy });
    // The answer has ended meanwhile: nothing else would look again.
    if (busy && state.phase === "ready") return api.refresh();
    if (busy || state.phase !== "submitted") return;
    if (gone === state.asking) return dispatch({ type: "fail", question: gone, notice: { slug: "cut" } });
    void answer({ id: state.asking, text: "" }, true);
  }

  function belongsToAnother(): boolean {
    const known = memory.read().visitor;
    const present = visitor();
    if (present && present !== known) memory.write({ visitor: present });
    return Boolean(known && present && known !== present);
  }

  async function begin(): Promise<void> {
    if (begun !== "no") return;
    begun = "busy";
    started = true;
    // One that was begun on this page has nothing to be read.
    const stored = kept.conversation === state.conversation;
    dispatch({ type: "notice", notice: null });
    dispatch({ type: "loading", loading: stored });
    try {
      const settings = transport.config();
      const history = stored ? readHistory() : undefined;
      // It is awaited after the settings: until then nobody would hear of its failure but the page's console.
      history?.catch(() => {});
      onConfig(await settings);
      await history;
      if (belongsToAnother()) onAnother();
      if (begun === "busy") begun = "yes";
    } catch (error) {
      begun = "no";
      if (!reading) dispatch({ type: "notice", notice: report(error) });
    }
    dispatch({ type: "loading", loading: false });
  }

  function leave(conversation: string): void {
    api.pause();
    dispatch({ type: "reset", conversation });
  }

  function ask(id: string, text: string, again?: string): void {
    // Kept before anything can fail: a reload offers the same question under the same id.
    memory.write({ conversation: state.conversation, open: { ...memory.read().open, [id]: text }, beat: id });
    asks++;
    redo = undefined;
    dispatch({ type: "ask", id, text });
    void answer({ id, text, again }, false);
  }

  const api: ChatStore = {
    state: () => state,
    subscribe(onChange) {
      listener = onChange;
    },
    begin: () => void begin(),
    send(text) {
      const question = text.trim();
      if (!question || state.phase === "submitted" || state.phase === "streaming") return false;
      const id = randomId();
      emit("message", { id, text: question });
      ask(id, question);
      void begin();
      return true;
    },
    stop() {
      const question = state.asking;
      if (!question || state.phase === "error") return;
      const abort = reading;
      const end = () => {
        // Ended long since, and perhaps asked again: that is not to be stopped as well.
        if (reading !== abort) return;
        abort?.abort();
        dispatch({ type: "stopped", question });
      };
      // The server's own `abort` event is the truth; without it the reading ends here.
      clearTimeout(stopTimer);
      stopTimer = setTimeout(end, 2_000);
      if (!answerOf(state)) end();
      transport.stop(state.conversation).catch(end);
    },
    retry(id) {
      const again = redo;
      redo = undefined;
      if (again && !id) {
        dispatch({ type: "notice", notice: null });
        return again();
      }
      const last = lastQuestion(state, id || state.asking) ?? lastQuestion(state);
      const following = last && answerOf(state, last.id);
      const { status } = following ?? last ?? {};
      // Sent again under its own id: the server goes on with what it has. Also while waiting for the next try.
      if (last && (reading || status === "unsent" || status === "failed")) ask(last.id, last.text);
      else if (last && status === "stopped") ask(last.id, last.text, (following ?? last).id);
      void begin();
    },
    rate(id, rating, reason) {
      dispatch({ type: "rate", id, rating });
      emit("feedback", { messageId: id, rating, ...(reason ? { reason } : {}) });
      const { conversation } = state;
      const tell = () => {
        transport.rate(conversation, id, rating, reason).catch((error: unknown) => {
          if (reading || conversation !== state.conversation) return;
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
      kept = memory.read();
      begun = "no";
      void begin();
    },
    identify(open) {
      begun = "no";
      if (open) api.begin();
    },
    resume() {
      if (state.phase === "submitted" || state.phase === "streaming") api.refresh();
    },
    online(isOnline) {
      if (isOnline) {
        if (state.notice?.slug === "offline") dispatch({ type: "notice", notice: null });
        if (begun === "no" && started) api.begin();
        else if (state.phase === "error" && PASSING.has(state.notice?.slug)) api.retry();
      } else if (begun !== "no" && state.phase !== "error") dispatch({ type: "notice", notice: { slug: "offline" } });
    },
    refresh() {
      if (reading) return;
      kept = memory.read();
      if (begun === "no") return void (started && api.begin());
      const { conversation } = kept;
      if (conversation && conversation !== state.conversation) dispatch({ type: "reset", conversation });
      if (!conversation) return;
      readHistory().catch((error: unknown) => {
        dispatch({ type: "notice", notice: report(error) });
        begun = "no";
      });
    },
    pause() {
      keepTurns(memory, state);
      reading?.abort();
      reading = undefined;
      clearTimeout(stopTimer);
    },
    destroy() {
      api.pause();
      listener = () => {};
    },
  };
  return api;
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
