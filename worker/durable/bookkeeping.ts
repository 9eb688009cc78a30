/** What goes into a bot's books, each in one transaction, and what is taken out of them again. */

import type { Usage } from "../../shared/chat.ts";
import { isAnonymous } from "../tenancy/visitor-handle.ts";
import type { HandoffInput, HandoffView } from "./handoffs.ts";
import type { LedgerStore } from "./ledger-store.ts";
import type { Notices } from "./notices.ts";
import type { AnswerRecord } from "./owner-log.ts";

/** Questions that were not answered are put into groups together, this long after the first of them. */
const GATHER_MS = 300_000;

/** Reporting an answer twice counts it once. */
export function recordAnswer(
  { storage, log, spending, schedule }: LedgerStore,
  notices: Notices,
  record: AnswerRecord,
): void {
  const { answerId, at, usage, question, outcome, conversationId, visitorId } = record;
  storage.transactionSync(() => {
    if (!log.add(record)) return;
    if (outcome === "declined" || outcome === "unsure") {
      const ids = { conversation_id: conversationId, visitor_id: visitorId, message_id: answerId };
      notices.tell("question.unanswered", { question, outcome, ...ids });
      if (schedule.due("gather") === undefined) schedule.at("gather", Date.now() + GATHER_MS);
    }
    // What was left did not do for its model.
    if (record.degraded === "budget") notices.tellBudgetReached(new Date(at).toISOString().slice(0, 10));
    // A report that waited through an update knew of no calls.
    spending.addTokens(at, usage, usage.calls ?? 0);
    spending.addOutcome(record);
  });
  spending.promises.settle(answerId);
}

/** @param reportId counted once, however often it is sent */
export function recordTokens(
  { storage, told, spending }: LedgerStore,
  usage: Usage,
  calls: number,
  answerId: string | undefined,
  reportId: string | undefined,
): void {
  storage.transactionSync(() => {
    if (reportId !== undefined && !told.isNew(reportId)) return;
    if (calls > 0) spending.addTokens(Date.now(), usage, calls);
  });
  if (answerId !== undefined) spending.promises.settle(answerId);
}

export function addHandoff(
  { storage, handoffs, schedule }: LedgerStore,
  notices: Notices,
  input: HandoffInput,
): HandoffView {
  return storage.transactionSync(() => {
    const view = handoffs.add(input, Date.now());
    notices.tell("handoff.created", view);
    schedule.at("expire", Math.min(input.expiresAt, schedule.due("expire") ?? Infinity));
    return view;
  });
}

export function gatherQuestions({ storage, loop }: LedgerStore): void {
  storage.transactionSync(() => loop.gather());
}

export function expireHandoffs({ handoffs, schedule }: LedgerStore): void {
  const next = handoffs.expire(Date.now());
  if (next !== undefined) schedule.at("expire", next);
}

/** The sums of usage stay: they name nobody. @returns false where nothing was known of it */
export function forgetConversation(
  { storage, log, handoffs, webhooks, loop }: LedgerStore,
  visitorId: string,
  conversationId: string,
): boolean {
  return storage.transactionSync(() => {
    const wasKnown = log.forget(visitorId, conversationId);
    const hadHandoffs = handoffs.forgetConversation(visitorId, conversationId);
    webhooks.forget("conversation_id", conversationId, visitorId);
    loop.tidy();
    return wasKnown || hadHandoffs;
  });
}

/**
 * What there is of a visitor beside conversations, which went before.
 *
 * @param isKnown whether there were any
 * @returns false where there was nothing at all
 */
export function forgetVisitor(
  { storage, spending, handoffs, webhooks, forgotten }: LedgerStore,
  visitorId: string,
  isKnown: boolean,
): boolean {
  return storage.transactionSync(() => {
    // A visitor who typed nothing may have been passed on all the same.
    if (!handoffs.forgetVisitor(visitorId) && !isKnown) return false;
    spending.forgetVisitor(visitorId);
    webhooks.forget("visitor_id", visitorId);
    if (isAnonymous(visitorId)) forgotten.add(visitorId);
    return true;
  });
}

/** False where there is no such hand-off. */
export function removeHandoff({ storage, handoffs, webhooks }: LedgerStore, handoffId: string): boolean {
  return storage.transactionSync(() => {
    webhooks.forget("handoff_id", handoffId);
    return handoffs.remove(handoffId);
  });
}

/** All but the mark that it was erased, so that a late report cannot bring anything back; conversations went before. */
export function clearBooks({ spending, origins, loop, handoffs, webhooks, workTaken }: LedgerStore): void {
  workTaken.clear();
  spending.clear();
  origins.clear();
  loop.tidy();
  handoffs.clear();
  webhooks.clear();
}
