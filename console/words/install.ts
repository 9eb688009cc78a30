/** What the screen says that puts a bot on a site. */

import { pick } from "../language.ts";

export const ENGLISH = {
  kinds: "Kind of site",
  tagManager: "Tag manager",
  look: "Carry the look in the tag: right from the first paint of the first visit",
  lastAsked: "last {time}",
  preview: "See it on a page",
  previewHelp: "The real widget on this page, for you alone. What you ask it is counted like any visitor’s question.",
  show: "Show it here",
  allowAndShow: "Allow {origin} and show it here",
  hide: "Put it away",
};

export const GERMAN: typeof ENGLISH = {
  kinds: "Art der Website",
  tagManager: "Tag-Manager",
  look: "Das Aussehen im Tag mitgeben: Es stimmt vom ersten Bild des ersten Besuchs an",
  lastAsked: "zuletzt {time}",
  preview: "Auf einer Seite ansehen",
  previewHelp:
    "Das wirkliche Fenster auf dieser Seite, für Sie allein. Was Sie fragen, zählt wie die Frage eines Besuchers.",
  show: "Hier zeigen",
  allowAndShow: "{origin} erlauben und hier zeigen",
  hide: "Wegnehmen",
};

export const SAID = pick({ ENGLISH, GERMAN });
