/** What several screens say that are loaded when they are opened. */

import { pick } from "../language.ts";

export const ENGLISH = {
  name: "Name",
  nameHelp: "What it is for. Only you see it.",
  accountKey: "Account key, once more",
  accountKeyHelp: "A session alone makes nothing that would outlive it.",
  make: "Make it",
  making: "Making it …",
  once: "Shown once. Copy it now: it is kept nowhere in this form.",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "It could not be copied: select it and copy it by hand.",
  done: "I have it",
  save: "Save as CSV",
  saving: "Saving …",
  saved: "Saved.",
  change: "Save",
  undo: "Undo",
  more: "Show more",
  all: "All",
};

export const GERMAN: typeof ENGLISH = {
  name: "Name",
  nameHelp: "Wofür es ist. Nur Sie sehen das.",
  accountKey: "Kontoschlüssel, noch einmal",
  accountKeyHelp: "Eine Sitzung allein macht nichts, das sie überlebt.",
  make: "Anlegen",
  making: "Wird angelegt …",
  once: "Wird nur jetzt gezeigt. Kopieren Sie es: So wird es nirgends behalten.",
  copy: "Kopieren",
  copied: "Kopiert",
  copyFailed: "Das Kopieren ist nicht gelungen: Bitte markieren und von Hand kopieren.",
  done: "Ich habe es",
  save: "Als CSV speichern",
  saving: "Wird gespeichert …",
  saved: "Gespeichert.",
  change: "Speichern",
  undo: "Rückgängig",
  more: "Mehr zeigen",
  all: "Alle",
};

export const SAID = pick({ ENGLISH, GERMAN });
