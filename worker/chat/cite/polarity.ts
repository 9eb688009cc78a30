/**
 * Whether two sentences agree in what they deny. A quote that says "cannot be used with streams" must
 * not stand behind "can be used with streams", although all words match. A rule of thumb on words,
 * strict where the languages it knows are plain about it; it knows nothing of irony.
 */

import { STOP_WORDS } from "../../knowledge/language/stop-words.ts";
import { contentTerms } from "../../knowledge/language/terms.ts";

/** Stem → true where it stands under a negation. */
export type Polarity = ReadonlyMap<string, boolean>;

/** Content words a negation before them reaches within its clause. */
const REACH = 4;

const CLAUSE =
  /[.,;:!?()\n。、，；：！？؛،]+|\s[–—]\s|\b(?:but|because|so|and then|therefore|unless|however|although|aber|weil|sondern|mais|parce|sino|pero|porque|maar|omdat)\b/iu;
/** Reach forwards. */
const BEFORE =
  /^(?:not|no|never|none|neither|nor|without|cannot|unable|lacks?|prohibit(?:s|ed)?|forbid(?:s|den)?|disallow(?:s|ed)?|isn|aren|wasn|weren|don|doesn|didn|won|wouldn|can['’]t|couldn|shouldn|mustn|hasn|haven|hadn|ohne|kein\w*|niemals|zonder|geen|ne|sans|jamais|aucune?|sin|nunca|jam[aá]s|ning[uú]n\w*|não|nem|sem|nenhum\w*|non|senza|mai|nessun\w*|لا|لم|لن|ليس|بدون|नहीं|मत|बिना)$/iu;
/** Reach over the whole clause, since the verb comes first. */
const AFTER = /^(?:nicht|nie|niet|nooit|pas|değil|yok|olmadan|maz|mez)$/iu;
/** Scripts without spaces: a negation anywhere in the clause. */
const UNSPACED =
  /不(?!仅|但|只|僅|過|过|断|斷)|没有?|沒有?|無い|ない(?!と)|ません|なし|未(?=[\p{sc=Han}])|禁止|안\s|않|없/u;

export function readPolarity(text: string): Polarity {
  const polarity = new Map<string, boolean>();
  for (const clause of text.split(CLAUSE)) {
    const words = clause.match(/[\p{L}\p{N}\p{M}]+(?:['’]t\b)?/gu) ?? [];
    let whole = UNSPACED.test(clause);
    let reach = 0;
    let denied = false;
    const terms: [string, boolean][] = [];
    for (const word of words) {
      if (/^(?:only|just|nur|seulement|solo|sólo)$/i.test(word) && reach === REACH) {
        // "not only" denies nothing.
        reach = 0;
        continue;
      }
      if (AFTER.test(word)) whole = !whole;
      if (BEFORE.test(word)) {
        // "not without" is a yes.
        denied = reach > 0 ? !denied : true;
        reach = REACH;
        continue;
      }
      for (const term of contentTerms(word)) terms.push([term, reach > 0 && denied]);
      if (reach > 0 && !STOP_WORDS.has(word.toLowerCase())) reach--;
    }
    // A term said twice counts as denied only where every mention is.
    for (const [term, isDenied] of terms) polarity.set(term, (polarity.get(term) ?? true) && isDenied !== whole);
  }
  return polarity;
}

/** Looks at the terms both share: one that only one side denies is enough to disagree, unless as many are denied by both. */
export function agreesInPolarity(claim: Polarity, quote: Polarity, terms: readonly string[]): boolean {
  let flipped = 0;
  let alike = 0;
  for (const term of terms) {
    const here = claim.get(term);
    const there = quote.get(term);
    if (here === undefined || there === undefined) continue;
    if (here !== there) flipped++;
    else if (here) alike++;
  }
  return flipped === 0 || alike >= flipped;
}
