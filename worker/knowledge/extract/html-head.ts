/** What an HTML page says outside its text: title, keywords, language, sheets of its own, facts for machines. */

import { boundKeywords, isKeywordsMeta } from "../index/keywords.ts";
import type { Attributes } from "./html-elements.ts";
import { hidingRules } from "./html-hidden.ts";
import { parseLanguage } from "./language-tag.ts";

const SCRIPT_CHARACTERS = 400_000;
const SHEET_CHARACTERS = 200_000;
const MOST_CLASSES = 20;
const ARTICLE_TYPE = /"@type"\s*:\s*(?:\[\s*)?"(?:\w*Article|BlogPosting|Report)"/;

export class HtmlHead {
  title = "";
  /** `og:title` */
  metaTitle = "";
  keywords = "";
  language: string | undefined;
  /** Sheets are elsewhere, and what they hide is not known. */
  hasSheets = false;
  readonly statements: string[] = [];

  #published = false;
  #rules = new Map<string, string>();
  #open: "title" | "style" | "statement" | undefined;
  #pieces: string[] = [];
  #length = 0;

  meta({ property, name, content = "" }: Attributes): void {
    if ((property ?? name) === "og:title") this.metaTitle ||= content;
    if ((property ?? name) === "article:published_time") this.#published = true;
    if (isKeywordsMeta(property ?? name)) this.keywords = boundKeywords(`${this.keywords} ${content}`);
  }

  link({ rel = "" }: Attributes): void {
    if (/\bstylesheet\b/i.test(rel)) this.hasSheets = true;
  }

  root({ lang }: Attributes): void {
    this.language ??= parseLanguage(lang);
  }

  /** An element begins whose text is none of the page. */
  open(name: string, { type = "" }: Attributes): void {
    this.#pieces = [];
    this.#length = 0;
    const isStatement = name === "script" && /^\s*application\/ld\+json/i.test(type);
    this.#open = name === "title" || name === "style" ? name : isStatement ? "statement" : undefined;
  }

  text(text: string): void {
    if (this.#open === undefined || this.#length > SCRIPT_CHARACTERS) return;
    this.#length += text.length;
    this.#pieces.push(text);
  }

  close(): void {
    const text = this.#pieces.join("");
    if (this.#open === "title") this.title += text;
    if (this.#open === "style" && text.length <= SHEET_CHARACTERS) {
      for (const [name, rule] of hidingRules(text)) this.#rules.set(name, rule);
    }
    if (this.#open === "statement" && text.length <= SCRIPT_CHARACTERS && this.statements.length < 50)
      this.statements.push(text);
    this.#open = undefined;
    this.#pieces = [];
  }

  /** The page says that it is one: a post or a story, with other stories around it. */
  get isArticle(): boolean {
    return this.#published || this.statements.some((text) => ARTICLE_TYPE.test(text));
  }

  /** The element's own style behind what the page's rules say of its class and id. */
  styleOf(name: string, { style, class: classes, id }: Attributes): string | undefined {
    // MathJax draws a formula, and lays its text over it unseen.
    if (name === "mjx-assistive-mml") return undefined;
    if (this.#rules.size === 0 || (classes === undefined && id === undefined)) return style;
    const names = (classes ?? "").split(/\s+/, MOST_CLASSES).map((name) => `.${name}`);
    const rules = [...names, `#${id ?? ""}`].flatMap((name) => this.#rules.get(name) ?? []);
    return rules.length === 0 ? style : [...rules, style ?? ""].join(";");
  }
}
