/**
 * Speaks an answer while it is written: whole sentences, politely, once each. A screen reader would
 * otherwise read every token, or nothing. The element is not what sighted visitors read.
 */

import type { Turn } from "../store/state.ts";
import { thin } from "../../ui/markdown.ts";

/** Up to the last place where a sentence or a line has ended. The number of a list's item belongs to its words. */
const FINISHED = /^[\s\S]*(?:(?<!(?:^|\n) {0,20}\d{1,9})[.!?:。！？؟…](?=\s)|[。！？]|\n)/;

/** By then it was spoken, or is in the screen reader's own queue. */
const SPOKEN_MS = 5_000;

/** @returns to be told of the answer that is written now or was just written, and of no other: what was there before has been read */
export function createAnnouncer(region: HTMLElement): (answer: Turn | undefined) => void {
  let id = "";
  let spoken = 0;

  return (answer) => {
    if (!answer) return;
    if (answer.id !== id) {
      id = answer.id;
      spoken = 0;
      region.textContent = "";
    }
    const rest = answer.text.slice(spoken);
    const ready = answer.status === "streaming" ? (FINISHED.exec(rest)?.[0] ?? "") : rest;
    if (!ready) return;
    spoken += ready.length;
    const words = thin(ready)
      .replace(/\[\d+\]|[`*_#>|]+|-{2,}/g, "")
      .trim();
    if (!/[\p{L}\p{N}]/u.test(words)) return;
    const sentence = document.createElement("p");
    sentence.textContent = words;
    region.append(sentence);
    // Who walks through the panel by hand must not meet the answer a second time, however long it is written.
    setTimeout(() => sentence.remove(), SPOKEN_MS);
  };
}
