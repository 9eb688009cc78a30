/**
 * One visitor's conversation with one bot. It owns the generation of each answer: connections come and
 * go, the answer goes on, is numbered, can be resumed and stopped, and is stored once.
 */

import { DurableObject } from "cloudflare:workers";
import { type ConversationView, textOf } from "../../shared/chat.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import { randomId } from "../../shared/ids.ts";
import { ProblemError, toProblem } from "../../shared/problem.ts";
import { answer, type Spent } from "../chat/answer.ts";
import { HISTORY_CHARACTERS, HISTORY_TURNS } from "../chat/history.ts";
import { compose } from "../compose.ts";
import { spendsTokens } from "../engines.ts";
import type { Env } from "../settings.ts";
import type { PromptTurn } from "../ports.ts";
import { conversationOf, TenantScope } from "../tenancy/scope.ts";
import type { ConversationApi, SendRequest } from "./api.ts";
import { type AnswerKeeper, type ConversationStore, createAnswerKeeper, SPENT } from "./answer-keeper.ts";
import { createFacts } from "../sqlite/facts.ts";
import { createMessages, MESSAGES_MOST, type StoredMessage } from "./messages.ts";
import { createOutbox } from "./outbox.ts";
import type { AnswerRecord } from "./owner-log.ts";
import { type Refusal, settle, unwrap } from "../outcome.ts";
import { degradedOf, partsOf, replay, RunningAnswer, type StopReason } from "./running-answer.ts";
import { createScheduler } from "./scheduler.ts";

/** Events are stored in batches this far apart; a crash loses what came after the last. */
const STORE_MS = 1_000;
/** An answer takes at most this long; whoever looks after those that a crash cut off waits a little longer. */
const ANSWER_MS = 300_000;
const REPORT_MS = ANSWER_MS + 30_000;
const REPORT_RETRY_MS = 10_000;
const DAY_MS = 86_400_000;

export class Conversation extends DurableObject<Env> implements ConversationApi {
  readonly #store: ConversationStore;
  #reporting = Promise.resolve();
  #current: { running: RunningAnswer; keeper: AnswerKeeper } | undefined;
  /** A send that waits for its admission, so that a second one of the same message joins it. */
  #starting:
    | { question: SendRequest["question"]; started: Promise<RunningAnswer>; stopping: AbortController }
    | undefined;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const { storage } = state;
    const messages = createMessages(storage);
    const facts = createFacts(storage.sql);
    this.#store = {
      storage,
      messages,
      facts,
      outbox: createOutbox(facts, () => messages.exists()),
      schedule: createScheduler(storage, () => Date.now()),
    };
    if (!messages.exists()) return;
    this.#store.schedule.wake();
    this.#keepOldPromise();
    // No answer runs in an object that was just made: what is marked as running was cut by a restart.
    this.#endOrphan();
  }

  /** Conversations from before due times were kept have an alarm, and know alone when they are to be forgotten. */
  #keepOldPromise(): void {
    const { facts, schedule } = this.#store;
    const expires = facts.get("expires");
    if (expires === undefined) return;
    facts.drop("expires");
    schedule.at("report", Date.now());
    schedule.at("expire", Number(expires));
  }

  send(request: SendRequest): Promise<{ events: ReadableStream<Uint8Array> } | Refusal> {
    return settle(async () => ({ events: await this.#send(request) }));
  }

  async #send(request: SendRequest): Promise<ReadableStream<Uint8Array>> {
    const { id, text } = request.question;
    const exists = this.#exists();
    const known = exists ? this.#store.messages.byId(id) : undefined;
    const starting = this.#starting?.question.id === id ? this.#starting : undefined;
    if (
      (known !== undefined && (known.role !== "user" || textOf(known) !== text)) ||
      (starting !== undefined && starting.question.text !== text)
    ) {
      throw new ProblemError("conflict", { detail: "A message with this id was sent before, with another text." });
    }
    const last = known === undefined ? undefined : this.#store.messages.answerTo(known.seq);
    if (this.#current?.running.questionId === id) return this.#current.running.follow(0);
    if (starting !== undefined) return (await starting.started).follow(0);
    const isReplaced =
      last !== undefined &&
      request.instead !== undefined &&
      request.instead !== last.id &&
      this.#store.messages.byId(request.instead)?.role === "assistant";
    if (last !== undefined && last.metadata.status !== "failed" && (!request.regenerate || isReplaced))
      return replay(this.#store.messages.events(last.seq), 0);
    if (this.#current !== undefined || this.#starting !== undefined) {
      throw new ProblemError("conflict", {
        detail: "An answer is still being written in this conversation: stop it first, or wait for its end.",
      });
    }
    if (known !== undefined && known.seq !== this.#store.messages.lastQuestion()?.seq) {
      throw new ProblemError("conflict", { detail: "Only the last question of a conversation can be answered again." });
    }
    if (exists && this.#store.messages.count() >= MESSAGES_MOST) {
      throw new ProblemError("conflict", {
        detail: `A conversation holds at most ${MESSAGES_MOST} messages: start a new one.`,
      });
    }
    const stopping = new AbortController();
    const started = this.#start(request, known, stopping.signal).finally(() => {
      this.#starting = undefined;
    });
    this.#starting = { question: request.question, started, stopping };
    return (await started).follow(0);
  }

  async resume(
    after: number | undefined,
    answerId: string | undefined,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    if (this.#starting !== undefined) await this.#starting.started.catch(() => undefined);
    if (!this.#exists()) return undefined;
    const running = this.#current?.running;
    if (running !== undefined && (answerId === undefined || answerId === running.answerId)) {
      return running.follow(Math.min(after ?? 0, running.chunks.length));
    }
    // Without a number nobody was cut off: there is only nothing that runs.
    if (after === undefined) return undefined;
    const ended = answerId === undefined ? this.#store.messages.lastAnswer() : this.#store.messages.byId(answerId);
    if (ended === undefined || ended.role !== "assistant") return undefined;
    const chunks = this.#store.messages.events(ended.seq);
    return after === chunks.length ? undefined : replay(chunks, after);
  }

  stop(): boolean {
    if (this.#starting !== undefined) {
      this.#starting.stopping.abort();
      return true;
    }
    if (!this.#exists()) return false;
    this.#current?.running.stop("stopped");
    return true;
  }

  endUnheard(answerId: string): void {
    const running = this.#current?.running;
    if (running?.answerId === answerId && !running.isHeard) running.stop("unheard");
  }

  view(): ConversationView | undefined {
    if (!this.#exists()) return undefined;
    const { conversationId } = conversationOf(this.ctx.id);
    return {
      conversation_id: conversationId,
      messages: this.#store.messages.shown(),
      running: this.#current !== undefined,
    };
  }

  rate(messageId: string, rating: "up" | "down", reason: string | undefined): Promise<{ rated: boolean } | Refusal> {
    return settle(async () => ({ rated: await this.#rate(messageId, rating, reason) }));
  }

  async #rate(messageId: string, rating: "up" | "down", reason: string | undefined): Promise<boolean> {
    const message = this.#exists() ? this.#store.messages.byId(messageId) : undefined;
    if (message === undefined || message.role !== "assistant") return false;
    if (this.#current?.running.answerId === messageId) {
      throw new ProblemError("conflict", { detail: "This answer is still being written: rate it when it has ended." });
    }
    // The ledger rates what it knows: an answer that has just ended may still be on its way there.
    await this.#report().catch(() => undefined);
    await this.#scope.ledger.rate(messageId, rating, reason);
    this.#store.messages.rate(message.seq, rating);
    return true;
  }

  async forget(): Promise<boolean> {
    if (!this.#exists()) return false;
    const { visitorId, conversationId } = conversationOf(this.ctx.id);
    await this.eraseAll();
    await this.#scope.ledger.forgetConversation(visitorId, conversationId);
    return true;
  }

  async eraseAll(): Promise<void> {
    this.#current?.keeper.drop();
    this.#current?.running.stop("forgotten");
    this.#current = undefined;
    // A report that came after this would bring back what is to be forgotten.
    await this.#reporting;
    this.#store.schedule.end();
    await this.ctx.storage.deleteAll();
  }

  override alarm(): Promise<void> {
    return this.#store.schedule.run({
      report: () => this.#reportLate(),
      expire: () => this.#expire(),
    });
  }

  async #expire(): Promise<void> {
    // The answer that runs says anew how long the conversation is kept.
    if (this.#current !== undefined) this.#store.schedule.at("expire", Date.now() + REPORT_MS);
    else await this.forget();
  }

  /** What was not reported when its answer ended, whatever came between. */
  async #reportLate(): Promise<void> {
    if (this.#current !== undefined) this.#store.schedule.at("report", Date.now() + REPORT_MS);
    else await this.#report();
  }

  /** @param stopped while the answer waits for its admission */
  async #start(request: SendRequest, known: StoredMessage | undefined, stopped: AbortSignal): Promise<RunningAnswer> {
    const { visitorId, conversationId } = conversationOf(this.ctx.id);
    const { limits } = request;
    const { engines } = compose(this.env);
    const answerId = `msg_${randomId()}`;
    const admitted = await this.#scope.ledger.admit({
      visitorId,
      conversationId,
      question: request.question.text,
      limits,
      ...(spendsTokens(engines) ? { spends: answerId } : {}),
    });
    const { withoutModel } = unwrap(admitted);
    const running = new RunningAnswer(answerId, request.question.id);
    if (stopped.aborted) running.stop("stopped");
    const usage: Spent = { input_tokens: 0, output_tokens: 0, calls: 0 };
    const deadline = AbortSignal.timeout(ANSWER_MS);
    const chunks = answer(
      engines,
      this.#scope,
      {
        answerId: running.answerId,
        conversationId,
        question: request.question.text,
        history: request.history ?? this.#historyBefore(known),
        bot: request.bot,
        filter: request.filter,
        page: request.page,
        profile: request.profile,
        withoutModel,
      },
      usage,
      AbortSignal.any([running.signal, deadline]),
    );
    const keeper = createAnswerKeeper(this.#store, {
      visitorId,
      conversationId,
      running,
      question: request.question,
      known,
      usage,
      expires: Date.now() + request.bot.retentionDays * DAY_MS,
      reported: Date.now() + REPORT_MS,
      problemBase: request.problemBase,
      requestId: request.requestId,
    });
    this.#current = { running, keeper };
    // Not awaited: the answer belongs to this object, not to the request that asked for it.
    void this.#run(running, keeper, chunks, { request, usage, deadline }).catch((error: unknown) => {
      console.error(request.requestId, "an answer was not reported", error);
    });
    return running;
  }

  #historyBefore(known: StoredMessage | undefined): PromptTurn[] {
    if (!this.#store.messages.exists()) return [];
    return this.#store.messages.historyBefore(known?.seq ?? Infinity, HISTORY_TURNS, HISTORY_CHARACTERS);
  }

  async #run(
    running: RunningAnswer,
    keeper: AnswerKeeper,
    chunks: AsyncIterable<StreamChunk>,
    run: Run,
  ): Promise<void> {
    const storing = setInterval(() => keeper.store(), STORE_MS);
    try {
      for await (const chunk of chunks) {
        running.signal.throwIfAborted();
        // In one turn with the end being said: whoever has read it finds the whole answer in the history.
        if (chunk.type === "finish") keeper.end(chunk);
        running.emit(chunk);
      }
    } catch (error) {
      this.#fail(running, keeper, error, run);
    } finally {
      clearInterval(storing);
      // With the end being said the next question may come.
      if (this.#current?.running === running) this.#current = undefined;
    }
    if (running.stopReason !== "forgotten") {
      keeper.store();
      await this.#report().catch((error: unknown) => {
        console.error("a report was not taken, trying again later", error);
        this.#store.schedule.at("report", Date.now() + REPORT_RETRY_MS);
      });
    } else {
      // What it cost is all that is left of it.
      const { input_tokens, output_tokens, calls } = run.usage;
      await this.#scope.ledger.recordTokens({ input_tokens, output_tokens }, calls, running.answerId);
    }
  }

  #fail(running: RunningAnswer, keeper: AnswerKeeper, error: unknown, { request, deadline }: Run): void {
    const { stopReason } = running;
    if (stopReason !== undefined) {
      keeper.end(stopReason);
      running.emit({ type: "abort", reason: STOPPED[stopReason] });
      return;
    }
    console.error(request.requestId, "an answer failed", error);
    const problem = problemOf(error, deadline.aborted);
    keeper.end(problem);
    const data = toProblem(problem, request.problemBase, request.requestId);
    running.emit({ type: "data-problem", data, transient: true });
    running.emit({ type: "error", errorText: problem.detail });
  }

  /** One at a time, so that forgetting can wait for the one that is on its way. */
  #report(): Promise<void> {
    const delivered = this.#reporting.then(() => this.#deliver());
    this.#reporting = delivered.catch(() => undefined);
    return delivered;
  }

  async #deliver(): Promise<void> {
    const { messages, outbox, schedule } = this.#store;
    if (!messages.exists()) return;
    await outbox.deliver((record) => this.#scope.ledger.record(record));
    if (messages.exists() && this.#current === undefined) schedule.drop("report");
  }

  /** An answer that a restart cut off ends as failed: never as complete, and never as still running. */
  #endOrphan(): void {
    const orphan = this.#store.messages.unfinished();
    if (orphan === undefined) return;
    const problem = new ProblemError("upstream-failed", { detail: "The answer was interrupted. Please ask again." });
    const { base, id } = JSON.parse(this.#store.facts.get("request") ?? "{}") as { base: string; id: string };
    const events = this.#store.messages.events(orphan.seq);
    const degraded = degradedOf(events);
    const usage = JSON.parse(
      this.#store.facts.get(SPENT) ?? '{"input_tokens":0,"output_tokens":0,"calls":0}',
    ) as AnswerRecord["usage"];
    this.ctx.storage.transactionSync(() => {
      this.#store.messages.addEvents(orphan.seq, events.length + 1, [
        { type: "data-problem", data: toProblem(problem, base, id), transient: true },
        { type: "error", errorText: problem.detail },
      ]);
      this.#store.messages.finish(orphan, partsOf(events), {
        status: "failed",
        problem: problem.slug,
        ...(degraded === undefined ? {} : { degraded }),
      });
      const question = this.#store.messages.lastQuestion()!;
      // What it cost after it was last stored went with the object; the rest is still the owner's to know.
      this.#store.outbox.add(orphan.id, {
        ...conversationOf(this.ctx.id),
        answerId: orphan.id,
        questionId: question.id,
        question: textOf(question),
        status: "failed",
        outcome: null,
        answered: null,
        grounded: null,
        usage,
        degraded,
        at: Date.now(),
      });
      // On its way at once, whoever woke the object and for what.
      this.#store.schedule.at("report", Date.now());
    });
  }

  /** Whether anybody has written here. What a running answer has not stored yet is stored for whoever asks. */
  #exists(): boolean {
    this.#current?.keeper.store();
    return this.#store.messages.exists();
  }

  get #scope(): TenantScope {
    return TenantScope.ofObject(this.ctx.id, this.env);
  }
}

/** What belongs to one run of one answer. */
interface Run {
  request: SendRequest;
  usage: Spent;
  deadline: AbortSignal;
}

const STOPPED: Record<StopReason, string> = {
  stopped: "Stopped by the visitor.",
  unheard: "Nobody was listening any more.",
  forgotten: "The conversation was forgotten.",
};

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
