/**
 * ZIP archives (PKWARE APPNOTE 6.3), as far as office files and e-books need them: stored and deflated entries by the
 * central directory. Sizes are believed neither as declared nor as packed: they are counted.
 */

import { inflatedLength, inflateRaw } from "./inflate.ts";
import { FILE_LIMITS } from "./limits.ts";
import { damaged, Refusal, tooLarge } from "./refusal.ts";

interface Entry {
  method: number;
  encrypted: boolean;
  packed: number;
  size: number;
  /** Of its local header. */
  at: number;
}

export interface Archive {
  /** In the order of the directory. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** The text of an entry; undefined where there is none. @throws Refusal */
  text(name: string): Promise<string | undefined>;
  /** Counts what these entries would inflate to together, and keeps nothing. @throws Refusal `too-large`, `damaged` */
  measure(isRead: (name: string) => boolean): Promise<void>;
}

const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end of an archive and the longest comment behind it. */
const END_MOST = 22 + 65_535;

/** @throws Refusal */
export function openArchive(bytes: Uint8Array<ArrayBuffer>): Archive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(view, bytes);
  let left: number = FILE_LIMITS.xmlBytes;

  function packedOf({ packed, at }: Entry): Uint8Array {
    if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL) throw damaged();
    const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
    if (start + packed > bytes.length) throw damaged();
    return bytes.subarray(start, start + packed);
  }

  async function read(entry: Entry): Promise<Uint8Array> {
    const { method, encrypted, size } = entry;
    if (encrypted) throw new Refusal("encrypted", "This file is protected by a password. Save it without one.");
    if (size > left) throw tooLarge();
    const data = packedOf(entry);
    const content = method === 0 ? data : method === 8 ? await inflateRaw(data, left) : undefined;
    if (content === undefined) throw new Refusal("unsupported", "This file is packed in a way that cannot be read.");
    if (content.length > left) throw tooLarge();
    left -= content.length;
    return content;
  }

  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    async measure(isRead) {
      let most: number = FILE_LIMITS.xmlBytes;
      for (const [name, entry] of entries) {
        if (!isRead(name)) continue;
        const { packed, size, method } = entry;
        if (Math.max(size, packed) > most) throw tooLarge();
        most -= method === 0 ? packed : await inflatedLength(packedOf(entry), most);
      }
    },
    async text(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      const content = await read(entry);
      const isWide = content[0] === 0xff && content[1] === 0xfe;
      return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(content);
    },
  };
}

function readDirectory(view: DataView, bytes: Uint8Array): Map<string, Entry> {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > FILE_LIMITS.archiveEntries) throw tooLarge();
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY) throw damaged();
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength!));
    entries.set(name, {
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return entries;
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - END_MOST); at--)
    if (view.getUint32(at, true) === END) return at;
  // What a password protects in Office is no archive but a compound file.
  if (view.byteLength > 8 && view.getUint32(0) === 0xd0cf11e0)
    throw new Refusal(
      "encrypted",
      "This file is protected by a password, or older than Office 2007. Save it as a new one without a password.",
    );
  throw damaged();
}
