/**
 * Inside an element that is not read: nothing is remembered but how deep elements of its own name are
 * nested, so that 4 MB of hidden elements cost no memory.
 */

import { BLOCKS, LISTS } from "./html-elements.ts";

/** Elements whose end tag may be left out, and what their ends are counted in. */
const OPTIONAL_END: Readonly<Record<string, (name: string) => boolean>> = {
  li: (name) => LISTS.has(name),
  dt: (name) => name === "dl",
  dd: (name) => name === "dl",
  td: (name) => name === "table",
  th: (name) => name === "table",
  tr: (name) => name === "table",
};
const SIBLINGS: Readonly<Record<string, RegExp>> = {
  li: /^li$/,
  dt: /^d[td]$/,
  dd: /^d[td]$/,
  td: /^t[dhr]$/,
  th: /^t[dhr]$/,
  tr: /^tr$/,
};

export interface Skip {
  readonly active: boolean;
  /** Of the element that is skipped. */
  readonly name: string | undefined;
  start(name: string, selfClosing: boolean): void;
  /** A start tag inside; where it implies that the skipped element has ended, `active` is false afterwards. */
  open(name: string, selfClosing: boolean): void;
  /** True where the end tag belonged to what is skipped. */
  close(name: string): boolean;
}

export function createSkip(): Skip {
  let skipped: string | undefined;
  let depth = 0;
  let containers = 0;
  const isForeign = () => skipped === "svg" || skipped === "math";
  return {
    get active() {
      return skipped !== undefined;
    },
    get name() {
      return skipped;
    },
    start(name, selfClosing) {
      if (selfClosing && (name === "svg" || name === "math")) return;
      skipped = name;
      depth = 1;
      containers = 0;
    },
    open(name, selfClosing) {
      if (selfClosing && isForeign()) return;
      const isContainer = OPTIONAL_END[skipped!];
      if (isContainer?.(name)) {
        containers++;
      } else if (isContainer && containers === 0 && SIBLINGS[skipped!]!.test(name)) {
        skipped = undefined;
      } else if (skipped === "p" && BLOCKS.has(name)) {
        skipped = undefined;
      } else if (name === skipped) {
        depth++;
      }
    },
    close(name) {
      const isContainer = OPTIONAL_END[skipped!];
      if (isContainer?.(name)) {
        if (containers > 0) {
          containers--;
          return true;
        }
        skipped = undefined;
        return false;
      }
      if (name === skipped) {
        if (--depth === 0) skipped = undefined;
        return true;
      }
      // An open paragraph ends with whatever holds it.
      if (skipped === "p" && BLOCKS.has(name)) {
        skipped = undefined;
        return false;
      }
      return true;
    },
  };
}
