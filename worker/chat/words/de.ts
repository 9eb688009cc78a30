/** German. */

import type { ChatWords } from "./words.ts";

export const GERMAN: ChatWords = {
  phrases: {
    greeting:
      "hallo|guten tag|guten morgen|guten abend|moin|moin moin|servus|gruß gott|gruß dich|gruezi|hallochen|tach|hi",
    thanks:
      "danke|danke schon|dankeschon|vielen dank|besten dank|herzlichen dank|tausend dank|danke sehr|danke vielmals|danke dir|danke ihnen|super|prima|alles klar|verstanden|toll|klasse|das hilft mir|das hat geholfen|ok",
    goodbye:
      "tschuss|tschus|auf wiedersehen|bis bald|bis dann|bis spater|ciao|schonen tag noch|einen schonen tag|gute nacht|mach s gut|machs gut",
    "how-are-you":
      "wie geht es dir|wie geht es ihnen|wie gehts|wie geht s|wie gehts dir|wie geht s dir|alles gut|was geht|wie lauft s|wie laufts",
    "who-are-you":
      "kannst du mir helfen|können sie mir helfen|könnt ihr mir helfen|kannst du helfen|ich brauche hilfe|hilfe|brauche hilfe|wer bist du|wer sind sie|was bist du|wie heißt du|wie heißen sie|bist du ein bot|bist du ein roboter|bist du ein mensch|sind sie ein bot|sind sie ein mensch|was kannst du|was konnen sie|wobei kannst du helfen|wobei kannst du mir helfen",
    language:
      "auf deutsch bitte|bitte auf deutsch|deutsch bitte|antworte auf deutsch|antworten sie auf deutsch|kannst du auf deutsch antworten|können sie auf deutsch antworten|kannst du deutsch antworten|auf englisch bitte|bitte auf englisch|auf französisch bitte|auf italienisch bitte|auf spanisch bitte|kannst du das übersetzen|können sie das übersetzen|übersetze das",
  },
  fillers:
    "zusammen|alle|allerseits|dir|ihnen|fur die hilfe|fur deine hilfe|fur ihre hilfe|sehr|und|noch|auch|mal|denn|so|bitte|heute|na|du",
  replies: {
    greeting: "Hallo! Was möchten Sie wissen?",
    thanks: "Gern geschehen! Fragen Sie einfach, wenn noch etwas ist.",
    goodbye: "Auf Wiedersehen! Bei Fragen bin ich gern wieder da.",
    "how-are-you": "Gut, danke der Nachfrage! Was kann ich für Sie finden?",
    "who-are-you":
      "Ich bin {name}, ein automatischer Assistent. Ich beantworte Fragen aus den Dokumenten dieser Website und zeige, woher jede Antwort stammt.",
    language:
      "Sie können mir in vielen Sprachen schreiben. Meine Antworten sind wörtliche Zitate von dieser Website, deshalb kann ich sie nicht übersetzen.",
  },
  says: {
    noAnswer: "Darauf habe ich in den Dokumenten keine Antwort gefunden.",
    unsure: "Eine klare Antwort darauf habe ich nicht gefunden. Diese Seiten kommen ihr am nächsten:",
    contact: "So erreichen Sie uns:",
  },
};
