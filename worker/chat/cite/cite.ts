/**
 * Turns a generator's text with citation markers into text and citations that can be checked: a marker stays only
 * where a verbatim quote of its source supports the sentence it stands at. Finding markers is `scan`'s, judging them
 * `judge`'s, what a sentence is `claims`'; what the wire looks like is the caller's.
 */

import { type Above, createClaims } from "./claims.ts";
import { createJudge } from "./judge.ts";
import { createMarkerScanner, type MarkerToken, type ScanToken } from "./scan.ts";
import { type Claim, readClaim } from "./support.ts";

export interface CiteSource {
  /** The number the generator knows it by. */
  number: number;
  /** Verbatim text of the chunk. */
  text: string;
  title?: string;
  headingPath?: readonly string[];
  /** Sources of one document share one number in the answer. Each is its own document where absent. */
  document?: string;
}

export type CitedPiece =
  | { type: "text"; text: string }
  | {
      type: "citation";
      /** The source as the generator numbers it. */
      promptNumber: number;
      /** What the marker in the answer says: 1, 2, 3 … in the order of first citation. */
      number: number;
      /** Verbatim from the source's text. */
      quote: string;
      /** UTF-16 offsets of the marker, brackets included, in all the text yielded so far. */
      start: number;
      end: number;
    };

export interface CiteOptions {
  sources: readonly CiteSource[];
  /** Whether the quote stands verbatim in the live version of that source. On false the marker goes. */
  verify(promptNumber: number, quote: string): Promise<boolean>;
}

/** Every marker costs a look-up in the live document: what a runaway generator writes beyond these is removed. */
const MOST_MARKERS = 300;
/** A marker before its sentence waits for that sentence, up to so many UTF-16 units. */
const MOST_AHEAD = 400;
/** Words that a marker's sentence must have behind it, before another marker ends what it is judged by. */
const FEW_WORDS = 3;
/** Nothing behind a marker on its line but what closes it. */
const ALONE = /^[\s*_)\]]*$/;
const SENTENCE_END = /[.!?…]["'”»)\]]*(?=\s)|[。！？]|\n/u;
/** A sentence of few words is one. */
const ENDS = /[\p{L}\p{N}][.!?。！？]["'”»)]*$/u;

/** A marker whose sentence is still to come, and what came since. */
interface Waiting {
  before: string;
  above: Above | undefined;
  tokens: ScanToken[];
  text: string;
}

/**
 * Yields each citation directly after the text that ends with its marker. Text comes out as early as
 * it is decided: blanks, an open bracket, and the sentence that a marker stands before wait for what follows.
 */
export async function* cite(deltas: AsyncIterable<string>, options: CiteOptions): AsyncGenerator<CitedPiece, void> {
  const scanner = createMarkerScanner();
  const citer = createCiter(options);
  for await (const delta of deltas) yield* citer.push(scanner.push(delta));
  yield* citer.push(scanner.end());
  yield* citer.end();
}

function createCiter({ sources, verify }: CiteOptions) {
  const judge = createJudge(sources);
  const claims = createClaims();
  const numbers = new Map<string, number>();
  let length = 0;
  let markers = 0;
  let waiting: Waiting | undefined;
  /** What a marker that went leaves to mend in the text behind it. */
  let mend: "blanks" | "lead" | "Lead" | undefined;
  /** Blanks of a marker that went, for one that stays right behind it. */
  let owed = "";
  /** "See" of a marker that went: it stays where more than the end of a sentence follows. */
  let leading = "";
  let wasKept = false;
  /** On this line markers stand before their sentences: "[1] One. [2] Two." */
  let isAhead = false;

  function numberOf({ document, number }: CiteSource): number {
    const key = document === undefined ? `#${number}` : `=${document}`;
    let shown = numbers.get(key);
    if (shown === undefined) numbers.set(key, (shown = numbers.size + 1));
    return shown;
  }

  function* say(text: string): Iterable<CitedPiece> {
    const mended = mendText(text);
    if (mended === "") return;
    length += mended.length;
    claims.take(mended);
    if (mended.includes("\n")) isAhead = false;
    owed = "";
    wasKept = false;
    yield { type: "text", text: mended };
  }

  function mendText(text: string): string {
    if (leading !== "") {
      const isAlone = /^[^\S\n]*[.,;:!?)\n]/.test(text);
      const kept = isAlone
        ? text.replace(/^\p{Lu}/u.test(leading) ? /^[^\S\n]*[.,;:!?]?[^\S\n]*/ : /^[^\S\n]+/, "")
        : leading + text;
      leading = "";
      return kept;
    }
    if (mend === undefined) return text;
    const rest = text.replace(mend === "blanks" ? /^:?[ \t]+/ : /^[ \t,:]+/, "");
    if (rest === "") return "";
    const isOpening = mend === "Lead";
    mend = undefined;
    return isOpening ? rest.charAt(0).toUpperCase() + rest.slice(1) : rest;
  }

  /** @param other what it may be of where it is not of the first */
  async function* decide(
    token: MarkerToken,
    claim: Claim | undefined,
    other?: Claim,
  ): AsyncGenerator<CitedPiece, void> {
    let glue = token.lead !== "" ? token.lead : wasKept ? token.space : owed || token.space;
    let isKept = false;
    let isRepeated = false;
    for (const named of token.named) {
      if (claim === undefined || ++markers > MOST_MARKERS) break;
      const verdict = judge(named, claim) ?? (other && judge(named, other));
      // What the passage itself has is no marker.
      const literal = token.unsure?.replaceAll("`", "");
      if (verdict !== undefined && literal !== undefined && verdict.quote.includes(literal)) continue;
      if (verdict === undefined) continue;
      if (claims.isCited(verdict.source.document ?? verdict.source.number, verdict.quote)) {
        isRepeated = true;
        continue;
      }
      if (!(await verify(verdict.source.number, verdict.quote))) continue;
      const number = numberOf(verdict.source);
      if (claims.stands(number)) continue;
      claims.cited(number, verdict.source.document ?? verdict.source.number, verdict.quote);
      const marker = `[${number}]`;
      const start = length + glue.length;
      const text = glue + marker;
      length += text.length;
      glue = "";
      isKept = true;
      yield { type: "text", text };
      yield {
        type: "citation",
        promptNumber: verdict.source.number,
        number,
        quote: verdict.quote,
        start,
        end: start + marker.length,
      };
    }
    if (isKept) {
      claims.claimed();
      wasKept = true;
      owed = "";
    } else if (token.unsure !== undefined && !isRepeated) {
      yield* say(glue + token.unsure);
    } else {
      if (!wasKept) owed ||= token.space;
      if (token.lead !== "" && !token.isForward) leading = token.lead.trimEnd();
      else if (token.lead !== "") mend = /^\P{Lu}/u.test(token.lead) ? "lead" : "Lead";
      // At the start of a line there is no blank before the marker to take away, but one behind it.
      else if (token.space === "" && claims.isLineStart()) mend = "blanks";
    }
  }

  /** The markers that waited, now that their sentence is here. */
  async function* resolve(): AsyncGenerator<CitedPiece, void> {
    if (waiting === undefined) return;
    const { before, above, tokens, text } = waiting;
    waiting = undefined;
    const isAlone = above !== undefined && ALONE.test(text);
    const startsSentence = before === "" && !isAlone && !tokens.some((token) => token.type === "marker" && token.lead);
    const claim = readClaim(isAlone ? above.text : `${before}${text}`.trim());
    // Between two that it may be of, it is of what follows if that says it.
    const other = !isAlone && above?.isEither ? readClaim(above.text) : undefined;
    for (const token of tokens) {
      if (token.type === "text") yield* say(token.text);
      else yield* decide(token, claim, other);
    }
    isAhead = startsSentence && !text.includes("\n");
  }

  async function* push(tokens: readonly ScanToken[]): AsyncGenerator<CitedPiece, void> {
    const queue = [...tokens];
    for (let token = queue.shift(); token !== undefined; token = queue.shift()) {
      if (waiting !== undefined) {
        if (token.type === "marker" && saysLittle(waiting.text) && !ENDS.test(waiting.text)) {
          waiting.tokens.push(token);
          continue;
        }
        if (token.type === "marker") {
          yield* resolve();
        } else {
          const known = waiting.text.length;
          waiting.text += token.text;
          // With nothing above, a marker on a line of its own is of the line below.
          const first = waiting.above === undefined ? waiting.text.search(/\S/) : 0;
          const from = Math.max(0, known - 8, first);
          const end = first < 0 ? null : SENTENCE_END.exec(waiting.text.slice(from));
          if (end === null && waiting.text.length < MOST_AHEAD) {
            waiting.tokens.push(token);
            continue;
          }
          const cut = end === null ? token.text.length : Math.max(0, from + end.index + end[0].length - known);
          waiting.text = waiting.text.slice(0, known + cut);
          if (cut > 0) waiting.tokens.push({ type: "text", text: token.text.slice(0, cut) });
          yield* resolve();
          if (cut < token.text.length) queue.unshift({ type: "text", text: token.text.slice(cut) });
          continue;
        }
      }
      if (token.type === "text") yield* say(token.text);
      else yield* mark(token);
    }
  }

  async function* mark(token: MarkerToken): AsyncGenerator<CitedPiece, void> {
    if (markers >= MOST_MARKERS) {
      yield* decide(token, undefined);
      return;
    }
    const before = claims.read();
    const isBetween = isAhead && before.isEnded;
    if (token.isForward || before.isOpen || isBetween)
      waiting = {
        before: token.isForward || isBetween ? "" : before.text,
        above: token.isForward ? undefined : isBetween ? { text: before.text, isEither: true } : before.above,
        tokens: [token],
        text: "",
      };
    else yield* decide(token, readClaim(before.text));
  }

  return { push, end: resolve };
}

function saysLittle(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) < FEW_WORDS;
}
