/** Italian. */

import type { ChatWords } from "./words.ts";

export const ITALIAN: ChatWords = {
  phrases: {
    greeting: "ciao|salve|buongiorno|buon giorno|buonasera|buona sera|buon pomeriggio",
    thanks: "grazie|grazie mille|molte grazie|tante grazie|ti ringrazio|la ringrazio|perfetto|ottimo|capito|va bene|ok",
    goodbye: "arrivederci|a presto|a dopo|ci vediamo|buonanotte|buona notte|buona giornata|buona serata|addio",
    "how-are-you": "come stai|come sta|come va|tutto bene|come te la passi",
    "who-are-you":
      "aiuto|aiutami|puoi aiutarmi|mi puoi aiutare|può aiutarmi|mi può aiutare|ho bisogno di aiuto|chi sei|chi e lei|cosa sei|come ti chiami|come si chiama|qual e il tuo nome|sei un bot|sei un robot|sei umano|cosa sai fare|cosa puoi fare|come puoi aiutarmi",
    language:
      "in italiano per favore|per favore in italiano|italiano per favore|rispondi in italiano|puoi rispondere in italiano|può rispondere in italiano|in inglese per favore|puoi tradurre",
  },
  fillers: "a tutti|per l aiuto|per il tuo aiuto|di tutto|di cuore|e|anche|molto|tu",
  replies: {
    greeting: "Ciao! Che cosa vorresti sapere?",
    thanks: "Prego! Se serve altro, chiedi pure.",
    goodbye: "Arrivederci! Torna quando hai un’altra domanda.",
    "how-are-you": "Molto bene, grazie! Che cosa posso cercare per te?",
    "who-are-you":
      "Sono {name}, un assistente automatico. Rispondo alle domande con i documenti di questo sito e mostro da dove viene ogni risposta.",
    language:
      "Puoi scrivermi in molte lingue. Le mie risposte sono citazioni letterali di questo sito, quindi non posso tradurle.",
  },
  says: {
    noAnswer: "Non ho trovato una risposta nella documentazione.",
    unsure: "Non ho trovato una risposta chiara. Queste pagine ci si avvicinano di più:",
    contact: "Ecco come contattarci:",
  },
};
