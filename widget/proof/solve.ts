/** Does a proof of work in slices, between which the page goes on. */

import { firstWord } from "./sha256.ts";

/** A page that is scrolled or typed in does not notice a task of this length. */
const SLICE_MS = 8;
/** Tried before the clock is looked at. */
const AT_ONCE = 200;

const HEX = [..."0123456789abcdef"].map((digit) => digit.charCodeAt(0));

/** Eight hex digits as two words. */
function writeDigits(words: Int32Array, number: number): void {
  for (let word = 0; word < 2; word++) {
    let bytes = 0;
    for (let digit = 0; digit < 4; digit++) bytes = (bytes << 8) | HEX[(number >>> (28 - 16 * word - 4 * digit)) & 15]!;
    words[6 + word] = bytes;
  }
}

/** Lets everybody else have a turn. Timers are slowed where the page is hidden, messages are not. */
function pause(): Promise<void> {
  // The page's `Promise` may be anything; the one that async functions return is the browser's.
  const Native = (async () => {})().constructor as PromiseConstructor;
  return new Native((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/**
 * Eight hex digits, so that SHA-256 of the seed and them begins with so many zero bits: 2 to the power of it tries on
 * average.
 *
 * @param seed 24 characters of ASCII
 * @param bits 32 at the most
 */
export async function solve(seed: string, bits: number, signal?: AbortSignal): Promise<string> {
  const words = new Int32Array(64);
  for (let at = 0; at < 24; at++) words[at >> 2] = (words[at >> 2]! << 8) | seed.charCodeAt(at);
  let since = performance.now();
  for (let number = 0; ; number++) {
    if (number % AT_ONCE === 0 && performance.now() - since > SLICE_MS) {
      await pause();
      signal?.throwIfAborted();
      since = performance.now();
    }
    writeDigits(words, number);
    if (Math.clz32(firstWord(words)) >= bits) return (number >>> 0).toString(16).padStart(8, "0");
  }
}
