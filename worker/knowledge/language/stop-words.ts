/** The small words of English, for what is asked of text in no known language. `isStopWord` knows those of the others. */

import { ENGLISH } from "./facts/en.ts";

/** Folded, unstemmed. */
export const STOP_WORDS: ReadonlySet<string> = new Set(ENGLISH.stopWords.split(" "));
