/**
 * An embedder without a model: stems hashed into a fixed number of signed buckets. It knows no
 * synonyms; what it adds to full text is a second opinion on which words of a chunk dominate it.
 */

import { contentTerms, detectLanguage, wordsOf } from "../../knowledge/language/terms.ts";
import type { Embedder } from "../../ports.ts";

const DIMENSIONS = 512;

export function createHashedStemsEmbedder(): Embedder {
  return {
    model: "embedded:hashed-stems-512-2",
    dimensions: DIMENSIONS,
    costsTokens: false,
    weight: 0.1,
    lexical: true,
    batchSize: 1_000,
    embed(texts, _purpose, signal) {
      return Promise.resolve().then(() => {
        signal?.throwIfAborted();
        return texts.map(embedText);
      });
    },
  };
}

function embedText(text: string): Float32Array {
  const counts = new Map<string, number>();
  const words = wordsOf(text);
  const language = detectLanguage(text, { words });
  for (const term of contentTerms(text, language, words)) counts.set(term, (counts.get(term) ?? 0) + 1);
  // A text without a word still gets a vector of unit length: that of the empty term, which no word shares a meaning with.
  if (counts.size === 0) counts.set("", 1);
  const values = new Float32Array(DIMENSIONS);
  for (const [term, count] of counts) {
    const hash = hashTerm(term);
    const bucket = hash % DIMENSIONS;
    // The sign comes from a bit the bucket does not use, so that collisions cancel on average. The tenth
    // use of a word says less than the first.
    const sign = hash & 0x80000000 ? -1 : 1;
    values[bucket] = (values[bucket] ?? 0) + sign * (1 + Math.log(count));
  }
  let square = 0;
  for (const value of values) square += value * value;
  // Two words that cancel each other leave nothing: then the empty term's vector stands in.
  if (square === 0) {
    values[hashTerm("") % DIMENSIONS] = 1;
    return values;
  }
  const scale = 1 / Math.sqrt(square);
  return values.map((value) => value * scale);
}

/** FNV-1a over UTF-16 code units, with a finaliser that spreads short words over all 32 bits. */
function hashTerm(term: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
