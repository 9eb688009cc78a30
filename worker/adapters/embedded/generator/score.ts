/**
 * How well each unit answers the question. Words are weighed by how rare they are; a unit is read with what
 * stands around it, since "The default is 100." answers only under its heading.
 */

import { isDay, isTopic, STREET, termOfTopic } from "../../../knowledge/language/terms.ts";
import { likeness } from "./alike.ts";
import type { Question, QuestionTerm } from "./question.ts";
import type { Prompt } from "../../../prompt.ts";
import { namesPrice, type Unit, type UnitSource } from "./units.ts";

export interface ScoredUnit {
  unit: Unit;
  from: UnitSource;
  /** About 0 to 1. */
  score: number;
  /** Share of the question that the unit itself says, or the question of the page that it answers. */
  own: number;
}

/**
 * What a word of the question is worth where it stands near the unit and not in it, and what else adds to a
 * score. Chosen on `npm run bench`'s sets; small changes change little.
 */
export const SCORING = {
  /** In the sentence before, or the next one of the same paragraph. */
  neighbour: 0.6,
  heading: 0.8,
  /** In the page's own question that the unit answers. */
  answers: 0.95,
  /** In an item that the unit hangs from. */
  branch: 0.95,
  /** In the name of a column: of the cell that is as good as said. No set asks for cells, so this is not measured. */
  column: 1,
  title: 0.7,
  /** In a title that names nothing else: the page is about just this. */
  wholeTitle: 0.9,
  /** Elsewhere in the chunk. */
  chunk: 0.2,
  /** In another word for the same topic of shops and products. */
  topic: 0.6,
  /** Two words of the question side by side, as they are asked for. */
  pair: 0.15,
  /** Taken off per place in the ranking: the search knows what words of one sentence do not show. */
  rank: 0.01,
  /** Lets a rare word count less than its rarity: 1 is the inverse document frequency itself. */
  flatten: 0.75,
  number: 0.1,
  /** For an amount of money where a price is asked for, taken off where there is none. */
  price: 0.15,
  /** And where the unit opens with the thing. */
  opensPrice: 0.15,
  /** For a row below a column of prices, on a page that is about just what is asked for. */
  tariff: 0.2,
  /** For a line of the opening hours, where nothing else is asked for. */
  timetable: 0.15,
  /** For what says that something is to be had, or is not, where that is asked. */
  offer: 0.15,
  /** Taken off a step of something else, where it is asked whether something may be done or is to be had. */
  step: 0.15,
  /** Taken off an e-mail address and the like, where a place is asked for. */
  otherAddress: 0.8,
  /** For a heading that names what is asked for, beside what the unit says itself. */
  named: 0.15,
  /** Taken off what does not say a name of the question that another unit says. */
  otherName: 0.05,
  /** For the page that the last answer quoted, where the question goes on. */
  samePage: 0.08,
  /** And for what stands there in the same section, where nothing else is named. */
  sameSection: 0.3,
  /** Share of the question that a reason says itself, where it does not follow what it is the reason of. */
  reason: 0.4,
  /** For the sentence that says what the thing asked about is, and for the first one of its page. */
  meaning: 0.2,
  opening: 0.12,
  /** For a recommendation under a heading that names what is to be chosen, where one is asked for. */
  choice: 0.3,
  /** For what says that something can be done, or cannot, of as much of the question as it says itself. */
  leave: 0.2,
  /** For what stands under the page's own question, where that is what was asked. */
  faq: 0.1,
  /** And where both begin with the same small word: "which phones" is not "without a phone". */
  opener: 0.05,
};

const HAS_NUMBER =
  /\p{Nd}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|half|once|twice|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|unlimited|free|no limit|never|always)\b/iu;
const COST = termOfTopic("cost");
const PLACE = termOfTopic("place");
const HOURS = termOfTopic("hours");
const LEAVE =
  /(?<![\p{L}])(?:can(?:not)?|can['’]t|may|must|allowed|permitted|possible|welcome|(?:do|does|is|are) not|don['’]t|never|no|kann|können|darf|dürfen|möglich|erlaubt|nicht|kein\p{L}*|puede\p{L}*|podéis|posible|pued[eo]|peu[tx]|pouvez|peuvent|possible|pas|può|possono|potete|non|kan|kun(?:t|nen)|mag|mogen|niet|geen|można|możesz|możecie|nie|pode\p{L}*|não|можно|можете|нельзя|не|можна|får|inte|můžete|lze|ne|μπορείτε|δεν)(?![\p{L}])/iu;
/** Says that something is to be had, or is not. */
const OFFERS =
  /(?<![\p{L}])(?:(?<!you (?:already )?)have|has|had|sells?|sold|makes?|made|grow|offer(?:s|ed)?|stock(?:s|ed)?|carr(?:y|ies)|provided?s?|includ(?:es?|ed|ing)|available|comes? with|there (?:is|are)|yes|no|not|none|never|cannot|\p{L}+n['’]t|hat|haben|verkauf\p{L}*|biete\p{L}*|führ(?:t|en)|verfügbar|erhältlich|gibt|inklusive|ja|nein|nicht|kein\p{L}*|nie|avons|ont|vend\p{L}*|propos\p{L}*|disponibles?|inclus\p{L}*|oui|non|pas|aucune?|jamais|tenemos|tiene\p{L}*|ofrec\p{L}*|hay|incluye\p{L}*|sí|ningun\p{L}*|ningún|nunca)(?![\p{L}])/iu;
/** An address where nobody can be found. */
const OTHER_ADDRESS = /(?:e-?mail|ip|mac|web|proof of|delivery|billing|shipping|your|mail)[ -]?(?:address|adress)/iu;
const TIME_OF_DAY = /(?<!\p{Nd})\p{Nd}{1,2}(?:[:.h]\p{Nd}{2}(?!\p{Nd})| ?(?:am|pm|uhr|h|u)(?!\p{L}))/iu;
/** Amounts and numbers that are no time. */
const MONEY_OR_SHARE =
  /[$€£¥] ?\p{Nd}[\p{Nd}.,]*|\p{Nd}[\p{Nd}.,]* ?(?:[$€£¥%]|(?:euros?|eur|chf|usd|gbp|zł|kr)(?!\p{L}))|\p{Nd}{3,}(?: \p{Nd}{3,})+|\p{Nd}{5,}/giu;

const HAS_REASON =
  /(?<![\p{L}])(?:because|since|so that|due to|in order to|therefore|as a result|thus|otherwise|this means|must|requires?|if|weil|damit|deshalb|deswegen|daher|wegen|sonst|parce que?|puisque|car|afin|sinon|à cause|en raison|porque|debido|perché|poiché|omdat|zodat|want|ponieważ|dlatego|потому|поэтому|чтобы|protože|aby|eftersom|därför|çünkü|γιατί|επειδή|aufgrund|pues|siccome|vanwege|wegens|bo|żeby|pois|так как|щоб)(?![\p{L}])|ので|ため|から|因为|因為|所以|때문|لأن|क्योंकि/iu;
const RECOMMENDS =
  /\b(?:recommend(?:s|ed)?|prefer(?:s|red)?|suggest(?:s|ed)?|ideal|best|suits?|suitable|optimi[sz]ed|should use|empf(?:ehlen|iehlt|ohlen)|eignet|recommand\p{L}*)\b/iu;
/** Advises against: no answer to which one to take. */
const ADVISES_AGAINST =
  /\b(?:not|never|n['’]t|less|nicht|kein\p{L}*|weniger|pas|moins|no|non|nunca) (?:\p{L}+ ){0,2}?(?:recommend(?:ed)?|prefer(?:red)?|ideal|best|suit(?:s|ed|able)?|optimi[sz]ed|empfohlen|geeignet|ideal|recommandée?s?|adaptée?s?|recomendad[oa]s?|adecuad[oa]s?)\b/iu;
const HAS_NAME = /[\p{Ll},;] (?:\*\*)?\p{Lu}\p{Ll}+/u;
/** Behind the first few words of a sentence: "A base schedule is a template". */
const IS =
  /^(?:\P{L}*[\p{L}\p{M}\p{N}'’.+#-]+){1,6}\P{L}*?(?:\b(?:is|are|means|stands for|refers to|provides?|lets?|allows?|can|helps?|enables?|ist|sind|bedeutet|est|sont|es|son|è|sono|is een|zijn|é|são)\b|[:—–]| - )/iu;

/** What has a price is to be had. */
export const offers = (unit: Unit): boolean => OFFERS.test(unit.plain) || (unit.kind === "row" && namesPrice(unit));

const isHours = ({ topics }: QuestionTerm): boolean => topics.includes(HOURS);

/** A line with a day or a time below a heading or a title that names opening hours. */
const isOfHours = ({ plain, stems, heading }: Unit, { headings, title }: UnitSource): boolean =>
  (TIME_OF_DAY.test(plain) || [...stems].some(isDay)) && [heading, headings, title].some((each) => each.has(HOURS));

/** A row of a price list, where a price is asked for. */
export const isRowOfPrices = ({ wantsPrice }: Question, unit: Unit): boolean =>
  wantsPrice && unit.kind === "row" && /\p{Nd}/u.test(unit.plain) && namesPrice(unit);

/** One of several things to do, one after the other, that neither allows nor forbids any. */
export const isStep = ({ marker = "", plain }: Unit): boolean => /\d/.test(marker) && !LEAVE.test(plain);

export function scoreUnits(
  question: Question,
  match: Match,
  sources: readonly UnitSource[],
  { quoted = [], asksOn }: Pick<Prompt, "quoted" | "asksOn"> = {},
): ScoredUnit[] {
  const scored: ScoredUnit[] = [];
  const wasSaid = ({ text }: Unit): boolean => quoted.some(({ quote }) => quote.includes(text));
  /**
   * No answer to which one to take is what is advised against, none to "tell me more" what was said, and none to "why?"
   * what gives no reason of just that.
   */
  const tellsNothing = ({ units }: UnitSource, at: number, share: number): boolean => {
    const unit = units[at]!;
    if (question.wantsChoice && ADVISES_AGAINST.test(unit.plain)) return true;
    if (asksOn === "more") return wasSaid(unit);
    if (asksOn !== "about" || !question.wantsReason) return false;
    const before = units[at - 1];
    const goesOn = before?.block === unit.block && wasSaid(before);
    return !HAS_REASON.test(unit.plain) || (share < SCORING.reason && !goesOn);
  };
  const things = question.terms.map(({ topics }) => !topics.includes(COST));
  /** Share of what is asked for but for the price. */
  const named = (found: readonly number[]): number => {
    const whole = question.terms.reduce((sum, { share }, at) => (things[at] ? sum + share : sum), 0);
    return whole === 0
      ? 1
      : question.terms.reduce((sum, { share }, at) => (things[at] ? sum + share * found[at]! : sum), 0) / whole;
  };
  const isThing = (found: readonly number[]): boolean => found.some((each, at) => things[at] && each >= 0.8);
  const opens = ({ stems }: Unit): boolean => isThing(match(new Set([...stems].slice(0, 1))));
  const wantsHours = question.terms.some(isHours) && question.terms.every((term) => isHours(term) || term.isDay);
  const names = question.terms.flatMap(({ isName, stem }, term) =>
    isName && sources.some(({ units }) => units.some(({ stems }) => stems.has(stem))) ? [term] : [],
  );
  for (const from of sources) {
    const title = match(from.title);
    const titleWeight = titleWeightOf(from, match);
    const titlePairs = new Set(from.titleInOrder.slice(1).map((stem, at) => `${from.titleInOrder[at]} ${stem}`));
    const headings = match(from.headings);
    const chunk = match(from.stems);
    const own = from.units.map((unit) => match(unit.stems));
    const { title: name, url } = from.source;
    const onPage = quoted.filter((passage) => passage.title === name && passage.url === url);
    const goesOn = onPage.length > 0 ? SCORING.samePage : 0;
    const last = question.isBare
      ? from.units.filter(({ text }) => onPage.some(({ quote }) => quote.includes(text)))
      : [];
    from.units.forEach((unit, at) => {
      if (unit.kind === "heading" || unit.isTableHead || unit.isQuestion) return;
      if (tellsNothing(from, at, shareOf(question, own[at]!))) return;
      const heading = match(unit.heading);
      // Under a heading that names just what is named in the question, the text is about that.
      const isNamed =
        question.terms.some(({ isName }) => isName) &&
        question.terms.every(({ isName }, at) => !isName || heading[at] === 1);
      // So is a list under a heading that says what is asked for, but for steps where an amount is asked for.
      const isListed =
        unit.list !== undefined &&
        shareOf(question, heading) >= 0.8 &&
        (!question.wantsNumber || namesAmount(question, unit));
      const answers = match(isNamed || isListed ? unit.answers.union(unit.heading) : unit.answers);
      const above = heading.map((each, term) => Math.max(each, headings[term]!));
      const columns = match(unit.columns);
      const branch = unit.branch.map((item) => match(item.stems));
      const before = goesWith(from.units[at - 1], unit) ? own[at - 1] : undefined;
      const after = from.units[at + 1]?.block === unit.block ? own[at + 1] : undefined;
      const isPriced = isRowOfPrices(question, unit);
      const isTimetable = wantsHours && isOfHours(unit, from);
      const wholly = isPriced && isAllOf(from.titleInOrder, match);
      const ofTitle = wholly ? SCORING.wholeTitle : titleWeight;
      let score = (wholly ? SCORING.tariff : 0) + (isTimetable ? SCORING.timetable : 0);
      let said = 0;
      /** How well each term is said here, or right above. */
      const asked = question.terms.map(() => 0);
      question.terms.forEach(({ share }, term) => {
        // The row of a price list is as good as a sentence that says "costs", and a line of the opening hours as one that says "open".
        const isSaid = (isPriced && !things[term]) || (isTimetable && isHours(question.terms[term]!));
        const here = isSaid ? 1 : own[at]![term]!;
        const asIf = Math.max(
          here,
          SCORING.answers * answers[term]!,
          SCORING.branch * Math.max(0, ...branch.map((found) => found[term]!)),
          SCORING.column * columns[term]!,
        );
        said += share * asIf;
        asked[term] = Math.max(asIf, above[term]!, title[term]!);
        score +=
          share *
          Math.max(
            asIf,
            SCORING.neighbour * Math.max(before?.[term] ?? 0, after?.[term] ?? 0),
            SCORING.heading * above[term]!,
            ofTitle * title[term]!,
            SCORING.chunk * chunk[term]!,
          );
      });
      score +=
        SCORING.pair * pairShare(question, unit, titlePairs) +
        (shareOf(question, answers) >= 0.7 ? SCORING.faq : 0) +
        (question.opener !== undefined && question.opener === unit.opener ? SCORING.opener : 0) +
        (question.wantsChoice &&
        RECOMMENDS.test(unit.plain) &&
        shareOf(question, unit.answers.size > 0 ? answers : heading) >= 0.6
          ? SCORING.choice
          : 0) +
        SCORING.named * shareOf(question, above) +
        fits(question, unit, from, own[at]!) +
        (question.wantsLeave && LEAVE.test(unit.plain) ? SCORING.leave * shareOf(question, own[at]!) : 0) +
        (question.wantsOffer && offers(unit) ? SCORING.offer * shareOf(question, own[at]!) : 0) -
        ((question.wantsLeave || question.wantsOffer) && isStep(unit) ? SCORING.step : 0) +
        (question.wantsPrice ? priceOf(unit, named(asked), opens(unit) || isThing(columns)) : 0) +
        // "And how much is that?" is not answered by what was quoted, where that has no price.
        (question.wantsPrice && !namesPrice(unit) ? 0 : goesOn) +
        (!(question.wantsPrice && !namesPrice(unit)) && last.some((other) => isBeside(other, unit))
          ? SCORING.sameSection
          : 0) -
        SCORING.rank * from.rank -
        shape(question, unit);
      for (const term of names)
        if (Math.max(own[at]![term]!, above[term]!, title[term]!) < 0.5) score -= SCORING.otherName;
      scored.push({ unit, from, score, own: said });
    });
  }
  return scored.sort((a, b) => b.score - a.score || a.from.rank - b.from.rank || a.unit.at - b.unit.at);
}

/** In one section, and under one question where the page asks by itself. */
const isBeside = (unit: Unit, other: Unit): boolean => unit.heading === other.heading && unit.answers === other.answers;

/** Whether what stands before a unit is a part of what it says: no heading, and no other item or row. */
export function goesWith(before: Unit | undefined, unit: Unit): boolean {
  if (before === undefined || before.kind === "heading") return false;
  if (unit.kind === "row") return before.kind !== "row";
  return unit.list === undefined || unit.list !== before.list || unit.block === before.block;
}

/** More where every word of a title of two or more is asked for. */
export function titleWeightOf({ titleInOrder }: UnitSource, match: Match): number {
  return titleInOrder.length >= 2 && isAllOf(titleInOrder, match) ? SCORING.wholeTitle : SCORING.title;
}

/** Whether each word of a title is asked for. */
function isAllOf(titleInOrder: readonly string[], match: Match): boolean {
  const isAsked = (stem: string): boolean => match(new Set([stem])).some((found) => found >= 0.8);
  return titleInOrder.length > 0 && titleInOrder.every(isAsked);
}

/** Whether the words stand side by side in the unit, or in one word. */
export function saysPair(
  { terms }: Pick<Question, "terms">,
  unit: Unit,
  [first, second, joined]: Question["pairs"][number],
): boolean {
  return unit.pairs.has(`${terms[first]!.stem} ${terms[second]!.stem}`) || unit.stems.has(joined);
}

/** Share of the question that stands in the unit as neighbours that are neighbours in the question too. */
function pairShare({ terms, pairs }: Question, unit: Unit, inTitle: ReadonlySet<string>): number {
  let share = 0;
  for (const each of pairs) {
    const [first, second] = each;
    const isTitled = inTitle.has(`${terms[first]!.stem} ${terms[second]!.stem}`);
    const weight = saysPair({ terms }, unit, each) ? 1 : isTitled ? SCORING.title : 0;
    share += weight * (terms[first]!.share + terms[second]!.share);
  }
  return Math.min(1, share);
}

/** A figure of the sort that is asked for: an amount of money is no time. */
function namesAmount({ wantsTime, wantsPrice }: Question, { plain }: Unit): boolean {
  return HAS_NUMBER.test(wantsTime && !wantsPrice ? plain.replace(MONEY_OR_SHARE, " ") : plain);
}

/** Whether an address alone is asked for. */
export const wantsPlace = ({ terms }: Question): boolean => terms.every(({ topics }) => topics.includes(PLACE));

export const isOtherAddress = ({ plain }: Pick<Unit, "plain">): boolean => OTHER_ADDRESS.test(plain);

/** What the sort of answer asked for adds. */
function fits(question: Question, unit: Unit, from: UnitSource, own: readonly number[]): number {
  let bonus = 0;
  if (question.wantsNumber) bonus += namesAmount(question, unit) ? SCORING.number : -SCORING.number / 2;
  if (wantsPlace(question) && isOtherAddress(unit)) bonus -= SCORING.otherAddress;
  if (question.wantsReason && HAS_REASON.test(unit.plain)) bonus += 0.05;
  if (question.wantsPerson && HAS_NAME.test(unit.plain)) bonus += 0.04;
  if (question.wantsMeaning && unit.kind === "sentence") {
    const names = own.every((found) => found === 1);
    if (names && IS.test(unit.plain)) bonus += SCORING.meaning;
    const opens =
      (from.source.place?.ordinal ?? 0) === 0 && from.units.find(({ kind }) => kind === "sentence") === unit;
    if (opens && question.terms.every(({ stem }, at) => from.titleInOrder[at] === stem)) bonus += SCORING.opening;
  }
  return bonus;
}

/**
 * An amount answers where it is that of the thing, and of nothing that the thing is a part of: "Vane W2 costs", not "the
 * set of Vane W2 and Deck 4 costs".
 *
 * @param share of the thing that is named
 * @param isOpening where the unit opens with the thing, as a row does with its name, or stands in its column
 */
function priceOf(unit: Unit, share: number, isOpening: boolean): number {
  if (!namesPrice(unit)) return -SCORING.price;
  return SCORING.price * share + (isOpening ? SCORING.opensPrice : 0);
}

/** Names a thing to say that something else is not like it. */
const UNLIKE =
  /(?<![\p{L}])(?:unlike|in contrast to|as opposed to|im gegensatz zu|anders als|contrairement (?:à|au)|a diferencia de|a differenza d|in tegenstelling tot)(?![\p{L}])/iu;

/** What tells against a unit whatever it says: code, a fragment, a wall of text. */
function shape({ wantsSteps, wantsMeaning }: Question, unit: Unit): number {
  let malus = 0;
  if (unit.kind === "code") malus += wantsSteps ? 0.15 : wantsMeaning ? 0.5 : 0.3;
  else if (unit.marker === undefined && /^\p{Ll}/u.test(unit.plain)) malus += 0.05;
  if (unit.stems.size < 3 && unit.answers.size === 0 && unit.branch.length === 0) malus += 0.08;
  if (unit.plain.length > 400) malus += 0.08;
  if (wantsSteps && UNLIKE.test(unit.plain)) malus += 0.1;
  return malus;
}

/** Share of the question that is found. */
export function shareOf({ terms }: Question, found: readonly number[]): number {
  return terms.reduce((sum, { share }, at) => sum + share * found[at]!, 0);
}

/** How well each term of the question is said by a unit, or by what it hangs from and stands right under. */
export function saidBy(match: Match, { stems, heading, answers, columns, branch }: Unit): number[] {
  return most([stems, heading, answers, columns, ...branch.map((item) => item.stems)].map((each) => match(each)));
}

/** The best of several for each term. */
export function most(found: readonly (readonly number[])[]): number[] {
  return found[0]!.map((_share, at) => Math.max(...found.map((each) => each[at]!)));
}

/** For a set of stems: how well each term of the question is found in it, 0 to 1. */
export type Match = (stems: ReadonlySet<string>) => number[];

export function createMatcher({ terms, forms, isForeign }: Question): Match {
  // What is asked in another language is said as well as it can be by a word for the same topic.
  const ofTopic = isForeign ? 1 : SCORING.topic;
  const cache = new Map<string, number[]>();
  const scoresOf = (stem: string): number[] => {
    let scores = cache.get(stem);
    if (scores === undefined) cache.set(stem, (scores = terms.map((term) => likenessOf(term, stem, ofTopic))));
    return scores;
  };
  return (stems) => {
    const found = terms.map((): number => 0);
    for (const stem of stems) {
      const scores = scoresOf(stem);
      for (let at = 0; at < found.length; at++) if (scores[at]! > found[at]!) found[at] = scores[at]!;
    }
    for (const [form, places] of forms)
      if (form.every((stem) => stems.has(stem))) for (const at of places) found[at] = 1;
    return found;
  };
}

function likenessOf({ stem, also, topics, compounds }: QuestionTerm, said: string, ofTopic: number): number {
  if (said === stem || also.includes(said)) return 1;
  if (topics.includes(said)) return said === STREET ? 1 : isTopic(said) ? ofTopic : SCORING.topic;
  return likeness(stem, said, compounds);
}
