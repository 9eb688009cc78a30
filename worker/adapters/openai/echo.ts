/**
 * Notices a model that begins to recite what it was told in confidence: word for word, from a beginning, or in other
 * words, by the terms that nothing but the instructions can have given it. A reply that the owner put into the
 * instructions may be said.
 */

import { STOP_WORDS } from "../../knowledge/language/stop-words.ts";
import { stem, wordsOf } from "../../knowledge/language/terms.ts";
import { overlap } from "./sentinel.ts";

export interface EchoGuard {
  /** What may be shown now: nothing of a recital. */
  push(text: string): string;
  /** What was held back, once no more comes. */
  end(): string;
  /** True once a recital was begun. Nothing that follows may be shown. */
  readonly caught: boolean;
}

/** Characters, in UTF-16 units, that make a recital. */
const RECITAL = 120;
/** What is shorter may be said by chance: "You are a helpful assistant." */
const CHANCE = 40;

/** Speaks of having been told something. */
const TOLD =
  /\b(?:my|these|the|owner['’]s|system) (?:\w+ )?(?:instructions?|guidelines|rules|prompt|directives|configuration)\b|\bI(?: am|['’]m| was| have been|['’]ve been) (?:\w+ )?(?:told|instructed|asked|configured|programmed|directed|given)\b|\binstructed to\b|\b(?:meine|die) (?:Anweisungen|Vorgaben|Regeln)\b|\bmes (?:consignes|instructions)\b|\bmis instrucciones\b|我的(?:指令|指示)|指示され/iu;
/** Terms of one secret, that nothing else explains, which make a recital of it; and where it says that it was told. */
const PRIVATE_TERMS = 10;
const PRIVATE_SHARE = 0.5;
const TOLD_TERMS = 3;
/** Of a sentence that is looked at for it, UTF-16 units. */
const TOLD_LENGTH = 160;
const TOLD_SHARE = 0.2;
/** Letters of a term that tells something. */
const TERM_LENGTH = 3;
const SENTENCE_END = /[.!?。！？]["'”»)]*(?:\s|$)|\n/u;

/**
 * @param secrets what must not be told
 * @param known what may be said of the same: the sources, the question, the owner's replies
 */
export function createEchoGuard(secrets: readonly string[], known: readonly string[] = []): EchoGuard {
  const beginnings = secrets.map((secret) => secret.trim().slice(0, RECITAL)).filter(({ length }) => length >= CHANCE);
  const reworded = createRewordedGuard(secrets, known);
  let held = "";
  let caught = false;

  /** Word for word. */
  function passVerbatim(text: string): string {
    held += text;
    let keep = 0;
    for (const beginning of beginnings) {
      const at = held.indexOf(beginning);
      if (at >= 0) {
        caught = true;
        return held.slice(0, at);
      }
      keep = Math.max(keep, overlap(held, beginning));
    }
    const free = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return free;
  }

  function pass(text: string, atEnd: boolean): string {
    const shown = reworded.push(text, atEnd);
    caught ||= reworded.caught;
    return shown;
  }

  return {
    push: (text) => (caught ? "" : pass(passVerbatim(text), false)),
    end: () => (caught ? "" : pass(held, true)),
    get caught() {
      return caught;
    },
  };
}

interface Secret {
  terms: ReadonlySet<string>;
  /** Of its terms, those of the sentences before and of this one. */
  said: Set<string>;
  here: Set<string>;
}

/** In other words. A sentence is held back as soon as it begins to sound like a secret, until its end tells. */
function createRewordedGuard(secrets: readonly string[], known: readonly string[]) {
  let kept: Secret[] | undefined;
  let sentence = "";
  let shownOf = 0;
  let countedOf = 0;
  let sounds = false;
  let caught = false;
  let wasTold = false;
  /** Whole sentences that sounded like a secret: shown when the next one does not. */
  let waiting = "";

  /** Read when an answer comes to it, and not for every question. */
  function read(): Secret[] {
    const explained = new Set(known.flatMap(termsOf));
    return secrets.map((secret) => {
      // What stands in quotation marks is there to be said.
      const own = secret.replace(/["“„«][^"”“»]{12,600}["”“»]/g, " ");
      const terms = new Set(termsOf(own).filter((term) => !explained.has(term)));
      return { terms, said: new Set<string>(), here: new Set<string>() };
    });
  }

  function isRecited({ terms, said, here }: Secret): boolean {
    if (terms.size < TOLD_TERMS || here.size === 0) return false;
    const all = new Set([...said, ...here]).size;
    if (wasTold && all >= TOLD_TERMS && all >= TOLD_SHARE * Math.min(terms.size, 3 * PRIVATE_TERMS)) return true;
    return all >= PRIVATE_TERMS && all >= PRIVATE_SHARE * Math.min(terms.size, 2 * PRIVATE_TERMS);
  }

  /** Takes in the words that are whole by now. False where they make a recital. */
  function count(isWhole: boolean): boolean {
    const end = isWhole ? sentence.length : lastWordOf(sentence);
    if (end <= countedOf) {
      // The first word of a sentence says nothing yet: what waits goes on waiting.
      sounds = countedOf === 0 ? waiting !== "" : sounds;
      return true;
    }
    kept ??= read();
    const terms = termsOf(sentence.slice(countedOf, end));
    countedOf = end;
    for (const { terms: own, here } of kept) for (const term of terms) if (own.has(term)) here.add(term);
    wasTold ||= TOLD.test(sentence.slice(-TOLD_LENGTH));
    sounds = kept.some(
      ({ said, here }) =>
        here.size >= TOLD_TERMS ||
        (here.size > 0 && (wasTold || new Set([...said, ...here]).size >= PRIVATE_TERMS / 2)),
    );
    return !kept.some(isRecited);
  }

  function next(): void {
    for (const secret of kept ?? []) {
      for (const term of secret.here) secret.said.add(term);
      secret.here.clear();
    }
    [sentence, shownOf, countedOf] = ["", 0, 0];
  }

  return {
    get caught() {
      return caught;
    },
    push(text: string, atEnd: boolean): string {
      if (secrets.length === 0) return text;
      let out = "";
      for (let rest = text; rest !== "" || atEnd;) {
        const end = SENTENCE_END.exec(rest);
        const cut = end === null ? rest.length : end.index + end[0].length;
        sentence += rest.slice(0, cut);
        rest = rest.slice(cut);
        const isWhole = end !== null || atEnd;
        if (!count(isWhole)) {
          caught = true;
          return out;
        }
        if ((!sounds && (isWhole || waiting === "")) || (atEnd && rest === "")) {
          out += waiting + sentence.slice(shownOf);
          waiting = "";
          shownOf = sentence.length;
        } else if (isWhole) {
          waiting += sentence.slice(shownOf);
        }
        if (isWhole) next();
        if (rest === "") break;
      }
      return out;
    },
  };
}

/** Where the word at the end begins. Looked for from there: it is asked for at every token of a sentence. */
function lastWordOf(sentence: string): number {
  let at = sentence.length;
  while (at > 0 && !/\s/.test(sentence[at - 1]!)) at -= 1;
  return at;
}

function termsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => word.length >= TERM_LENGTH && !STOP_WORDS.has(word))
    .map(stem);
}
