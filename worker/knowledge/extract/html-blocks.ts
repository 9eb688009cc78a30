/** The blocks of a page in their order, each with where on the page it stands, and no more of them than a page has. */

import type { BlockKind } from "./blocks.ts";
import type { Zone } from "./html-chrome.ts";

/** Where on the page a block stands. */
export type Region = "main" | "article" | "page" | "chrome";

export interface VisibleBlock {
  /** `end`: what stands below is no longer under the last heading of this level. */
  kind: BlockKind | "end";
  text: string;
  level?: number;
  region: Region;
  zone: Zone | undefined;
  /** Of its text, how many characters are links. */
  linked: number;
  /** Tables: characters of the head. */
  head?: number;
  /** What pictures show, in words. */
  isAlternative?: boolean;
  /** What stands under a picture. */
  isCaption?: boolean;
}

/** No page has more blocks; what follows is joined into blocks of some hundred characters. */
const MANY_BLOCKS = 20_000;
const JOINED_CHARACTERS = 600;

export class VisibleBlocks {
  readonly list: VisibleBlock[] = [];
  region: Region = "page";
  zone: Zone | undefined;

  get isFull(): boolean {
    return this.list.length > MANY_BLOCKS;
  }

  /** Where there are many, it is joined to the one above. */
  push(kind: BlockKind, text: string, linked: number, head = 0): void {
    const last = this.list.at(-1);
    if (this.isFull && last!.region === this.region && last!.text.length < JOINED_CHARACTERS) last!.text += `\n${text}`;
    else this.add({ kind, text, linked, ...(head > 0 ? { head } : {}) });
  }

  add(block: Omit<VisibleBlock, "region" | "zone">): void {
    const { region, zone } = this;
    this.list.push({ ...block, region, zone });
    for (let around = zone; around !== undefined; around = around.parent) {
      around.size += block.text.length;
      around.linked += block.linked;
    }
  }

  /** What stands below is no longer under the last heading of this level. */
  end(level: number, region: Region): void {
    this.list.push({ kind: "end", text: "", level, region, zone: undefined, linked: 0 });
  }
}
