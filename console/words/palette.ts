/** What the palette says: places are called as the rail calls them. */

import { pick } from "../language.ts";

export const ENGLISH = {
  title: "Go to or do",
  hint: "A screen, a bot, or what you want to do",
  screens: "Screens",
  bots: "Bots",
  find: "Find",
  do: "Do",
  findConversations: "“{words}” in conversations",
  findDocuments: "“{words}” in documents",
  newBot: "Make a bot",
  addSource: "Add a website",
  addDocument: "Write a page or upload a file",
  newKey: "Make a key",
  newWebhook: "Add a webhook",
  limits: "Change limits",
  thumbsDown: "Read what got a thumbs down",
  unanswered: "Read what was declined",
  erase: "Erase a visitor",
  signOut: "Sign out",
  none: "Nothing is called that.",
  lettersOff: "Turn off single letters as keys",
  lettersOn: "Turn on single letters as keys",
  keys: "↑ ↓ to choose, Enter to go, Escape to close. ? opens this; J and K go along a list",
};

export const GERMAN: typeof ENGLISH = {
  title: "Gehen oder tun",
  hint: "Eine Seite, ein Bot, oder was Sie tun wollen",
  screens: "Seiten",
  bots: "Bots",
  find: "Suchen",
  do: "Tun",
  findConversations: "„{words}“ in Gesprächen",
  findDocuments: "„{words}“ in Dokumenten",
  newBot: "Bot anlegen",
  addSource: "Website hinzufügen",
  addDocument: "Seite schreiben oder Datei hochladen",
  newKey: "Schlüssel anlegen",
  newWebhook: "Webhook hinzufügen",
  limits: "Grenzen ändern",
  thumbsDown: "Lesen, was einen Daumen runter bekam",
  unanswered: "Lesen, was abgelehnt wurde",
  erase: "Einen Besucher löschen",
  signOut: "Abmelden",
  none: "Nichts heißt so.",
  lettersOff: "Einzelne Buchstaben als Tasten ausschalten",
  lettersOn: "Einzelne Buchstaben als Tasten einschalten",
  keys: "↑ ↓ wählt, Enter geht hin, Escape schließt. ? öffnet dies; J und K gehen durch eine Liste",
};

export const SAID = pick({ ENGLISH, GERMAN });
