/** Polish. */

import type { ChatWords } from "./words.ts";

export const POLISH: ChatWords = {
  phrases: {
    greeting: "cześć|czesc|hej|hejka|witam|witaj|dzień dobry|dobry wieczór|siema|halo|dobry",
    thanks:
      "dziękuję|dzięki|dziękuję bardzo|bardzo dziękuję|wielkie dzięki|dzięki wielkie|dziękuję za pomoc|dzięki za pomoc|super|świetnie|rozumiem|jasne|ok|okej|w porządku",
    goodbye: "do widzenia|pa|pa pa|na razie|do zobaczenia|dobranoc|miłego dnia|cześć na razie",
    "how-are-you": "jak się masz|co słychać|jak leci|co u ciebie|jak się pan ma|jak się pani ma|wszystko dobrze",
    "who-are-you":
      "pomoc|pomocy|pomóż mi|możesz mi pomóc|możecie mi pomóc|potrzebuję pomocy|kim jesteś|czym jesteś|jak się nazywasz|jak masz na imię|jesteś botem|czy jesteś botem|jesteś robotem|czy jesteś robotem|czy jesteś człowiekiem|jesteś człowiekiem|co potrafisz|w czym możesz pomóc|w czym możesz mi pomóc",
    language:
      "po polsku proszę|proszę po polsku|odpowiedz po polsku|czy możesz odpowiedzieć po polsku|możesz odpowiadać po polsku|po angielsku proszę|możesz to przetłumaczyć",
  },
  fillers: "wszystkim|bardzo|i|też|państwu|dziś|a|no",
  replies: {
    greeting: "Dzień dobry! Czego chcesz się dowiedzieć?",
    thanks: "Nie ma za co! Pytaj śmiało, jeśli coś jeszcze będzie potrzebne.",
    goodbye: "Do widzenia! Wróć, kiedy pojawi się pytanie.",
    "how-are-you": "Dziękuję, wszystko dobrze! Czego mam poszukać?",
    "who-are-you":
      "Jestem {name}, automatycznym asystentem. Odpowiadam na pytania na podstawie dokumentów tej strony i pokazuję, skąd pochodzi każda odpowiedź.",
    language:
      "Możesz pisać do mnie w wielu językach. Moje odpowiedzi to dosłowne cytaty z tej strony, więc nie mogę ich przetłumaczyć.",
  },
  says: {
    noAnswer: "Nie znalazłem na to odpowiedzi w dokumentacji.",
    unsure: "Nie znalazłem jednoznacznej odpowiedzi. Najbliższe są te strony:",
    contact: "Tak można się z nami skontaktować:",
  },
};
