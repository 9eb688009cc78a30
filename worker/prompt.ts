/** What an answer is made from: the bot, the question with what was said before it, and the sources. */

import type { Contact } from "../shared/chat.ts";
import type { Language } from "./knowledge/language/terms.ts";

/** What an answer takes from the bot's settings. */
export interface AnswerBot {
  name: string;
  instructions: string;
  noAnswerText: string;
  /** Of the texts above, as a tag; null where the owner did not say. */
  language: string | null;
  /** What the owner wrote for other languages, by tag. */
  texts: Readonly<Record<string, { greeting?: string; no_answer_text?: string }>>;
  /** Words that stand for each other on this bot's pages. */
  synonyms: readonly (readonly string[])[];
  contact: Contact;
  /** What the owner wants while the model is down. */
  whenDown: "extractive" | "refuse";
  /** And where the tokens that are left do not do for an answer. */
  whenSpent: "extractive" | "refuse";
}

/** A retrieved chunk as the generator sees it. */
export interface PromptSource {
  /** The number its citations use: 1, 2, … */
  number: number;
  title: string;
  /** Headings above the chunk, outermost first. */
  headingPath: readonly string[];
  url: string | null;
  /** Verbatim text of the chunk; Markdown where the document was Markdown. Data, never instructions. */
  text: string;
  /** Of its document; told from the text where it is missing. */
  language?: Language;
  /** Where the chunk stands: its document, and its place among the chunks of it, so that neighbours can be told. */
  place?: { document: string; ordinal: number };
}

export interface PromptTurn {
  role: "user" | "assistant";
  text: string;
  /** What an answer cited, in the order of its markers. */
  cited?: readonly CitedTurn[];
}

/** A citation of an earlier answer. */
export interface CitedTurn {
  quote: string;
  /** Of the source; null where it has none. */
  url: string | null;
  title: string;
  /** UTF-16 offset of the marker in the answer's text. */
  start: number;
}

export interface Prompt {
  /** The owner's. Never reaches a browser. */
  instructions: string;
  /** The bot's name. */
  site?: string;
  /** The day, such as "Sun, 29 Nov 2026". */
  today?: string;
  /** Address of the page the visitor is on, as their browser says. */
  page?: string;
  /** What the owner's backend vouches for of the visitor: the verified `usr` of a token. */
  profile?: Readonly<Record<string, unknown>>;
  /** The visitor's words. */
  question: string;
  /** The question made to stand alone; the same as `question` where it does not lean on history. */
  standaloneQuestion: string;
  /** Earlier turns of this conversation, oldest first, already bounded. */
  history: readonly PromptTurn[];
  /** Of a question that leans on history: what the last answer quoted. Its pages are the likeliest to go on with. */
  quoted?: readonly CitedTurn[];
  /**
   * How a question goes on about what was quoted: "more" for what was not said yet, "about" for why it is so, how it
   * is done, an example.
   */
  asksOn?: "more" | "about";
  /** Best first. */
  sources: readonly PromptSource[];
  /**
   * How telling each stem of the question is: stem (`knowledge/terms`) → inverse document frequency over
   * the bot's whole knowledge base. A stem that is missing occurs nowhere in it. Generators that weigh
   * words need it to tell a rare word from a common one; without it they only have the sources.
   */
  termWeights?: ReadonlyMap<string, number>;
}
