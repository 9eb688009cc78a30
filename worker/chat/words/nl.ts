/** Dutch. */

import type { ChatWords } from "./words.ts";

export const DUTCH: ChatWords = {
  phrases: {
    greeting: "hallo|hoi|goedemorgen|goedemiddag|goedenavond|goedendag|dag|goeiemorgen",
    thanks:
      "bedankt|dank je|dank je wel|dankjewel|dank u|dank u wel|dankuwel|hartelijk dank|heel erg bedankt|hartstikke bedankt|begrepen|duidelijk|fijn|ok",
    goodbye: "doei|tot ziens|tot later|tot straks|tot snel|dag|fijne dag|fijne dag nog|welterusten|houdoe",
    "how-are-you":
      "hoe gaat het|hoe gaat het met je|hoe gaat het met jou|hoe gaat het met u|hoe is het|alles goed|hoe gaat ie",
    "who-are-you":
      "help|help me|kun je me helpen|kan je me helpen|kunt u mij helpen|kunnen jullie me helpen|ik heb hulp nodig|hulp|wie ben je|wie ben jij|wie bent u|wat ben je|wat ben jij|hoe heet je|hoe heet u|wat is je naam|ben je een bot|ben je een robot|ben je een mensch|ben je een mens|wat kan je|wat kun je|wat kunt u|waarmee kun je helpen",
    language:
      "in het nederlands alsjeblieft|in het nederlands aub|nederlands alstublieft|in het nederlands alstublieft|antwoord in het nederlands|kun je in het nederlands antwoorden|kunt u in het nederlands antwoorden|in het engels alstublieft|in het engels aub|kun je dat vertalen",
  },
  fillers: "allemaal|iedereen|voor je hulp|voor uw hulp|voor de hulp|en|ook|heel|erg|ermee|daar",
  replies: {
    greeting: "Hallo! Wat wilt u weten?",
    thanks: "Graag gedaan! Vraag gerust als er nog iets is.",
    goodbye: "Tot ziens! Kom gerust terug met een volgende vraag.",
    "how-are-you": "Goed, dank u! Wat kan ik voor u opzoeken?",
    "who-are-you":
      "Ik ben {name}, een automatische assistent. Ik beantwoord vragen uit de documenten van deze site en laat zien waar elk antwoord vandaan komt.",
    language:
      "U kunt mij in veel talen schrijven. Mijn antwoorden zijn letterlijke citaten van deze site, dus ik kan ze niet vertalen.",
  },
  says: {
    noAnswer: "Daarop heb ik in de documentatie geen antwoord gevonden.",
    unsure: "Een duidelijk antwoord heb ik niet gevonden. Deze pagina’s komen het dichtst in de buurt:",
    contact: "Zo kunt u ons bereiken:",
  },
};
