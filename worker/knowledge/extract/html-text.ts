/**
 * The text of the block that is being read: white space as a browser shows it, how much of it are links, and what
 * pictures say. It is kept in pieces and joined once, so that a paragraph of a million pieces costs no more than one.
 */

/** Alternatives of pictures in one block. */
const MOST_ALTERNATIVES = 20;

/** A name and its price, a figure and its name: no word goes on there. Letters that dance one by one do. */
const SEAM = /^[\p{L}\d)]\p{L}\|[\d€$£¥₹]|^[\d.,]\d\|\p{Lu}/u;

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
  #linked = 0;
  #alternatives: string[] = [];
  #endsInSpace = true;
  #atSeam = false;

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
    return this.#pieces.length === 0 && this.#alternatives.length === 0;
  }

  add(text: string): void {
    if (this.isCode) {
      this.#pieces.push(text);
      return;
    }
    let collapsed = text.replace(/[ \t\n\f\r]+/g, " ");
    if (this.#endsInSpace && collapsed.startsWith(" ")) collapsed = collapsed.slice(1);
    if (collapsed === "") return;
    if (this.#atSeam && SEAM.test(`${this.#pieces.at(-1)?.slice(-2) ?? ""}|${collapsed.slice(0, 2)}`))
      this.#pieces.push(" ");
    this.#atSeam = false;
    this.#pieces.push(collapsed);
    if (this.isLinked) this.#linked += collapsed.length;
    this.#endsInSpace = collapsed.endsWith(" ");
  }

  /** One element has ended and the next begins, with nothing between: often only a sheet of styles keeps them apart. */
  seam(): void {
    this.#atSeam = !this.isCode;
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

  /** @param anyAlternative false where a picture has to say more than a name to count as text */
  take(anyAlternative: boolean): TakenText {
    let text = this.#pieces
      .join("")
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
    const raw = this.#pieces.join("").trimEnd();
    const language = this.#language ?? "";
    this.#language = undefined;
    this.#clear();
    // Blank lines above go, the indentation of the first line stays.
    const code = raw.slice(raw.lastIndexOf("\n", raw.search(/\S/)) + 1);
    return code === "" ? "" : fenced(code, language);
  }

  #clear(): void {
    this.#pieces = [];
    this.#linked = 0;
    this.#endsInSpace = true;
    this.#atSeam = false;
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
