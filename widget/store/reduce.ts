/**
 * The one owner of `ready | submitted | streaming | error`. Pure. Events of an answer carry the question
 * they answer and their number: what belongs to another question, or was taken in before, is dropped.
 */

import type { ChatMessage, MessagePart } from "../../shared/chat.ts";
import { isTerminal, type StreamChunk } from "../../shared/stream.ts";
import { slugFrom } from "../../ui/problems.ts";
import { addressOf } from "../loose.ts";
import type { History } from "../transport/transport.ts";
import type { Notice, Source, State, Turn } from "./state.ts";

export type Action =
  | { type: "loading"; loading: boolean }
  | { type: "ask"; id: string; text: string }
  | { type: "chunk"; question: string; number: number; chunk: StreamChunk }
  | { type: "fail"; question: string; notice: Notice }
  | { type: "notice"; notice: Notice | null }
  | { type: "stopped"; question: string }
  | { type: "history"; view: History; unsent: Unsent; busy?: unknown }
  | { type: "rate"; id: string; rating: "up" | "down" }
  | { type: "reset"; conversation: string };

/** Questions that the server may not have yet: id → text, oldest first. */
export type Unsent = Record<string, string>;

const BLANK = { sources: [], citations: [], seen: 0, answered: true };

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "loading":
      return action.loading || state.phase !== "ready"
        ? { ...state, loading: action.loading }
        : settle({ ...state, loading: false });
    case "notice":
      return { ...state, notice: action.notice };
    case "ask":
      return ask(state, action.id, action.text);
    case "chunk":
      return action.question === state.asking ? takeChunk(state, action.number, action.chunk) : state;
    case "fail":
      return action.question === state.asking ? fail(state, action.notice) : state;
    case "stopped":
      return action.question === state.asking ? end(state, "stopped") : state;
    case "rate":
      return change(state, action.id, { rating: action.rating });
    case "history":
      return takeHistory(state, action.view, action.unsent, action.busy);
    case "reset":
      return { ...state, conversation: action.conversation, turns: [], phase: "ready", asking: "", notice: null };
  }
}

/** The answer to the question being asked, once its first event is here. */
export function answerOf(state: State, question = state.asking): Turn | undefined {
  for (let at = 0; at < state.turns.length; at++) {
    if (state.turns[at]!.id !== question) continue;
    const next = state.turns[at + 1];
    return next?.role === "assistant" ? next : undefined;
  }
  return undefined;
}

function change(state: State, id: string, fields: Partial<Turn>): State {
  const turns = [...state.turns];
  // Only the last of that id: a server that gives two answers the same one must not have both written over.
  for (let at = turns.length - 1; at >= 0; at--) {
    if (turns[at]!.id !== id) continue;
    turns[at] = { ...turns[at]!, ...fields };
    break;
  }
  return { ...state, turns };
}

/** Asks, or asks again: a question that is here already keeps its id, its place and its answer so far. */
function ask(state: State, id: string, text: string): State {
  const next: State = { ...state, phase: "submitted", asking: id, notice: null, problem: null };
  for (const turn of state.turns) if (turn.id === id) return change(next, id, { status: "sending" });
  return { ...next, turns: [...state.turns, { ...BLANK, id, role: "user", text, status: "sending" }] };
}

function fail(state: State, notice: Notice): State {
  const answer = answerOf(state);
  const marked = change(state, answer?.id ?? state.asking, { status: answer ? "failed" : "unsent" });
  return { ...marked, phase: "error", notice };
}

function end(state: State, status: "complete" | "stopped" | "failed", fields: Partial<Turn> = {}): State {
  const answer = answerOf(state);
  const asked = change(state, state.asking, { status: answer ? "complete" : status });
  const ended = answer ? change(asked, answer.id, { ...fields, status }) : asked;
  if (status === "failed") return { ...ended, phase: "error", notice: state.problem ?? { slug: "internal" } };
  return { ...ended, phase: "ready", asking: "", notice: null };
}

function takeChunk(state: State, number: number, chunk: StreamChunk): State {
  if (state.phase !== "submitted" && state.phase !== "streaming") return state;
  const answer = answerOf(state);
  if (chunk.type === "start") return start(state, number, chunk.messageId, answer);
  if (chunk.type === "data-problem") state = { ...state, problem: noticeOf(chunk.data) };
  if (!answer || number <= answer.seen) {
    // Ended out of turn: nothing more will come, so it has to end here as well, and cannot count as whole.
    if (chunk.type === "abort") return end(state, "stopped");
    if (!isTerminal(chunk)) return state;
    return fail(state, chunk.type === "finish" ? { slug: "cut" } : (state.problem ?? { slug: "internal" }));
  }
  const next: State = {
    ...change(state, answer.id, { seen: number, status: "streaming" }),
    phase: "streaming",
    notice: null,
  };
  switch (chunk.type) {
    case "finish": {
      const { answered, degraded, outcome } = chunk.messageMetadata;
      const told = { degraded, finish: chunk.finishReason, answered: answered !== false, outcome };
      return end(next, "complete", isSupported(told) ? told : { ...told, sources: [], citations: [] });
    }
    case "abort":
      return end(next, "stopped");
    case "error":
      return end(next, "failed");
    default:
      return change(next, answer.id, added(answer, chunk));
  }
}

/** What a part of an answer adds to it, whether it was told in a stream or stored. */
function added({ text, sources, citations }: Turn, part: StreamChunk | MessagePart): Partial<Turn> {
  switch (part.type) {
    case "text":
      return { text: text + part.text };
    case "text-delta":
      return { text: text + part.delta };
    case "source-url":
    case "source-document":
      return { sources: [...sources, sourceOf(part)] };
    case "data-citation":
      return { citations: [...citations, part.data] };
    case "data-pages":
      return { pages: part.data.pages };
    case "data-spelling":
      return { spelling: part.data.used };
    case "data-progress":
      return { progress: part.data };
    default:
      return {};
  }
}

/** What the documents do not answer, they do not support either. A page that names a way to reach somebody does support that. */
function isSupported({ answered, outcome }: Pick<Turn, "answered" | "outcome">): boolean {
  return outcome === "contact" || answered;
}

/** Nothing writes any more: what looks unfinished was cut. */
function settle(state: State): State {
  const turns: Turn[] = [];
  for (const turn of state.turns)
    if (turn.status === "streaming") turns.push({ ...turn, status: "failed" });
    else turns.push(turn.status === "sending" ? { ...turn, status: "unsent" } : turn);
  return { ...state, turns };
}

function start(state: State, number: number, id: string, answer: Turn | undefined): State {
  const fresh: Turn = { ...BLANK, id, role: "assistant", text: "", status: "streaming", seen: number };
  const next = { ...change(state, state.asking, { status: "complete" }), phase: "streaming" as const, notice: null };
  if (answer?.id === id) {
    // The same attempt told from its beginning: what is here already stays, and its events are dropped.
    return change(next, id, answer.seen ? { status: "streaming" } : fresh);
  }
  const turns: Turn[] = [];
  for (const turn of next.turns) {
    if (turn === answer) continue;
    turns.push(turn);
    if (turn.id === state.asking) turns.push(fresh);
  }
  return { ...next, turns };
}

function sourceOf(part: { sourceId: string; title: string; url?: string }): Source {
  const url = addressOf(part.url) || null;
  return { id: part.sourceId, title: part.title || url || part.sourceId, url };
}

export function noticeOf(problem: { type?: unknown; detail?: unknown; retry_after?: unknown }): Notice {
  const { detail, retry_after: after } = problem;
  return {
    slug: slugFrom(problem),
    ...(typeof detail === "string" && detail && { detail }),
    ...(typeof after === "number" && { after }),
  };
}

function turnOf(message: ChatMessage): Turn {
  const { status = "complete", answered, outcome, rating, degraded, finish_reason: finish } = message.metadata ?? {};
  let turn: Turn = {
    ...BLANK,
    id: message.id,
    role: message.role === "user" ? "user" : "assistant",
    text: "",
    status,
    answered: answered !== false,
    outcome,
    rating,
    degraded,
    finish,
  };
  for (const part of message.parts) turn = { ...turn, ...added(turn, part) };
  return turn;
}

/**
 * The server's history replaces ours, except for what it has not had yet or has lost.
 *
 * @param busy whether a question is or was being asked since the history was: then it only comes before that
 */
function takeHistory(state: State, view: History, unsent: Unsent, busy: unknown): State {
  const turns: Turn[] = [];
  const ours = new Map<string, Turn>();
  for (const turn of state.turns) ours.set(turn.id, turn);
  const known = new Set<string>();
  for (const message of view.messages) {
    if (busy && ours.has(message.id)) break;
    turns.push(turnOf(message));
    known.add(message.id);
  }
  if (busy) return { ...state, turns: [...turns, ...state.turns], loading: false };
  const last = turns[turns.length - 1];
  // Nothing writes any more: what looks unfinished was cut on the server's side.
  if (last?.status === "streaming" && !view.running) last.status = "failed";
  const shown = last && ours.get(last.id);
  // A crash over there has lost what was read already: here it stays.
  if (last?.status === "failed" && shown && shown.text.length > last.text.length)
    turns[turns.length - 1] = { ...shown, status: "failed" };
  const open = { ...unsent };
  if (last?.role === "user" && !view.running) {
    // The server has the question and lost the answer: it can be asked again, under the same id.
    known.delete(last.id);
    open[last.id] = last.text;
    turns.pop();
  }
  for (const turn of state.turns) if (turn.status === "unsent") open[turn.id] = turn.text;
  const question = last?.role === "user" ? last : turns[turns.length - 2];
  const next: State = { ...state, turns, phase: "ready", asking: "", loading: false, notice: null };
  let waiting = "";
  // By its own keys: pages put things on `Object.prototype`.
  for (const id of Object.keys(open)) {
    if (known.has(id)) continue;
    turns.push({ ...BLANK, id, role: "user", text: open[id]!, status: "unsent" });
    waiting = id;
  }
  if (view.running && question) return { ...next, phase: "submitted", asking: question.id };
  return waiting ? { ...next, phase: "error", asking: waiting, notice: { slug: "unsent" } } : next;
}
