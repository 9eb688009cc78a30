/** German. */

import type { Strings } from "../view/strings.ts";

const strings: Strings = {
  title: "Assistent",
  close: "Schließen",
  reset: "Neue Unterhaltung",
  log: "Unterhaltung",
  input: "Ihre Frage",
  placeholder: "Stellen Sie eine Frage …",
  send: "Senden",
  stop: "Anhalten",
  you: "Sie fragten:",
  said: "Antwort:",
  thinking: "Die Antwort wird gesucht …",
  latest: "Zum Ende springen",
  left: "Noch {n} Zeichen",
  copy: "Kopieren",
  copied: "Kopiert",
  good: "Gute Antwort",
  bad: "Schlechte Antwort",
  reason: "Was war falsch? (freiwillig)",
  thanks: "Danke für den Hinweis.",
  sources: "Quellen",
  source: "Quelle {n}: {title}",
  open: "Quelle öffnen",
  show: "Auf dieser Seite zeigen",
  gone: "Diese Seite enthält die Stelle nicht mehr.",
  again: "Noch einmal versuchen",
  reload: "Seite neu laden",
  unsent: "Noch nicht gesendet",
  stopped: "Angehalten",
  partial: "Diese Antwort ist nicht vollständig.",
  loading: "Die Unterhaltung wird geladen …",
  waiting: "Die Verbindung ist langsam oder unterbrochen. Neuer Versuch läuft …",
  offline: "Sie sind offline. Der Chat geht weiter, sobald die Verbindung zurück ist.",
  network:
    "Der Chat ist nicht erreichbar. Vielleicht ist die Verbindung unterbrochen, oder ein Inhaltsblocker verhindert sie.",
  cut: "Die Verbindung brach ab, bevor die Antwort vollständig war.",
  busy: "Zu viele Fragen auf einmal. Neuer Versuch in {n} s möglich.",
  spent: "Der Chat hat sein Limit vorerst erreicht. Bitte kommen Sie später wieder.",
  expired: "Ihre Sitzung ist abgelaufen. Laden Sie die Seite neu; Ihr Text bleibt erhalten.",
  unavailable: "Der Chat ist auf dieser Seite zurzeit nicht verfügbar.",
  invalid: "Diese Frage konnte nicht gesendet werden. Bitte ändern Sie sie und versuchen Sie es erneut.",
  failed: "Hier ist etwas schiefgegangen. Ein neuer Versuch lohnt sich.",
};

export default strings;
