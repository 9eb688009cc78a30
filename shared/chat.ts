/**
 * The nouns of a chat as they stand on the wire: messages, their parts, citations, public settings.
 * Message shapes follow the AI SDK's `UIMessage`, so that `useChat` can hold them as they are.
 */

export interface TextPart {
  type: "text";
  text: string;
}

/** A web page that supports the answer. `sourceId` is the number that `[1]` in the text names. */
export interface SourceUrlPart {
  type: "source-url";
  sourceId: string;
  url: string;
  title: string;
}

/** A document without a URL that supports the answer. */
export interface SourceDocumentPart {
  type: "source-document";
  sourceId: string;
  mediaType: string;
  title: string;
}

export interface Citation {
  /** The number that the marker in the text names, as a string. */
  source_id: string;
  /** Verbatim from a chunk of the live version of the document. */
  quote: string;
  /** The source with a text fragment that points at the quote; null where the document has no URL. */
  url: string | null;
  /** UTF-16 offsets of the marker (`[1]`, brackets included) in the whole text of the answer. */
  start: number;
  end: number;
  /** Headings above the quote, outermost first. */
  path?: string[];
  /** What stands before and after the quote in the same chunk, at most 160 characters each, cut at words. */
  before?: string;
  after?: string;
  /** Where the document has pages: the one the quote stands on, counted from 1. */
  page?: number;
}

export interface CitationPart {
  type: "data-citation";
  data: Citation;
}

/** A page that comes near a question that no passage answers. */
export interface NearPage {
  title: string;
  url: string;
  /** The heading of the passage that comes nearest. */
  heading?: string;
}

/** At most three, best first. */
export interface PagesPart {
  type: "data-pages";
  data: { pages: NearPage[] };
}

/** The question was searched with another spelling, because its own found nothing. */
export interface SpellingPart {
  type: "data-spelling";
  data: { asked: string; used: string };
}

export type MessagePart = TextPart | SourceUrlPart | SourceDocumentPart | CitationPart | PagesPart | SpellingPart;

/**
 * What came of a question. `curated`: the owner's own answer. `unsure`: no passage answers, some pages are near.
 * `declined`: nothing is near. `contact`: the visitor asked for a person or a way to reach one.
 */
export const OUTCOMES = ["answered", "curated", "unsure", "declined", "contact", "small-talk"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Before the first text: how many pages are searched, then the titles of those that are read. */
export type Progress = { pages: number } | { reading: string[] };

export type MessageStatus = "streaming" | "complete" | "stopped" | "failed";

/** Why an answer is less than the bot can give. `budget`: its tokens are spent, so no model was asked. */
export type Degraded = "budget" | "down";

/** What is kept about an answer beside its parts. */
export interface MessageMetadata {
  created_at?: string;
  /** Assistant messages only. Anything but `complete` must not be shown as a whole answer. */
  status?: MessageStatus;
  /** Missing in answers from before there were outcomes. */
  outcome?: Outcome;
  answered?: boolean;
  grounded?: boolean;
  rating?: "up" | "down";
  /** Slug of the problem that ended the answer, where one did. */
  problem?: string;
  /** Where a complete answer was ended before its own end. Its text must not be shown as a whole answer either. */
  finish_reason?: "length" | "content-filter" | "other";
  degraded?: Degraded;
}

/** One turn. Ids of user messages are the client's and make a send idempotent. */
export interface ChatMessage {
  id: string;
  role: "user" | "assistant";
  parts: MessagePart[];
  metadata?: MessageMetadata;
}

/** `GET /v1/chat/:conversation_id` */
export interface ConversationView {
  conversation_id: string;
  messages: ChatMessage[];
  /** True while an answer is being written: open `…/stream` to follow it. */
  running: boolean;
}

/** `POST /v1/chat`, the short form. */
export interface ChatRequest {
  /** The conversation. */
  id: string;
  message: { id: string; role: "user"; parts: TextPart[] };
}

export interface BotTheme {
  /** CSS colour `#rrggbb`. */
  accent?: string;
  mode?: "light" | "dark" | "auto";
  position?: "left" | "right";
  /** Text on the launcher. */
  label?: string;
  /** Above the greeting, before the first question. */
  headline?: string;
  /** A small picture that was made safe, as a `data:` URL. */
  logo?: string;
}

/** How a visitor reaches a person. Empty: in no way that the bot knows. */
export interface Contact {
  text?: string;
  url?: string;
  email?: string;
  /** Offered inside the chat; `fields` are asked for beside the message, both where they are left out. */
  form?: { fields?: ("name" | "email")[]; consent_text?: string };
}

/** What a visitor is told before the first question. Without `text` the panel says it in its own words. */
export interface Notice {
  text?: string;
  url?: string;
  /** True: nothing is sent before the visitor has agreed. */
  consent?: boolean;
}

/** The owner's words in one language. */
export interface LanguageTexts {
  greeting?: string;
  no_answer_text?: string;
  suggested_questions?: string[];
}

/** `GET /v1/embed-config`: exactly the public fields of a bot. */
export interface EmbedConfig {
  name: string;
  greeting: string;
  suggested_questions: string[];
  theme: BotTheme;
  // What follows is missing from a server that is older than the script of an open page.
  contact?: Contact;
  notice?: Notice;
  /** Of the greeting and the questions, as a BCP 47 tag; null where the owner did not say. */
  language?: string | null;
  /** Greeting, no-answer text and questions by language tag. */
  texts?: Record<string, LanguageTexts>;
}

export interface EmbedSession {
  token: string;
  /** Seconds the token lives. */
  expires_in: number;
  /** Keep it and send it next time to stay the same visitor. It cannot chat. */
  visitor_handle: string;
}

export interface Usage {
  input_tokens: number;
  output_tokens: number;
  /** True where the service did not say, and the figures are estimates from the text. */
  estimated?: boolean;
}

/** The text of a message: its text parts, joined. */
export function textOf(message: { parts: readonly MessagePart[] }): string {
  let text = "";
  for (const part of message.parts) if (part.type === "text") text += part.text;
  return text;
}
