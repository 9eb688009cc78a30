/**
 * What may be asked of the three kinds of objects. Imports none of their implementation: the code that
 * holds a scope needs nothing but these types.
 */

import type { ConversationView, Usage } from "../../shared/chat.ts";
import type { CuratedInput, CuratedMatch, CuratedView } from "../knowledge/curated.ts";
import type { ListRequest } from "../knowledge/document-list.ts";
import type { DocumentView } from "../knowledge/document-view.ts";
import type { UncitedPage } from "../knowledge/documents.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import type { CitedQuote } from "../knowledge/live-quotes.ts";
import type { ChunkView, LiveChunk } from "../knowledge/live-chunks.ts";
import type { DocumentInput } from "../knowledge/queue.ts";
import type { Reading } from "../knowledge/read.ts";
import type { TextMatches } from "../knowledge/search.ts";
import type { ReconcileReport, VectorMatch, VectorQuery, VectorRecord } from "../knowledge/vectors/records.ts";
import type { Pace } from "../pace.ts";
import type { Refusal } from "../outcome.ts";
import type { AnswerBot, PromptTurn } from "../prompt.ts";
import type { BotLimits } from "../tenancy/limits.ts";
import type { OriginNote } from "../tenancy/origin-notes.ts";
import type { Sender } from "../tenancy/sender.ts";
import type { HandoffInput, HandoffState, HandoffView } from "./handoffs.ts";
import type { GroupFilter, GroupPage, GroupState, GroupView } from "./loop.ts";
import type { CitedPages, Numbers } from "./numbers.ts";
import type { OriginSeen } from "./origins-seen.ts";
import type { AnswerRecord } from "./owner-log.ts";
import type { ConversationFilter, ConversationSummary, Insights, LogCursor, LogEntry } from "./owner-log-lists.ts";
import type { UsageDay } from "./spending.ts";
import type { WebhookEvent, WebhookView } from "./webhooks.ts";
import type { DeliveryView } from "./webhook-deliveries.ts";

/** Now, or over a call to another object. */
type Soon<T> = T | Promise<T>;

/** One per bot: documents, chunks, full text, and with the embedded vector store the vectors. */
export interface KnowledgeBaseApi extends Rpc.DurableObjectBranded {
  /**
   * Keeps a version until it is read, which is up to the caller: `take` gets what it found. Where the caller does
   * not come back, the alarm reads it. `pending` is false where this very content answers already.
   *
   * @param reading what was read of it before: then it takes over in this very step
   */
  put(
    input: DocumentInput,
    reading?: Reading,
  ): Promise<{ view: DocumentView; queued: boolean; pending: boolean } | Refusal>;
  /**
   * What was read of a version takes over, in one step; vectors follow by the alarm. Nothing happens where a newer
   * one was sent meanwhile. Undefined where the document is gone.
   */
  take(documentId: string, version: number, reading: Reading): Soon<DocumentView | undefined>;
  view(documentId: string): Soon<DocumentView | undefined>;
  list(request: ListRequest): Soon<{ cursor: string; view: DocumentView }[]>;
  /** The chunks of a document's live version that follow the one numbered `cursor`; undefined where there is no such document. */
  chunksOf(documentId: string, limit: number, cursor: number | undefined): Soon<ChunkView[] | undefined>;
  /** What was read of a document's live version, as one text; undefined where there is no such document. */
  contentOf(documentId: string): Soon<{ view: DocumentView; text: string } | undefined>;
  /** Known before it is made: a bot that is deleted takes along every source that it ever knew. */
  addSource(sourceId: string): Promise<{ sourceId: string } | Refusal>;
  dropSource(sourceId: string): Soon<void>;
  /** Whose turn it is at a host, among this bot's sources: 0 for the caller's, else when to try again, in milliseconds. */
  takeTurn(host: string, pace: Pick<Pace, "per_host" | "spacing_ms">): Soon<number>;
  endTurn(host: string): Soon<void>;
  /** In order of id, from just after `cursor`. */
  sourceIds(limit: number, cursor?: string): Soon<string[]>;
  /** Gone from every answer when this returns; their vectors follow. @returns the ids of the documents that there were */
  remove(documentIds: string[]): Soon<string[]>;
  /** A few passes over the full-text index: cost grows with the postings of the query's terms. */
  searchText(
    question: string,
    limit: number,
    filter: MetadataFilter | undefined,
    /** Words that stand for each other on this bot's pages. */
    synonyms?: readonly (readonly string[])[],
  ): Soon<TextMatches>;
  /** The live chunks among these ids that pass the filter, in the order of the ids. */
  resolve(chunkIds: string[], filter: MetadataFilter | undefined): Soon<LiveChunk[]>;
  /** The first live chunks of the document at an address, in reading order; of the site's first page where it is null. */
  ofPage(url: string | null, filter: MetadataFilter | undefined): Soon<LiveChunk[]>;
  /** True where the quote stands verbatim in a chunk that is live right now. */
  holdsQuote(chunkId: string, quote: string): Soon<boolean>;
  /** Of each quote whether it still stands in its source, or in an answer of the owner. */
  liveQuotes(quotes: CitedQuote[]): Soon<boolean[]>;
  putAnswer(input: CuratedInput): Promise<{ view: CuratedView } | Refusal>;
  answers(limit: number, cursor: string | undefined): Soon<CuratedView[]>;
  answerView(answerId: string): Soon<CuratedView | undefined>;
  /** Not said again when this returns. False where there was none. */
  removeAnswer(answerId: string): Soon<boolean>;
  /** What the owner wrote for a question that is asked like this one. The filter holds for answers as for documents. */
  curatedAnswer(question: string, filter: MetadataFilter | undefined): Soon<CuratedMatch | undefined>;
  /** Live documents whose address, or title where they have none, is not among these; the oldest first. */
  neverCited(cited: string[], limit: number): Soon<UncitedPage[]>;
  /** Compares the index with what should be in it, as far as one run goes. */
  reconcile(): Promise<ReconcileReport>;
  counts(): Soon<{ documents: number; chunks: number; pending: number }>;
  /** Deletes everything for good. A key that is still cached finds nothing from here on. */
  erase(): Promise<void>;

  // The embedded vector store. A hosted one never calls these.
  queryVectors(query: Omit<VectorQuery, "signal">): Promise<{ matches: VectorMatch[] } | Refusal>;
  upsertVectors(records: VectorRecord[]): Promise<{ taken: number } | Refusal>;
  removeVectors(ids: string[]): Soon<void>;
  removeAllVectors(): Soon<void>;
}

export interface SendRequest {
  question: { id: string; text: string };
  /** Asks for another answer to a question that has one. */
  regenerate: boolean;
  /** The answer that is not good enough, where the asker names it: one that has been replaced already is not replaced again. */
  instead?: string;
  bot: AnswerBot & { retentionDays: number };
  filter?: MetadataFilter;
  /** Address of the page the visitor is on, as their browser says. */
  page?: string;
  /** What the owner's backend vouches for of the visitor. */
  profile?: Record<string, unknown>;
  /** In place of what is stored here, for this answer alone; bounded already. */
  history?: readonly PromptTurn[];
  /** True where an owner wants to know how the answer came about. */
  trace?: boolean;
  limits: BotLimits;
  /** Of an anonymous visitor, as far as anybody can say. */
  sender?: Sender;
  /** For problems: where their types are described, and the request's id. */
  problemBase: string;
  requestId: string;
}

/** One per bot, visitor and conversation. */
export interface ConversationApi extends Rpc.DurableObjectBranded {
  /**
   * The answer to a question as a stream of numbered events. A message id that was sent before gets the
   * same answer again, from its first event, unless that answer failed: then it is tried anew.
   *
   * Refused with `conflict`, `rate-limited` or `budget-exhausted`.
   */
  send(request: SendRequest): Promise<{ events: ReadableStream<Uint8Array> } | Refusal>;
  /**
   * What is left of an answer after event `after`.
   *
   * @param answerId which answer `after` counts in; undefined: the newest
   * @returns undefined where nothing (more) is to come
   */
  resume(after: number | undefined, answerId: string | undefined): Promise<ReadableStream<Uint8Array> | undefined>;
  /** False where there is no such conversation. Stopping what does not run is no error. Waits for nobody. */
  stop(): Soon<boolean>;
  /** Ends an answer whose reader may have left long before that was noticed, unless somebody else follows it. */
  endUnheard(answerId: string): Soon<void>;
  view(): Soon<ConversationView | undefined>;
  /** `rated` is false where there is no such answer. Refused with `conflict` while it is being written. */
  rate(messageId: string, rating: "up" | "down", reason: string | undefined): Promise<{ rated: boolean } | Refusal>;
  /** Everything of this conversation, here and in the owner's log. False where there was none. */
  forget(): Promise<boolean>;
  /** Forgets itself so long after its last question, however long that was to be. @param lastAt where it knows none */
  keepFor(ms: number, lastAt: number): Soon<void>;
  /** For the ledger, which knows every conversation of a bot that is erased. */
  eraseAll(): Promise<void>;
}

export interface AdmitRequest {
  visitorId: string;
  conversationId: string;
  question: string;
  limits: BotLimits;
  sender?: Sender;
  /** The answer to it, where that may cost tokens: what is left of a budget is promised to it until it is reported. */
  spends?: string;
  /** Bytes of what its prompt has of the owner's, however long: it is given so many tokens more. */
  instructions?: number;
}

/** A question, and whose. */
export type Asked = Pick<AdmitRequest, "visitorId" | "conversationId" | "question">;

export interface Admitted {
  /** The tokens are spent, and the owner chose to go on without a model. */
  withoutModel: boolean;
  /** What the answer may cost at the most; undefined where no budget is set. */
  tokens: number | undefined;
  /** The conversation is new and not on disk yet: to be kept (`LedgerApi.keep`) before anything of its answer is told. */
  isUnkept?: true;
}

export interface ToldRefusal extends Refusal {
  /** The same for every visitor, where the refusal does not depend on the visitor. */
  everybody?: Refusal["refused"];
}

/** One per bot: who may still ask, what was spent, the owner's log. */
export interface LedgerApi extends Rpc.DurableObjectBranded {
  /**
   * Admits one question of a visitor and counts it, or refuses it uncounted: with `rate-limited` and the
   * seconds to wait, `budget-exhausted`, or `not-found` once the bot is erased.
   */
  admit(request: AdmitRequest): Promise<Admitted | Refusal>;
  /** An answer's prompt is known: it costs no more than this, where that is less than what was promised to it. */
  lowerPromise(answerId: string, tokens: number): Soon<void>;
  /**
   * Its reply says that the conversation of an admitted question is on disk: an erasure of its visitor finds it, also
   * after a crash. Refused with `not-found` once the bot is erased.
   */
  keep(asked: Asked): Promise<{ kept: true } | Refusal>;
  /**
   * The refusal that a question would meet, counted nowhere; undefined where it may be let in, or where its conversation is
   * known: that may have an answer for it already.
   */
  refusalOf(request: AdmitRequest): Soon<ToldRefusal | undefined>;
  /** Every answer is known by its id: reporting it twice counts it once. */
  record(record: AnswerRecord): Soon<void>;
  /**
   * Tokens spent outside any answer that is kept: embedding documents, or an answer that was forgotten.
   *
   * @param answerId of that one
   * @param reportId counted once, however often it is sent
   */
  recordTokens(usage: Usage, calls?: number, answerId?: string, reportId?: string): Soon<void>;
  rate(answerId: string, rating: "up" | "down", reason: string | undefined): Soon<void>;
  conversations(limit: number, before: LogCursor, filter?: ConversationFilter): Soon<LogEntry<ConversationSummary>[]>;
  /** Questions that ask the same and were not answered well, most asked first. */
  /** Undefined where `after` is no group of this list. */
  groups(filter: GroupFilter, limit: number, after: string | undefined): Soon<GroupPage | undefined>;
  group(groupId: string): Soon<GroupView | undefined>;
  setGroup(groupId: string, state: GroupState): Soon<GroupView | undefined>;
  /** @param withPages with those that were cited */
  numbers(days: number, withPages?: boolean): Soon<Numbers & Partial<CitedPages>>;
  /** Refused with `rate-limited`. */
  addHandoff(input: HandoffInput): Promise<{ view: HandoffView } | Refusal>;
  handoffs(limit: number, before: LogCursor, state: HandoffState | undefined): Soon<LogEntry<HandoffView>[]>;
  setHandoff(handoffId: string, state: HandoffState): Soon<HandoffView | undefined>;
  removeHandoff(handoffId: string): Soon<boolean>;
  /** Newest first. */
  handoffsOf(visitorId: string): Soon<HandoffView[]>;
  /** The secret is given this once. Refused with `conflict` where there are too many. */
  addWebhook(url: string, events: WebhookEvent[]): Promise<{ view: WebhookView; secret: string } | Refusal>;
  webhooks(): Soon<WebhookView[]>;
  webhook(webhookId: string): Soon<WebhookView | undefined>;
  removeWebhook(webhookId: string): Soon<boolean>;
  /** A new secret, given this once; the old one signs beside it for a day. */
  rotateWebhook(webhookId: string): Promise<{ view: WebhookView; secret: string } | undefined>;
  /** Sends a message that tells of nothing, and says how its first try went. */
  testWebhook(webhookId: string): Promise<DeliveryView | undefined>;
  deliveries(webhookId: string, limit: number, before: string | undefined): Soon<DeliveryView[]>;
  /** Something that webhooks may want to know of. */
  tell(event: WebhookEvent, data: Record<string, unknown>): Soon<void>;
  visitorsOf(conversationId: string): Soon<string[]>;
  conversationsOf(visitorId: string, limit: number, cursor: string | undefined): Soon<ConversationSummary[]>;
  insights(kind: "unanswered" | "rated", limit: number, before: LogCursor): Soon<Insights>;
  /** Pages of these origins asked for sessions. */
  noteOrigins(notes: OriginNote[]): Soon<void>;
  originsSeen(): Soon<OriginSeen[]>;
  usage(days: number): Soon<UsageDay[]>;
  /** The sums of usage stay: they name nobody. False where nothing was known. */
  forgetConversation(visitorId: string, conversationId: string): Soon<boolean>;
  /** @param isKnown whether the visitor had conversations, which went before. False where there was nothing at all. */
  forgetVisitor(visitorId: string, isKnown: boolean): Soon<boolean>;
  /** Whether this visitor was erased, within the life of a visitor handle. */
  hasForgotten(visitorId: string): Soon<boolean>;
  /** Conversations that are there are kept so many days after their last question, within a minute. */
  keepFor(days: number): Soon<void>;
  /** Takes a proof of work once: false where it was used before. @param until milliseconds since 1970 */
  takeWork(id: string, until: number): Soon<boolean>;
  /**
   * The bot may be removed in a moment. Whether it was is looked up a minute from now: then all is erased, also where
   * nobody comes back to say so.
   */
  foreseeErasure(): Soon<void>;
  /** Erases the whole bot: nothing is admitted from here on, and every conversation follows. */
  erase(): Soon<void>;
}
