/** What the store needs from the outside. The HTTP one is `http.ts`; failures are `RequestError`s. */

import type { ConversationView } from "../../shared/chat.ts";
import type { StreamChunk } from "../../shared/stream.ts";

/** What was said in a conversation, oldest first, and whether an answer is being written. */
export type History = Pick<ConversationView, "messages" | "running">;

/** What goes to a person with the conversation, if there is one yet. */
export interface HandOff {
  conversation: string | null;
  /** What brought the visitor to it. */
  trigger: "declined" | "unsure" | "contact" | "feedback" | "request";
  /** True where the owner's form asks for consent, and the visitor has given it. */
  consent: boolean;
  name?: string;
  email?: string;
  message?: string;
}

/** A conversation as the list shows it. */
export interface Listed {
  id: string;
  title: string;
  updated: string;
  running: boolean;
}

/** Called for each event, in order. Numbers count up from 1 within an answer. */
export type OnChunk = (number: number, chunk: StreamChunk) => void;

export interface Question {
  conversation: string;
  id: string;
  text: string;
  /** The stopped answer to write again, where that is what is asked. */
  again?: string | undefined;
}

/** Every call throws `RequestError`. Streams settle when the connection ends, whether or not the answer did. */
export interface Transport {
  /** The bot's public settings, as they came: `parseFace` reads them. */
  config(): Promise<unknown>;
  /** Empty where the server has no such conversation of this visitor. */
  history(conversation: string): Promise<History>;
  ask(question: Question, onChunk: OnChunk, signal: AbortSignal): Promise<void>;
  /** Reads on after event number `seen`. @returns false where there is nothing to read */
  resume(conversation: string, answer: string, seen: number, onChunk: OnChunk, signal: AbortSignal): Promise<boolean>;
  stop(conversation: string): Promise<void>;
  /** This visitor's conversations, newest first. */
  list(): Promise<Listed[]>;
  remove(conversation: string): Promise<void>;
  /** Passes the conversation on to a person. @returns what to call it by */
  handOff(told: HandOff): Promise<string>;
  rate(conversation: string, message: string, rating: "up" | "down", reason?: string): Promise<void>;
}
