/**
 * Which blocks of a page are its content. Landmarks decide where a page has them; beside them the parts that are
 * named like something around the content, if they are small; and where one part of the page is running text, what
 * stands around that part and is no fact.
 */

import { isFact, type Zone } from "./html-chrome.ts";
import { findPointers } from "./html-pointers.ts";
import { findTeasers } from "./html-teasers.ts";
import type { Region, VisibleBlock } from "./html-blocks.ts";

/** An element, as the blocks in it: from the first to before the last. */
export interface Part {
  from: number;
  to: number;
}

/** Characters from which `main` or `article` is taken for the content of the page. */
const SUBSTANTIAL = 200;
/** A part that holds more of the page than this is no sidebar, whatever it is called, unless so much of it are links. */
const NAMED_SHARE = 0.3;
const LINKED_SHARE = 0.6;
/** Characters of running text that an article has at least, and what share of all running text of its page. */
const SAID = { characters: 250, share: 0.25 };
const UNSAID = { characters: 1_200, share: 0.7 };

/** @param isArticle the page says that it is one */
export function chooseContent(
  visible: readonly VisibleBlock[],
  parts: readonly Part[],
  isArticle: boolean,
): readonly VisibleBlock[] {
  const isNoise = createNoise(visible);
  const around = byLandmarks(visible);
  const teasers = isArticle ? findTeasers(visible) : new Set<VisibleBlock>();
  const pointers = findPointers(visible);
  const quiet = (block: VisibleBlock) =>
    around.has(block) && !teasers.has(block) && !pointers.has(block) && !isNoise(block);
  const left = visible.filter(quiet);
  if (!left.some((block) => block.kind !== "end" && block.kind !== "heading"))
    return visible.filter((block) => around.has(block));
  // What a page shows inside of its `main` it may well list; a story's links lead to other stories.
  const leadsAway = ({ region }: VisibleBlock) => isArticle || region === "page";
  const notices = isArticle ? [] : noticesOf(visible, isNoise);
  const article = findArticle(visible, parts, quiet, isArticle ? SAID : UNSAID);
  if (article === undefined) {
    const lead = leadOf(visible.slice(0, visible.indexOf(left[0]!)), isNoise);
    const told = left.filter(
      (block) => !(block.region === "page" && isMenu(block)) && !(isArticle && isPicture(block)),
    );
    const kept = withoutEdges(told);
    return [...without([...notices, ...lead], kept), ...kept];
  }
  const told = trimShort(
    visible
      .slice(article.from, article.to)
      .filter((block) => quiet(block) && !(isPointer(block) && leadsAway(block)) && !isPicture(block)),
  );
  const lead = new Set([...notices, ...leadOf(visible.slice(0, visible.indexOf(told[0]!)), isNoise)]);
  const chosen = new Set(told);
  const isKept = (block: VisibleBlock) =>
    chosen.has(block) || (block.kind !== "heading" && block.kind !== "end" && isFact(block.text));
  return withoutBareHeadings([...lead, ...left.filter((block) => !lead.has(block) && isKept(block))]);
}

const without = (blocks: readonly VisibleBlock[], others: readonly VisibleBlock[]): VisibleBlock[] =>
  blocks.filter((block) => !others.includes(block));

/** Lines of a bar above everything else. */
const MOST_NOTICES = 3;
/** Blocks above a landmark. */
const MOST_ABOVE = 200;
const NOTICE_CHARACTERS = 300;

/** What a page announces: a line in a bar above everything else, or a sentence above its landmark. */
function noticesOf(visible: readonly VisibleBlock[], isNoise: (block: VisibleBlock) => boolean): VisibleBlock[] {
  const main = visible.findIndex(({ region }) => region === "main" || region === "article");
  const above = visible
    .slice(0, main < 0 ? MOST_NOTICES : Math.min(main, MOST_ABOVE))
    .filter((block) => block.zone?.isBar === true || !isNoise(block));
  const top = above.findIndex(({ kind, region }) => kind !== "paragraph" || region !== "page");
  return above.filter((block, at) => {
    const isTop = (top < 0 || at < top) && at < MOST_NOTICES;
    return isAnnouncement(block) && (isTop || (main >= 0 && worthOf(block) > 0));
  });
}

/** Some words; a link that says more than where it leads. */
function isAnnouncement({ kind, text, linked, isAlternative }: VisibleBlock): boolean {
  if (kind !== "paragraph" || isAlternative === true || text.length > NOTICE_CHARACTERS) return false;
  const isLink = linked > text.length / 2;
  return (!isLink || SAYING.test(text)) && WORDS.test(text) && !/cookie|javascript|browser/i.test(text);
}
/** Names of pages seldom have two words without capitals in a row, and a figure. */
const SAYING = /^(?=.*(?:^|\s)\p{Ll}+\s\p{Ll})(?=.*\d)/u;
const WORDS = /(?:\S+\s+){3}\S|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{8}/u;

/** Blocks between the title of an article and its first part. */
const MOST_LEAD = 12;

/** What is said under the title and outside of the article's own part: sentences, and a first line that is no date. */
function leadOf(above: readonly VisibleBlock[], isNoise: (block: VisibleBlock) => boolean): VisibleBlock[] {
  const title = above.findLastIndex(isTopHeading);
  if (title < 0 || above.length - title > (above[title]!.region === "page" ? 4 : MOST_LEAD)) return [];
  const isFirst = (at: number, text: string) => at === 0 && text.split(" ").length >= 4 && !/\d{4}|\d:\d/.test(text);
  return above
    .slice(title + 1)
    .filter(
      (block, at) =>
        block.kind === "paragraph" &&
        !isNoise(block) &&
        block.region === above[title]!.region &&
        block.linked === 0 &&
        (worthOf(block) > 0 || block.isCaption === true || isFirst(at, block.text)),
    );
}

/** Where a page has no landmarks, what stands before its first words and behind its last ones leads away. */
function withoutEdges(blocks: readonly VisibleBlock[]): readonly VisibleBlock[] {
  const top = blocks.findIndex(isTopHeading);
  const isTitled = top > 0 && blocks.slice(top).some((block) => block.kind !== "heading" && isSaid(block));
  const from = isTitled ? top : edgeOf(blocks);
  const to = blocks.length - edgeOf(blocks.slice(from).toReversed());
  // Prices, hours and sentences above the title are none of a menu.
  return blocks.filter(
    (block, at) =>
      block.region !== "page" || (at >= from && at < to) || (at < from && block.kind !== "heading" && isSaid(block)),
  );
}

const isTopHeading = ({ kind, level }: VisibleBlock): boolean => kind === "heading" && level === 1;

/** How many blocks at the beginning are links, with names of a word or two between them. */
function edgeOf(blocks: readonly VisibleBlock[]): number {
  let edge = 0;
  for (const [at, block] of blocks.entries()) {
    if (isSaid(block)) break;
    if (isRowOfLinks(block)) edge = at + 1;
  }
  return edge;
}

function isSaid(block: VisibleBlock): boolean {
  if (block.kind === "heading" || block.kind === "end") return false;
  return !isRowOfLinks(block) && (worthOf(block) > 0 || block.kind === "list" || isFact(block.text));
}

/** The signs between links do not count. A sentence may be links but for its verb. */
function isRowOfLinks({ kind, text, linked }: VisibleBlock): boolean {
  const isSentence = text.length - linked > 6 && /[.!?…。！？]$/.test(text);
  const size = text.replace(/\s*[|·•/\\›»>–-]\s*/g, "").length;
  // A line above others is what they are called.
  const share = text.split("\n").length > 3 ? 0.6 : 0.8;
  return kind !== "heading" && linked > size * share && !isSentence && !isFact(text);
}

/** Running text begins and ends with running text: not with a name, a date or a button. */
function trimShort(blocks: readonly VisibleBlock[]): readonly VisibleBlock[] {
  const isShort = (block: VisibleBlock) => block.kind === "paragraph" && worthOf(block) <= 0 && !isFact(block.text);
  const first = blocks.findIndex((block) => block.kind !== "end" && block.kind !== "heading" && !isShort(block));
  const last = blocks.findLastIndex((block) => block.kind !== "end" && block.kind !== "heading" && !isShort(block));
  return blocks.filter((block, at) => (at >= first && at <= last) || !isShort(block));
}

/** What stood under them was no content. */
function withoutBareHeadings(blocks: readonly VisibleBlock[]): VisibleBlock[] {
  const kept: VisibleBlock[] = [];
  /** Of the block kept after this one; a block that is no heading is below every level. */
  let next = 0;
  for (const block of blocks.toReversed()) {
    if (block.kind === "heading" && next <= block.level!) continue;
    kept.push(block);
    if (block.kind !== "end") next = block.kind === "heading" ? block.level! : 7;
  }
  return kept.toReversed();
}

function byLandmarks(visible: readonly VisibleBlock[]): ReadonlySet<VisibleBlock> {
  const size: Record<Region, number> = { main: 0, article: 0, page: 0, chrome: 0 };
  for (const block of visible) size[block.region] += block.text.length;
  const all = size.main + size.article + size.page;
  for (const region of ["main", "article"] as const) {
    if (size[region] > all / 2 || (size[region] >= SUBSTANTIAL && region === "main")) {
      return new Set(visible.filter((block) => block.region === region));
    }
  }
  return new Set(all > 0 ? visible.filter((block) => block.region !== "chrome") : visible);
}

function createNoise(visible: readonly VisibleBlock[]): (block: VisibleBlock) => boolean {
  let all = 0;
  for (const block of visible) if (block.region !== "chrome") all += block.text.length;
  const isSmall = ({ isReplies, size, linked, most }: Zone) =>
    size <= most && size <= all * (isReplies || linked > size * LINKED_SHARE ? 0.9 : NAMED_SHARE);
  const isAround = (zone: Zone, text: string) =>
    isSmall(zone) &&
    (zone.element === undefined ||
      (!isFact(text) && (zone.element === "footer" || zone.linked > zone.size * LINKED_SHARE)));
  return ({ zone, text }) => {
    for (let each = zone; each !== undefined; each = each.parent) if (isAround(each, text)) return true;
    return false;
  };
}

/** The smallest part with nearly all of the running text, where there is enough to call the page an article. */
function findArticle(
  visible: readonly VisibleBlock[],
  parts: readonly Part[],
  counts: (block: VisibleBlock) => boolean,
  least: typeof SAID,
): Part | undefined {
  const worth = [0];
  const prose = [0];
  for (const block of visible) {
    const value = counts(block) ? worthOf(block) : 0;
    worth.push(worth.at(-1)! + value);
    prose.push(prose.at(-1)! + Math.max(0, value));
  }
  const all = prose.at(-1)!;
  let best: Part | undefined;
  let most = 0;
  for (const part of parts) {
    const value = worth[part.to]! - worth[part.from]!;
    const share = prose[part.to]! - prose[part.from]!;
    if (value > most && share >= least.characters && share >= all * least.share) {
      most = value;
      best = part;
    }
  }
  return best;
}

/** Running text counts for, rows of links and of single words against the part it stands in. */
function worthOf({ kind, text, linked }: VisibleBlock): number {
  if (kind === "heading" || kind === "end") return 0;
  if (kind === "table" || kind === "code") return text.length / 2;
  const size = text.length + 2 * (text.match(DENSE)?.length ?? 0);
  const own = size - 2 * linked;
  return size >= 80 || (own > 0 && /[.!?…:。！？]["'”»)]*$/.test(text)) ? own : -25 - linked;
}

/** Such letters say in one what others say in three. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** Letters or numbers that lead to the parts of something. */
const INDEX = /^(?:[\p{L}\d]{1,2}(?:\s*[|·•/–-])?\s+){3,}[\p{L}\d]{1,2}$/u;

/** A list or a table of nothing but links. */
function isMenu({ kind, text, linked }: VisibleBlock): boolean {
  if (kind === "paragraph") return linked >= text.replace(/[\s|·•/–-]+/g, "").length && INDEX.test(text);
  if (kind === "table") return linked > text.replace(/\s+/g, "").length * 0.85 && !isFact(text);
  if (kind !== "list" || !text.includes("\n") || linked < text.length / 3) return false;
  return linked > text.replace(MARKERS, "").length * 0.85 && !isFact(text);
}
const MARKERS = /(?:^|\n)\s*(?:-|\d+\.) /g;

/** Leads somewhere else, and says nothing itself. */
function isPointer(block: VisibleBlock): boolean {
  return (
    isMenu(block) ||
    (block.kind === "paragraph" &&
      block.linked > block.text.length * 0.8 &&
      block.text.length < 160 &&
      !isFact(block.text))
  );
}

/** A picture beside running text, which says more than it does. */
const isPicture = ({ isAlternative, text }: VisibleBlock): boolean => isAlternative === true && !isFact(text);
