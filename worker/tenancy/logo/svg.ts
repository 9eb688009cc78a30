/**
 * An SVG made safe: it is read, and what a logo is drawn with is written anew. Scripts, handlers, foreign content,
 * animation, style sheets and every address outside the picture are not among that. What could keep a browser busy
 * (thousands of parts, parts drawn in parts drawn in parts) is refused.
 */

import { Parser } from "htmlparser2";
import { LogoError } from "./logo-error.ts";
import { DRAWN, ELEMENTS, GEOMETRY, OPENED, POINTING, PRESENTATION } from "./svg-words.ts";

const MOST_DEPTH = 50;
const MOST_ELEMENTS = 2_000;
/** With everything counted as often as it is drawn. */
const MOST_DRAWN = 20_000;

interface Node {
  name: string;
  attributes: Record<string, string>;
  children: (Node | string)[];
}

/** @throws LogoError where it is none, holds entities, or is too intricate */
export function cleanSvg(text: string): string {
  const { root, styles } = read(text);
  const rules = rulesOf(styles);
  const ids = new Map<string, Node>();
  const count = (node: Node): number => {
    node.attributes = attributesOf(node, rules);
    const { id } = node.attributes;
    if (id !== undefined) ids.set(id, node);
    return node.children.reduce(
      (sum, child) => sum + (typeof child === "string" ? 0 : count(child)),
      DRAWN.has(node.name) ? 1 : 0,
    );
  };
  if (count(root) === 0) throw new LogoError("Nothing that can be drawn is left of the SVG.");
  verifyCost(root, ids);
  // An image without it would be cut where it should be scaled.
  const { width = "", height = "" } = root.attributes;
  if (isPixels(width) && isPixels(height))
    root.attributes["viewBox"] ??= `0 0 ${parseFloat(width)} ${parseFloat(height)}`;
  root.attributes["xmlns"] = "http://www.w3.org/2000/svg";
  return write(root);
}

const isPixels = (length: string): boolean => /^\d+(\.\d+)?(px)?$/.test(length.trim());

function read(text: string): { root: Node; styles: string } {
  const top: Node = { name: "", attributes: {}, children: [] };
  const open: Node[] = [top];
  let styles = "";
  let elements = 0;
  /** Depth inside something that is left out, and whether that is a style sheet. */
  let skipped = 0;
  let inStyle = false;
  const parser = new Parser(
    {
      onprocessinginstruction(_name, data) {
        // What a document type declares are entities: one of ten bytes can stand for a billion.
        if (/^!doctype/i.test(data) && data.includes("[")) throw new LogoError("The SVG declares entities.");
      },
      onopentag(name, attributes) {
        if (++elements > MOST_ELEMENTS) throw new LogoError(`The SVG has more than ${MOST_ELEMENTS} elements.`);
        if (open.length + skipped > MOST_DEPTH) throw new LogoError(`The SVG is nested more than ${MOST_DEPTH} deep.`);
        const local = name.replace(/^svg:/, "");
        if (skipped > 0 || !(ELEMENTS.has(local) || OPENED.has(local))) {
          if (skipped === 0) inStyle = local === "style";
          skipped++;
          return;
        }
        const node = { name: OPENED.has(local) ? "g" : local, attributes, children: [] };
        open.at(-1)!.children.push(node);
        open.push(node);
      },
      ontext(data) {
        if (skipped > 0) styles += inStyle ? data : "";
        else open.at(-1)!.children.push(data);
      },
      onclosetag() {
        if (skipped > 0) skipped--;
        else if (open.length > 1) open.pop();
        if (skipped === 0) inStyle = false;
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  const roots = top.children.filter((child) => typeof child !== "string");
  if (roots.length !== 1 || roots[0]!.name !== "svg") throw new LogoError("That is no SVG.");
  return { root: roots[0]!, styles };
}

type Rules = Map<string, Record<string, string>>;

/** Rules of one class, element or id, as drawing programs write them. Other selectors are left out, and so is what holds at times alone (`@media`). */
function rulesOf(styles: string): Rules {
  const rules: Rules = new Map();
  const plain = styles.replace(/\/\*[\s\S]*?\*\//g, "");
  for (const { head, body } of blocksOf(plain)) {
    if (head.startsWith("@")) continue;
    for (const selector of head.split(",").map((part) => part.trim())) {
      if (/^[.#]?[\w-]{1,100}$/.test(selector)) rules.set(selector, { ...rules.get(selector), ...declared(body) });
    }
  }
  return rules;
}

/** What stands in braces, and what stands before them: blocks of blocks as one. */
function blocksOf(styles: string): { head: string; body: string }[] {
  const blocks: { head: string; body: string }[] = [];
  let head = "";
  let depth = 0;
  let from = 0;
  for (const { 0: sign, index } of styles.matchAll(/[{};]/g)) {
    if (sign === "{" && depth++ === 0) {
      head = styles.slice(from, index).trim();
      from = index + 1;
    } else if (sign === "}" && depth > 0 && --depth === 0) {
      blocks.push({ head, body: styles.slice(from, index) });
      from = index + 1;
    } else if (sign === ";" && depth === 0) {
      from = index + 1;
    }
  }
  return blocks;
}

function declared(style: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const declaration of style.split(";")) {
    const colon = declaration.indexOf(":");
    const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (PRESENTATION.has(name))
      found[name] = declaration
        .slice(colon + 1)
        .replace(/!important/i, "")
        .trim();
  }
  return found;
}

function attributesOf({ name, attributes: given }: Node, rules: Rules): Record<string, string> {
  const classes = (given["class"] ?? "").split(/\s+/).map((name) => `.${name}`);
  const styled = [name, ...classes, `#${given["id"] ?? ""}`].map((selector) => rules.get(selector));
  const kept: Record<string, string> = {};
  for (const [attribute, value] of Object.entries(
    Object.assign({}, given, ...styled, declared(given["style"] ?? "")),
  )) {
    const isKnown = PRESENTATION.has(attribute) || GEOMETRY.has(attribute);
    if (isKnown && isSafe(`${value}`)) kept[attribute] = `${value}`;
  }
  // Whatever the document calls the namespace of links.
  const target = given["href"] ?? Object.entries(given).find(([attribute]) => attribute.endsWith(":href"))?.[1];
  if (POINTING.has(name) && target !== undefined && /^#[\w.:-]{1,200}$/.test(target)) kept["href"] = target;
  return kept;
}

const POINTER = /url\(\s*["']?#([\w.:-]{1,200})["']?\s*\)/gi;
const FUNCTION = /^(matrix|translate|scale|rotate|skew[xy]|rgba?|hsla?|hwb|(ok)?lab|(ok)?lch|color)$/i;

/** Calls nothing but transformations and colours, and parts of the same picture: no way of writing leads out of it. */
function isSafe(value: string): boolean {
  const rest = value.replace(POINTER, "").replace(/\s/g, " ");
  if (/[\\<>@\p{Cc}]/u.test(rest)) return false;
  return [...rest.matchAll(/([^\s,(]*)\s*\(/g)].every(([, name]) => FUNCTION.test(name!));
}

/** How often each part is drawn, where parts point at parts. @throws LogoError */
function verifyCost(root: Node, ids: ReadonlyMap<string, Node>): void {
  const known = new Map<Node, number>();
  const under = new Set<Node>();
  const costOf = (node: Node): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    if (under.has(node)) throw new LogoError("A part of the SVG is drawn inside itself.");
    under.add(node);
    let cost = 1;
    for (const child of node.children) if (typeof child !== "string") cost += costOf(child);
    for (const value of Object.values(node.attributes)) {
      const targets = [...value.matchAll(POINTER)].map(([, id]) => id!);
      if (value === node.attributes["href"]) targets.push(value.slice(1));
      for (const target of targets.map((id) => ids.get(id))) if (target !== undefined) cost += costOf(target);
    }
    if (cost > MOST_DRAWN) throw new LogoError("The SVG draws its parts too often.");
    under.delete(node);
    known.set(node, cost);
    return cost;
  };
  costOf(root);
}

function write(node: Node | string): string {
  if (typeof node === "string") return escaped(node);
  const { name, attributes, children } = node;
  const isText = name === "text" || name === "tspan" || name === "title" || name === "desc";
  const inside = children
    .filter((child) => isText || typeof child !== "string")
    .map(write)
    .join("");
  const list = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${escaped(value)}"`);
  return `<${name}${list.join("")}>${inside}</${name}>`;
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);
