/**
 * SHA-256 of 32 bytes, as the browser's own is not to be had: it answers each call by a promise, and a proof of work is a
 * hundred thousand of them.
 */

const FIRST = Array.from({ length: 64 }, (_, at) => at);
const primes = ((): number[] => {
  const found: number[] = [];
  for (let number = 2; found.length < FIRST.length; number++) {
    if (found.every((prime) => number % prime)) found.push(number);
  }
  return found;
})();
/** The first 32 bits behind the point. */
const fraction = (number: number): number => ((number % 1) * 2 ** 32) | 0;
const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

const turn = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/**
 * The first 32 bits of the hash.
 *
 * @param w 64 words, the first 8 of which are the bytes; the rest is written over
 */
export function firstWord(w: Int32Array): number {
  w[8] = 1 << 31;
  w.fill(0, 9, 15);
  w[15] = 256;
  for (let at = 16; at < 64; at++) {
    const early = w[at - 15]!;
    const late = w[at - 2]!;
    const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    w[at] = w[at - 16]! + s0 + w[at - 7]! + s1;
  }
  let a = START[0]!;
  let b = START[1]!;
  let c = START[2]!;
  let d = START[3]!;
  let e = START[4]!;
  let f = START[5]!;
  let g = START[6]!;
  let h = START[7]!;
  for (let at = 0; at < 64; at++) {
    const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[at]! + w[at]!) | 0;
    const t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  return (START[0]! + a) | 0;
}
