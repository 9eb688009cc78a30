/** Swedish. */

import type { ChatWords } from "./words.ts";

export const SWEDISH: ChatWords = {
  phrases: {
    greeting: "hej|hejsan|hallå|god morgon|god dag|god kväll|goddag|tjena|tja|tjenare|hej hej|morsning",
    thanks:
      "tack|tack så mycket|stort tack|tusen tack|tackar|tack för hjälpen|toppen|perfekt|bra|jättebra|okej|ok|förstår|jag förstår|uppfattat",
    goodbye: "hej då|adjö|vi ses|ha det bra|ha en bra dag|god natt|ha det|vi hörs|hejdå",
    "how-are-you": "hur mår du|hur är läget|hur är det|läget|hur går det|allt bra",
    "who-are-you":
      "hjälp|kan du hjälpa mig|jag behöver hjälp|vem är du|vad är du|vad heter du|är du en bot|är du en robot|är du en människa|är du människa|vad kan du|vad kan du göra|vad kan du hjälpa till med|vad kan du hjälpa mig med",
    language: "på svenska tack|svenska tack|svara på svenska|kan du svara på svenska|på engelska tack|kan du översätta",
  },
  fillers: "alla|på er|på dig|så|mycket|och|också|idag|du",
  replies: {
    greeting: "Hej! Vad vill du veta?",
    thanks: "Varsågod! Fråga bara om det är något mer.",
    goodbye: "Hej då! Kom gärna tillbaka med en ny fråga.",
    "how-are-you": "Tack, bara bra! Vad kan jag leta upp åt dig?",
    "who-are-you":
      "Jag är {name}, en automatisk assistent. Jag svarar på frågor utifrån dokumenten på den här webbplatsen och visar var varje svar kommer ifrån.",
    language:
      "Du kan skriva till mig på många språk. Mina svar är ordagranna citat från den här webbplatsen, så jag kan inte översätta dem.",
  },
  says: {
    noAnswer: "Jag hittade inget svar på det i dokumentationen.",
    unsure: "Jag hittade inget tydligt svar. De här sidorna ligger närmast:",
    contact: "Så här når du oss:",
  },
};
