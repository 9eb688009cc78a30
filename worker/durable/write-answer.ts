/** From the chunks of an answer to its numbered events: as they come, until it ends, fails or is stopped. */

import { ProblemError, toProblem } from "../../shared/problem.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import type { AnswerKeeper } from "./answer-keeper.ts";
import type { Deadline } from "./deadline.ts";
import type { RunningAnswer, StopReason } from "./running-answer.ts";

export interface AnswerRun {
  /** Fires when the answer has taken too long; called off when it has ended. */
  deadline: Deadline;
  /** For problems: where their types are described, and the id of the request that asked. */
  problemBase: string;
  requestId: string;
}

/** Events are stored in batches this far apart; a crash loses what came after the last. */
const STORE_MS = 1_000;
/** As many times as it took to reach the disk passes before the next, up to so long: one disk and one thread write for all. */
const STORE_PAUSE = 20;
const MOST_STORE_MS = 10_000;

const STOPPED: Record<StopReason, string> = {
  stopped: "Stopped by the visitor.",
  unheard: "Nobody was listening any more.",
  forgotten: "The conversation was forgotten.",
};

/** Ends the answer in any case, on disk and to everybody who listens. Never throws for what became of it. */
export async function writeAnswer(
  running: RunningAnswer,
  keeper: AnswerKeeper,
  chunks: AsyncIterable<StreamChunk>,
  run: AnswerRun,
): Promise<void> {
  const stopStoring = storeNowAndThen(keeper, run.requestId);
  try {
    for await (const chunk of chunks) {
      running.signal.throwIfAborted();
      // In the same turn as the terminal event: a client that has read it finds the whole answer in the history.
      if (chunk.type === "finish") keeper.end(chunk);
      running.emit(chunk);
    }
  } catch (error) {
    fail(running, keeper, error, run);
  } finally {
    stopStoring();
    run.deadline.cancel();
  }
}

/**
 * Each time of a crowd's answers is a wait for the disk, in which no word of any of them goes out: where the disk is slow
 * to take one, the next comes later. @returns ends it
 */
function storeNowAndThen(keeper: AnswerKeeper, requestId: string): () => void {
  let ended = false;
  const store = async (): Promise<void> => {
    const begun = Date.now();
    try {
      keeper.store();
      await keeper.stored();
    } catch (error) {
      console.error(requestId, "events were not stored", error);
    }
    const took = Date.now() - begun;
    if (!ended) timer = setTimeout(next, Math.min(Math.max(STORE_MS, took * STORE_PAUSE), MOST_STORE_MS));
  };
  const next = (): void => void store();
  let timer = setTimeout(next, STORE_MS);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

function fail(running: RunningAnswer, keeper: AnswerKeeper, error: unknown, run: AnswerRun): void {
  // Words that wait for others were said as well.
  running.settle();
  const { stopReason } = running;
  if (stopReason !== undefined) {
    keeper.end(stopReason);
    running.emit({ type: "abort", reason: STOPPED[stopReason] });
    return;
  }
  console.error(run.requestId, "an answer failed", error);
  const problem = problemOf(error, run.deadline.signal.aborted);
  keeper.end(problem);
  const data = toProblem(problem, run.problemBase, run.requestId);
  running.emit({ type: "data-problem", data, transient: true });
  running.emit({ type: "error", errorText: problem.detail });
}

/** What a visitor may know of a failure. Whatever is not a problem of ours already is `internal`. */
function problemOf(error: unknown, late: boolean): ProblemError {
  if (error instanceof ProblemError) return error;
  if (late)
    return new ProblemError("upstream-timeout", {
      detail: "The answer took too long. Please try again.",
      cause: error,
    });
  return new ProblemError("internal", {
    detail: "Something went wrong while answering. Please try again.",
    cause: error,
  });
}
