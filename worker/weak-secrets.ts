/**
 * Why a secret is none: placeholders, words, alphabets, repeats, and keys that anybody can read in a public list. What
 * passes may still be known to somebody; what a random generator makes passes but for one in some hundred thousand.
 */

import { PUBLISHED } from "./published-secrets.ts";

/** Of placeholders, in whatever writing. None is so short that random text holds two of them. */
const WORDS =
  /admin|apikey|backend|change|default|demo|develop|dummy|encrypt|enter|example|fake|generate|here|hidden|insert|jwt|key|local|long|must|never|operator|pass|please|private|production|public|random|replace|sample|secret|secure|server|sign|string|super|test|this|todo|token|user|value|vegarag|your/g;
/** Two of three pairs of letters in English text are one of these, and one of ten in random letters. */
const PAIRS =
  /th|he|in|er|an|re|on|at|en|nd|ti|es|or|te|of|ed|is|it|al|ar|st|to|nt|ng|se|ha|as|ou|io|le|ve|co|me|de|hi|ri|ro|ic|ne|ea|ra|ce|li|ch|ll|be|ma|si|om|ur|el|la|ec|us|ke|ey|ss|ai|lo|un/;
const KEYBOARD = ["qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qwertzuiopasdfghjklyxcvbnm"];

/** Characters of a secret that is text. */
export const SECRET_CHARACTERS = 24;

/** What is wrong with a secret that is text, to follow its name in a sentence; undefined: nothing that can be told. */
export function weaknessOf(text: string): string | undefined {
  if (isPublished(text)) return "is a published key";
  if (text.length < SECRET_CHARACTERS) return `is too weak: it has fewer than ${SECRET_CHARACTERS} characters`;
  // A name may stand before what is random.
  const parts = text.split(/[^A-Za-z0-9]+/).filter((part) => part.length >= SECRET_CHARACTERS && part !== text);
  return parts.some((part) => patternIn(part) === undefined && !isPublished(part)) ? undefined : patternIn(text);
}

function patternIn(text: string): string | undefined {
  const small = text.toLowerCase();
  if (shareOf(small, small.match(WORDS) ?? []) > 1 / 3) return "still has an example value";
  if (new Set(text).size < 8 || repeats(text)) return "is too weak: it repeats itself";
  if (steps(small) > 1 / 2) return "is too weak: it is a row of neighbours";
  if (readsLikeWords(small)) return "is too weak: it reads like words";
  return undefined;
}

/** The same for bytes, 32 or more. Random ones are hardly ever UTF-8: such a key is judged as the text that it is. */
export function weaknessOfBytes(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  const weakness = text.includes("\ufffd") ? undefined : weaknessOf(text);
  if (weakness !== undefined) return weakness;
  if (new Set(bytes).size < 16) return "is too weak: it repeats itself";
  const differences = [...bytes.subarray(1)].map((byte, at) => (byte - bytes[at]! + 256) % 256);
  const commonest = Math.max(...differences.map((one) => differences.filter((other) => other === one).length));
  return commonest > differences.length / 3 ? "is too weak: it is a row of neighbours" : undefined;
}

/** The share of the text's letters and digits that these parts of it take. */
function shareOf(text: string, parts: readonly string[]): number {
  return parts.join("").length / Math.max(1, text.replace(/[^a-z0-9]/g, "").length);
}

/** More than a quarter of its runs of three characters stand in it before. */
function repeats(text: string): boolean {
  const runs = Array.from({ length: text.length - 2 }, (_, at) => text.slice(at, at + 3));
  return new Set(runs).size < runs.length * 0.75;
}

/** The share of neighbours that are neighbours in an alphabet, in a count or on a keyboard, forwards or backwards. */
function steps(text: string): number {
  let count = 0;
  for (let at = 1; at < text.length; at++) {
    const pair = text.slice(at - 1, at + 1);
    const back = pair[1]! + pair[0]!;
    const step = Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) <= 1;
    if (step || KEYBOARD.some((row) => row.includes(pair) || row.includes(back))) count++;
  }
  return count / (text.length - 1);
}

function readsLikeWords(text: string): boolean {
  const words = text.split(/[^a-z]+/).filter((word) => word.length >= 3);
  if (words.length >= 4 && shareOf(text, words) > 0.8 && words.some((word) => text.includes(` ${word}`))) return true;
  let pairs = 0;
  let common = 0;
  for (let at = 1; at < text.length; at++) {
    const pair = text.slice(at - 1, at + 1);
    if (!/^[a-z]{2}$/.test(pair)) continue;
    pairs++;
    if (PAIRS.test(pair)) common++;
  }
  return common >= 8 && common > pairs * 0.35;
}

function isPublished(text: string): boolean {
  const hash = fnv1a(text.trim());
  for (let at = 0; at < PUBLISHED.length; at += 6) if (PUBLISHED.slice(at, at + 6) === hash) return true;
  return false;
}

/** 36 bits of FNV-1a as six characters of base64: enough to tell a few thousand texts from all others. */
export function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  let encoded = "";
  for (let shift = 58n; shift > 22n; shift -= 6n)
    encoded += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[Number((hash >> shift) & 63n)];
  return encoded;
}
