/**
 * Buttons and tabs that show a part of the page. The part is text of the page however it is folded away, and
 * what stands on its control is its heading.
 */

import { type Attributes, BLOCKS, isForEars, isForEyes, roleOf } from "./html-elements.ts";

/**
 * Of what is not read itself: a control, whose words are the heading of what it shows, or a figure that only those who look
 * or only those who listen are told.
 */
export class Controls {
  readonly #controlled: Set<string>;
  /** What stands on the control of a part, by the part's id. */
  readonly #labels = new Map<string, string>();
  /** What stands on tabs whose panels are yet to come. */
  #tabs: string[] = [];
  /** The button that ended just now and names nothing: what stood on it, and whether it says that it unfolds something. */
  #before: { label: string; unfolds: boolean } | undefined;
  /** The same, of the part that begins. */
  #unfolded: string | undefined;
  #open:
    | { targets: string[]; kind: "control" | "tab" | "seen" | "heard"; pieces: string[]; unfolds?: boolean }
    | undefined;

  constructor(source: string) {
    this.#controlled = findControlled(source);
  }

  /** @returns whether the element is a control of some part, and no text of its own */
  open(name: string, attributes: Attributes, inHeading: boolean): boolean {
    if (roleOf(attributes) === "tablist") this.#tabs = [];
    const target = inHeading ? undefined : targetOf(name, attributes);
    if (target !== undefined) {
      if (target !== "") this.#controlled.add(target);
      const targets = [target, attributes.id === undefined ? "" : `tab ${attributes.id}`].filter((id) => id !== "");
      this.#open = { targets, kind: roleOf(attributes) === "tab" ? "tab" : "control", pieces: [] };
      return true;
    }
    if (name === "button" && !inHeading)
      this.#open = { targets: [], kind: "control", pieces: [], unfolds: attributes["aria-expanded"] !== undefined };
    else if (isForEars(attributes)) this.#open = { targets: [], kind: "heard", pieces: [] };
    else if (isForEyes(name, attributes)) this.#open = { targets: [], kind: "seen", pieces: [] };
    return false;
  }

  readText(text: string): void {
    if (this.#open !== undefined) this.#open.pieces.push(text);
    else if (text.trim() !== "") this.part();
  }

  /** Something stands between a button and what follows: the one does not show the other. */
  part(): void {
    this.#before = undefined;
  }

  /** The element is read like any other. */
  forget(): void {
    this.#open = undefined;
    this.#before = undefined;
  }

  /** What it said, where that is of use at once. */
  close(): { kind: "question" | "seen" | "heard"; text: string } | undefined {
    this.#before = undefined;
    if (this.#open === undefined) return undefined;
    const { targets, kind, pieces, unfolds } = this.#open;
    this.#open = undefined;
    const text = pieces.join("");
    if (kind === "seen" || kind === "heard") return { kind, text: text.replace(/\s+/g, " ").trim() };
    const label = labelOf(text);
    if (kind === "tab") this.#tabs.push(label ?? "");
    if (label === undefined) return undefined;
    if (kind === "control" && targets.length === 0) {
      if (isQuestion(label)) return { kind: "question", text: label };
      // A word alone is on menus and the like.
      if (label.includes(" ")) this.#before = { label, unfolds: unfolds === true };
      return undefined;
    }
    for (const target of targets) if (!this.#labels.has(target)) this.#labels.set(target, label);
    return undefined;
  }

  /** What stood on the control of this part. */
  labelFor(attributes: Attributes): string | undefined {
    if (this.#labels.size === 0 && this.#tabs.length === 0 && this.#unfolded === undefined) return undefined;
    const isTab = roleOf(attributes) === "tabpanel";
    const inOrder = (isTab ? this.#tabs.shift() : undefined) || undefined;
    const tab = isTab ? this.#labels.get(`tab ${attributes["aria-labelledby"] ?? "?"}`) : undefined;
    const label = tab ?? this.#labels.get(attributes.id ?? "") ?? inOrder ?? this.#unfolded;
    this.#unfolded = undefined;
    if (attributes.id !== undefined) this.#labels.delete(attributes.id);
    return label;
  }

  /** Whether a folded part is one that something shows. */
  isPanel(name: string, attributes: Attributes): boolean {
    if (isPanel(name, attributes, this.#controlled)) return true;
    const isShown = this.#before?.unfolds === true || attributes["x-show"] !== undefined;
    if (!isShown || !BLOCKS.has(name) || !mayUnfold(name, attributes)) return false;
    this.#unfolded = this.#before?.label;
    return true;
  }
}

const MOST = 5_000;
const TARGETS =
  /\s(?:aria-controls|data-(?:bs-)?target|commandfor|popovertarget)\s*=\s*(?:"([^"]{1,300})"|'([^']{1,300})'|([^\s"'<>]{1,300}))/gi;

/** The ids of all parts that some control names. */
function findControlled(source: string): Set<string> {
  const found = new Set<string>();
  for (const [, double, single, bare] of source.matchAll(TARGETS)) {
    for (const id of (double ?? single ?? bare!).split(/\s+/)) found.add(id.replace(/^#/, ""));
    if (found.size > MOST) break;
  }
  return found;
}

/** The part that the element shows, where it is a control. */
function targetOf(name: string, attributes: Attributes): string | undefined {
  const role = attributes.role?.trim().toLowerCase();
  const toggles = attributes["data-toggle"] ?? attributes["data-bs-toggle"];
  if (name !== "button" && role !== "button" && role !== "tab" && toggles === undefined) return undefined;
  const named = attributes["aria-controls"] ?? attributes["data-target"] ?? attributes["data-bs-target"];
  const link = name === "a" && /^#./.test(attributes.href ?? "") ? attributes.href : undefined;
  const id = (named ?? link)?.trim().split(/\s+/)[0]?.replace(/^#/, "");
  // Tabs without names are those of the panels that follow, in their order.
  return id || (role === "tab" ? "" : undefined);
}

/** Parts that a control shows and that are no text of the page all the same. */
const NO_PANEL = /^(?:dialog|alertdialog|menu|menubar|listbox|navigation|tooltip|search|tree)$/;

/** What sites call a part that unfolds, and what folds away for other reasons. */
const FOLDS =
  /(?:^|[\s_-])(?:accordion|collaps(?:e|ed|ible)|faq|toggle|answer|expand(?:able|er)?|tab-?(?:content|pane|panel))(?:[\s_-]|$)/i;
const FOLDS_AWAY =
  /(?:^|[\s_-])(?:menu|nav|navbar|navigation|search|modal|popup|overlay|login|cart|filters?|cookies?)(?:[\s_-]|$)/i;

/** Whether a folded part unfolds by what it is called, though nothing on the page names it. */
const unfolds = ({ class: classes = "" }: Attributes): boolean => FOLDS.test(classes) && !FOLDS_AWAY.test(classes);

const mayUnfold = (name: string, attributes: Attributes): boolean =>
  name !== "nav" && name !== "dialog" && !NO_PANEL.test(roleOf(attributes)) && !FOLDS_AWAY.test(attributes.class ?? "");

function isPanel(name: string, attributes: Attributes, controlled: ReadonlySet<string>): boolean {
  const role = attributes.role?.trim().toLowerCase() ?? "";
  if (name === "nav" || name === "dialog" || NO_PANEL.test(role)) return false;
  if (role === "tabpanel" || attributes.hidden?.trim().toLowerCase() === "until-found") return true;
  return unfolds(attributes) || (attributes.id !== undefined && controlled.has(attributes.id));
}

const QUESTION = /^\S+(?:\s+\S+){2,}\s*[?？؟]$|^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}].{5,}[?？]$/u;

/** A button that asks unfolds the answer, whether or not it says where that is. */
const isQuestion = (label: string): boolean => label.length <= 200 && QUESTION.test(label);

/** Of some words. */
export const endsInQuestion = (text: string): boolean => /(?:\S\s+\S.{0,200}|.{6})[?？؟]\s*$/u.test(text.slice(-250));

/** What a control shows must say something: a label of one letter or of a whole paragraph is none. */
function labelOf(text: string): string | undefined {
  const label = text.replace(/\s+/g, " ").trim();
  return label.length >= 2 && label.length <= 300 && /\p{L}/u.test(label) ? label : undefined;
}
