/**
 * One bot's books: who may still ask, what was spent (`spending`), and the owner's log (`owner-log`).
 * Every answer is known by its id, so that reporting it twice counts it once.
 */

import { DurableObject } from "cloudflare:workers";
import type { Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { Env } from "../settings.ts";
import type { BotLimits } from "../tenancy/limits.ts";
import { compose } from "../compose.ts";
import { randomId } from "../../shared/ids.ts";
import { encryptSecret } from "../tenancy/secrets.ts";
import { TenantScope } from "../tenancy/scope.ts";
import type { AdmitRequest, LedgerApi } from "./api.ts";
import { isAnonymous } from "../tenancy/visitor-handle.ts";
import { createForgotten, type Forgotten } from "./forgotten.ts";
import { createFacts, type Facts } from "../sqlite/facts.ts";
import { type Refusal, settle } from "../outcome.ts";
import {
  type AnswerRecord,
  type ConversationFilter,
  type ConversationSummary,
  createOwnerLog,
  type InsightCounts,
  type LogCursor,
  type LogEntry,
  type OwnerLog,
  type QuestionSummary,
} from "./owner-log.ts";
import { deliverWebhook } from "./deliver-webhook.ts";
import { createHandoffs, type HandoffInput, type Handoffs, type HandoffState, type HandoffView } from "./handoffs.ts";
import { createLoop, type GroupFilter, type GroupState, type GroupView, type Loop } from "./loop.ts";
import { countNumbers, type Numbers } from "./numbers.ts";
import { createOriginsSeen, type OriginSeen, type OriginsSeen } from "./origins-seen.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { createTold, type Told } from "./told.ts";
import { createSpending, type Spending, type UsageDay } from "./spending.ts";
import { createWebhookSecret } from "./webhook-signature.ts";
import { createWebhooks, type DeliveryView, type WebhookEvent, type Webhooks, type WebhookView } from "./webhooks.ts";

/** How long a question waits where what is left of a budget is promised to answers that are being written. */
const PROMISED_MS = 15_000;
/** Admissions are written down together, this long after the first of them: not while their first words are on the way. */
const COUNT_MS = 2_000;
/** Conversations erased at the same time. */
const ERASE_STEP = 20;
/** Webhooks asked at the same time: as many as a request of the runtime has connections. */
const DELIVERED_AT_ONCE = 6;

export class Ledger extends DurableObject<Env> implements LedgerApi {
  readonly #facts: Facts;
  readonly #spending: Spending;
  readonly #log: OwnerLog;
  readonly #loop: Loop;
  readonly #handoffs: Handoffs;
  readonly #webhooks: Webhooks;
  readonly #origins: OriginsSeen;
  readonly #told: Told;
  readonly #forgotten: Forgotten;
  readonly #schedule: Scheduler;
  #uncounted: AdmitRequest[] = [];
  /** As it is stored: every question asks. */
  #erasing: boolean;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const { sql } = state.storage;
    this.#facts = createFacts(sql);
    this.#spending = createSpending(
      sql,
      () => Date.now(),
      (day) => this.#budgetReached(day),
    );
    this.#log = createOwnerLog(sql);
    this.#loop = createLoop(sql);
    this.#handoffs = createHandoffs(sql);
    this.#webhooks = createWebhooks(sql);
    this.#origins = createOriginsSeen(sql);
    this.#told = createTold(sql, () => Date.now());
    this.#forgotten = createForgotten(sql, () => Date.now());
    this.#schedule = createScheduler(state.storage, () => Date.now());
    state.storage.transactionSync(() => {
      this.#facts.create();
      this.#spending.create();
      this.#log.create();
      this.#loop.create();
      this.#handoffs.create();
      this.#webhooks.create();
      this.#origins.create();
      this.#told.create();
      this.#forgotten.create();
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
      if (isExact(limits)) this.#count();
      else if (this.#uncounted.length === 1) this.ctx.waitUntil(scheduler.wait(COUNT_MS).then(() => this.#count()));
      return admitted;
    });
  }

  /** Writes down what was admitted. Called before anything else reads or forgets. */
  #count(): void {
    const admitted = this.#uncounted.splice(0);
    if (admitted.length === 0 || this.#erasing) return;
    this.ctx.storage.transactionSync(() => {
      this.#spending.saveMinutes();
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
      const { question, outcome, conversationId, visitorId } = record;
      if (outcome === "declined" || outcome === "unsure") {
        const data = {
          question,
          outcome,
          conversation_id: conversationId,
          visitor_id: visitorId,
          message_id: answerId,
        };
        this.#tell("question.unanswered", data);
      }
      // A report that waited through an update knew of no calls.
      this.#spending.addTokens(at, usage, usage.calls ?? 0);
      this.#spending.addOutcome(record);
    });
    this.#spending.promises.settle(answerId);
  }

  recordTokens(usage: Usage, calls = 1, answerId?: string, reportId?: string): void {
    if (this.#erasing) return;
    this.ctx.storage.transactionSync(() => {
      if (reportId !== undefined && !this.#told.isNew(reportId)) return;
      if (calls > 0) this.#spending.addTokens(Date.now(), usage, calls);
    });
    if (answerId !== undefined) this.#spending.promises.settle(answerId);
  }

  rate(answerId: string, rating: "up" | "down", reason: string | undefined): void {
    this.#log.rate(answerId, rating, reason);
  }

  conversations(limit: number, before: LogCursor, filter?: ConversationFilter): LogEntry<ConversationSummary>[] {
    this.#count();
    return this.#log.conversations(limit, before, filter);
  }

  groups(filter: GroupFilter): GroupView[] {
    return this.ctx.storage.transactionSync(() => this.#loop.list(filter));
  }

  group(groupId: string): GroupView | undefined {
    return this.ctx.storage.transactionSync(() => this.#loop.view(groupId));
  }

  setGroup(groupId: string, state: GroupState): GroupView | undefined {
    return this.ctx.storage.transactionSync(() => this.#loop.setState(groupId, state, Date.now()));
  }

  numbers(days: number): Numbers {
    this.#count();
    return countNumbers(this.ctx.storage.sql, days, Date.now());
  }

  addHandoff(input: HandoffInput): Promise<{ view: HandoffView } | Refusal> {
    return settle(() => {
      if (this.#erasing) throw new ProblemError("not-found", { detail: "There is no such bot." });
      return this.ctx.storage.transactionSync(() => {
        const view = this.#handoffs.add(input, Date.now());
        this.#tell("handoff.created", view);
        this.#schedule.at("expire", Math.min(input.expiresAt, this.#schedule.due("expire") ?? Infinity));
        return { view };
      });
    });
  }

  handoffs(limit: number, before: LogCursor, state: HandoffState | undefined): LogEntry<HandoffView>[] {
    return this.#handoffs.list(limit, before, state);
  }

  setHandoff(handoffId: string, state: HandoffState): HandoffView | undefined {
    return this.#handoffs.setState(handoffId, state);
  }

  removeHandoff(handoffId: string): boolean {
    return this.#handoffs.remove(handoffId);
  }

  addWebhook(url: string, events: WebhookEvent[]): Promise<{ view: WebhookView; secret: string } | Refusal> {
    return settle(async () => {
      if (this.#erasing) throw new ProblemError("not-found", { detail: "There is no such bot." });
      const webhookId = `whk_${randomId()}`;
      const { secret, sealed } = await this.#createSecret(webhookId);
      return { view: this.#webhooks.add(webhookId, url, events, sealed, Date.now()), secret };
    });
  }

  webhooks(): WebhookView[] {
    return this.#webhooks.list();
  }

  webhook(webhookId: string): WebhookView | undefined {
    return this.#webhooks.view(webhookId);
  }

  removeWebhook(webhookId: string): boolean {
    return this.ctx.storage.transactionSync(() => this.#webhooks.remove(webhookId));
  }

  async rotateWebhook(webhookId: string): Promise<{ view: WebhookView; secret: string } | undefined> {
    const { secret, sealed } = await this.#createSecret(webhookId);
    const view = this.#webhooks.rotate(webhookId, sealed, Date.now());
    return view && { view, secret };
  }

  async testWebhook(webhookId: string): Promise<DeliveryView | undefined> {
    if (this.#webhooks.view(webhookId) === undefined) return undefined;
    const deliveryId = this.#webhooks.tellTest(webhookId, Date.now());
    this.#deliverSoon();
    await this.alarm();
    return this.#webhooks.delivery(deliveryId);
  }

  deliveries(webhookId: string, limit: number, before: string | undefined): DeliveryView[] {
    return this.#webhooks.deliveries(webhookId, limit, before);
  }

  tell(event: WebhookEvent, data: Record<string, unknown>): void {
    if (!this.#erasing) this.ctx.storage.transactionSync(() => this.#tell(event, data));
  }

  /** In one transaction with what it tells of. */
  #tell(event: WebhookEvent, data: unknown): void {
    if (this.#webhooks.tell(event, data, Date.now())) this.#deliverSoon();
  }

  #deliverSoon(): void {
    this.#schedule.at("webhooks", Date.now());
  }

  /** Once a day: whoever is told of every refused question reads none. */
  #budgetReached(day: string): void {
    if (this.#facts.get("budget told") === day) return;
    this.ctx.storage.transactionSync(() => {
      this.#facts.set("budget told", day);
      this.#tell("budget.reached", { day });
    });
  }

  async #createSecret(webhookId: string): Promise<{ secret: string; sealed: string }> {
    const secret = createWebhookSecret();
    return { secret, sealed: await encryptSecret(compose(this.env).settings.keyEncryptionKey, secret, webhookId) };
  }

  async #deliver(): Promise<void> {
    const { keyEncryptionKey } = compose(this.env).settings;
    for (;;) {
      const due = this.#webhooks.due(Date.now(), DELIVERED_AT_ONCE);
      if (due.length === 0) break;
      await Promise.all(
        due.map(async (delivery) => {
          const attempt = await deliverWebhook(this.env, keyEncryptionKey, delivery, Date.now());
          this.#webhooks.attempted(delivery.deliveryId, attempt, Date.now());
        }),
      );
    }
    const next = this.#webhooks.nextDue();
    if (next !== undefined) this.#schedule.at("webhooks", next);
  }

  #expire(): void {
    const next = this.#handoffs.expire(Date.now());
    if (next !== undefined) this.#schedule.at("expire", next);
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
    this.ctx.storage.transactionSync(() => {
      this.#log.forget(visitorId, conversationId);
      this.#handoffs.forgetConversation(visitorId, conversationId);
      this.#loop.tidy();
    });
  }

  forgetVisitor(visitorId: string): void {
    this.#count();
    this.ctx.storage.transactionSync(() => {
      this.#spending.forgetVisitor(visitorId);
      this.#handoffs.forgetVisitor(visitorId);
      if (isAnonymous(visitorId)) this.#forgotten.add(visitorId);
    });
  }

  hasForgotten(visitorId: string): boolean {
    return this.#forgotten.has(visitorId);
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
    return this.#schedule.run({
      erase: () => this.#eraseConversations(),
      webhooks: () => this.#deliver(),
      expire: () => this.#expire(),
    });
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
    this.#loop.tidy();
    this.#handoffs.clear();
    this.#webhooks.clear();
  }
}

/** A few questions a minute are soon asked: a restart right after them must find them counted. */
const FEW = 30;

function isExact({
  messages_per_day,
  bot_messages_per_day,
  messages_per_minute,
  bot_messages_per_minute,
}: BotLimits): boolean {
  const isTight = Math.min(messages_per_minute ?? Infinity, bot_messages_per_minute ?? Infinity) <= FEW;
  return messages_per_day !== null || bot_messages_per_day !== null || isTight;
}

function hasBudget({ tokens_per_day, tokens_per_month }: BotLimits): boolean {
  return tokens_per_day !== null || tokens_per_month !== null;
}
