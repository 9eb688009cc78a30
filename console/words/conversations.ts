/** What the list of conversations says that the rest of the console does not. */

import { pick } from "../language.ts";

export const ENGLISH = {
  filters: "Which conversations",
  query: "Words in a question",
  outcome: "What came of it",
  any: "Anything",
  rating: "Thumbs",
  up: "up",
  down: "down",
  from: "From",
  to: "To",
  visitor: "Visitor",
  clear: "Show all",
  more: "More filters",
  noneSuch: "No conversation is like that.",
  searched: "Searched for: {used}",
  near: "Pages that came near:",
  forget: "Forget",
  forgetSure: "Forget this conversation? It is gone from the log and from every figure.",
  ofVisitor: "All of this visitor",
  erase: "Erase the visitor",
  stopped: "Stopped by the visitor",
  failed: "Failed",
  streaming: "Being written",
  gone: "This conversation is not there any more.",
};

export const GERMAN: typeof ENGLISH = {
  filters: "Welche Gespräche",
  query: "Wörter in einer Frage",
  outcome: "Was daraus wurde",
  any: "Alles",
  rating: "Daumen",
  up: "hoch",
  down: "runter",
  from: "Von",
  to: "Bis",
  visitor: "Besucher",
  clear: "Alle zeigen",
  more: "Weitere Filter",
  noneSuch: "Kein Gespräch passt dazu.",
  searched: "Gesucht wurde: {used}",
  near: "Seiten, die nahe kamen:",
  forget: "Vergessen",
  forgetSure: "Dieses Gespräch vergessen? Es steht dann in keinem Verzeichnis und in keiner Zahl mehr.",
  ofVisitor: "Alle von diesem Besucher",
  erase: "Den Besucher löschen",
  stopped: "Vom Besucher angehalten",
  failed: "Fehlgeschlagen",
  streaming: "Wird geschrieben",
  gone: "Dieses Gespräch gibt es nicht mehr.",
};

export const SAID = pick({ ENGLISH, GERMAN });
