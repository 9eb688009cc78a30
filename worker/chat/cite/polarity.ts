/**
 * Whether two sentences agree in what they deny. A quote that says "cannot be used with streams" must
 * not stand behind "can be used with streams", although all words match. A rule of thumb on words,
 * strict where the languages it knows are plain about it; it knows nothing of irony.
 */

import { STOP_WORDS } from "../../knowledge/language/stop-words.ts";
import { contentTerms } from "../../knowledge/language/terms.ts";

/**
 * Stem → whether it stands under a negation. `near`: one comes before it in its clause and does not reach it, or the
 * clause says "only", which denies all others: another sentence may say the same with a "not" elsewhere.
 */
export type Polarity = ReadonlyMap<string, Stand>;
type Stand = "denied" | "near" | "free";

/** Stands for a bound in any words: "no more than", "may not exceed". What is bounded is not denied. */
const BOUND = "#more";
const MORE =
  /^(?:more|over|longer|exceeds?|exceed(?:ing|ed)|above|mehr|über\w*|länger|plus|dépass\w*|más|super\w*|mais|exced\w*|più|meer|langer)$/iu;
const ONLY =
  /^(?:only|just|solely|nur|ausschließlich|seulement|uniquement|solo|sólo|solamente|somente|apenas|alleen|slechts)$/iu;
const ONLY_UNSPACED = /だけ|のみ|に限り|仅|只(?:有|能|限)|만(?=\s|$)/u;
/** Denies a price, and nothing else. */
const FREE =
  /\b(?:no|without|free of) (?:extra |additional )?(?:charge|costs?|fees?)\b|\bnothing\b(?= extra)|kosten(?:los|frei)|ohne (?:Aufpreis|Kosten)|sans frais|sin (?:coste?|cargo)|かか(?:りません|らない)|(?:不收|免)费|不要钱/giu;

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
  /対象外|除外|不(?!仅|但|只|僅|過|过|断|斷)|没有?|沒有?|無い|ない(?!と)|ません|なし|未(?=[\p{sc=Han}])|禁止|안\s|않|없/u;

export function readPolarity(text: string): Polarity {
  const polarity = new Map<string, Stand>();
  for (const clause of text.replace(FREE, " ").split(CLAUSE)) {
    const words = clause.match(/[\p{L}\p{N}\p{M}]+(?:['’]t\b)?/gu) ?? [];
    let whole = UNSPACED.test(clause);
    let reach = 0;
    let denied = false;
    let wasDenied = false;
    let isOnly = ONLY_UNSPACED.test(clause);
    const terms: [string, boolean, boolean?][] = [];
    for (const word of words) {
      if (ONLY.test(word)) {
        isOnly = true;
        // "not only" denies nothing.
        if (reach === REACH) reach = 0;
        continue;
      }
      if (AFTER.test(word)) whole = !whole;
      if (BEFORE.test(word)) {
        // "not without" is a yes.
        denied = reach > 0 ? !denied : true;
        reach = REACH;
        wasDenied = true;
        continue;
      }
      if (MORE.test(word)) {
        // What was said between the two is bounded as well: "do not take more than three".
        const isBound = (reach > 0 && denied) || whole;
        if (isBound) for (const term of terms) term[1] = false;
        whole = false;
        reach = 0;
        terms.push([BOUND, isBound]);
        continue;
      }
      for (const term of contentTerms(word)) terms.push([term, reach > 0 && denied, wasDenied]);
      if (reach > 0 && !STOP_WORDS.has(word.toLowerCase())) reach--;
    }
    // A term said twice counts as denied only where every mention is.
    for (const [term, isDenied, isBehind] of terms) {
      const stand = isDenied !== whole ? "denied" : isOnly || isBehind ? "near" : "free";
      const before = polarity.get(term);
      polarity.set(term, before === undefined || ORDER.indexOf(stand) < ORDER.indexOf(before) ? stand : before);
    }
  }
  return polarity;
}

const ORDER: readonly Stand[] = ["free", "near", "denied"];

/** Looks at the terms both share: one that only one side denies is enough to disagree, unless as many are denied by both. */
export function agreesInPolarity(claim: Polarity, quote: Polarity, terms: readonly string[]): boolean {
  let flipped = 0;
  let alike = 0;
  for (const term of [...terms, BOUND]) {
    const here = claim.get(term);
    const there = quote.get(term);
    if (here === undefined || there === undefined) continue;
    if (here === "denied" && there === "denied") alike++;
    else if (here !== there && here !== "near" && there !== "near") flipped++;
    else if (term === BOUND && here !== there) return false;
  }
  return flipped === 0 || alike >= flipped;
}
