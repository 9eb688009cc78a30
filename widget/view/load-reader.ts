/** Fetches the third file: what reading an answer takes. */

import { chatKit } from "../chat-kit.ts";
import { kit } from "../kit.ts";

/** Set by the build: the file's name and its integrity. */
declare const READER_FILE: string;
declare const READER_INTEGRITY: string;

export type Reader = typeof import("./reader.ts");

export async function loadReader(nonce: string): Promise<Reader> {
  const href = new URL(READER_FILE, import.meta.url).href;
  // What the link's integrity admits is what the import below gets: one entry in the module map.
  const link = Object.assign(document.createElement("link"), {
    rel: "modulepreload",
    href,
    integrity: READER_INTEGRITY,
    nonce,
  });
  document.head.append(link);
  try {
    const { bring } = (await import(/* @vite-ignore */ href)) as { bring: (given: object) => Reader };
    return bring({ ...kit, ...chatKit });
  } finally {
    link.remove();
  }
}
