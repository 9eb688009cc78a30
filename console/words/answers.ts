/** What the screen of curated answers says. */

import { pick } from "../language.ts";

export const ENGLISH = {
  none: "No answers of your own yet. One that you write is said word for word when somebody asks that.",
  add: "New answer",
  edit: "Edit",
  remove: "Delete",
  removed: "“{question}” is no longer answered by you.",
  undo: "Undo",
  and: "and {count} more questions",
  andOne: "and 1 more question",
  changed: "changed {date}",
  find: "Find an answer",
  noneSuch: "None of your answers has these words.",
  link: "Page it names as its source (may stay empty)",
};

export const GERMAN: typeof ENGLISH = {
  none: "Noch keine eigenen Antworten. Was Sie hier schreiben, wird Wort für Wort gesagt, wenn jemand danach fragt.",
  add: "Neue Antwort",
  edit: "Ändern",
  remove: "Löschen",
  removed: "„{question}“ beantworten Sie nun nicht mehr selbst.",
  undo: "Rückgängig",
  and: "und {count} weitere Fragen",
  andOne: "und eine weitere Frage",
  changed: "geändert am {date}",
  find: "Antwort suchen",
  noneSuch: "In keiner Ihrer Antworten stehen diese Wörter.",
  link: "Seite, die als Quelle genannt wird (darf leer bleiben)",
};

export const SAID = pick({ ENGLISH, GERMAN });
