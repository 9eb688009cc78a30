/** Cuts writes into requests that Pinecone takes: by records and by bytes. */

import type { Metadata, VectorRecord } from "../../ports.ts";

/** Records in one upsert, ids in one delete. */
export const BATCH_RECORDS = 1_000;
/** Bytes of one request by the service's limit of 2 MB, less room for what surrounds the records. */
export const BATCH_BYTES = 1_990_000;

/** A record as it goes over the wire. */
export interface WireRecord {
  id: string;
  values: number[];
  metadata: Metadata;
}

const encoder = new TextEncoder();

/** @param limits for tests */
export function* batchRecords(
  records: readonly VectorRecord[],
  limits: { records: number; bytes: number } = { records: BATCH_RECORDS, bytes: BATCH_BYTES },
): Generator<WireRecord[]> {
  let batch: WireRecord[] = [];
  let bytes = 0;
  for (const { id, values, metadata } of records) {
    const record = { id, values: roundValues(values), metadata };
    const size = encoder.encode(JSON.stringify(record)).length + 1;
    if (batch.length > 0 && (batch.length === limits.records || bytes + size > limits.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

export function* batchIds(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += BATCH_RECORDS) yield ids.slice(at, at + BATCH_RECORDS);
}

/** Ids that are asked for in a URL: as many as servers surely take there. */
export function* batchForUrl(ids: readonly string[], characters = 4_000): Generator<string[]> {
  let batch: string[] = [];
  let length = 0;
  for (const id of ids) {
    const size = encodeURIComponent(id).length + "&ids=".length;
    if (batch.length > 0 && length + size > characters) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(id);
    length += size;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Eight decimals hold what a float32 component of a unit vector does, in half the bytes of the double
 * it would print as.
 */
export function roundValues(values: Float32Array): number[] {
  // An indexed loop takes a tenth of the time of anything shorter, and every
  // question waits for it.
  const rounded: number[] = [];
  for (let at = 0; at < values.length; at++) rounded[at] = Math.round(values[at]! * 1e8) / 1e8;
  return rounded;
}
