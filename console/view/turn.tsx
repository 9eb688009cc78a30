/** A question that was tried, and what the bot said to it. */

import type { ComponentChildren } from "preact";
import { plainLines } from "../../ui/plain-text.ts";
import type { BotApi } from "../bot-api.ts";
import { counted } from "../words.ts";
import { SAID as W } from "../words/playground.ts";
import { Magnitude, Saying } from "./parts.tsx";
import type { Tried } from "./try-out.ts";
import { Unread } from "./unread.tsx";

/** @param children under the answer, once it is whole */
export function Turn({ api, tried, children }: { api: BotApi; tried: Tried; children?: ComponentChildren }) {
  const { question, text, near, outcome, fault, end } = tried;
  return (
    <>
      <p class="asked">{question}</p>
      <div class="said-back">
        {outcome && <Magnitude outcome={outcome} />}
        <div class="grow">
          {text === "" && end === "running" && <p class="muted">{W.waiting}</p>}
          <p class="said">{withChips(plainLines(text))}</p>
          {near.length > 0 && (
            <ul class="plain">
              {near.map(({ title, url }) => (
                <li key={url}>
                  <a href={url} target="_blank" rel="noopener noreferrer">
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          )}
          {fault && (
            <div class="problem">
              <Saying {...fault} />
            </div>
          )}
          {end === "stopped" && <p class="muted">{W.stopped}</p>}
          {end === "cut" && !fault && <p class="muted">{W.cut}</p>}
          {end === "finished" && (outcome === "declined" || outcome === "unsure") && <Unread api={api} />}
          {end === "finished" && children}
        </div>
      </div>
    </>
  );
}

export function citesOf({ quotes }: Tried): string {
  return quotes.length === 0 ? W.noCitation : counted(W.citation, W.citations, quotes.length);
}

/** Text alone, but for the numbers of its sources. */
export function withChips(text: string) {
  return text.split(/(\[\d{1,3}\])/).map((piece, at) =>
    at % 2 === 0 ? (
      piece
    ) : (
      <span key={at} class="chip">
        {piece.slice(1, -1)}
      </span>
    ),
  );
}
