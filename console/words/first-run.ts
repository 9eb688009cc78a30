/** What is said beside a website that is read for the first time. */

import { pick } from "../language.ts";

export const ENGLISH = {
  title: "It answers already",
  question: "Try a question of yours",
  help: "Counted nowhere. Pages not read yet are not in the answer.",
  next: "Put it on your site",
};

export const GERMAN: typeof ENGLISH = {
  title: "Er antwortet schon",
  question: "Probieren Sie eine eigene Frage",
  help: "Wird nirgends gezählt. Seiten, die noch nicht gelesen sind, stehen nicht in der Antwort.",
  next: "Auf der Website einbauen",
};

export const SAID = pick({ ENGLISH, GERMAN });
