/**
 * One bot's books: who may still ask, what was spent (`spending`), and the owner's log (`owner-log`).
 * Every answer is known by its id, so that reporting it twice counts it once.
 */

import { DurableObject } from "cloudflare:workers";
import type { Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { Env } from "../settings.ts";
import type { BotLimits } from "../tenancy/limits.ts";
import { TenantScope } from "../tenancy/scope.ts";
import type { AdmitRequest, LedgerApi } from "./api.ts";
import { createFacts, type Facts } from "../sqlite/facts.ts";
import { type Refusal, settle } from "../outcome.ts";
import {
  type AnswerRecord,
  type ConversationSummary,
  createOwnerLog,
  type InsightCounts,
  type LogCursor,
  type LogEntry,
  type OwnerLog,
  type QuestionSummary,
} from "./owner-log.ts";
import { createOriginsSeen, type OriginSeen, type OriginsSeen } from "./origins-seen.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { createSpending, type Spending, type UsageDay } from "./spending.ts";

/** How long a question waits where what is left of a budget is promised to answers that are being written. */
const PROMISED_MS = 15_000;
/** Admissions are written down together, this long after the first of them: not while their first words are on the way. */
const COUNT_MS = 2_000;
/** Conversations erased at the same time. */
const ERASE_STEP = 20;

export class Ledger extends DurableObject<Env> implements LedgerApi {
  readonly #facts: Facts;
  readonly #spending: Spending;
  readonly #log: OwnerLog;
  readonly #origins: OriginsSeen;
  readonly #schedule: Scheduler;
  #uncounted: AdmitRequest[] = [];
  /** As it is stored: every question asks. */
  #erasing: boolean;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const { sql } = state.storage;
    this.#facts = createFacts(sql);
    this.#spending = createSpending(sql, () => Date.now());
    this.#log = createOwnerLog(sql);
    this.#origins = createOriginsSeen(sql);
    this.#schedule = createScheduler(state.storage, () => Date.now());
    state.storage.transactionSync(() => {
      this.#facts.create();
      this.#spending.create();
      this.#log.create();
      this.#origins.create();
    });
    this.#erasing = this.#facts.get("erasing") !== undefined;
    this.#schedule.wake();
    // An erasure that was begun before due times were kept.
    if (this.#erasing && this.#schedule.due("erase") === undefined && this.#log.some(1).length > 0) this.#eraseSoon();
  }

  admit(request: AdmitRequest): Promise<{ withoutModel: boolean } | Refusal> {
    return settle(async () => {
      const { visitorId, limits, spends } = request;
      const { promises } = this.#spending;
      let admitted: { withoutModel: boolean } | "later";
      let patience: Promise<unknown> | undefined;
      for (let patient = true; ;) {
        if (this.#erasing) throw new ProblemError("not-found", { detail: "There is no such bot." });
        admitted = this.#spending.check(visitorId, limits, patient);
        if (admitted !== "later") break;
        patience ??= scheduler.wait(PROMISED_MS).then(() => (patient = false));
        await Promise.race([promises.next(), patience]);
      }
      // A budget that is set is exact: from here on what this answer may cost is not another's.
      if (spends !== undefined && !admitted.withoutModel && hasBudget(limits)) promises.make(spends);
      this.#spending.countMinute(visitorId);
      this.#uncounted.push(request);
      // A limit that is set is exact: its count is on disk before the answer begins. Without one the
      // visitor does not wait for the disk; the answer's own report is what must not be lost.
      if (limits.messages_per_day !== null || limits.bot_messages_per_day !== null) this.#count();
      else if (this.#uncounted.length === 1) this.ctx.waitUntil(scheduler.wait(COUNT_MS).then(() => this.#count()));
      return admitted;
    });
  }

  /** Writes down what was admitted. Called before anything else reads or forgets. */
  #count(): void {
    const admitted = this.#uncounted.splice(0);
    if (admitted.length === 0 || this.#erasing) return;
    this.ctx.storage.transactionSync(() => {
      for (const { visitorId, conversationId, question } of admitted) {
        this.#spending.countDay(visitorId);
        this.#log.open(visitorId, conversationId, question, Date.now());
      }
    });
  }

  record(record: AnswerRecord): void {
    if (this.#erasing) return;
    const { answerId, at, usage } = record;
    this.ctx.storage.transactionSync(() => {
      if (!this.#log.add(record)) return;
      // A report that waited through an update knew of no calls.
      this.#spending.addTokens(at, usage, usage.calls ?? 0);
      this.#spending.addOutcome(record);
    });
    this.#spending.promises.settle(answerId);
  }

  recordTokens(usage: Usage, calls = 1, answerId?: string): void {
    if (this.#erasing) return;
    if (calls > 0) this.#spending.addTokens(Date.now(), usage, calls);
    if (answerId !== undefined) this.#spending.promises.settle(answerId);
  }

  rate(answerId: string, rating: "up" | "down", reason: string | undefined): void {
    this.#log.rate(answerId, rating, reason);
  }

  conversations(limit: number, before: LogCursor): LogEntry<ConversationSummary>[] {
    this.#count();
    return this.#log.conversations(limit, before);
  }

  visitorsOf(conversationId: string): string[] {
    this.#count();
    return this.#log.visitorsOf(conversationId);
  }

  conversationsOf(visitorId: string, limit: number, cursor: string | undefined): ConversationSummary[] {
    this.#count();
    return this.#log.conversationsOf(visitorId, limit, cursor);
  }

  insights(
    kind: "unanswered" | "rated",
    limit: number,
    before: LogCursor,
  ): { counts: InsightCounts; questions: LogEntry<QuestionSummary>[] } {
    this.#count();
    return { counts: this.#log.counts(), questions: this.#log.questions(kind, limit, before) };
  }

  noteOrigin(origin: string): void {
    if (!this.#erasing) this.#origins.note(origin, Date.now());
  }

  originsSeen(): OriginSeen[] {
    return this.#origins.list();
  }

  usage(days: number): UsageDay[] {
    this.#count();
    return this.#spending.usage(days);
  }

  forgetConversation(visitorId: string, conversationId: string): void {
    this.#count();
    this.ctx.storage.transactionSync(() => this.#log.forget(visitorId, conversationId));
  }

  forgetVisitor(visitorId: string): void {
    this.#count();
    this.#spending.forgetVisitor(visitorId);
  }

  erase(): void {
    this.#count();
    this.#facts.set("erasing", "1");
    this.#erasing = true;
    this.#eraseSoon();
  }

  #eraseSoon(): void {
    this.#schedule.at("erase", Date.now());
  }

  override alarm(): Promise<void> {
    return this.#schedule.run({ erase: () => this.#eraseConversations() });
  }

  async #eraseConversations(): Promise<void> {
    const scope = TenantScope.ofObject(this.ctx.id, this.env);
    for (let some = this.#log.some(ERASE_STEP); some.length > 0; some = this.#log.some(ERASE_STEP)) {
      await Promise.all(
        some.map(({ visitorId, conversationId }) => scope.conversation(visitorId, conversationId).eraseAll()),
      );
      for (const { visitorId, conversationId } of some) this.#log.forget(visitorId, conversationId);
    }
    // The mark alone stays, so that a late report cannot bring anything back.
    this.#spending.clear();
    this.#origins.clear();
  }
}

function hasBudget({ tokens_per_day, tokens_per_month }: BotLimits): boolean {
  return tokens_per_day !== null || tokens_per_month !== null;
}
