/**
 * One visitor's conversation with one bot. It owns the generation of each answer: connections come and
 * go, the answer goes on, is numbered, can be resumed and stopped, and is stored once.
 */

import { DurableObject } from "cloudflare:workers";
import { type ConversationView, textOf, type Usage } from "../../shared/chat.ts";
import type { FinishMetadata, StreamChunk } from "../../shared/stream.ts";
import { randomId } from "../../shared/ids.ts";
import { ProblemError, toProblem } from "../../shared/problem.ts";
import { answer } from "../chat/answer.ts";
import { compose } from "../compose.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import type { Env } from "../settings.ts";
import type { BotLimits } from "../tenancy/limits.ts";
import { conversationOf, TenantScope } from "../tenancy/scope.ts";
import { createFacts, type Facts } from "./facts.ts";
import { createMessages, type Messages, MESSAGES_MOST, type StoredMessage } from "./messages.ts";
import type { AnswerRecord } from "./owner-log.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { type Refusal, settle, unwrap } from "./outcome.ts";
import { partsOf, replay, RunningAnswer, type StopReason } from "./running-answer.ts";

export interface SendRequest {
  question: { id: string; text: string };
  /** Asks for another answer to a question that has one. */
  regenerate: boolean;
  bot: { name: string; instructions: string; noAnswerText: string; retentionDays: number };
  filter?: MetadataFilter;
  limits: BotLimits;
  /** For problems: where their types are described, and the request's id. */
  problemBase: string;
  requestId: string;
}

/** History given to the generator. */
const HISTORY_TURNS = 6;
const HISTORY_CHARACTERS = 8_000;
/** Events are stored in batches this far apart; a crash loses what came after the last. */
const STORE_MS = 250;
/** An answer takes at most this long; the alarm that ends orphans waits a little longer. */
const ANSWER_MS = 150_000;
const ORPHAN_MS = ANSWER_MS + 30_000;
const REPORT_RETRY_MS = 10_000;
const DAY_MS = 86_400_000;

export class Conversation extends DurableObject<Env> {
  readonly #messages: Messages;
  readonly #facts: Facts;
  readonly #outbox: Outbox<AnswerRecord>;
  #running: RunningAnswer | undefined;
  /** A send that waits for its admission, so that a second one of the same message joins it. */
  #starting: { question: string; started: Promise<RunningAnswer> } | undefined;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#messages = createMessages(state.storage);
    this.#facts = createFacts(state.storage.sql);
    this.#outbox = createOutbox(state.storage.sql);
    // No answer runs in an object that was just made: what is marked as running was cut by a restart.
    if (this.#messages.exists()) this.#endOrphan();
  }

  /**
   * The answer to a question as a stream of numbered events. A message id that was sent before gets the
   * same answer again, from its first event, unless that answer failed: then it is tried anew.
   *
   * Refused with `conflict`, `rate-limited` or `budget-exhausted`.
   */
  send(request: SendRequest): Promise<{ events: ReadableStream<Uint8Array> } | Refusal> {
    return settle(async () => ({ events: await this.#send(request) }));
  }

  async #send(request: SendRequest): Promise<ReadableStream<Uint8Array>> {
    const { id, text } = request.question;
    const known = this.#messages.exists() ? this.#messages.byId(id) : undefined;
    if (
      known !== undefined &&
      (known.role !== "user" || known.parts[0]?.type !== "text" || known.parts[0].text !== text)
    ) {
      throw new ProblemError("conflict", { detail: "A message with this id was sent before, with another text." });
    }
    const last = known === undefined ? undefined : this.#messages.answerTo(known.seq);
    if (this.#running?.questionId === id) return this.#running.follow(0);
    if (this.#starting?.question === id) return (await this.#starting.started).follow(0);
    if (last !== undefined && last.metadata.status !== "failed" && !request.regenerate)
      return replay(this.#messages.events(last.seq), 0);
    if (this.#running !== undefined || this.#starting !== undefined) {
      throw new ProblemError("conflict", {
        detail: "An answer is still being written in this conversation: stop it first, or wait for its end.",
      });
    }
    if (known !== undefined && known.seq !== this.#messages.lastQuestion()?.seq) {
      throw new ProblemError("conflict", { detail: "Only the last question of a conversation can be answered again." });
    }
    if (this.#messages.exists() && this.#messages.count() >= MESSAGES_MOST) {
      throw new ProblemError("conflict", {
        detail: `A conversation holds at most ${MESSAGES_MOST} messages: start a new one.`,
      });
    }
    const started = this.#start(request, known).finally(() => {
      this.#starting = undefined;
    });
    this.#starting = { question: id, started };
    return (await started).follow(0);
  }

  /**
   * What is left of an answer after event `after`.
   *
   * @param answerId which answer `after` counts in; undefined: the newest
   * @returns undefined where nothing (more) is to come
   */
  async resume(
    after: number | undefined,
    answerId: string | undefined,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    if (!this.#messages.exists()) return undefined;
    if (this.#starting !== undefined) await this.#starting.started.catch(() => undefined);
    const running = this.#running;
    if (running !== undefined && (answerId === undefined || answerId === running.answerId)) {
      return running.follow(Math.min(after ?? 0, running.chunks.length));
    }
    // Without a number nobody was cut off: there is only nothing that runs.
    if (after === undefined) return undefined;
    const ended = answerId === undefined ? this.#messages.lastAnswer() : this.#messages.byId(answerId);
    if (ended === undefined || ended.role !== "assistant") return undefined;
    const chunks = this.#messages.events(ended.seq);
    return after === chunks.length ? undefined : replay(chunks, after);
  }

  /** False where there is no such conversation. Stopping what does not run is no error. */
  async stop(): Promise<boolean> {
    if (!this.#messages.exists()) return false;
    if (this.#starting !== undefined) await this.#starting.started.catch(() => undefined);
    this.#running?.stop("stopped");
    return true;
  }

  view(): ConversationView | undefined {
    if (!this.#messages.exists()) return undefined;
    const { conversationId } = conversationOf(this.ctx.id);
    return { conversation_id: conversationId, messages: this.#messages.shown(), running: this.#running !== undefined };
  }

  /** False where there is no such answer. */
  async rate(messageId: string, rating: "up" | "down", reason: string | undefined): Promise<boolean> {
    const message = this.#messages.exists() ? this.#messages.byId(messageId) : undefined;
    if (message === undefined || message.role !== "assistant") return false;
    await this.#scope.ledger.rate(messageId, rating, reason);
    this.#messages.rate(message.seq, rating);
    return true;
  }

  /** Everything of this conversation, here and in the owner's log. False where there was none. */
  async forget(): Promise<boolean> {
    if (!this.#messages.exists()) return false;
    const { visitorId, conversationId } = conversationOf(this.ctx.id);
    await this.#scope.ledger.forgetConversation(visitorId, conversationId);
    await this.eraseAll();
    return true;
  }

  /** For the ledger, which knows every conversation of a bot that is erased. */
  async eraseAll(): Promise<void> {
    this.#running?.stop("forgotten");
    this.#running = undefined;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  override async alarm(): Promise<void> {
    if (!this.#messages.exists()) return;
    if (this.#running !== undefined) {
      await this.ctx.storage.setAlarm(Date.now() + ORPHAN_MS);
      return;
    }
    this.#endOrphan();
    if (Number(this.#facts.get("expires")) <= Date.now()) await this.forget();
    else await this.#report();
  }

  async #start(request: SendRequest, known: StoredMessage | undefined): Promise<RunningAnswer> {
    const admitted = await this.#scope.ledger.admit({
      ...conversationOf(this.ctx.id),
      question: request.question.text,
      limits: request.limits,
    });
    const { withoutModel } = unwrap(admitted);
    const running = new RunningAnswer(`msg_${randomId()}`, request.question.id);
    this.#running = running;
    const usage: Usage = { input_tokens: 0, output_tokens: 0 };
    const deadline = AbortSignal.timeout(ANSWER_MS);
    const chunks = answer(
      compose(this.env).engines,
      this.#scope,
      {
        answerId: running.answerId,
        conversationId: conversationOf(this.ctx.id).conversationId,
        question: request.question.text,
        history: this.#messages.exists()
          ? this.#messages.historyBefore(known?.seq ?? Infinity, HISTORY_TURNS, HISTORY_CHARACTERS)
          : [],
        bot: request.bot,
        filter: request.filter,
        withoutModel,
      },
      usage,
      AbortSignal.any([running.signal, deadline]),
    );
    const ahead = await readAhead(chunks);
    // Stored while the search is on its way: what leaves an object waits for its writes, what left before does not.
    const { question, stored } = this.#store(request, running, known);
    // Not awaited: the answer belongs to this object, not to the request that asked for it.
    void this.#run(running, ahead, { request, question, stored, usage, deadline }).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    return running;
  }

  #store(
    request: SendRequest,
    running: RunningAnswer,
    known: StoredMessage | undefined,
  ): { question: StoredMessage; stored: StoredMessage } {
    const { storage } = this.ctx;
    const written = storage.transactionSync(() => {
      this.#messages.create();
      this.#facts.create();
      this.#outbox.create();
      const question = known ?? this.#messages.addQuestion(request.question.id, request.question.text, Date.now());
      const stored = this.#messages.addAnswer(running.answerId, question.seq, Date.now());
      this.#facts.set("expires", String(Date.now() + request.bot.retentionDays * DAY_MS));
      this.#facts.set("request", JSON.stringify({ base: request.problemBase, id: request.requestId }));
      return { question, stored };
    });
    void storage.setAlarm(Date.now() + ORPHAN_MS);
    return written;
  }

  async #run(running: RunningAnswer, chunks: AsyncIterable<StreamChunk>, run: Run): Promise<void> {
    const { request, stored } = run;
    let storedEvents = 0;
    let storedAt = Date.now();
    const store = (): void => {
      this.#messages.addEvents(stored.seq, storedEvents + 1, running.chunks.slice(storedEvents));
      storedEvents = running.chunks.length;
      storedAt = Date.now();
    };
    try {
      for await (const chunk of chunks) {
        running.signal.throwIfAborted();
        // In one turn with the end being said: whoever has read it finds the whole answer in the history.
        if (chunk.type === "finish") this.#end(running, run, chunk.messageMetadata);
        running.emit(chunk);
        if (chunk.type === "finish" || Date.now() - storedAt > STORE_MS) store();
      }
    } catch (error) {
      const { stopReason } = running;
      if (stopReason === "forgotten") {
        running.emit({ type: "abort" });
        // What it cost is all that is left of it.
        if (run.usage.input_tokens + run.usage.output_tokens > 0) await this.#scope.ledger.recordTokens(run.usage);
        return;
      }
      if (stopReason === undefined) {
        const problem = problemOf(error, run.deadline.aborted);
        console.error(request.requestId, "an answer failed", error);
        this.#end(running, run, problem);
        const data = toProblem(problem, request.problemBase, request.requestId);
        running.emit({ type: "data-problem", data, transient: true });
        running.emit({ type: "error", errorText: problem.detail });
      } else {
        this.#end(running, run, stopReason);
        running.emit({
          type: "abort",
          reason: stopReason === "unheard" ? "Nobody was listening any more." : "Stopped by the visitor.",
        });
      }
      store();
    }
    await this.#report();
  }

  /** Marks the answer as ended and queues its report to the ledger, in one transaction: counted once, whatever happens. */
  #end(
    running: RunningAnswer,
    { question, stored, usage }: Run,
    outcome: FinishMetadata | StopReason | ProblemError,
  ): void {
    const status = outcome instanceof ProblemError ? "failed" : typeof outcome === "string" ? "stopped" : "complete";
    const finished = status === "complete" ? (outcome as FinishMetadata) : undefined;
    this.ctx.storage.transactionSync(() => {
      this.#messages.finish(stored, partsOf(running.chunks), {
        status,
        ...(outcome instanceof ProblemError ? { problem: outcome.slug } : {}),
        ...(finished === undefined ? {} : { answered: finished.answered, grounded: finished.grounded }),
      });
      this.#outbox.add(stored.id, {
        ...conversationOf(this.ctx.id),
        answerId: stored.id,
        questionId: question.id,
        question: textOf(question),
        status,
        answered: finished?.answered ?? null,
        grounded: finished?.grounded ?? null,
        usage,
        at: Date.now(),
      });
    });
  }

  async #report(): Promise<void> {
    if (!this.#messages.exists()) return;
    const taken = await this.#outbox.deliver((record) => this.#scope.ledger.record(record));
    if (!this.#messages.exists() || this.#running !== undefined) return;
    await this.ctx.storage.setAlarm(taken ? Number(this.#facts.get("expires")) : Date.now() + REPORT_RETRY_MS);
  }

  /** An answer that a restart cut off ends as failed: never as complete, and never as still running. */
  #endOrphan(): void {
    const orphan = this.#messages.unfinished();
    if (orphan === undefined) return;
    const problem = new ProblemError("upstream-failed", { detail: "The answer was interrupted. Please ask again." });
    const { base, id } = JSON.parse(this.#facts.get("request") ?? "{}") as { base: string; id: string };
    const events = this.#messages.events(orphan.seq);
    this.ctx.storage.transactionSync(() => {
      this.#messages.addEvents(orphan.seq, events.length + 1, [
        { type: "data-problem", data: toProblem(problem, base, id), transient: true },
        { type: "error", errorText: problem.detail },
      ]);
      this.#messages.finish(orphan, partsOf(events), { status: "failed", problem: problem.slug });
    });
  }

  get #scope(): TenantScope {
    return TenantScope.ofObject(this.ctx.id, this.env);
  }
}

/** What belongs to one run of one answer. */
interface Run {
  request: SendRequest;
  question: StoredMessage;
  stored: StoredMessage;
  usage: Usage;
  deadline: AbortSignal;
}

/** Lets the answer begin its work, up to the first thing it has to wait for, before anybody reads it. */
async function readAhead(chunks: AsyncGenerator<StreamChunk, void>): Promise<AsyncIterable<StreamChunk>> {
  const ahead = [chunks.next(), chunks.next()];
  // A failure is thrown to the reader in its turn, not to nobody before.
  for (const next of ahead) next.catch(() => undefined);
  await scheduler.wait(0);
  return (async function* () {
    for (const next of ahead) {
      const { done, value } = await next;
      if (done === true) return;
      yield value;
    }
    yield* chunks;
  })();
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
