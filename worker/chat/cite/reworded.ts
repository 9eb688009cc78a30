/**
 * Sentences as models write them from a page: in other words, in other languages, and with the passage of something
 * else. For the tests alone.
 */

import type { CiteSource } from "./cite.ts";

export interface NamedClaim {
  kind: "reworded" | "translated" | "wrong";
  says: string;
  source: number;
  /** As the model names the passage. */
  names: string;
}

export const SHOP: CiteSource[] = [
  {
    number: 1,
    title: "Returns and refunds",
    text: "## Returns\n\nUnworn items can be sent back within 30 days of delivery. The label is in the parcel; postage within Norway is on us.\n\nOnce the parcel has reached our warehouse in Bergen, the money is on your card after five working days. Gift cards and made-to-measure coats are excluded.",
  },
  {
    number: 2,
    title: "Delivery",
    text: "## Delivery\n\nOrders placed before 14:00 leave the warehouse the same day. Parcels arrive after two to four working days in Scandinavia and up to nine elsewhere in Europe.\n\n| Country | Price |\n|---|---|\n| Norway | 59 kr |\n| Sweden | 89 kr |\n| Germany | 129 kr |\n\nDelivery is free of charge from 800 kr.",
  },
  {
    number: 3,
    title: "Care",
    text: "## Washing wool\n\nTurn the jumper inside out and wash it at 30 degrees with a detergent for wool. Never put it in the tumble dryer.\n\nDry it flat on a towel, away from radiators. Small knots on the surface are normal and can be taken off with a comb.",
  },
  {
    number: 4,
    title: "Plans",
    text: "## Plans\n\nThe Basic plan is for one shop and holds 500 products. The Team plan costs $25 a month and comes with ten seats.\n\nYou can cancel at any time; the account stays open until the end of the paid month. Invoices are sent by e-mail on the first of each month.",
  },
  {
    number: 5,
    title: "API",
    text: "## Limits\n\nEach key may send 60 requests a minute. Beyond that the server answers with status 429 and says in `Retry-After` how long to wait.\n\nKeys are made in the dashboard under **Settings**. A key that was deleted stops working at once and cannot be brought back.",
  },
  {
    number: 6,
    title: "About us",
    text: "We are a family firm from Bergen. Our grandmother Solveig opened the first shop in 1962. The wool comes from sheep that graze on the islands, and every jumper is knitted in our own hall.",
  },
];

const R: [string, number, string][] = [
  [
    "If it has not been worn, you have a month (30 days) after it arrives to post it to us again.",
    1,
    "Unworn items can … days of delivery",
  ],
  ["There is no charge for shipping returns inside Norway.", 1, "postage within Norway is on us"],
  [
    "Expect to see the refund around 5 business days after the warehouse gets it.",
    1,
    "Once the parcel … five working days",
  ],
  ["You can't return tailored outerwear or vouchers for gifts.", 1, "Gift cards and … coats are excluded"],
  ["Buy by 2 pm and it ships that very day.", 2, "Orders placed before … the same day"],
  ["Scandinavian customers usually have their parcel in 2 to 4 business days.", 2, "Parcels arrive after … in Europe"],
  ["Shipping to Sweden is 89 kr.", 2, "Sweden | 89 kr"],
  ["Spend at least 800 kr and shipping costs nothing.", 2, "Delivery is free … 800 kr"],
  ["Machine wash woollens reversed, on 30 °C, using a special detergent.", 3, "Turn the jumper … detergent for wool"],
  ["Do not tumble dry.", 3, "Never put it in the tumble dryer"],
  ["Lay it out on a towel and keep it far from heaters.", 3, "Dry it flat … from radiators"],
  ["Pilling is to be expected; a comb will remove the little knots.", 3, "Small knots on … with a comb"],
  ["Basic covers a single shop with as many as 500 products.", 4, "The Basic plan … 500 products"],
  ["For $25 monthly, Team gives you 10 seats.", 4, "The Team plan … ten seats"],
  ["Cancelling is possible whenever you like.", 4, "You can cancel at any time"],
  ["After cancelling you keep access till the month you paid for is over.", 4, "the account stays … paid month"],
  ["Bills arrive in your inbox by e-mail at the start of every month.", 4, "Invoices are sent … each month"],
  ["The rate is capped at 60 calls per minute for every key.", 5, "Each key may … a minute"],
  ["Exceed it and you receive a 429, with the waiting time in a header.", 5, "Beyond that the … to wait"],
  ["New keys are created from the dashboard's settings page.", 5, "Keys are made … under Settings"],
  ["Deleting a key takes effect immediately and is irreversible.", 5, "A key that … brought back"],
  ["The business is run by a family in Bergen.", 6, "We are a family firm from Bergen"],
  ["It was founded in 1962 by Solveig, the owners' grandmother.", 6, "Our grandmother Solveig … in 1962"],
  ["All knitwear is made in their own knitting hall from island sheep's wool.", 6, "The wool comes … own hall"],
];
const T: [string, number, string][] = [
  ["Ungetragene Ware können Sie innerhalb von 30 Tagen zurückschicken.", 1, "Unworn items can … days of delivery"],
  ["Les commandes passées avant 14 h partent le jour même.", 2, "Orders placed before … the same day"],
  ["A partir de 800 kr el envío es gratuito.", 2, "Delivery is free … 800 kr"],
  ["Asciugare in piano, lontano dai termosifoni.", 3, "Dry it flat … from radiators"],
  ["Het Team-abonnement kost $25 per maand en heeft tien plaatsen.", 4, "The Team plan … ten seats"],
  ["キーごとに1分あたり60リクエストまで送信できます。", 5, "Each key may … a minute"],
  ["Удалённый ключ сразу перестаёт работать.", 5, "A key that … brought back"],
  ["افتُتح المتجر الأول عام 1962.", 6, "Our grandmother Solveig … in 1962"],
];
const W: [string, number, string][] = [
  // The passage of something else.
  ["Unworn clothes may be returned within 30 days.", 1, "Once the parcel … five working days"],
  ["Sending a return from Norway costs nothing.", 1, "Gift cards and … coats are excluded"],
  ["Refunds take five working days.", 2, "Delivery is free … 800 kr"],
  ["Made-to-measure coats cannot be returned.", 3, "Dry it flat … from radiators"],
  ["Orders before 14:00 are sent the same day.", 6, "We are a family firm from Bergen"],
  ["Parcels reach Scandinavia in two to four working days.", 5, "Keys are made … under Settings"],
  ["Shipping is free over 800 kr.", 4, "Invoices are sent … each month"],
  ["The jumper is washed at 30 degrees.", 2, "Delivery is free … 800 kr"],
  ["Keep wool out of the tumble dryer.", 4, "You can cancel at any time"],
  ["Knots can be removed with a comb.", 1, "Unworn items can … days of delivery"],
  ["The Basic plan holds 500 products.", 5, "A key that … brought back"],
  ["You may cancel whenever you want.", 3, "Small knots on … with a comb"],
  ["Invoices come by e-mail.", 6, "Our grandmother Solveig … in 1962"],
  ["A deleted key stops working.", 1, "Gift cards and … coats are excluded"],
  ["Sixty requests a minute are allowed.", 3, "Never put it in the tumble dryer"],
  ["The shop was opened by Solveig.", 2, "Orders placed before … the same day"],
  ["The wool is from island sheep.", 4, "the account stays … paid month"],
  // Another source.
  ["Unworn items can be sent back for a month.", 2, "Unworn items can … days of delivery"],
  ["Delivery costs nothing from 800 kr.", 3, "Delivery is free … 800 kr"],
  ["The family firm is from Bergen.", 5, "We are a family firm from Bergen"],
  ["Keys are made in the dashboard.", 6, "Keys are made … under Settings"],
  // Another number.
  ["You have 60 days to return unworn items.", 1, "Unworn items can … days of delivery"],
  ["Orders placed before 16:00 leave the same day.", 2, "Orders placed before … the same day"],
  ["Delivery is free from 500 kr.", 2, "Delivery is free … 800 kr"],
  ["The Team plan costs $35 a month.", 4, "The Team plan … ten seats"],
  ["Each key may send 100 requests a minute.", 5, "Each key may … a minute"],
  ["The first shop opened in 1926.", 6, "Our grandmother Solveig … in 1962"],
  ["Sie haben 14 Tage Zeit, Ungetragenes zurückzuschicken.", 1, "Unworn items can … days of delivery"],
  ["La livraison est gratuite à partir de 500 kr.", 2, "Delivery is free … 800 kr"],
  ["El primer taller abrió en 1972.", 6, "Our grandmother Solveig … in 1962"],
  // Another name.
  ["The Basic plan costs $25 a month.", 4, "The Team plan … ten seats"],
  ["Delivery to Sweden costs 59 kr.", 2, "Norway | 59 kr"],
  ["Team ist für einen Shop mit 500 Produkten.", 4, "The Basic plan … 500 products"],
  ["Basic coûte 25 $ par mois.", 4, "The Team plan … ten seats"],
  // The opposite.
  ["A deleted key can be brought back.", 5, "A key that … brought back"],
  ["Gift cards are not excluded.", 1, "Gift cards and … coats are excluded"],
  ["You cannot cancel at any time.", 4, "You can cancel at any time"],
  // Words that stand nowhere.
  ["We plant a tree for each order.", 6, "For every order … plant a tree"],
  ["Students get a discount.", 4, "Students get 20 … every plan"],
  ["Repairs are free for life.", 1, "We mend your … without charge"],
];

/** What no page says, though each speaks of something that a page speaks of. By the number of that page. */
export const MADE_UP: readonly (readonly [string, number])[] = [
  ["We plant a tree for each order.", 2],
  ["Students get a discount on every plan.", 4],
  ["Repairs are free for life.", 2],
  ["You can track your parcel in our app.", 2],
  ["Returns are collected from your home.", 1],
  ["Refunds can also be paid as store credit.", 1],
  ["Wool can be dyed at home.", 3],
  ["Keys can be shared with your team.", 5],
  ["The dashboard has a dark theme.", 5],
  ["Invoices can be paid by bank transfer.", 4],
  ["Our sheep are milked by hand.", 6],
  ["The family also runs a hotel in Bergen.", 6],
  ["Delivery is done by bicycle.", 2],
  ["Support answers requests in the evening.", 5],
  ["Each jumper is signed by its maker.", 6],
  ["The account can be moved to another country.", 4],
];

const of = (kind: NamedClaim["kind"], rows: [string, number, string][]): NamedClaim[] =>
  rows.map(([says, source, names]) => ({ kind, says, source, names }));

export const NAMED: readonly NamedClaim[] = [...of("reworded", R), ...of("translated", T), ...of("wrong", W)];
