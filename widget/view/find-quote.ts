/**
 * Finds a quote in the page the visitor is on, scrolls there and marks it with the CSS Custom Highlight
 * API: of the page's own elements none is touched, but that closed details over the quote are opened.
 */

const NAME = "vegarag-quote";
/** Elements whose text is not read, and our own. */
const SKIP = /^(script|style|noscript|template|textarea|select|vegarag-chat)$/i;

const LOOK = "{background-color:#faeb84;color:#141925}";
/** Also what the browser itself has marked, where the address names the words: it would lie over ours in its own colour. */
const HIGHLIGHT_CSS = `::highlight(${NAME})${LOOK}::target-text${LOOK}`;

/** Where a page's text and a stored one differ without differing: white space, soft hyphens, accents, marks of Markdown, quotes, dashes, case. */
function fold(char: string): string {
  // One unit for one unit, so that offsets hold; an accent of its own is none.
  char = char.normalize("NFD")[0]!;
  if (/[\s\p{Cf}\p{Mn}*_`|]/u.test(char)) return "";
  if (/[‘’‚′]/.test(char)) return "'";
  if (/[“”„″]/.test(char)) return '"';
  if (/[‐-―−]/.test(char)) return "-";
  const lower = char.toLowerCase();
  return lower.length === 1 ? lower : char;
}

/** @returns undefined where the page does not hold the quote */
export function findQuote(page: Document, quote: string): Range | undefined {
  let wanted = "";
  for (let at = 0; at < quote.length; at++) wanted += fold(quote[at]!);
  if (!wanted) return undefined;
  let text = "";
  const nodes: Text[] = [];
  /** For each unit of `text`: which node, and where in it. */
  const at: number[] = [];
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    if (SKIP.test(node.parentElement?.localName ?? "")) continue;
    const { data } = node;
    for (let index = 0; index < data.length; index++) {
      const folded = fold(data[index]!);
      if (!folded) continue;
      text += folded;
      at.push(nodes.length, index);
    }
    nodes.push(node);
  }
  for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + 1)) {
    const last = from + wanted.length - 1;
    const range = page.createRange();
    range.setStart(nodes[at[from * 2]!]!, at[from * 2 + 1]!);
    range.setEnd(nodes[at[last * 2]!]!, at[last * 2 + 1]! + 1);
    const within = range.startContainer.parentElement!;
    const folded = closedAround(within);
    for (const details of folded) details.open = true;
    // What is not drawn cannot be shown.
    if (range.getClientRects().length && within.checkVisibility({ visibilityProperty: true })) return range;
    for (const details of folded) details.open = false;
  }
  return undefined;
}

/** Details that are closed around an element, the innermost first. */
function closedAround(element: Element): HTMLDetailsElement[] {
  const found: HTMLDetailsElement[] = [];
  for (let details = element.closest("details"); details; details = details.parentElement?.closest("details") ?? null)
    if (!details.open) found.push(details);
  return found;
}

/** Scrolls to the range and marks it. @returns takes the mark away */
export function showRange(range: Range, page: Document): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(HIGHLIGHT_CSS);
    page.adoptedStyleSheets.push(sheet);
    CSS.highlights.set(NAME, new Highlight(range));
    return () => {
      CSS.highlights.delete(NAME);
      page.adoptedStyleSheets = page.adoptedStyleSheets.filter((other) => other !== sheet);
    };
  } catch {
    // Without highlights the selection shows the place.
    const selection = page.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    return () => {};
  }
}
