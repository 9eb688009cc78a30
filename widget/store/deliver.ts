/**
 * Gets one question answered over a bad network: sends it, reads, picks the answer up again where a
 * connection was cut, waits while offline, and gives up with a reason. Knows nothing of state or view.
 */

import type { StreamChunk } from "../../shared/stream.ts";
import { isTerminal } from "../../shared/stream.ts";
import { RequestError } from "../../ui/request.ts";
import type { Question, Transport } from "../transport/transport.ts";

/** Milliseconds before each new try after one that brought nothing. */
const WAITS = [400, 1_200, 3_000, 6_000];

/** Passed in, so that tests need no time to pass. */
export interface Patience {
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Resolves when the device has a network, or at once when the signal aborts. */
  online: (signal: AbortSignal) => Promise<void>;
  isOnline: () => boolean;
}

export interface Delivery {
  transport: Transport;
  question: Question;
  patience: Patience;
  signal: AbortSignal;
  /** The answer so far: its id and the number of its last event; empty and 0 before the first. */
  progress: () => { answer: string; seen: number };
  onChunk: (number: number, chunk: StreamChunk) => void;
  /** The connection is away and will be tried again. */
  onWaiting: (slug: "offline" | "waiting") => void;
  /** True to read an answer that runs already, false to send the question. */
  running: boolean;
}

/** What ended it: `done` after a terminal event, `aborted`, or `gone` where the server has nothing to read. */
export type Outcome = "done" | "aborted" | "gone";

/** @throws RequestError where it is no use to go on; slug `cut` where part of the answer is here */
export async function deliver(delivery: Delivery): Promise<Outcome> {
  const { transport, question, patience, signal, progress, onChunk, onWaiting } = delivery;
  let { running } = delivery;
  let ended = false;
  let tries = 0;
  for (;;) {
    const before = progress().seen;
    const take = (number: number, chunk: StreamChunk) => {
      if (ended || signal.aborted) return;
      running = true;
      ended = isTerminal(chunk);
      onChunk(number, chunk);
    };
    let problem: RequestError | undefined;
    try {
      if (running) {
        const { answer, seen } = progress();
        if (!(await transport.resume(question.conversation, answer, seen, take, signal))) {
          return signal.aborted ? "aborted" : "gone";
        }
      } else await transport.ask(question, take, signal);
    } catch (error) {
      problem = error instanceof RequestError ? error : new RequestError("network", `${error}`);
    }
    if (ended) return "done";
    if (signal.aborted) return "aborted";
    // A lost connection says nothing about the question itself. All else is the visitor's to decide on.
    if (problem && problem.slug !== "network") throw problem;
    // What brings events is worth another try without counting.
    if (progress().seen > before) tries = 0;
    if (!patience.isOnline()) {
      onWaiting("offline");
      await patience.online(signal);
      tries = 0;
    } else {
      const ms = WAITS[tries++];
      if (ms === undefined)
        throw progress().seen ? new RequestError("cut", "") : (problem ?? new RequestError("network", ""));
      onWaiting("waiting");
      await patience.wait(ms, signal);
    }
    if (signal.aborted) return "aborted";
  }
}
