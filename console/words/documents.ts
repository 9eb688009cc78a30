/** What is said of uploads and of what was read of a document. */

import { pick } from "../language.ts";

export const ENGLISH = {
  drop: "Choose files, or drop them here. At most 20 MB each.",
  waits: "Waits",
  sent: "Sent",
  failed: "Not taken",
  kind: "A file of this kind is not read.",
  files: "Files on their way",
  warned: "Read in part: {detail}",
};

export const GERMAN: typeof ENGLISH = {
  drop: "Dateien wählen oder hier fallen lassen. Höchstens 20 MB je Datei.",
  waits: "Wartet",
  sent: "Gesendet",
  failed: "Nicht angenommen",
  kind: "Dateien dieser Art werden nicht gelesen.",
  files: "Dateien unterwegs",
  warned: "Nur teilweise gelesen: {detail}",
};

export const SAID = pick({ ENGLISH, GERMAN });
