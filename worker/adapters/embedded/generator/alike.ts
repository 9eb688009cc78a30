/**
 * When two stems are as good as the same word for finding an answer: compounds, other inflections, and
 * everyday words that questions and documents use for one thing. Small on purpose: what stands here must
 * hold on any site.
 */

import { LANGUAGES, stemOf, wordsOf } from "../../../knowledge/language/terms.ts";

/** Words of one group stand for each other. */
const GROUPS = [
  "cost costs price pricing fee charge rate pay",
  "buy purchase order",
  "cancel terminate end",
  "delete remove erase",
  "change modify update edit",
  "create make add",
  "allow permit let welcome bring",
  "begin start",
  "maximum max most largest limit",
  "minimum min least smallest",
  "refund reimburse reimbursement",
  "ship shipping deliver delivery",
  "fix repair resolve",
  "phone telephone",
  "employee staff",
  "document documentation doc docs",
  "application app",
  "configure configuration config",
  "repository repo repositories",
  "authentication auth authenticate",
  "error failure fail",
  "quick fast rapid",
  "expire expiration",
  "eligible qualify eligibility",
  "required mandatory must",
  "duration length long",
  "sign register enroll enrol subscribe signup registration enrollment",
  "website site web",
  "job position role",
  "install setup installation",
  "money funds",
  "photo picture image",
  "forbidden prohibited",
  "limit cap",
  "big large size",
  "broken damaged defective faulty",
  "guarantee warranty",
  "car vehicle",
  "child children kid kids",
  "laptop computer",
  "workplace office",
  "holiday vacation",
  "remote telework",
  "income salary wage pay",
  "trip travel journey",
  "company business firm",
  "administrator admin",
  "waterproof watertight sealed ip67 ip68 ipx7",
  "sell sold sale",
  "buy bought",
  "pay paid",
  "method way",
  "open opening hours",
  "student school university",
  "located location address",
];

/** Places that shops are asked about and rarely name: pages say "outside Europe", "worldwide". */
const FAR =
  "usa us states america canada mexico brazil argentina chile colombia australia zealand japan china india korea singapore taiwan russia africa asia dubai emirates israel turkey amerika kanada mexiko brasilien argentinien australien neuseeland indien russland afrika asien emirate türkei états-unis amérique brésil australie japon chine inde russie afrique asie estados unidos américa canadá méxico brasil japón rusia áfrica";
/** What such pages say, in words and as topics. */
const ABROAD =
  "outside abroad worldwide international internationally overseas everywhere europe eu continent außerhalb ausland weltweit international europa hors étranger monde extranjero fuera mundo resto";

let places: { far: ReadonlySet<string>; abroad: readonly string[] } | undefined;

/** The words that speak of a place which is named by none of them; none where the word is no such place. */
export function wordsForPlace(word: string): readonly string[] {
  places ??= {
    far: new Set(wordsOf(FAR)),
    abroad: [
      ...new Set(wordsOf(ABROAD).flatMap((each) => [each, ...LANGUAGES.map((language) => stemOf(each, language))])),
    ],
  };
  return places.far.has(word) ? places.abroad : [];
}

const INFLECTION = 0.8;
const PART = 0.5;
/** Of a word that is glued together, as "Versand" of "Versandkosten". */
const COMPOUND = 0.7;
const SYNONYM = 0.6;
/** Shorter stems begin and end too many words. */
const SHORTEST = 4;

let groupsByStem: Map<string, Set<number>> | undefined;

function groupsOf(stem: string): Set<number> | undefined {
  if (groupsByStem === undefined) {
    groupsByStem = new Map();
    for (const [at, group] of GROUPS.entries()) {
      for (const word of group.split(" ")) {
        const key = stemOf(word, "en");
        groupsByStem.set(key, (groupsByStem.get(key) ?? new Set()).add(at));
      }
    }
  }
  return groupsByStem.get(stem);
}

/**
 * 0 to 1; 1 for the same stem.
 *
 * @param compounds whether words of the language are glued together
 */
export function likeness(asked: string, said: string, compounds = false): number {
  if (asked === said) return 1;
  // A topic is no word, and holds one only by its name.
  if (said.includes(":")) return 0;
  const groups = groupsOf(asked);
  const others = groupsOf(said);
  if (groups !== undefined && others !== undefined && !groups.isDisjointFrom(others)) return SYNONYM;
  const [short, long] = asked.length < said.length ? [asked, said] : [said, asked];
  if (short.length < SHORTEST || /^\p{Nd}/u.test(short)) return 0;
  if (long.startsWith(short)) return short.length / long.length >= 0.6 ? INFLECTION : compounds ? COMPOUND : PART;
  if (long.endsWith(short)) return compounds ? COMPOUND : PART;
  return 0;
}
