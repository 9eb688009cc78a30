/**
 * The vectors of one bot in memory, one byte a component, for a fast first pass: about `dimensions` + 40
 * bytes a vector. Scores are approximate (recall@10 about .98); the index settles the order with the
 * stored floats. Lives and dies with its Durable Object, and is never the truth.
 */

import { matchesFilter, type MetadataFilter } from "../filter.ts";
import type { Metadata } from "../metadata.ts";
import { createBestOf } from "./best-of.ts";

/** Vectors a block: growing appends a block, so nothing is ever copied or half empty. */
const BLOCK = 1_024;

interface Block {
  codes: Int8Array;
  scales: Float32Array;
}

/** Chunks of one document share their metadata: it is kept, and filtered, once. */
interface Group {
  metadata: Metadata;
  vectors: number;
}

export interface PackedVectors {
  readonly size: number;
  /** Adds or replaces. `metadata` is JSON of a `Metadata`. */
  set(rowid: number, values: Float32Array, metadata: string): void;
  /** An unknown row is no error. */
  delete(rowid: number): void;
  /** Rows of about the `count` best vectors among those that match the filter, best first. */
  nearest(query: Float32Array, count: number, filter?: MetadataFilter): number[];
}

export function createPackedVectors(dimensions: number): PackedVectors {
  const blocks: Block[] = [];
  const rowids: number[] = [];
  const groups: string[] = [];
  const slots = new Map<number, number>();
  const metadataOf = new Map<string, Group>();

  function blockOf(slot: number): Block {
    const index = Math.floor(slot / BLOCK);
    return (blocks[index] ??= { codes: new Int8Array(BLOCK * dimensions), scales: new Float32Array(BLOCK) });
  }

  function join(slot: number, metadata: string): void {
    const group = metadataOf.get(metadata);
    if (group !== undefined) group.vectors += 1;
    else metadataOf.set(metadata, { metadata: JSON.parse(metadata) as Metadata, vectors: 1 });
    groups[slot] = metadata;
  }

  function leave(slot: number): void {
    const key = groups[slot] as string;
    const group = metadataOf.get(key);
    if (group !== undefined && --group.vectors === 0) metadataOf.delete(key);
  }

  return {
    get size() {
      return rowids.length;
    },

    set(rowid, values, metadata) {
      let slot = slots.get(rowid);
      if (slot === undefined) {
        slot = rowids.push(rowid) - 1;
        slots.set(rowid, slot);
      } else {
        leave(slot);
      }
      join(slot, metadata);
      const { codes, scales } = blockOf(slot);
      const at = slot % BLOCK;
      scales[at] = quantise(values, codes.subarray(at * dimensions, (at + 1) * dimensions));
    },

    delete(rowid) {
      const slot = slots.get(rowid);
      if (slot === undefined) return;
      leave(slot);
      slots.delete(rowid);
      // The last vector moves into the gap.
      const last = rowids.length - 1;
      if (slot !== last) {
        const [from, to] = [blockOf(last), blockOf(slot)];
        const start = (last % BLOCK) * dimensions;
        to.codes.set(from.codes.subarray(start, start + dimensions), (slot % BLOCK) * dimensions);
        to.scales[slot % BLOCK] = from.scales[last % BLOCK] as number;
        groups[slot] = groups[last] as string;
        rowids[slot] = rowids[last] as number;
        slots.set(rowids[slot], slot);
      }
      rowids.length = groups.length = last;
      blocks.length = Math.ceil(last / BLOCK);
    },

    nearest(query, count, filter) {
      const accepted = filter === undefined ? undefined : new Set<string>();
      if (filter !== undefined && accepted !== undefined) {
        for (const [key, { metadata }] of metadataOf) if (matchesFilter(filter, metadata)) accepted.add(key);
        if (accepted.size === 0) return [];
      }
      const dot = createDot(query);
      const best = createBestOf(count);
      for (let slot = 0; slot < rowids.length; slot++) {
        if (accepted !== undefined && !accepted.has(groups[slot] as string)) continue;
        const block = blocks[Math.floor(slot / BLOCK)] as Block;
        const at = slot % BLOCK;
        best.offer(rowids[slot] as number, dot(block.codes, at * dimensions) * (block.scales[at] as number));
      }
      return best.take().map(({ key }) => key);
    },
  };
}

/** Writes whole numbers from -127 to 127 and returns what one of them stands for. Loading is mostly this. */
function quantise(values: Float32Array, codes: Int8Array): number {
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    const size = Math.abs(values[at] as number);
    if (size > largest) largest = size;
  }
  const perUnit = largest === 0 ? 0 : 127 / largest;
  for (let at = 0; at < values.length; at++) {
    const scaled = (values[at] as number) * perUnit;
    // Assignment cuts the fraction off: this rounds three times as fast as Math.round.
    codes[at] = scaled >= 0 ? scaled + 0.5 : scaled - 0.5;
  }
  return largest / 127;
}

/**
 * The product with a query, up to a constant factor. Integer arithmetic in four lanes is the fastest that
 * plain JavaScript does here: 50,000 × 512 in about 25 ms. A query of few words hashed into many buckets
 * is nearly all zeros, and then only its other components are visited, which takes about 2 ms. A WASM
 * kernel would be ten times as fast for dense queries, but wants the vectors in a memory of its own that
 * never shrinks, and a bot of 50,000 chunks with dense vectors has a hosted index anyway.
 */
function createDot(query: Float32Array): (codes: Int8Array, offset: number) => number {
  const bytes = new Int8Array(query.length);
  quantise(query, bytes);
  const used = Int32Array.from(bytes.keys()).filter((at) => bytes[at] !== 0);
  if (used.length * 8 <= query.length) {
    const weights = Int32Array.from(used, (at) => bytes[at] as number);
    return (codes, offset) => {
      let sum = 0;
      for (let at = 0; at < used.length; at++) {
        sum = (sum + Math.imul(codes[offset + (used[at] as number)] as number, weights[at] as number)) | 0;
      }
      return sum;
    };
  }
  // Padded with zeros to a multiple of four: what a code beyond the vector's end is multiplied by.
  const weights = new Int32Array(Math.ceil(query.length / 4) * 4);
  weights.set(bytes);
  return (codes, offset) => {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at < weights.length; at += 4) {
      a = (a + Math.imul(codes[offset + at] as number, weights[at] as number)) | 0;
      b = (b + Math.imul(codes[offset + at + 1] as number, weights[at + 1] as number)) | 0;
      c = (c + Math.imul(codes[offset + at + 2] as number, weights[at + 2] as number)) | 0;
      d = (d + Math.imul(codes[offset + at + 3] as number, weights[at + 3] as number)) | 0;
    }
    return (a + b + c + d) | 0;
  };
}
