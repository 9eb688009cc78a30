/**
 * What a PDF would inflate to, counted before an engine sees it. Streams are found by their keyword (ISO 32000-1, 7.3.8):
 * whatever an engine may follow begins with it.
 */

import { measureInflated, RATIO } from "./inflate.ts";
import { FILE_LIMITS } from "./limits.ts";
import { tooLarge } from "./refusal.ts";

/** Where the dictionary of a stream is looked for: before its keyword. */
const DICTIONARY = 4_096;
const ENDS = "endstream";

/** @throws Refusal `too-large` */
export async function refuseBombs(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  // One character a byte: positions are those of the bytes.
  const text = new TextDecoder("latin1").decode(bytes);
  const streams = [...findStreams(text)];
  // Streams that could reach a limit neither alone nor all together need no look.
  let left = FILE_LIMITS.inflatedBytesInAll;
  let leftText = FILE_LIMITS.commandBytesInAll;
  streams.sort((a, b) => a.end - a.start - (b.end - b.start));
  for (const { start, end, filters } of streams) {
    if (filters > 1) throw tooLarge();
    const worst = (end - start) * RATIO;
    if (worst <= Math.min(FILE_LIMITS.commandBytes, Math.min(left, leftText) / streams.length)) {
      left -= worst;
      leftText -= worst;
      continue;
    }
    const most = Math.min(FILE_LIMITS.inflatedBytes, left);
    const mostText = Math.min(FILE_LIMITS.commandBytes, leftText);
    const { length, isText } = await measureInflated(bytes.subarray(start, end), most, mostText);
    left -= length;
    if (isText) leftText -= length;
    if (left <= 0 || leftText <= 0) throw tooLarge();
  }
}

/** Deflated streams: where their data begins and ends, and how often it is packed. */
function* findStreams(text: string): Iterable<{ start: number; end: number; filters: number }> {
  for (const { index } of text.matchAll(/\bstream\r?\n/g)) {
    if (text.slice(index - 3, index) === "end") continue;
    const start = text.indexOf("\n", index) + 1;
    const before = text.slice(Math.max(0, index - DICTIONARY), index);
    const dictionary = before.slice(before.lastIndexOf(" obj") + 1);
    // Names may spell any of their characters as #xx.
    const plain = dictionary.replace(/#([\da-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    const filters = plain.match(/\/(FlateDecode|Fl\b|LZWDecode|LZW\b)/g)?.length ?? 0;
    if (filters === 0) continue;
    const end = text.indexOf(ENDS, start);
    yield { start, end: end < 0 ? text.length : end, filters };
  }
}
