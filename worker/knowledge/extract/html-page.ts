/** Chooses the part of a page that is its content, writes it down as one text, and finds its title. */

import { createBlockList } from "./block-list.ts";
import type { Block } from "./blocks.ts";
import { isContact, isFact } from "./html-chrome.ts";
import type { HtmlHead } from "./html-head.ts";
import { chooseContent, type Part } from "./html-content.ts";
import type { VisibleBlock } from "./html-blocks.ts";
import { readStatedFacts } from "./structured-data.ts";

export function arrangeBlocks(
  read: readonly VisibleBlock[],
  parts: readonly Part[],
  head: HtmlHead,
  isWhole: boolean,
): { title: string | undefined; text: string; blocks: Block[] } {
  const visible = isWhole ? read : withTitle(read, head);
  const content = isWhole ? visible : chooseContent(visible, parts, head.isArticle);
  const above = headingAbove(visible, content);
  const title = chooseTitle((above ?? visible.find(isTopHeading))?.text ?? "", head);
  // A title is kept beside the text; what it does not say has to stand in it.
  const isSaid = above === undefined || content.includes(above) || lettersOf(title).includes(lettersOf(above.text));
  const shown = [...(isSaid ? [] : [above]), ...content, ...factsBeside(visible, new Set(content))];
  const chosen = [...shown, ...statedBlocks(shown, head)];
  const list = createBlockList();
  for (const { kind, text, level, head: tableHead } of withoutEmptyScopes(chosen)) {
    if (kind === "end") list.leave(level!);
    else if (kind === "heading") list.heading(`${"#".repeat(level!)} ${text}`, text, level!);
    else list.push(kind, text, tableHead);
  }
  return { title: title || undefined, text: list.text(), blocks: [...list.blocks] };
}

/** How far from a telephone number the name of the street may stand. */
const NEAR_CHARACTERS = 120;

/** What the rest of the page says of prices, and of how, where and when to reach somebody: the content may not say it. */
function factsBeside(visible: readonly VisibleBlock[], content: ReadonlySet<VisibleBlock>): VisibleBlock[] {
  const beside = visible.filter((block) => block.kind !== "end");
  const facts = beside.map((block) => !content.has(block) && block.kind !== "heading" && isFact(block.text));
  const kept = beside.filter((block, at) => {
    // A price that nobody says the name of is none.
    if (facts[at]) return !isBarePrice(block.text) || isNamedBy(beside[at - 1], block);
    const isBeside = (other: number) => facts[other] === true && beside[other]!.zone === block.zone;
    return (
      !content.has(block) &&
      (isBeside(at - 1) || isBeside(at + 1)) &&
      block.text.length <= NEAR_CHARACTERS &&
      block.linked < block.text.length / 2 &&
      !/©|\(c\)/i.test(block.text)
    );
  });
  return kept.length === 0 ? [] : [endOf(1), ...kept.map(asParagraph)];
}

const isBarePrice = (text: string): boolean => !isContact(text) && !/\p{L}{2}/u.test(text.replace(/\b[A-Z]{3}\b/g, ""));

const isNamedBy = (above: VisibleBlock | undefined, { zone }: VisibleBlock): boolean =>
  above !== undefined && above.kind !== "heading" && above.zone === zone && above.linked < above.text.length / 2;

const endOf = (level: number): VisibleBlock => ({
  kind: "end",
  text: "",
  level,
  region: "page",
  zone: undefined,
  linked: 0,
});
const asParagraph = (block: VisibleBlock): VisibleBlock =>
  block.kind === "heading" ? { ...block, kind: "paragraph" } : block;

function statedBlocks(shown: readonly VisibleBlock[], head: HtmlHead): VisibleBlock[] {
  if (head.statements.length === 0) return [];
  const text = shown.map((block) => block.text).join("\n");
  const { questions, lines } = readStatedFacts(head.statements, text, head.language);
  const facts = { region: "page", zone: undefined, linked: 0 } as const;
  const blocks: VisibleBlock[] = [];
  if (lines.length > 0) blocks.push({ kind: "list", text: lines.map((line) => `- ${line}`).join("\n"), ...facts });
  for (const { question, answer } of questions) {
    blocks.push({ kind: "heading", text: question, level: 2, ...facts }, { kind: "paragraph", text: answer, ...facts });
  }
  return blocks.length === 0 ? [] : [endOf(questions.length > 0 ? 2 : 1), ...blocks];
}

/** A control that shows nothing to read, such as the button of a menu, leaves no heading behind. */
function withoutEmptyScopes(blocks: readonly VisibleBlock[]): VisibleBlock[] {
  const kept: VisibleBlock[] = [];
  for (const block of blocks) {
    const last = kept.at(-1);
    // Shops say the name of a product twice: for the page, and as the link to it.
    if (block.kind === "heading" && last?.kind === "heading" && last.text === block.text) continue;
    if (block.kind === "end" && last?.kind === "heading" && last.level === block.level) kept.pop();
    else kept.push(block);
  }
  return kept;
}

/** Blocks between the heading of a page and its content. */
const MOST_BETWEEN = 12;

const isTopHeading = ({ kind, level }: VisibleBlock): boolean => kind === "heading" && level === 1;

/** The first `h1` of the content, or the one that stands near above it and is no link home. */
function headingAbove(visible: readonly VisibleBlock[], content: readonly VisibleBlock[]): VisibleBlock | undefined {
  const first = visible.indexOf(content[0]!);
  return (
    content.find(isTopHeading) ??
    visible
      .slice(Math.max(0, first - MOST_BETWEEN), first)
      .findLast((block) => isTopHeading(block) && block.linked < block.text.length / 2)
  );
}

/** The `<title>`, or the heading where that is the title without the name of the site around it. */
function chooseTitle(heading: string, { title, metaTitle }: HtmlHead): string {
  const named = title.replace(/\s+/g, " ").trim() || metaTitle.replace(/\s+/g, " ").trim();
  return heading !== "" && named.toLowerCase().includes(heading.toLowerCase()) ? heading : named || heading;
}

/** Between the name of a page and that of its site, in a title. */
const PARTS = /\s+[|–—·»:•-]+\s+|[|｜»：]/;

/** Where nothing is a heading of the first level, the line that says the page's title is. */
function withTitle(visible: readonly VisibleBlock[], { title }: HtmlHead): readonly VisibleBlock[] {
  if (visible.some(isTopHeading)) return visible;
  const names = new Set([title, title.split(PARTS)[0]!].map(lettersOf));
  const isTitle = ({ kind, text, linked }: VisibleBlock): boolean =>
    kind === "paragraph" && linked === 0 && text.length <= 300 && text.length > 3 && names.has(lettersOf(text));
  const first = visible.findIndex(isTitle);
  if (first < 0) return visible;
  // The trail above it may end in its name.
  const at = first + visible.slice(first, first + MOST_BETWEEN).findLastIndex(isTitle);
  const { text, zone, region, linked } = visible[at]!;
  const heading: VisibleBlock = {
    kind: "heading",
    level: 1,
    text,
    zone,
    linked,
    region: region === "chrome" ? "page" : region,
  };
  return visible.with(at, heading);
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
