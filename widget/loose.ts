/** Reads values of which nothing is known: what is not what it should be is empty. */

export type Loose = Record<string, unknown>;

export const isObject = (value: unknown): value is Loose => typeof value === "object" && value !== null;
export const objectOf = (value: unknown): Loose => (isObject(value) ? value : {});
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Only what a visitor can follow: a `javascript:` address would run in the page. */
export const addressOf = (value: unknown): string => (/^https?:\/\//i.test(textOf(value)) ? textOf(value) : "");

/** The strings of a list, and no others; empty ones say nothing. */
export function textsOf(list: unknown): string[] {
  const texts: string[] = [];
  for (const text of listOf(list)) if (textOf(text)) texts.push(textOf(text));
  return texts;
}
