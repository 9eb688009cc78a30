/** A list as it is read, lists within it included: a line an item, indented by its depth. */

export const MAX_INDENT = 6;

export class HtmlList {
  #open: { ordered: boolean; count: number }[] = [];
  #marker = "";
  #lines: string[] = [];
  #linked = 0;

  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  get lastLine(): string | undefined {
    return this.#lines.at(-1);
  }

  /** @param start of a list that counts: the number of its first item */
  open(ordered: boolean, start = 1): void {
    this.#open.push({ ordered, count: start - 1 });
  }

  /** @param value the number that it has, where it is not that of the item before it and one */
  openItem(value?: number): void {
    const list = this.#open.at(-1);
    if (list === undefined) return;
    list.count = value ?? list.count + 1;
    this.#marker = list.ordered ? `${list.count}. ` : "- ";
  }

  close(): void {
    this.#open.pop();
    this.#marker = "";
  }

  /** What follows in the open item is a line without a marker. */
  dropMarker(): void {
    this.#marker = "";
  }

  addLine(text: string, linked: number): void {
    const indent = "  ".repeat(Math.min(this.#open.length - 1, MAX_INDENT));
    const inner = indent + " ".repeat(this.#marker.length || 2);
    this.#lines.push((this.#marker === "" ? inner : indent + this.#marker) + text.replace(/\n+/g, `\n${inner}`));
    this.#linked += linked;
    this.#marker = "";
  }

  /** The lines since the last call; undefined where there are none. */
  takeLines(): { text: string; linked: number } | undefined {
    if (this.#lines.length === 0) return undefined;
    const taken = { text: this.#lines.join("\n"), linked: this.#linked };
    this.#lines = [];
    this.#linked = 0;
    return taken;
  }
}
