/**
 * Pages of other kinds than a shop's, and sentences as models write them from there: leaflets, law, cooking, operation of
 * software, German and Japanese. For the tests alone.
 */

import type { CiteSource } from "./cite.ts";

export const PAGES: CiteSource[] = [
  {
    number: 1,
    title: "Package leaflet: Dolorin 400 mg",
    headingPath: ["How to take"],
    text: "## How to take Dolorin\n\nAdults and adolescents over 12 years take one tablet every six to eight hours, with a glass of water and after a meal. Do not take more than three tablets within 24 hours.\n\nIf you have forgotten a dose, do not take a double one to make up for it. Tell your doctor if the pain lasts for more than four days.\n\nThe tablets must not be used in the last three months of pregnancy. They may make you drowsy: do not drive until you know how they affect you.",
  },
  {
    number: 2,
    title: "Tenancy",
    headingPath: ["Notice"],
    text: "## Section 12. Notice\n\nThe tenant may end the lease by written notice of one month. The landlord may do so only for one of the reasons listed in section 14, and with three months' notice.\n\nA deposit may not exceed three months' rent. It is returned within thirty days of the tenant moving out, less the cost of damage beyond ordinary wear.\n\nRent may be raised once a year, by no more than the rise of the consumer price index.",
  },
  {
    number: 3,
    title: "Sourdough bread",
    text: "## Baking\n\nHeat the oven to 250 °C with the pot inside for at least 45 minutes. Bake the loaf for 20 minutes with the lid on, then take the lid off, lower the heat to 220 °C and bake it for another 25 minutes until it is dark brown.\n\nLet the bread cool on a rack for two hours before you cut it. Leftover starter keeps in the fridge for a week without being fed.",
  },
  {
    number: 4,
    title: "Backups",
    text: "## Restoring\n\nSnapshots are taken every night at 02:00 UTC and kept for 14 days. To restore one, run `acme restore --from <snapshot>`; the instance is read-only while it runs.\n\nPoint-in-time recovery is part of the Enterprise plan and goes back seven days. Backups are encrypted with AES-256 and never leave the region of the instance.",
  },
  {
    number: 5,
    title: "Öffnungszeiten und Preise",
    text: "## Schwimmbad\n\nDas Hallenbad hat dienstags bis sonntags von 9 bis 21 Uhr geöffnet, montags bleibt es geschlossen. Eine Tageskarte kostet 6,50 Euro, ermäßigt 4 Euro. Kinder unter sechs Jahren haben freien Eintritt.\n\nBadeschuhe können an der Kasse geliehen werden. Die Sauna ist nur für Gäste ab 16 Jahren.",
  },
  {
    number: 6,
    title: "配送と返品",
    text: "## 配送\n\n午後2時までのご注文は当日に発送します。送料は全国一律550円で、5,000円以上のお買い上げで無料になります。\n\n商品到着後14日以内であれば、未使用品に限り返品できます。名入れ商品は返品の対象外です。お支払いはクレジットカードまたは代金引換をご利用ください。",
  },
];

/** What is said, of which source, and the passage as the model names it. */
export type Said = readonly [says: string, source: number, names: string];

export const RIGHT: readonly Said[] = [
  [
    "From the age of 12 you can have a tablet every 6–8 hours, taken with water once you have eaten.",
    1,
    "Adults and adolescents … after a meal",
  ],
  ["The maximum is 3 tablets a day.", 1, "Do not take … within 24 hours"],
  ["Never double up to compensate for a missed dose.", 1, "If you have … make up for it"],
  ["See a doctor when you are still in pain after 4 days.", 1, "Tell your doctor … four days"],
  ["It is forbidden in the final trimester of pregnancy.", 1, "The tablets must … of pregnancy"],
  ["Because drowsiness is possible, stay away from the wheel at first.", 1, "They may make … affect you"],
  ["As a renter you can give one month's notice in writing.", 2, "The tenant may … one month"],
  [
    "A landlord has to give three months' notice and needs a reason from section 14.",
    2,
    "The landlord may … three months' notice",
  ],
  ["The security deposit is capped at three months of rent.", 2, "A deposit may … months' rent"],
  [
    "You get the deposit back within 30 days of leaving, minus any damage that is more than normal wear.",
    2,
    "It is returned … ordinary wear",
  ],
  [
    "Increases are allowed only annually and are limited to inflation (the consumer price index).",
    2,
    "Rent may be … price index",
  ],
  [
    "Preheat the pot in the oven at 250 °C for three quarters of an hour (45 minutes).",
    3,
    "Heat the oven … 45 minutes",
  ],
  ["After 20 minutes remove the lid and finish at 220 °C for 25 more minutes.", 3, "Bake the loaf … dark brown"],
  ["Wait 2 hours before slicing.", 3, "Let the bread … you cut it"],
  ["Unfed starter lasts one week when refrigerated.", 3, "Leftover starter keeps … being fed"],
  ["Each night a snapshot is made at 2 am UTC; it is stored for two weeks.", 4, "Snapshots are taken … 14 days"],
  ["Nothing can be written to the instance during a restore.", 4, "the instance is read-only while it runs"],
  [
    "Only Enterprise customers can recover to a point in time, up to a week back.",
    4,
    "Point-in-time recovery … seven days",
  ],
  ["Your backups stay in the same region and use AES-256 encryption.", 4, "Backups are encrypted … of the instance"],
  ["Am Montag ist das Bad zu.", 5, "Das Hallenbad hat … es geschlossen"],
  ["Der Eintritt für einen Tag beträgt 6,50 € (ermäßigt 4 €).", 5, "Eine Tageskarte kostet … 4 Euro"],
  ["Wer noch keine sechs Jahre alt ist, zahlt keinen Eintritt.", 5, "Kinder unter sechs … freien Eintritt"],
  ["Jugendliche unter 16 dürfen nicht in die Sauna.", 5, "Die Sauna ist … ab 16 Jahren"],
  ["Flip-flops can be borrowed at the till.", 5, "Badeschuhe können an … geliehen werden"],
  ["14時までに注文すれば、その日のうちに発送されます。", 6, "午後2時までの … 当日に発送します"],
  ["5,000円以上買うと送料はかかりません。", 6, "送料は全国一律 … 無料になります"],
  ["名前を入れた商品は返品できません。", 6, "名入れ商品は返品の対象外です"],
  ["Unused goods may be returned within 14 days of arrival.", 6, "商品到着後14日以内 … 返品できます"],
  ["You can pay by credit card or cash on delivery.", 6, "お支払いは … ご利用ください"],
];
/** Another figure, name, subject or passage, the opposite, or what no page says. */
export const WRONG: readonly Said[] = [
  ["Children over 10 can take a tablet every six hours.", 1, "Adults and adolescents … after a meal"],
  ["Take up to five tablets within 24 hours.", 1, "Do not take … within 24 hours"],
  ["If you have forgotten a dose, take a double one to make up for it.", 1, "If you have … make up for it"],
  ["The tablets may be used in the last three months of pregnancy.", 1, "The tablets must … of pregnancy"],
  ["The tablets help against fever within an hour.", 1, "The tablets must … of pregnancy"],
  ["You can drive safely after taking them.", 1, "They may make … affect you"],
  ["The landlord may end the lease with one month's notice.", 2, "The tenant may … one month"],
  ["The tenant must give three months' notice.", 2, "The tenant may … one month"],
  ["The deposit is returned within sixty days.", 2, "It is returned … ordinary wear"],
  ["Pets are allowed in every flat.", 2, "Rent may be … price index"],
  ["The rent may be raised twice a year.", 2, "Rent may be … price index"],
  ["Bake the loaf at 200 °C with the lid on.", 3, "Bake the loaf … dark brown"],
  ["Let the bread cool for thirty minutes.", 3, "Let the bread … you cut it"],
  ["The starter has to be fed every day.", 3, "Leftover starter keeps … being fed"],
  ["Snapshots are kept for 30 days.", 4, "Snapshots are taken … 14 days"],
  ["Point-in-time recovery is part of the Basic plan.", 4, "Point-in-time recovery … seven days"],
  ["Backups are not encrypted.", 4, "Backups are encrypted … of the instance"],
  ["The instance can be written to while a restore runs.", 4, "the instance is read-only while it runs"],
  ["Montags hat das Hallenbad von 9 bis 21 Uhr geöffnet.", 5, "Das Hallenbad hat … es geschlossen"],
  ["Eine Tageskarte kostet 8,50 Euro.", 5, "Eine Tageskarte kostet … 4 Euro"],
  ["Die Sauna ist für alle Gäste ab 12 Jahren.", 5, "Die Sauna ist … ab 16 Jahren"],
  ["Badeschuhe können nicht geliehen werden.", 5, "Badeschuhe können an … geliehen werden"],
  ["送料は全国一律800円です。", 6, "送料は全国一律 … 無料になります"],
  ["30日以内であれば返品できます。", 6, "商品到着後14日以内 … 返品できます"],
  ["名入れ商品も返品できます。", 6, "名入れ商品は返品の対象外です"],
  ["午後5時までのご注文は当日に発送します。", 6, "午後2時までの … 当日に発送します"],
  ["You can pay by bank transfer.", 6, "お支払いは … ご利用ください"],
  ["Shipping costs 800 yen.", 6, "送料は全国一律 … 無料になります"],
  ["Take one tablet after a meal.", 3, "Let the bread … you cut it"],
  ["A deposit may not exceed three months' rent.", 4, "Backups are encrypted … of the instance"],
];
