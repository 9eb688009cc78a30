/** What is known of one language: the shape of the files beside this one. Data only; `../terms.ts` applies it. */

/** What a question may ask for. */
export type Ask = "number" | "time" | "place" | "person" | "reason" | "steps";

/** What visitors of any shop or product ask about, whichever word they take for it. */
export const TOPICS = [
  "return",
  "delivery",
  "cost",
  "payment",
  "cancel",
  "warranty",
  "hours",
  "contact",
  "invoice",
  "discount",
  "account",
  "pickup",
  "abroad",
  "repair",
  "order",
  "change",
  "damage",
  "track",
  "gift",
  "place",
  "parking",
  "pets",
  "wifi",
  "allergy",
  "gluten",
  "children",
  "booking",
] as const;

export type Topic = (typeof TOPICS)[number];

/** All words stand as people write them; they are folded like any other text before they are used. */
export interface LanguageFacts {
  /** Words that say nothing about what is asked for, the words of questions among them. Parted by spaces. */
  stopWords: string;
  /** Verbs and fillers of the asking, which a page that answers seldom repeats: "do you take", "bietet ihr". Parted by spaces. */
  light?: string;
  /** Words and phrases that tell what a question asks for. Parted by `|`. */
  asks: Partial<Record<Ask, string>>;
  /** Words that mean a topic. Parted by spaces. */
  topics: Record<Topic, string>;
  /** Several words that mean a topic together, `*` for up to three others between them. Parted by `|`. */
  phrases?: Partial<Record<Topic, string>>;
  /** Steps of endings to take off, folded, parted by spaces: of each step the longest that leaves `shortest` letters. */
  endings?: readonly string[];
  /** Beginnings to take off before that, folded, parted by spaces, under the same condition. */
  beginnings?: string;
  /** Letters that a stem keeps at least; 3 unless said. */
  shortest?: number;
  /** The rest of what makes one stem of a word, after its endings are off. */
  finish?: (stem: string) => string;
  /** Words are glued together: `Versandkosten`. */
  compounds?: true;
  /** Nouns begin with a capital, which tells no names there. */
  capitalNouns?: true;
}
