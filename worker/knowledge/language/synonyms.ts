/**
 * Everyday words that questions and documents use for one thing. English, and small on purpose: what stands here must
 * hold on any site. What shops are asked about in every language is `topics`.
 */

import { stemOf } from "./stem.ts";

/** Words of one group stand for each other. */
const GROUPS = [
  "cost costs price pricing fee charge rate pay",
  "buy purchase order",
  "cancel terminate end",
  "delete remove erase",
  "change modify update edit",
  "create make add",
  "generate create",
  "conflict clash collide",
  "choose pick select",
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
  "wifi wireless wlan internet",
  "pet dog",
  "crib cot",
  "charity nonprofit",
  "discount off reduced reduction",
  "cheap cheapest lowest",
  "amex american",
  "payload body",
  "seat user",
  "rubbish waste trash garbage refuse",
  "shop store",
  "toilet restroom wc",
  "lift elevator",
  "gym fitness",
  "luggage baggage",
  "appointment booking reservation",
  "book reserve",
  "urgent express emergency",
  "weekend saturday sunday",
  "pool swimming swim",
  "wheelchair disabled accessible accessibility",
  "borrow lent lend loan",
  "vet veterinarian",
  "movie film",
  "flat apartment",
  "receipt invoice bill",
  "heavy weight weigh weighs",
  "tall height high",
  "install mount fit attach",
  "pickup collect collection collected",
  "veggie vegetarian",
  "wedding marriage marry married",
  // What endings do not tell: other forms of one verb.
  "give given gave",
  "send sent",
  "break broken broke",
  "freeze frozen froze",
  "lose lost",
  "keep kept",
  "grow grown grew",
  "choose chosen chose",
  "forget forgotten forgot",
  "steal stolen stole",
  "tear torn tore",
  "wear worn wore",
  "build built",
  "make made",
  "drive driven drove",
  "eat eaten ate",
  "speak spoken spoke",
  "take taken took",
  "write written wrote",
  "come came",
  "go gone went",
  "get got gotten",
  "teach taught",
];

const NONE: ReadonlySet<string> = new Set();

let byStem: Map<string, Set<string>> | undefined;

/** Stems that are as good as this one, itself not among them. */
export function synonymsOf(stem: string): ReadonlySet<string> {
  if (byStem === undefined) {
    byStem = new Map();
    for (const group of GROUPS) {
      const stems = new Set(group.split(" ").map((word) => stemOf(word, "en")));
      for (const each of stems) {
        const others = stems.difference(new Set([each]));
        byStem.set(each, (byStem.get(each) ?? new Set()).union(others));
      }
    }
  }
  return byStem.get(stem) ?? NONE;
}
