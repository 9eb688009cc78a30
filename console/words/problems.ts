/** What is said of a problem. The server says it itself, in English; other languages say it by its slug or code. */

import { pick } from "../language.ts";

export const ENGLISH = {
  details: "Details",
  after: "",
  /** By the slug of `shared/problem.ts`. */
  slugs: {} as Record<string, string>,
  /** Why nothing was read of a document, by the code of its problem. */
  documents: {} as Record<string, string>,
  /** Why only a part of it was read. */
  warnings: {} as Record<string, string>,
  /** Why a message did not reach a webhook. */
  deliveries: {} as Record<string, string>,
};

export const GERMAN: typeof ENGLISH = {
  details: "Einzelheiten",
  after: "Bitte in {seconds} s noch einmal versuchen.",
  slugs: {
    "invalid-request": "So wird das nicht angenommen.",
    unauthenticated: "Dafür fehlt eine gültige Anmeldung.",
    "token-expired": "Die Sitzung ist abgelaufen. Bitte neu anmelden.",
    "origin-not-allowed": "Von dieser Seite aus ist das nicht erlaubt.",
    forbidden: "Das ist mit dieser Anmeldung nicht erlaubt.",
    "not-found": "Das gibt es hier nicht, oder nicht mehr.",
    conflict: "Das passt nicht zu dem, was schon da ist.",
    "payload-too-large": "Das ist zu groß.",
    "unsupported-media-type": "Inhalte dieser Art werden nicht angenommen.",
    "rate-limited": "Das war zu oft in kurzer Zeit.",
    "budget-exhausted": "Das Budget dieses Bots ist aufgebraucht.",
    internal: "Auf dem Server ist etwas schiefgegangen.",
    "upstream-failed": "Ein Dienst, den dieser Bot braucht, ist ausgefallen.",
    "upstream-busy": "Ein Dienst, den dieser Bot braucht, ist überlastet.",
    "upstream-timeout": "Ein Dienst, den dieser Bot braucht, hat zu lange gebraucht.",
  },
  documents: {
    encrypted: "Die Datei ist mit einem Passwort geschützt: ohne speichern und noch einmal hochladen.",
    damaged: "Die Datei ist beschädigt: neu speichern und noch einmal hochladen.",
    "scan-only": "Die Datei besteht aus Bildern von Seiten: erst eine Texterkennung darüber laufen lassen.",
    garbled: "Die Zeichen lassen sich nicht lesen: aus dem Original neu speichern, Text als UTF-8.",
    blank: "Darin steht kein Text, der etwas beantworten könnte.",
    "too-large": "Zu groß: in Teilen hochladen.",
    "too-many-pages": "Zu viele Seiten: in Teilen hochladen.",
    unsupported: "Dateien dieser Art werden nicht gelesen.",
    "bot-full": "Der Bot ist voll: erst andere Dokumente löschen.",
    internal: "Auf dem Server ist etwas schiefgegangen: noch einmal hochladen.",
  },
  warnings: {
    "scan-only": "Einige Seiten sind Bilder, von denen nichts gelesen wurde.",
    garbled: "Auf einigen Seiten lassen sich die Zeichen nicht lesen.",
    "too-large": "Nur der Anfang wurde gelesen: in Teilen hochladen.",
    "hidden-text": "Text, den niemand sieht, wurde ausgelassen.",
  },
  deliveries: {
    "http-error": "Die Adresse antwortete mit einem anderen Status als 2xx.",
    timeout: "Nach zehn Sekunden war noch keine Antwort da.",
    unreachable: "Es kam keine Verbindung zustande, oder sie brach ab.",
    "refused-address":
      "Der Name ist unbekannt, führt zu keiner öffentlichen Adresse, oder das Zertifikat ist nicht gültig.",
    "redirect-loop": "Die Adresse leitet zu oft weiter, oder im Kreis.",
    "too-large": "Die Antwort war zu groß.",
    "mail-unbound": "Diese Installation verschickt keine E-Mails: Ihr Betreiber hat kein send_email angebunden.",
    "mail-refused": "Der E-Mail-Dienst hat es nicht angenommen.",
    forgotten: "Die Person wurde gelöscht, bevor es ankam.",
  },
};

export const SAID = pick({ ENGLISH, GERMAN });
