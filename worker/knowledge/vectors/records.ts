/** What goes into a vector store and comes out of it. */

import type { MetadataFilter } from "../filter.ts";
import type { Metadata } from "../metadata.ts";

export interface VectorRecord {
  /** Stable: `document:version:ordinal`. Writing the same id again replaces the record. */
  id: string;
  /** Unit length, `Embedder.dimensions` long. */
  values: Float32Array;
  metadata: Metadata;
}

export interface VectorQuery {
  values: Float32Array;
  /** 1 to 1,000. */
  topK: number;
  filter?: MetadataFilter;
  signal?: AbortSignal;
}

export interface VectorMatch {
  id: string;
  /** Cosine similarity, -1 to 1. */
  score: number;
}

/**
 * Tells a write from others, as text that can be stored. Null: visible at once, as in a store that is
 * never behind.
 */
export type WriteMark = string | null;

/** What came of comparing an index with what should be in it. */
export interface ReconcileReport {
  looked: number;
  removed: number;
  /** To be made again. */
  missing: number;
  /** Where to go on; undefined when all of it was looked at. */
  next: string | undefined;
}
