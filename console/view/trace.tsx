/** How an answer came about: what was searched, where the time went, and which passages were read. */

import { fill } from "../../ui/fill.ts";
import { plainText } from "../../ui/plain-text.ts";
import type { Passage, Trace } from "../api.ts";
import { SAID as W } from "../words/playground.ts";
import { number } from "../words.ts";
import { State } from "./parts.tsx";
import type { Tried } from "./try-out.ts";

export function TraceView({ tried, trace }: { tried: Tried; trace: Trace }) {
  const { asked, standalone, corrected, full_text, vectors, fused, read, cut } = trace;
  const [first, all] = [tried.first ?? 0, tried.all ?? trace.milliseconds.answer];
  const counts = { words: full_text.length, meaning: vectors.length, fused: fused.length, read: read.length };
  return (
    <>
      <div class="notice">
        <p>
          {W.searchedAs}{" "}
          <b>
            <q>{standalone || asked}</q>
          </b>
        </p>
        {corrected && <small class="muted">{W.corrected}</small>}
      </div>
      <section>
        <div class="row head">
          <h2 class="grow">{W.times}</h2>
          <small class="muted">{fill(W.inAll, { first: number(first), all: number(all) })}</small>
        </div>
        <Times trace={trace} />
      </section>
      <section>
        <div class="row head">
          <h2 class="grow">{W.read}</h2>
          <small class="muted">
            {fill(W.counts, Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, number(count)])))}
          </small>
        </div>
        <div class="card flush">
          <table class="fold">
            <thead>
              <tr>
                <th>{W.passage}</th>
                <th class="n">{W.rankWords}</th>
                <th class="n">{W.rankMeaning}</th>
                <th class="n">{W.score}</th>
                <th>{W.use}</th>
              </tr>
            </thead>
            <tbody>
              {[...read, ...cut].map((passage, at) => (
                <Row
                  key={passage.chunk_id}
                  {...{ passage, trace, at }}
                  quotes={tried.quotes}
                  isRead={at < read.length}
                />
              ))}
            </tbody>
          </table>
        </div>
        <small class="muted">{fill(W.prompt, { count: number(trace.prompt_characters) })}</small>
      </section>
    </>
  );
}

function Times({ trace: { milliseconds: ms } }: { trace: Trace }) {
  const whole = Math.max(1, ms.answer);
  const searched = ms.search + ms.read;
  const before = Math.min(ms.search, Math.max(ms.full_text, ms.vectors));
  const stages: [words: string, from: number, to: number][] = [
    [W.byWords, 0, ms.full_text],
    [W.byMeaning, 0, ms.vectors],
    [W.fused, before, ms.search],
    [W.reading, ms.search, searched],
    [W.writing, searched, ms.answer],
  ];
  return (
    <div class="card flush">
      <table class="times">
        <tbody>
          {stages.map(([words, from, to]) => (
            <tr key={words}>
              <th scope="row">{words}</th>
              <td>
                <svg viewBox="0 0 300 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect
                    x={(from / whole) * 297}
                    y="2"
                    width={Math.max(3, (Math.max(0, to - from) / whole) * 297)}
                    height="6"
                  />
                </svg>
              </td>
              <td class="n">{number(Math.max(0, to - from))} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  passage: Passage;
  trace: Trace;
  at: number;
  quotes: string[];
  isRead: boolean;
}

function Row({ passage, trace, at, quotes, isRead }: RowProps) {
  const { chunk_id, title, path, text, url, score } = passage;
  const rank = (list: { chunk_id: string }[]): string => {
    const place = list.findIndex((item) => item.chunk_id === chunk_id);
    return place < 0 ? "–" : `${place + 1}`;
  };
  const quote = isRead ? quotes.find((quote) => text.includes(quote)) : undefined;
  const name = [title, ...path.filter((heading) => heading !== title)].join(" › ");
  return (
    <tr>
      <td>
        {at + 1}.{" "}
        {url ? (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {name}
          </a>
        ) : (
          name
        )}
        <Words text={text} quote={quote} />
      </td>
      <td class="n" data-l={W.rankWords}>
        {rank(trace.full_text)}
      </td>
      <td class="n" data-l={W.rankMeaning}>
        {rank(trace.vectors)}
      </td>
      <td class="n" data-l={W.score}>
        {number(Math.round(score * 100) / 100)}
      </td>
      <td data-l={W.use}>
        <State kind={quote ? "ok" : isRead ? "read" : "out"}>{quote ? W.cited : isRead ? W.onlyRead : W.leftOut}</State>
      </td>
    </tr>
  );
}

const AROUND = 90;

/** The quote with a few words around it, or how the passage begins. */
function Words({ text, quote }: { text: string; quote: string | undefined }) {
  if (quote === undefined) return <small class="passage">{clipped(text)}</small>;
  const at = text.indexOf(quote);
  const before = text.slice(Math.max(0, at - AROUND), at);
  const after = text.slice(at + quote.length);
  return (
    <small class="passage">
      {at > AROUND && "…"}
      {plainText(before)} <mark>{plainText(quote)}</mark> {clipped(after, AROUND)}
    </small>
  );
}

function clipped(text: string, most = 2 * AROUND): string {
  const plain = plainText(text);
  return plain.length > most ? `${plain.slice(0, most).toWellFormed()}…` : plain;
}
