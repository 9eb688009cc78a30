/** The shape of the files beside this one. Data only. */

/** `language`: a wish to be answered in a language, or to have something translated. */
export type SmallTalk = "greeting" | "thanks" | "goodbye" | "how-are-you" | "who-are-you" | "language";

export interface ChatWords {
  /** Phrases that are small talk, parted by `|`, without punctuation; they are folded before they are compared. */
  phrases: Record<SmallTalk, string>;
  /** Words that may stand beside a phrase and say nothing by themselves. */
  fillers: string;
  /** `{name}` is the bot's. */
  replies: Record<SmallTalk, string>;
  /** True where a space need not stand between words. */
  unspaced?: boolean;
  /** Said where no document is quoted. */
  says: {
    /** Nothing is near. */
    noAnswer: string;
    /** Above links to the nearest pages. */
    unsure: string;
    /** Above the ways to reach a person. */
    contact: string;
  };
}
