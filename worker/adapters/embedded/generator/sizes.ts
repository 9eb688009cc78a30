/** Sizes that English asks for by an adjective and pages name by a noun: "how long can a name be" is about its length, and no time. */

const SIZES: readonly (readonly [asks: RegExp, noun: string])[] = [
  [/\bhow long (?:can|may|must|should|could) .*\bbe\b/i, "length"],
  [/\bhow (?:big|large)\b/i, "size"],
  [/\bhow (?:heavy|much .*\bweighs?)\b/i, "weight"],
  [/\bhow (?:tall|high)\b/i, "height"],
  [/\bhow old\b/i, "age"],
  [/\bhow wide\b/i, "width"],
  [/\bhow deep\b/i, "depth"],
  [/\bhow fast\b/i, "speed"],
];

/** The noun of the size that is asked for, where one is. */
export function sizeAskedFor(question: string): string | undefined {
  return SIZES.find(([asks]) => asks.test(question))?.[1];
}
