/**
 * What a browser would not show of an element, as far as its attributes and the page's own rules for classes and
 * ids tell: folded away (one click may show it) or painted so that nobody sees it. Sheets that are elsewhere are
 * not known, and what only they hide is read.
 */

import type { Attributes } from "./html-elements.ts";

/** Of the text in an element. Shared by elements that change nothing. */
export interface Paint {
  color: Color | undefined;
  /** Undefined: a picture, or a sheet that is elsewhere. */
  background: Color | undefined;
  /** Too small to be read. */
  tiny: boolean;
  /** Nobody sees it. */
  unseen: boolean;
}

type Color = readonly [red: number, green: number, blue: number];

const WHITE: Color = [255, 255, 255];
export const PAPER: Paint = { color: undefined, background: WHITE, tiny: false, unseen: false };

export type Declarations = ReadonlyMap<string, string>;

const NONE: Declarations = new Map();
const MAX_DECLARATIONS = 60;

export function parseStyle(style: string | undefined): Declarations {
  if (style === undefined || style === "") return NONE;
  const declarations = new Map<string, string>();
  for (const part of style.split(";", MAX_DECLARATIONS)) {
    const colon = part.indexOf(":");
    if (colon < 0) continue;
    const value = part.slice(colon + 1).replace(/!\s*important\s*$/i, "");
    declarations.set(part.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase());
  }
  return declarations;
}

/** Not shown until something is done: what does it decides whether it is text of the page. */
export function isFolded(style: Declarations): boolean {
  return (
    style.get("display") === "none" ||
    /^(?:hidden|collapse)$/.test(style.get("visibility") ?? "") ||
    style.get("content-visibility") === "hidden" ||
    isFlat(style)
  );
}

/** No height or no width, and nothing may stick out. */
function isFlat(style: Declarations): boolean {
  if (
    !/hidden|clip/.test(
      `${style.get("overflow") ?? ""}${style.get("overflow-x") ?? ""}${style.get("overflow-y") ?? ""}`,
    )
  )
    return false;
  return ["height", "max-height", "width", "max-width"].some((name) => {
    const size = pixels(style.get(name));
    return size !== undefined && size <= 1;
  });
}

/** Shown to nobody, whatever is clicked. */
export function isPaintedAway(style: Declarations): boolean {
  // Folded to no height, a part is faded as well until it unfolds.
  return (isFaded(style) && !isFlat(style)) || isOffScreen(style) || isClipped(style);
}

function isFaded(style: Declarations): boolean {
  const opacity = Number.parseFloat(
    style.get("opacity") ?? /opacity\(\s*([\d.]+%?)/.exec(style.get("filter") ?? "")?.[1] ?? "1",
  );
  if (!(opacity <= 0.05)) return false;
  // Where an animation will begin: scripts show it as the reader comes near.
  return !["transform", "transition", "animation", "will-change"].some((name) => style.has(name));
}

const FAR = -500;

function isOffScreen(style: Declarations): boolean {
  const far = (value: string | undefined) => (pixels(value) ?? 0) <= FAR;
  if (far(style.get("text-indent")) || ["margin", "margin-left", "margin-top"].some((name) => far(style.get(name))))
    return true;
  if (/translate[\w]*\([^)]*-\d{4,}|scale\(\s*0\s*\)/.test(style.get("transform") ?? "")) return true;
  if (!/absolute|fixed/.test(style.get("position") ?? "")) return false;
  return ["left", "right", "top", "bottom", "inset"].some((name) => {
    const size = pixels(style.get(name));
    return size !== undefined && Math.abs(size) >= -FAR && (size < 0 || size >= 5_000);
  });
}

function isClipped(style: Declarations): boolean {
  const path = style.get("clip-path") ?? "";
  if (/^inset\(\s*(?:50|100)%|^circle\(\s*0|^polygon\(\s*0[a-z%]*\s+0[a-z%]*\s*,\s*0[a-z%]*\s+0/.test(path))
    return true;
  const rect = /^rect\(([^)]*)\)/.exec(style.get("clip") ?? "")?.[1];
  return rect !== undefined && rect.split(/[\s,]+/).every((side) => side === "" || (pixels(side) ?? 9) <= 1);
}

/** @param knowsSheets false where the page is styled by sheets that were not read */
export function paintOf(
  style: Declarations,
  { bgcolor, color: font }: Attributes,
  around: Paint,
  knowsSheets: boolean,
): Paint {
  const size = fontSize(style);
  const color = parseColor(style.get("color") ?? font) ?? around.color;
  const own = style.get("background-color") ?? style.get("background") ?? bgcolor;
  const background = own === undefined ? around.background : parseBackground(own, around.background);
  const tiny = size === undefined ? around.tiny : size;
  if (color === around.color && background === around.background && tiny === around.tiny && !style.has("color"))
    return around;
  const clipsText = /text/.test(`${style.get("background-clip") ?? ""}${style.get("-webkit-background-clip") ?? ""}`);
  const clear =
    !clipsText &&
    /^(?:transparent|rgba\([^)]*,\s*0(?:\.0*)?\s*\)|#[0-9a-f]{6}00|#[0-9a-f]{3}0)$/.test(style.get("color") ?? "");
  // The paper of a page whose sheets are elsewhere may have any color.
  const ground = background === WHITE && !knowsSheets ? undefined : background;
  const same =
    color !== undefined && ground !== undefined && color.every((part, at) => Math.abs(part - ground[at]!) <= 16);
  return { color, background, tiny, unseen: tiny || clear || same };
}

/** True where it cannot be read, false where it can, undefined where the element says nothing. */
function fontSize(style: Declarations): boolean | undefined {
  const text =
    style.get("font-size") ?? /(?:^|\s)([\d.]+(?:px|pt|em|rem|%)?)(?:\/|\s)/.exec(style.get("font") ?? "")?.[1];
  const match = /^(-?[\d.]+)(px|pt|em|rem|%|vw|vh|)$/.exec(text ?? "");
  if (!match) return undefined;
  const size = Number(match[1]);
  switch (match[2]) {
    case "em":
    case "rem":
      return size <= 0.1;
    case "%":
      return size <= 10;
    case "vw":
    case "vh":
      return size <= 0.1;
    default:
      return size <= 1;
  }
}

/** Roughly: an em is taken for 16 pixels, a share for that of a window. */
function pixels(value: string | undefined): number | undefined {
  const match = /^(-?[\d.]+)(px|pt|em|rem|%|vw|vh|)/.exec(value ?? "");
  if (!match) return undefined;
  const unit = match[2] === "" || match[2] === "px" || match[2] === "pt" ? 1 : /em/.test(match[2]!) ? 16 : 12;
  return Number(match[1]) * unit;
}

const NAMED: Readonly<Record<string, Color>> = {
  white: WHITE,
  black: [0, 0, 0],
  snow: [255, 250, 250],
  ivory: [255, 255, 240],
  whitesmoke: [245, 245, 245],
  ghostwhite: [248, 248, 255],
  red: [255, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  gray: [128, 128, 128],
  grey: [128, 128, 128],
  silver: [192, 192, 192],
  navy: [0, 0, 128],
};

function parseColor(text: string | undefined): Color | undefined {
  if (text === undefined) return undefined;
  const value = text.trim().toLowerCase();
  if (Object.hasOwn(NAMED, value)) return NAMED[value];
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})(?:[0-9a-f]|[0-9a-f]{2})?$/.exec(value)?.[1];
  if (hex !== undefined && value.startsWith("#")) {
    const parts = hex.length === 3 ? [...hex].map((digit) => digit + digit) : hex.match(/../g)!;
    return parts.map((part) => Number.parseInt(part, 16)) as unknown as Color;
  }
  const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})/.exec(value);
  if (rgb) return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])];
  const hsl = /^hsla?\(\s*[\d.]+(?:deg)?[\s,]+[\d.]+%[\s,]+([\d.]+)%/.exec(value);
  return hsl && Number(hsl[1]) >= 99 ? WHITE : hsl && Number(hsl[1]) <= 1 ? [0, 0, 0] : undefined;
}

function parseBackground(text: string, around: Color | undefined): Color | undefined {
  if (/^(?:transparent|none|inherit|unset)$/.test(text)) return around;
  if (/gradient|url\(/.test(text)) return undefined;
  return (
    parseColor(text) ??
    text
      .split(/\s+/)
      .map(parseColor)
      .find((color) => color !== undefined)
  );
}

/** Rules for one class or id of a page's own sheets that may hide its text for good. */
export function hidingRules(css: string): Map<string, string> {
  const rules = new Map<string, string>();
  if (!/opacity|font|text-indent|left|right|top|clip|color/i.test(css)) return rules;
  const plain = css.replace(/\/\*[^]*?(?:\*\/|$)/g, "");
  let depth = 0;
  let from = 0;
  for (let at = 0; at < plain.length && rules.size < 500; at++) {
    const char = plain[at];
    if (char === "{") {
      // Inside of @media and the like nothing is known for sure.
      if (depth++ === 0 && !plain.slice(from, at).includes("@")) {
        const end = plain.indexOf("}", at);
        addRule(rules, plain.slice(from, at), plain.slice(at + 1, end < 0 ? undefined : end));
      }
    } else if (char === "}") {
      depth = Math.max(0, depth - 1);
      if (depth === 0) from = at + 1;
    }
  }
  return rules;
}

function addRule(rules: Map<string, string>, selectors: string, declarations: string): void {
  if (declarations.length > 1_000 || selectors.length > 1_000) return;
  const style = parseStyle(declarations);
  const hides =
    isPaintedAway(style) ||
    fontSize(style) === true ||
    (style.has("color") && (style.has("background") || style.has("background-color")));
  if (!hides) return;
  for (const selector of selectors.split(",")) {
    const name = /^\s*[a-z]*([.#][\w-]+)\s*$/i.exec(selector)?.[1];
    if (name !== undefined) rules.set(name, `${rules.get(name) ?? ""};${declarations}`);
  }
}
