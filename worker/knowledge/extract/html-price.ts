/**
 * Prices as Shopify's themes write them: the regular one and the one on sale both stand in the page, a class of the box
 * around them says which its sheet shows, and which of two prices is the old one is told to those who listen alone.
 */

import type { Attributes } from "./html-elements.ts";

export class Prices {
  /** Of the box that began last. */
  #isOnSale: boolean | undefined;
  /** How deep the two prices of a sale stand. */
  #depth = Infinity;

  /** @returns whether it is the price that is not shown */
  open({ class: classes }: Attributes, depth: number): boolean {
    if (depth <= this.#depth) this.#depth = Infinity;
    if (classes === undefined || !classes.includes("price")) return false;
    const names = classes.split(/\s+/);
    if (names.includes("price")) this.#isOnSale = names.includes("price--on-sale");
    if (this.#isOnSale === undefined) return false;
    if (this.#isOnSale && names.includes("price__sale")) this.#depth = depth;
    return names.includes(this.#isOnSale ? "price__regular" : "price__sale");
  }

  /** Whether what is for ears tells two prices apart. */
  isLabelled(depth: number): boolean {
    return depth > this.#depth;
  }
}
