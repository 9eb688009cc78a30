/**
 * A PNG made safe: its chunks are read one by one, and only those that are needed to draw it are written again.
 * What cameras and editors put in (places, names, comments), and whatever stands behind its end, is gone.
 */

import { LogoError } from "./logo-error.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEPT = new Set(["IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "cHRM", "IDAT", "IEND"]);

/** Pixels of a side. A few bytes of PNG can unfold to billions of them, in every visitor's browser. */
const MOST_PIXELS = 1_024;

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, at) => bytes[at] === byte);

/** @throws LogoError where it is damaged or too large */
export function cleanPng(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [Uint8Array.from(SIGNATURE)];
  let at = SIGNATURE.length;
  let last = "";
  let hasPixels = false;
  while (last !== "IEND") {
    const damaged = new LogoError("The PNG is damaged.");
    if (at + 12 > bytes.length) throw damaged;
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) throw damaged;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (view.getUint32(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) throw damaged;
    if ((last === "") !== (type === "IHDR")) throw damaged;
    if (type === "IHDR") verifySize(view, at, end);
    // An upper-case letter in front says that nobody can draw it who does not know it.
    if (!KEPT.has(type) && /^[A-Z]/.test(type)) throw damaged;
    if (KEPT.has(type)) parts.push(bytes.subarray(at, end));
    hasPixels ||= type === "IDAT";
    last = type;
    at = end;
  }
  if (!hasPixels) throw new LogoError("The PNG has no pixels.");
  return join(parts);
}

function verifySize(view: DataView, at: number, end: number): void {
  if (end - at !== 25) throw new LogoError("The PNG is damaged.");
  const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
  if (width < 1 || height < 1) throw new LogoError("The PNG has no pixels.");
  if (width > MOST_PIXELS || height > MOST_PIXELS) {
    throw new LogoError(
      `The PNG is ${width} × ${height} pixels large, at most ${MOST_PIXELS} × ${MOST_PIXELS} are taken.`,
    );
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
