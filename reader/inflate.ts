/**
 * Inflating with a count: a bomb is refused when it passes the limit, not when it has filled the memory. By the runtime's
 * zlib: it gives what it has inflated before it finds an error, and takes no offence at what stands behind the end.
 */

import { createInflate, createInflateRaw, type InflateRaw } from "node:zlib";
import { damaged, Refusal, tooLarge } from "./refusal.ts";

/** Deflate never packs better than this. */
export const RATIO = 1_032;

/** A deflated entry of an archive. @throws Refusal `too-large`, `damaged` */
export async function inflateRaw(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const length = await run(createInflateRaw(), bytes, most, (part) => parts.push(part));
  const inflated = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    inflated.set(part, at);
    at += part.length;
  }
  return inflated;
}

/** How large a stream would be, with zlib's head or without: of a broken one, as far as it inflates. @throws Refusal `too-large` */
export async function inflatedLength(bytes: Uint8Array, most: number, kind: "zlib" | "raw"): Promise<number> {
  let length = 0;
  try {
    await run(kind === "raw" ? createInflateRaw() : createInflate(), bytes, most, (part) => (length += part.length));
  } catch (error) {
    if (error instanceof Refusal && error.problem.code === "too-large") throw error;
  }
  return length;
}

function run(stream: InflateRaw, bytes: Uint8Array, most: number, take: (part: Uint8Array) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let length = 0;
    stream.on("data", (part: Uint8Array) => {
      length += part.length;
      if (length <= most) return take(part);
      reject(tooLarge());
      stream.destroy();
    });
    stream.on("error", (error) => reject(damaged(error)));
    stream.on("end", () => resolve(length));
    stream.end(bytes);
  });
}
