/** The language that the console speaks: the browser's where it is German, else English. */

export const LANGUAGE = /^de\b/i.test(navigator.language) ? "de" : "en";

/** The words to say, of those that stand in one file. */
export const pick = <Own>(words: { ENGLISH: Own; GERMAN: Own | undefined }): Own =>
  // A build fetches the German ones, and they may not have come.
  (LANGUAGE === "de" && words.GERMAN) || words.ENGLISH;
