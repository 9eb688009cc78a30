/**
 * Facts that a page states for machines (JSON-LD of schema.org) and perhaps nowhere else: opening hours, address,
 * telephone, price, and questions with their answers. They are told in the page's language, only where its
 * visible text does not say them already.
 */

import { factLabels } from "./fact-labels.ts";

export interface StatedFacts {
  questions: { question: string; answer: string }[];
  /** Lines such as `Opening hours: Monday–Friday 09:00–18:00`. */
  lines: string[];
}

type Node = Record<string, unknown>;

const MAX_NODES = 2_000;
const MAX_DEPTH = 8;
const MAX_QUESTIONS = 200;
const TEXT_CHARACTERS = 5_000;

/** @param visible the text that the page shows */
export function readStatedFacts(
  scripts: readonly string[],
  visible: string,
  language: string | undefined,
): StatedFacts {
  const facts: StatedFacts = { questions: [], lines: [] };
  if (scripts.length === 0) return facts;
  const shown = createShown(visible);
  const lines = new Set<string>();
  for (const node of nodesOf(scripts)) {
    const types = listOf(node["@type"]).map(String);
    if (types.includes("Question")) addQuestion(node, facts, shown);
    else if (!types.some((type) => /^(?:Person|BreadcrumbList|ImageObject|WebSite|SearchAction)$/.test(type))) {
      for (const line of linesOf(node, shown, language)) lines.add(line);
    }
  }
  facts.lines = [...lines].slice(0, 60);
  return facts;
}

/** Every object of every script, from the outside in. */
function nodesOf(scripts: readonly string[]): Node[] {
  const nodes: Node[] = [];
  let waiting: { value: unknown; depth: number }[] = scripts.flatMap((script) => {
    try {
      return [{ value: JSON.parse(script) as unknown, depth: 0 }];
    } catch {
      // Some pages state nonsense; their text is still there.
      return [];
    }
  });
  while (waiting.length > 0 && nodes.length < MAX_NODES) {
    const next: typeof waiting = [];
    for (const { value, depth } of waiting) {
      if (typeof value !== "object" || value === null || depth > MAX_DEPTH) continue;
      if (!Array.isArray(value)) nodes.push(value as Node);
      for (const inner of Object.values(value)) next.push({ value: inner, depth: depth + 1 });
    }
    waiting = next;
  }
  return nodes.slice(0, MAX_NODES);
}

function addQuestion(node: Node, facts: StatedFacts, shown: Shown): void {
  const question = textOf(node["name"] ?? node["text"]);
  const answers = [...listOf(node["acceptedAnswer"]), ...listOf(node["suggestedAnswer"])] as Node[];
  const answer = textOf(answers[0]?.["text"]);
  if (question === "" || answer === "" || facts.questions.length >= MAX_QUESTIONS) return;
  if (shown.says(answer.slice(0, 80)) || facts.questions.some((known) => known.question === question)) return;
  facts.questions.push({ question, answer });
}

function linesOf(node: Node, shown: Shown, language: string | undefined): string[] {
  const labels = factLabels(language);
  const lines: string[] = [];
  const name = textOf(node["name"]);
  const add = (label: string, value: string) => {
    if (value !== "" && value.length <= 500 && !shown.says(value)) lines.push(`${label}: ${value}`);
  };
  const { address: at } = node;
  const address = typeof at === "object" && at !== null ? addressOf(at as Node) : textOf(at);
  add(name === "" ? labels.address : `${labels.address} (${name})`, address);
  const hours = hoursOf(node, language, labels.closed);
  if (!shown.saysTimes(hours)) add(labels.hours, hours);
  add(labels.telephone, textOf(node["telephone"]));
  add(labels.email, textOf(node["email"]).replace(/^mailto:/i, ""));
  add(labels.prices, textOf(node["priceRange"]));
  for (const offer of listOf(node["offers"]) as Node[]) {
    const price = textOf(offer?.["price"] ?? offer?.["lowPrice"]);
    const currency = textOf(offer?.["priceCurrency"]);
    if (price !== "" && name !== "" && !shown.saysPrice(price))
      add(`${name} – ${labels.price}`, `${price} ${currency}`.trim());
  }
  return lines;
}

function addressOf(address: Node): string {
  const part = (field: string) =>
    textOf(typeof address[field] === "object" ? (address[field] as Node | null)?.["name"] : address[field]);
  const town = [part("postalCode"), part("addressLocality")].filter((text) => text !== "").join(" ");
  return [part("streetAddress"), town, part("addressRegion"), part("addressCountry")]
    .filter((text) => text !== "")
    .join(", ");
}

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function hoursOf(node: Node, language: string | undefined, closed: string): string {
  const dayName = dayNames(language);
  const written = listOf(node["openingHours"]).map((hours) =>
    textOf(hours).replace(
      /\b(?:Mo|Tu|We|Th|Fr|Sa|Su)(?![a-z])/g,
      (day) => dayName[DAYS.findIndex((name) => name.startsWith(day))]!,
    ),
  );
  const specified = (listOf(node["openingHoursSpecification"]) as (Node | null)[]).flatMap((each) => {
    if (typeof each !== "object" || each === null) return [];
    const days = listOf(each["dayOfWeek"]).map((day) =>
      DAYS.indexOf(textOf(typeof day === "object" ? (day as Node | null)?.["@id"] : day).replace(/^.*\//, "")),
    );
    const opens = textOf(each["opens"]).replace(/:00$/, (end, at: number) => (at > 2 ? "" : end));
    const closes = textOf(each["closes"]).replace(/:00$/, (end, at: number) => (at > 2 ? "" : end));
    const from = [textOf(each["validFrom"]), textOf(each["validThrough"])].filter((text) => text !== "").join("–");
    const when = [
      daysText(
        days.filter((day) => day >= 0),
        dayName,
      ),
      from,
    ]
      .filter((text) => text !== "")
      .join(", ");
    if (opens === "" && closes === "") return when === "" ? [] : [`${when} ${closed}`];
    return [`${when} ${opens === closes ? closed : `${opens}–${closes}`}`.trim()];
  });
  return [...written, ...specified].filter((text) => text !== "").join("; ");
}

/** `Monday–Friday`, `Saturday, Sunday`. */
function daysText(days: readonly number[], names: readonly string[]): string {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length;) {
    let end = at;
    while (sorted[end + 1] === sorted[end]! + 1) end++;
    if (end - at >= 2) parts.push(`${names[sorted[at]!]}–${names[sorted[end]!]}`);
    else parts.push(...sorted.slice(at, end + 1).map((day) => names[day]!));
    at = end + 1;
  }
  return parts.join(", ");
}

function dayNames(language: string | undefined): string[] {
  const format = new Intl.DateTimeFormat(language ?? "en", { weekday: "long", timeZone: "UTC" });
  // 1 January 2024 was a Monday.
  return DAYS.map((_, at) => format.format(new Date(Date.UTC(2024, 0, at + 1))));
}

interface Shown {
  says(text: string): boolean;
  /** A figure beside a currency. */
  saysPrice(figure: string): boolean;
  saysTimes(hours: string): boolean;
}

const SIGN = String.raw`(?:[€$£¥₹₽₺฿₩円元원]|[A-Z]{3}\b|zł|kr|Kč)`;
const FIGURE = String.raw`(\d[\d.,\u00a0 ']{0,15})`;
const PRICES = new RegExp(String.raw`${SIGN}\s?${FIGURE}|${FIGURE}\s?${SIGN}`, "gu");

/** `1.299,00` and `1299` are one. */
const figureOf = (text: string): string => text.replace(/[.,]\d\d?\s*$|[.,]\s*$/, "").replace(/\D/g, "");

/** Compared by letters and digits alone: punctuation and spaces differ between a page and its data. */
function createShown(visible: string): Shown {
  const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const page = bare(visible);
  const prices = new Set(Array.from(visible.matchAll(PRICES), ([, before, behind]) => figureOf((before ?? behind)!)));
  return {
    says: (text) => page.includes(bare(text)),
    saysPrice: (figure) => prices.has(figureOf(figure)),
    saysTimes(hours) {
      const times = hours.match(/\d{1,2}[:.]\d{2}/g) ?? [];
      return (
        times.length > 0 &&
        times.every((time) => page.includes(bare(time)) || page.includes(bare(time.replace(/^0/, ""))))
      );
    },
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** One line; tags of answers that are HTML are gone, with a space where they parted words. */
function textOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return "";
  return value
    .slice(0, TEXT_CHARACTERS)
    .replace(/<[^<>]{0,500}>/g, " ")
    .replace(/&(?:nbsp|#160);/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replace(/&(?:#39|apos);/g, "'")
    .replace(/\s+/g, " ")
    .replace(/ ([.,;:!?])/g, "$1")
    .trim();
}
