/**
 * Keeps page and server in step: reads settings and the stored conversation, and one answer at a time, to its end. What
 * the visitor asks for is `chat-store`'s; getting an answer over a bad network is `deliver`'s.
 */

import type { StreamChunk } from "../../shared/stream.ts";
import type { Slug } from "../../ui/problems.ts";
import { RequestError } from "../../ui/request.ts";
import type { Transport } from "../transport/transport.ts";
import type { Cell, CellOptions } from "./cell.ts";
import { afterHistory, howToTake } from "./decide.ts";
import { deliver, type Patience } from "./deliver.ts";
import { answerOf } from "./reduce.ts";
import { keepTurns } from "./said.ts";
import type { Notice } from "./state.ts";

export interface FollowingOptions extends CellOptions {
  transport: Transport;
  patience: Patience;
  /** The visitor of the present token, empty where it names none or there is none yet. */
  visitor: () => string;
  /** The token names another visitor than the stored conversation: it must be left behind. */
  onAnother: () => void;
  /** What the server says of the bot. */
  onConfig: (told: unknown) => void;
  /** Told once of each kind of failure that only the owner can mend. */
  warn: (slug: Slug, detail: string) => void;
}

/** What is asked: again, where it names the stopped answer to write again. */
export interface Asked {
  id: string;
  text: string;
  again?: string | undefined;
}

export interface Following {
  /** Reads settings and history. Once; later calls only look again where that failed, or where `anew` came between. */
  begin: () => void;
  /** The next `begin` reads again. @param isStored another conversation, which is to be read as well */
  anew: (isStored?: boolean) => void;
  /** Nobody has begun yet, or what was begun has to be done again. */
  isDue: () => boolean;
  hasStarted: () => boolean;
  ask: (question: Asked) => void;
  /** What reads the present answer, if one is being read: another one each time. */
  reading: () => AbortController | undefined;
  refresh: () => void;
  pause: () => void;
  report: (error: unknown) => Notice;
}

export function createFollowing(cell: Cell, options: FollowingOptions): Following {
  const { transport, memory, patience, visitor, warn, onAnother, onConfig } = options;
  const { state, dispatch, queue, flush, settle } = cell;
  let kept = memory.read();
  let reading: AbortController | undefined;
  let begun: "no" | "busy" | "yes" = "no";
  let started = false;
  /** How many questions were asked, the same one again included. */
  let asks = 0;
  /** How many times the stored conversation was asked for, and which of them was taken last. */
  let reads = 0;
  let taken = 0;

  function report(error: unknown): Notice {
    const problem = error instanceof RequestError ? error : new RequestError("internal", `${error}`);
    const { slug, after } = problem;
    warn(slug, problem.message);
    const { message: detail } = problem;
    if (slug === "network" && !patience.isOnline()) return { slug: "offline", detail };
    return { slug, detail, ...(after !== undefined && { after }) };
  }

  async function answer(question: Asked, running: boolean): Promise<void> {
    reading?.abort();
    const abort = (reading = new AbortController());
    const { conversation } = state();
    const { id } = question;
    const onChunk = (number: number, chunk: StreamChunk) => queue({ type: "chunk", question: id, number, chunk });
    const progress = () => {
      flush();
      const turn = answerOf(state(), id);
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
        refresh();
      }
    } catch (error) {
      flush();
      if (abort.signal.aborted) return;
      const notice = report(error);
      dispatch({ type: "fail", question: id, notice });
      // Another tab's question is being answered: that is to be seen, and this one waits.
      if (notice.slug === "conflict") {
        reading = undefined;
        refresh();
      }
    } finally {
      if (reading === abort) reading = undefined;
    }
  }

  /** @param gone the question whose stream had nothing to read: its answer cannot be running */
  async function readHistory(gone = ""): Promise<void> {
    const { conversation } = state();
    const asked = asks;
    const read = ++reads;
    // A question that was on its way may have come to the server after this, and be answered before this tells.
    const during = reading;
    const view = await transport.history(conversation);
    if (conversation !== state().conversation) return;
    // What was asked for earlier may arrive later, without what another tab has asked in between.
    if (read < taken && !gone) return;
    taken = read;
    const how = howToTake(view, gone, asked !== asks, Boolean(during || reading));
    if (how === "never") return;
    const lose = () => dispatch({ type: "fail", question: gone, notice: { slug: "cut" } });
    if (how === "lost") return lose();
    for (const { id } of view.messages) settle(id);
    const busy = how === "before";
    if (busy) begun = "no";
    dispatch({ type: "history", view, unsent: memory.read().open ?? {}, busy });
    const next = afterHistory(state(), gone, busy);
    if (next === "look again") refresh();
    else if (next === "lost") lose();
    else if (next === "follow") void answer({ id: state().asking, text: "" }, true);
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
    const stored = kept.conversation === state().conversation;
    dispatch({ type: "notice", notice: null });
    dispatch({ type: "loading", loading: stored });
    try {
      const settings = transport.config();
      const history = stored ? readHistory() : undefined;
      // It is awaited after the settings: until then nobody would hear of its failure but the page's console.
      history?.catch(() => {});
      const told = await settings;
      // Before what waits for the settings is asked: it is the present visitor's, and goes into a conversation of theirs.
      if (belongsToAnother()) onAnother();
      onConfig(told);
      await history;
      if (begun === "busy") begun = "yes";
    } catch (error) {
      begun = "no";
      if (!reading) dispatch({ type: "notice", notice: report(error) });
    }
    dispatch({ type: "loading", loading: false });
  }

  function refresh(): void {
    if (reading) return;
    kept = memory.read();
    if (begun === "no") return void (started && begin());
    const { conversation } = kept;
    if (conversation && conversation !== state().conversation) dispatch({ type: "reset", conversation });
    if (!conversation) return;
    readHistory().catch((error: unknown) => {
      dispatch({ type: "notice", notice: report(error) });
      begun = "no";
    });
  }

  return {
    begin: () => void begin(),
    anew(isStored) {
      if (isStored) kept = memory.read();
      begun = "no";
    },
    isDue: () => begun === "no",
    hasStarted: () => started,
    ask(question) {
      asks++;
      void answer(question, false);
    },
    reading: () => reading,
    refresh,
    pause() {
      keepTurns(memory, state());
      reading?.abort();
      reading = undefined;
    },
    report,
  };
}
