/**
 * English words that say nothing about what is asked for: function words, and the words questions are
 * made of. Other languages need no list: words in most chunks weigh next to nothing by themselves.
 */

/** Folded, unstemmed. Pieces such as `don` and `t` are what the tokeniser leaves of "don't". */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  [
    // Lucene's English list.
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with",
    // Pronouns, auxiliaries, prepositions and fillers that a visitor's sentence is full of.
    "i me my mine myself we us our ours you your yours he him his she her hers its them theirs",
    "am been being were has have had having do does did done doing can could may might must shall should would cannot",
    "from about than too very just also any some so only own same both each other because while during until",
    "s t d ll m re ve don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn ain",
    // Words for what is not named.
    "something anything everything nothing someone anyone everyone somebody anybody everybody thing things stuff",
    // Question words and the politeness around them.
    "what which who whom whose when where why how tell explain please hi hello hey thanks thank know want wonder wondering",
  ]
    .join(" ")
    .split(" "),
);
