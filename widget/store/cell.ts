/**
 * The state and who hears of its changes: the page, the device's memory and the view. What comes together is taken
 * in together. What a change means is `newsOf`'s, and how it comes about is `reduce`'s.
 */

import type { Mounting } from "../handshake.ts";
import { newsOf } from "./decide.ts";
import type { Memory } from "./memory.ts";
import { type Action, reduce } from "./reduce.ts";
import { keepTurns } from "./said.ts";
import type { State } from "./state.ts";

export interface CellOptions {
  memory: Memory;
  emit: Mounting["emit"];
  /** Runs once soon, before the next frame is drawn. */
  soon: (run: () => void) => void;
}

export interface Cell {
  state: () => State;
  subscribe: (onChange: () => void) => void;
  dispatch: (action: Action) => void;
  /** Events of an answer are taken in once a frame: the view is drawn once for all of them. */
  queue: (action: Action) => void;
  /** Takes in what is queued. */
  flush: () => void;
  /** The server has this question. */
  settle: (id: string) => void;
}

export function createCell(initial: State, { memory, emit, soon }: CellOptions): Cell {
  let state = initial;
  let listener = () => {};
  let pending: Action[] = [];

  function settle(id: string): void {
    const { open } = memory.read();
    if (!open?.[id]) return;
    delete open[id];
    memory.write({ open });
  }

  function take(actions: readonly Action[]): void {
    const before = state;
    for (const action of actions) state = reduce(state, action);
    if (state === before) return;
    const { settled, answer, problem, isKept } = newsOf(before, state);
    if (settled) settle(settled);
    if (answer) emit("answer", answer);
    if (isKept) keepTurns(memory, state);
    if (problem) emit("problem", problem);
    listener();
  }

  function flush(): void {
    if (pending.length) take(pending.splice(0));
  }

  return {
    state: () => state,
    subscribe(onChange) {
      listener = onChange;
    },
    dispatch: (action) => take([action]),
    queue(action) {
      if (pending.push(action) === 1) soon(flush);
    },
    flush,
    settle,
  };
}
