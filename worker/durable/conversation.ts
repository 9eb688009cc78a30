/**
 * One visitor's conversation with one bot. It owns the generation of each answer: connections come and
 * go, the answer goes on, is numbered, can be resumed and stopped, and is stored once.
 */

import { DurableObject } from "cloudflare:workers";
import type { ConversationView } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import { compose } from "../compose.ts";
import { type Refusal, settle } from "../outcome.ts";
import type { Env } from "../settings.ts";
import { conversationOf, TenantScope } from "../tenancy/scope.ts";
import type { AnswerKeeper } from "./answer-keeper.ts";
import type { ConversationApi, SendRequest } from "./api.ts";
import { REPORT_MS } from "./begin-answer.ts";
import {
  type ConversationStore,
  createConversationStore,
  findSent,
  keepOldPromise,
  lastQuestionAt,
} from "./conversation-store.ts";
import { decideSend } from "./decide-send.ts";
import { endOrphan } from "./end-orphan.ts";
import type { StoredMessage } from "./messages.ts";
import { createReports, type Reports } from "./reports.ts";
import { replay, type RunningAnswer, type StopReason } from "./running-answer.ts";
import { type StartedAnswer, startAnswer } from "./start-answer.ts";
import { writeAnswer } from "./write-answer.ts";

/** The events of one answer, as they go to its listeners. */
type Events = ReadableStream<Uint8Array>;

const STILL_WRITTEN = "This answer is still being written: rate it when it has ended.";

export class Conversation extends DurableObject<Env> implements ConversationApi {
  readonly #store: ConversationStore;
  readonly #reports: Reports;
  #current: { running: RunningAnswer; keeper: AnswerKeeper } | undefined;
  /** A send that waits for its admission, so that a second one of the same message joins it. */
  #starting:
    | { question: SendRequest["question"]; started: Promise<RunningAnswer>; stopping: AbortController }
    | undefined;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#store = createConversationStore(state.storage);
    this.#reports = createReports(
      this.#store,
      (record) => this.#scope.ledger.record(record),
      () => this.#current !== undefined,
    );
    if (!this.#store.messages.exists()) return;
    this.#store.schedule.wake();
    keepOldPromise(this.#store);
    // No answer runs in an object that was just made: what is marked as running was cut by a restart.
    endOrphan(this.#store, () => conversationOf(this.ctx.id));
  }

  send(request: SendRequest): Promise<{ events: Events } | Refusal> {
    return settle(async () => ({ events: await this.#send(request) }));
  }

  async #send(request: SendRequest): Promise<Events> {
    this.#current?.keeper.store();
    const { known, answered, stored } = findSent(this.#store, request);
    const running = this.#current?.running.questionId;
    const decision = decideSend({ ...stored, running, starting: this.#starting?.question }, request);
    switch (decision.do) {
      case "refuse":
        throw new ProblemError("conflict", { detail: decision.because });
      case "replay":
        return replay(this.#store.messages.events(answered!.seq), 0);
      case "follow":
        return this.#current!.running.follow(0);
      case "join":
        return (await this.#starting!.started).follow(0);
      case "start":
        return (await this.#startSoon(request, known)).follow(0);
    }
  }

  #startSoon(request: SendRequest, known: StoredMessage | undefined): Promise<RunningAnswer> {
    const stopping = new AbortController();
    const started = this.#start(request, known, stopping.signal).finally(() => {
      this.#starting = undefined;
    });
    this.#starting = { question: request.question, started, stopping };
    return started;
  }

  async resume(after: number | undefined, answerId: string | undefined): Promise<Events | undefined> {
    if (this.#starting !== undefined) await this.#starting.started.catch(() => undefined);
    if (!this.#exists()) return undefined;
    const running = this.#current?.running;
    if (running !== undefined && (answerId === undefined || answerId === running.answerId)) {
      return running.follow(Math.min(after ?? 0, running.chunks.length));
    }
    // Without a number nobody was cut off: there is only nothing that runs.
    const rest = after === undefined ? undefined : this.#store.messages.eventsOf(answerId);
    return rest === undefined || after === rest.length ? undefined : replay(rest, after!);
  }

  stop(): boolean {
    if (this.#starting !== undefined) {
      this.#starting.stopping.abort("stopped" satisfies StopReason);
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
    return {
      conversation_id: conversationOf(this.ctx.id).conversationId,
      messages: this.#store.messages.shown(),
      running: this.#current !== undefined,
    };
  }

  rate(messageId: string, rating: "up" | "down", reason: string | undefined): Promise<{ rated: boolean } | Refusal> {
    return settle(async () => {
      const message = this.#exists() ? this.#store.messages.byId(messageId) : undefined;
      if (message === undefined || message.role !== "assistant") return { rated: false };
      if (this.#current?.running.answerId === messageId) throw new ProblemError("conflict", { detail: STILL_WRITTEN });
      // The ledger rates what it knows: an answer that has just ended may still be on its way there.
      await this.#reports.deliver().catch(() => undefined);
      await this.#scope.ledger.rate(messageId, rating, reason);
      this.#store.messages.rate(message.seq, rating);
      return { rated: true };
    });
  }

  keepFor(ms: number, lastAt: number): void {
    const at = this.#current === undefined ? (this.#exists() && lastQuestionAt(this.#store)) || lastAt : Date.now();
    this.#store.schedule.at("expire", at + ms);
  }

  async forget(): Promise<boolean> {
    const { visitorId, conversationId } = conversationOf(this.ctx.id);
    await this.#endStarting();
    const existed = this.#exists();
    if (existed) await this.#endReports();
    // First the owner's log: a crash before the rest leaves a conversation that can be forgotten again. It may also know
    // of a question that a crash took from here.
    const wasKnown = await this.#scope.ledger.forgetConversation(visitorId, conversationId);
    if (existed) await this.eraseAll();
    return existed || wasKnown;
  }

  async eraseAll(): Promise<void> {
    await this.#endStarting();
    await this.#endReports();
    this.#store.schedule.end();
    await this.ctx.storage.deleteAll();
  }

  /** An answer of which nothing is told yet would outlive the erasure, with all that is written of it afterwards. */
  async #endStarting(): Promise<void> {
    this.#starting?.stopping.abort("forgotten" satisfies StopReason);
    await this.#starting?.started.catch(() => undefined);
  }

  /** A report that came after an erasure would bring back what is to be forgotten. */
  async #endReports(): Promise<void> {
    this.#current?.keeper.drop();
    this.#current?.running.stop("forgotten");
    this.#current = undefined;
    this.#reports.drop();
    await this.#reports.idle();
  }

  override alarm(): Promise<void> {
    return this.#store.schedule.run({
      // What was not reported when its answer ended, whatever came between.
      report: () => this.#whenIdle("report", () => this.#reports.deliver()),
      // The answer that runs says anew how long the conversation is kept.
      expire: () => this.#whenIdle("expire", () => this.forget()),
    });
  }

  /** Not beside an answer that runs: then it is due again. */
  async #whenIdle(work: "report" | "expire", run: () => Promise<unknown>): Promise<void> {
    if (this.#current !== undefined || this.#starting !== undefined)
      this.#store.schedule.at(work, Date.now() + REPORT_MS);
    else await run();
  }

  /** @param stopped while nothing of the answer is told yet */
  async #start(request: SendRequest, known: StoredMessage | undefined, stopped: AbortSignal): Promise<RunningAnswer> {
    // Not awaited: the answer belongs to this object, not to the request that asked for it.
    const write = (answer: StartedAnswer): void =>
      void this.#write(answer).catch((error: unknown) => {
        console.error(request.requestId, "an answer was not reported", error);
      });
    const { engines } = compose(this.env);
    const start = { request, known, where: conversationOf(this.ctx.id), stopped, abandon: write };
    const answer = await startAnswer(engines, this.#scope, this.#store, start);
    const { running, keeper } = answer;
    this.#current = { running, keeper };
    write(answer);
    return running;
  }

  async #write({ running, keeper, chunks, usage, run }: StartedAnswer): Promise<void> {
    await writeAnswer(running, keeper, chunks, run);
    // With the end being said the next question may come.
    if (this.#current?.running === running) this.#current = undefined;
    if (running.stopReason !== "forgotten") {
      keeper.store();
      await this.#reports.deliverOrRetry();
    } else {
      // What it cost is all that is left of it.
      const { input_tokens, output_tokens, calls } = usage;
      await this.#scope.ledger.recordTokens({ input_tokens, output_tokens }, calls, running.answerId);
    }
  }

  /** Whether anybody has written here. What a running answer has not stored yet is stored first. */
  #exists(): boolean {
    this.#current?.keeper.store();
    return this.#store.messages.exists();
  }

  get #scope(): TenantScope {
    return TenantScope.ofObject(this.ctx.id, this.env);
  }
}
