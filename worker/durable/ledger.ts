/**
 * One bot's books: who may still ask (`admission`), what was spent (`spending`), the owner's log (`owner-log`), and
 * what webhooks are told (`notices`). What is asked of it, in few words; `bookkeeping` does the writing.
 */

import { DurableObject } from "cloudflare:workers";
import type { Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { Env } from "../settings.ts";
import { compose } from "../compose.ts";
import type { OriginNote } from "../tenancy/origin-notes.ts";
import { TenantScope } from "../tenancy/scope.ts";
import { type Admission, createAdmission } from "./admission.ts";
import type { Admitted, AdmitRequest, Asked, LedgerApi, ToldRefusal } from "./api.ts";
import {
  addHandoff,
  expireHandoffs,
  forgetConversation,
  forgetVisitor,
  gatherQuestions,
  recordAnswer,
  recordTokens,
  removeHandoff,
} from "./bookkeeping.ts";
import { createErasure, type Erasure } from "./erasure.ts";
import { createLedgerStore, type LedgerStore } from "./ledger-store.ts";
import { createNotices, type Notices } from "./notices.ts";
import { type Refusal, settle } from "../outcome.ts";
import type { AnswerRecord } from "./owner-log.ts";
import type { ConversationFilter, ConversationSummary, Insights, LogCursor, LogEntry } from "./owner-log-lists.ts";
import type { HandoffInput, HandoffState, HandoffView } from "./handoffs.ts";
import type { GroupFilter, GroupPage, GroupState, GroupView } from "./loop.ts";
import { type CitedPages, countNumbers, type Numbers } from "./numbers.ts";
import type { OriginSeen } from "./origins-seen.ts";
import { keepFor, retain } from "./retention.ts";
import type { UsageDay } from "./spending.ts";
import type { WebhookEvent, WebhookView } from "./webhooks.ts";
import type { DeliveryView } from "./webhook-deliveries.ts";

/** Origins that asked are written down together, this long after the first of them. */
const NOTE_MS = 2_000;

export class Ledger extends DurableObject<Env> implements LedgerApi {
  readonly #store: LedgerStore;
  readonly #admission: Admission;
  readonly #notices: Notices;
  readonly #erasure: Erasure;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#store = createLedgerStore(state.storage, (day) => this.#notices.tellBudgetReached(day));
    this.#admission = createAdmission(this.#store, (work) => state.waitUntil(work));
    const encryptionKey = () => compose(this.env).settings.keyEncryptionKey;
    this.#notices = createNotices(this.#store, () => this.env, encryptionKey);
    this.#store.schedule.wake();
    this.#erasure = createErasure(this.#store, () => this.#admission.count());
  }

  admit(request: AdmitRequest): Promise<Admitted | Refusal> {
    return settle(() => this.#admission.admit(request));
  }

  keep(asked: Asked): Promise<{ kept: true } | Refusal> {
    return settle(() => {
      this.#admission.keep(asked);
      return { kept: true as const };
    });
  }

  refusalOf(request: AdmitRequest): Promise<ToldRefusal | undefined> {
    return this.#admission.refusalOf(request);
  }

  lowerPromise(answerId: string, tokens: number): void {
    if (!this.#store.isErasing) this.#store.spending.promises.lower(answerId, tokens);
  }

  record(record: AnswerRecord): void {
    if (!this.#store.isErasing) recordAnswer(this.#store, this.#notices, record);
  }

  recordTokens(usage: Usage, calls = 1, answerId?: string, reportId?: string): void {
    if (!this.#store.isErasing) recordTokens(this.#store, usage, calls, answerId, reportId);
  }

  rate(answerId: string, rating: "up" | "down", reason: string | undefined): void {
    this.#store.log.rate(answerId, rating, reason);
  }

  conversations(limit: number, before: LogCursor, filter?: ConversationFilter): LogEntry<ConversationSummary>[] {
    this.#admission.count();
    return this.#store.log.conversations(limit, before, filter);
  }

  groups(filter: GroupFilter, limit: number, after: string | undefined): GroupPage | undefined {
    return this.#store.storage.transactionSync(() => this.#store.loop.list(filter, limit, after));
  }

  group(groupId: string): GroupView | undefined {
    return this.#store.storage.transactionSync(() => this.#store.loop.view(groupId));
  }

  setGroup(groupId: string, state: GroupState): GroupView | undefined {
    return this.#store.storage.transactionSync(() => this.#store.loop.setState(groupId, state, Date.now()));
  }

  numbers(days: number, withPages = false): Numbers & Partial<CitedPages> {
    this.#admission.count();
    return countNumbers(this.ctx.storage.sql, days, Date.now(), withPages);
  }

  addHandoff(input: HandoffInput): Promise<{ view: HandoffView } | Refusal> {
    return settle(() => {
      if (this.#store.isErasing) throw new ProblemError("not-found", { detail: "There is no such bot." });
      return { view: addHandoff(this.#store, this.#notices, input) };
    });
  }

  handoffs(limit: number, before: LogCursor, state: HandoffState | undefined): LogEntry<HandoffView>[] {
    return this.#store.handoffs.list(limit, before, state);
  }

  setHandoff(handoffId: string, state: HandoffState): HandoffView | undefined {
    return this.#store.handoffs.setState(handoffId, state);
  }

  removeHandoff(handoffId: string): boolean {
    return removeHandoff(this.#store, handoffId);
  }

  handoffsOf(visitorId: string): HandoffView[] {
    return this.#store.handoffs.ofVisitor(visitorId);
  }

  addWebhook(url: string, events: WebhookEvent[]): Promise<{ view: WebhookView; secret: string } | Refusal> {
    return settle(async () => {
      if (this.#store.isErasing) throw new ProblemError("not-found", { detail: "There is no such bot." });
      return this.#notices.add(url, events);
    });
  }

  webhooks(): WebhookView[] {
    return this.#store.webhooks.list();
  }

  webhook(webhookId: string): WebhookView | undefined {
    return this.#store.webhooks.view(webhookId);
  }

  removeWebhook(webhookId: string): boolean {
    return this.#store.storage.transactionSync(() => this.#store.webhooks.remove(webhookId));
  }

  rotateWebhook(webhookId: string): Promise<{ view: WebhookView; secret: string } | undefined> {
    return this.#notices.rotate(webhookId);
  }

  async testWebhook(webhookId: string): Promise<DeliveryView | undefined> {
    if (this.#store.webhooks.view(webhookId) === undefined) return undefined;
    const deliveryId = this.#notices.tellTest(webhookId);
    await this.alarm();
    return this.#store.webhooks.delivery(deliveryId);
  }

  deliveries(webhookId: string, limit: number, before: string | undefined): DeliveryView[] {
    return this.#store.webhooks.deliveries(webhookId, limit, before);
  }

  tell(event: WebhookEvent, data: Record<string, unknown>): void {
    if (!this.#store.isErasing) this.#store.storage.transactionSync(() => this.#notices.tell(event, data));
  }

  visitorsOf(conversationId: string): string[] {
    this.#admission.count();
    return this.#store.log.visitorsOf(conversationId);
  }

  conversationsOf(visitorId: string, limit: number, cursor: string | undefined): ConversationSummary[] {
    this.#admission.count();
    return this.#store.log.conversationsOf(visitorId, limit, cursor);
  }

  insights(kind: "unanswered" | "rated", limit: number, before: LogCursor): Insights {
    this.#admission.count();
    return { counts: this.#store.log.counts(), questions: this.#store.log.questions(kind, limit, before) };
  }

  noteOrigins(notes: OriginNote[]): void {
    const { origins, isErasing } = this.#store;
    if (isErasing || !origins.note(notes)) return;
    this.ctx.waitUntil(scheduler.wait(NOTE_MS).then(() => (this.#store.isErasing ? undefined : origins.write())));
  }

  originsSeen(): OriginSeen[] {
    return this.#store.origins.list();
  }

  usage(days: number): UsageDay[] {
    this.#admission.count();
    return this.#store.spending.usage(days);
  }

  forgetConversation(visitorId: string, conversationId: string): boolean {
    this.#admission.count();
    return forgetConversation(this.#store, visitorId, conversationId);
  }

  forgetVisitor(visitorId: string, isKnown: boolean): boolean {
    this.#admission.count();
    return forgetVisitor(this.#store, visitorId, isKnown);
  }

  hasForgotten(visitorId: string): boolean {
    return this.#store.forgotten.has(visitorId);
  }

  keepFor(days: number): void {
    if (!this.#store.isErasing) keepFor(this.#store, days);
  }

  takeWork(id: string, until: number): boolean {
    return !this.#store.isErasing && this.#store.workTaken.take(id, until);
  }

  foreseeErasure(): void {
    this.#erasure.foresee();
  }

  erase(): void {
    this.#erasure.begin();
  }

  override alarm(): Promise<void> {
    return this.#store.schedule.run({
      erase: () => this.#erasure.run(compose(this.env).accounts, TenantScope.ofObject(this.ctx.id, this.env)),
      webhooks: () => this.#notices.deliver(),
      expire: () => expireHandoffs(this.#store),
      retain: () => retain(this.#store, TenantScope.ofObject(this.ctx.id, this.env), () => this.#admission.count()),
      gather: () => gatherQuestions(this.#store),
    });
  }
}
