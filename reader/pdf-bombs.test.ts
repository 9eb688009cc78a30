/** What a PDF would inflate to: streams that an engine follows command by command may be smaller than pictures. */

import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FILE_LIMITS } from "./limits.ts";
import { refuseBombs } from "./pdf-bombs.ts";
import { Refusal } from "./refusal.ts";
import { makeWithStream } from "./test/make-pdf.ts";

const filled = (unit: string, bytes: number): Uint8Array<ArrayBuffer> =>
  makeWithStream(new Uint8Array(deflateSync(Buffer.from(unit.repeat(Math.ceil(bytes / unit.length)), "latin1"))));

async function isRefused(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const error = await refuseBombs(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !(error instanceof Refusal && error.problem.code === "too-large")) throw error;
  return error !== undefined;
}

describe("a stream of a PDF", () => {
  const { commandBytes, inflatedBytes } = FILE_LIMITS;

  it.each([
    ["text", "BT /F1 9 Tf 72 700 Td (abc) Tj ET\n"],
    ["lines", "10 10 m 20 20 l S\n"],
    ["states", "q "],
    ["blanks", " "],
    ["brackets", "["],
    ["commands and null bytes", "\0\0\0q"],
  ])("of %s is refused where an engine would be long at it", async (_, unit) => {
    expect(await isRefused(filled(unit, commandBytes + 100_000))).toBe(true);
    expect(await isRefused(filled(unit, commandBytes - 100_000))).toBe(false);
  });

  it("of a picture may be as large as anything", async () => {
    expect(await isRefused(filled("\u00ff\u00e1\u0000\u0091", 3 * commandBytes))).toBe(false);
    expect(await isRefused(filled("\0", 3 * commandBytes))).toBe(false);
    expect(await isRefused(filled("\u00ff\u00e1\u0000\u0091", inflatedBytes + 100_000))).toBe(true);
  });
});
