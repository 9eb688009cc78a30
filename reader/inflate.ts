/** Inflating with a count: a bomb is refused when it passes the limit, not when it has filled the memory. */

import { damaged, Refusal, tooLarge } from "./refusal.ts";

/** @throws Refusal `too-large`, `damaged` */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  format: "deflate" | "deflate-raw",
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  const length = await inflateInto(bytes, format, most, (part) => parts.push(part));
  const inflated = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    inflated.set(part, at);
    at += part.length;
  }
  return inflated;
}

/** How large it would be; what it holds is forgotten at once. Garbage counts as far as it inflates. */
export async function inflatedLength(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<number> {
  let length = 0;
  try {
    await inflateInto(bytes, "deflate", most, (part) => (length += part.length));
  } catch (error) {
    if (error instanceof Refusal && error.problem.code === "too-large") throw error;
  }
  return length;
}

async function inflateInto(
  bytes: Uint8Array<ArrayBuffer>,
  format: "deflate" | "deflate-raw",
  most: number,
  take: (part: Uint8Array) => void,
): Promise<number> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return length;
      length += value.length;
      if (length > most) throw tooLarge();
      take(value);
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    throw error instanceof Refusal ? error : damaged(error);
  }
}
