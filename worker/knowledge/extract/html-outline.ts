/** The levels of the headings that what is written stands under, those of parts that end included. */

import type { Region } from "./html-blocks.ts";

export class HtmlOutline {
  #level = 0;
  #scopes: { level: number; before: number; region: Region }[] = [];

  /** How many parts are open. */
  get depth(): number {
    return this.#scopes.length;
  }

  /** @returns the level of a heading that is `level` on the page: below that of the part around it */
  place(level: number): number {
    this.#level = Math.min(6, Math.max(level, (this.#scopes.at(-1)?.level ?? 0) + 1));
    return this.#level;
  }

  /** @returns the level of the heading of a part that begins here */
  open(region: Region): number {
    const before = this.#level;
    this.#level = Math.min(6, before + 1);
    this.#scopes.push({ level: this.#level, before, region });
    return this.#level;
  }

  /** Ends the innermost part. @returns what its heading was */
  close(): { level: number; region: Region } {
    const { before, ...heading } = this.#scopes.pop()!;
    this.#level = before;
    return heading;
  }
}
