/** Answers for the fake server: Markdown with `[n]` markers becomes the numbered chunks of section 4. */

import type { Degraded, Outcome } from "../../shared/chat.ts";
import type { FinishReason, StreamChunk } from "../../shared/stream.ts";

/** Everything between `start` and the end, the end included. */
export type Script = (question: string, origin: string) => StreamChunk[];

export interface FakeSource {
  title: string;
  url?: string;
  quotes: string[];
}

export const SOURCES: FakeSource[] = [
  {
    title: "Choosing a mount",
    url: "/guide",
    quotes: [
      "The Vega 80 is an altazimuth mount that carries up to 6 kg and needs no alignment.",
      "An equatorial mount follows the sky with one motor once it is aligned with the pole.",
    ],
  },
  {
    title: "Care and cleaning",
    url: "https://docs.example.com/care",
    quotes: ["Blow dust away before you touch the mirror, and rinse it with distilled water."],
  },
  { title: "Price list 2026", quotes: ["Shipping within the country costs 12 €, and nothing above 200 €."] },
];

export const ANSWER = `For a first telescope the **Vega 80** is the mount we suggest. [1] It is ready in a minute:

1. Set the tripod on firm ground.
2. Put the tube on the saddle and tighten the screw.
3. Point it by hand. No alignment is needed.

An equatorial mount pays off when you want to take photographs. [1] Keep the mirror clean: *never* wipe it dry. [2]

| Mount | Carries | Suits |
|---|---|---|
| Vega 80 | 6 kg | beginners |
| Deneb EQ | 11 kg | photographs |

Shipping is free above 200 €. [3]`;

/** What it ends with, as it is shown. */
export const END = "Shipping is free above 200 €.";

/** Text → deltas of about a word, with sources and citations right after the marker they belong to. */
export function composeText(text: string, sources: FakeSource[], origin: string): StreamChunk[] {
  const chunks: StreamChunk[] = [{ type: "text-start", id: "t" }];
  const told = new Set<string>();
  const used = new Map<string, number>();
  let offset = 0;
  for (const piece of text.match(/\[\d+\]|\[|[^\s[]+\s*|\s+/g) ?? []) {
    if (!piece) continue;
    chunks.push({ type: "text-delta", id: "t", delta: piece });
    const marker = /^\[(\d+)\]$/.exec(piece)?.[1];
    const source = marker ? sources[Number(marker) - 1] : undefined;
    if (marker && source) {
      const url = source.url && new URL(source.url, origin).href;
      if (!told.has(marker)) {
        told.add(marker);
        chunks.push(
          url
            ? { type: "source-url", sourceId: marker, url, title: source.title }
            : { type: "source-document", sourceId: marker, mediaType: "text/plain", title: source.title },
        );
      }
      const turn = used.get(marker) ?? 0;
      used.set(marker, turn + 1);
      const quote = source.quotes[turn % source.quotes.length]!;
      chunks.push({
        type: "data-citation",
        data: {
          source_id: marker,
          quote,
          url: url ? `${url}#:~:text=${encodeURIComponent(quote)}` : null,
          start: offset,
          end: offset + piece.length,
        },
      });
    }
    offset += piece.length;
  }
  chunks.push({ type: "text-end", id: "t" });
  return chunks;
}

export function finish(
  answered = true,
  more: { reason?: FinishReason; degraded?: Degraded; outcome?: Outcome } = {},
): StreamChunk {
  const { reason: finishReason = "stop", ...said } = more;
  return {
    type: "finish",
    finishReason,
    messageMetadata: { answered, grounded: answered, usage: { input_tokens: 0, output_tokens: 0 }, ...said },
  };
}

export const composeAnswer: Script = (_question, origin) => [...composeText(ANSWER, SOURCES, origin), finish()];
