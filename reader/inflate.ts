/**
 * Inflating with a count: a bomb is refused when it passes the limit, not when it has filled the memory. By the runtime's
 * zlib: it gives what it has inflated before it finds an error, and takes no offence at what stands behind the end.
 */

import { createInflate, createInflateRaw, type InflateRaw } from "node:zlib";
import { damaged, Refusal, tooLarge } from "./refusal.ts";

/** Deflate never packs better than this. */
export const RATIO = 1_032;

/** Bytes that the runtime hands over at once: each time costs more than the bytes do. */
const CHUNK = { chunkSize: 256 * 1024 };

/** A deflated entry of an archive. @throws Refusal `too-large`, `damaged` */
export async function inflateRaw(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const length = await run(createInflateRaw(CHUNK), bytes, most, (part) => parts.push(part));
  const inflated = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    inflated.set(part, at);
    at += part.length;
  }
  return inflated;
}

/** How large a deflated entry of an archive would be: of a broken one, as far as it inflates. @throws Refusal `too-large` */
export async function inflatedLength(bytes: Uint8Array, most: number): Promise<number> {
  let length = 0;
  await ofWhatInflates(run(createInflateRaw(CHUNK), bytes, most, (part) => (length += part.length)));
  return length;
}

async function ofWhatInflates(running: Promise<unknown>): Promise<void> {
  try {
    await running;
  } catch (error) {
    if (error instanceof Refusal && error.problem.code === "too-large") throw error;
  }
}

/** Bytes that look like words and figures, of those that are looked at. */
const READABLE = 0.8;
/** One byte of so many is looked at. */
const SAMPLE = 61;

/**
 * How large a zlib stream would be, and whether it is text: of a broken one, as far as it inflates.
 * @param mostText of a stream that is commands and no picture: an engine that follows them needs long for each byte
 * @throws Refusal `too-large`
 */
export async function measureInflated(
  bytes: Uint8Array,
  most: number,
  mostText: number,
): Promise<{ length: number; isText: boolean }> {
  let length = 0;
  let looked = 0;
  let readable = 0;
  const isText = () => readable > looked * READABLE;
  const running = run(createInflate(CHUNK), bytes, most, (part) => {
    length += part.length;
    for (let at = 0; at < part.length; at += SAMPLE) {
      const byte = part[at]!;
      // White space between two commands, and the paper of a picture.
      if (byte === 0) continue;
      looked++;
      if ((byte >= 32 && byte < 127) || byte === 10 || byte === 13 || byte === 9) readable++;
    }
    return length > mostText && isText() ? "stop" : undefined;
  });
  await ofWhatInflates(running);
  return { length, isText: isText() };
}

/** @param take says `stop` where that is more than may be read */
function run(
  stream: InflateRaw,
  bytes: Uint8Array,
  most: number,
  take: (part: Uint8Array) => unknown,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let length = 0;
    stream.on("data", (part: Uint8Array) => {
      length += part.length;
      if (length <= most && take(part) !== "stop") return;
      reject(tooLarge());
      stream.destroy();
    });
    stream.on("error", (error) => reject(damaged(error)));
    stream.on("end", () => resolve(length));
    stream.end(bytes);
  });
}
