/**
 * The text of the block that is being read: white space as a browser shows it, how much of it are links, and what
 * pictures say. It is kept in pieces and joined once, so that a paragraph of a million pieces costs no more than one.
 */

import { stripInvisible } from "./invisible.ts";

/** Alternatives of pictures in one block. */
const MOST_ALTERNATIVES = 20;

/** A name and its price, a figure and its name: no word goes on there. Letters that dance one by one do. */
const SEAM = /^[\p{L}\d)]\p{L}\|[\d€$£¥₹]|^[\d.,]\d\|\p{Lu}|^\p{L}\p{Ll}\|\p{Lu}\p{Ll}|^.[€$£]\|\p{L}/u;
/** Of some words. */
const PHRASE = /\S\s+\S/;

/** Of what was read last, so much is asked for. */
const END_CHARACTERS = 250;

type Seam = "words" | "controls" | "signs";

export interface TakenText {
  text: string;
  /** How many characters of it are links. */
  linked: number;
  /** What pictures show, in words, and nothing else. */
  isAlternative: boolean;
}

export class HtmlText {
  /** Links that are open, innermost last: whether each leads away from where it stands. */
  readonly #links: boolean[] = [];
  /** Of the code that is open, in which white space stays as it is. */
  #language: string | undefined;
  #pieces: string[] = [];
  /** Characters that were left out because nobody sees them, spelled as references until here. */
  hidden = 0;
  #linked = 0;
  #alternatives: string[] = [];
  /** What was shown, until it is known whether it is said in words as well. */
  #figure: string | undefined;
  #endsInSpace = true;
  #seam: Seam | undefined;

  get isCode(): boolean {
    return this.#language !== undefined;
  }

  get isLinked(): boolean {
    return this.#links.includes(true);
  }

  openLink(leadsAway: boolean): void {
    this.#links.push(leadsAway);
  }

  closeLink(): void {
    this.#links.pop();
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0 && this.#alternatives.length === 0 && this.#figure === undefined;
  }

  /** Of what was read so far. */
  get end(): string {
    return this.#pieces
      .slice(-4)
      .map((piece) => piece.slice(-END_CHARACTERS))
      .join("");
  }

  add(text: string): void {
    if (this.#figure !== undefined && text.trim() !== "") this.#addFigure();
    if (this.isCode) {
      this.#pieces.push(text);
      return;
    }
    let collapsed = text.replace(/[ \t\n\f\r]+/g, " ");
    if (this.#endsInSpace && collapsed.startsWith(" ")) collapsed = collapsed.slice(1);
    if (collapsed === "") return;
    if (this.#seam !== undefined && !this.#endsInSpace && !collapsed.startsWith(" ")) {
      const before = this.#pieces.at(-1) ?? "";
      const isTwo =
        (this.#seam === "signs" && !/^[.,;:!?)\]]/.test(collapsed)) ||
        (this.#seam === "controls" && /^[\p{L}\p{N}\p{Sc}]/u.test(collapsed)) ||
        SEAM.test(`${before.slice(-2)}|${collapsed.slice(0, 2)}`) ||
        (PHRASE.test(before) && PHRASE.test(collapsed));
      if (isTwo) this.#pieces.push(" ");
    }
    this.#seam = undefined;
    this.#pieces.push(collapsed);
    if (this.isLinked) this.#linked += collapsed.length;
    this.#endsInSpace = collapsed.endsWith(" ");
  }

  /** One element has ended and the next begins, with nothing between: often only a sheet of styles keeps them apart. */
  seam(kind: Seam): void {
    if (!this.isCode) this.#seam = kind;
  }

  /** @param inLine a space stands for it */
  lineBreak(inLine: boolean): void {
    if (inLine) this.add(" ");
    else this.#pieces.push("\n");
    if (!this.isCode) this.#endsInSpace = true;
  }

  /** What a picture shows, in words: read where it is all that its block says. */
  alternative(words: string): void {
    if (words !== "" && this.#alternatives.length < MOST_ALTERNATIVES) this.#alternatives.push(words);
  }

  /** A price that is shown, or said in words: once is enough, and words tell the old one from the new. */
  figure(text: string, isSaid: boolean): void {
    if (isSaid) {
      if (this.#figure === undefined) return;
      this.#figure = text;
      this.#addFigure();
    } else {
      this.#addFigure();
      if (!this.#saysFigure(text)) this.#figure = text;
    }
  }

  #addFigure(): void {
    const figure = this.#figure;
    this.#figure = undefined;
    if (figure !== undefined) this.add(` ${figure} `);
  }

  /** @param anyAlternative false where a picture has to say more than a name to count as text */
  take(anyAlternative: boolean): TakenText {
    this.#addFigure();
    let text = this.#visible()
      .replace(/ ?\n ?/g, "\n")
      .trim();
    const isAlternative = text === "";
    if (isAlternative) text = this.#alternatives.filter((words) => anyAlternative || isTelling(words)).join("\n");
    const linked = this.#linked;
    this.#alternatives = [];
    this.#clear();
    return { text: anyAlternative ? text.replaceAll("\n", " ") : text, linked, isAlternative };
  }

  openCode(language: string): void {
    this.#language = language;
  }

  /** For a class on the `code` inside of a `pre`. */
  hintLanguage(language: string): void {
    if (this.#language === "") this.#language = language;
  }

  /** @returns the code between fences; empty where there is none */
  closeCode(): string {
    const raw = this.#visible().trimEnd();
    const language = this.#language ?? "";
    this.#language = undefined;
    this.#clear();
    // Blank lines above go, the indentation of the first line stays.
    const code = raw.slice(raw.lastIndexOf("\n", raw.search(/\S/)) + 1);
    return code === "" ? "" : fenced(code, language);
  }

  /** Whether a figure was said just now, with other signs around it. */
  #saysFigure(text: string): boolean {
    const figures = (of: string) => of.replace(/\D+/g, "");
    return figures(this.#pieces.slice(-4).join("")).includes(figures(text));
  }

  #visible(): string {
    const { text, hidden } = stripInvisible(this.#pieces.join(""));
    this.hidden += hidden;
    return text;
  }

  #clear(): void {
    this.#pieces = [];
    this.#linked = 0;
    this.#endsInSpace = true;
    this.#seam = undefined;
  }
}

/** A picture that is a text: more than a name, a logo or a file. */
function isTelling(words: string): boolean {
  if (
    /\.(?:png|jpe?g|gif|svg|webp|avif)$|\b(?:logo|icon|avatar|portrait|thumbnail|placeholder|decorative)\b/i.test(words)
  )
    return false;
  const count = words.split(" ").length;
  return (
    count >= 4 || (/\d/.test(words) && words.length >= 6) || /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{6,}/.test(words)
  );
}

/** A fence longer than any in the code. */
function fenced(code: string, language: string): string {
  let fence = "```";
  for (const [run] of code.matchAll(/`{3,}/g)) if (run.length >= fence.length) fence = "`".repeat(run.length + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}
