/** Fetches what is not needed to ask: the files after the second, each when somebody needs it. */

import { chatKit } from "../chat-kit.ts";
import { kit } from "../kit.ts";

/** Set by the build: the integrity of each. They stand beside this file and are named as it is. */
declare const INTEGRITY: Record<keyof Files, string>;

interface Files {
  reader: typeof import("./reader.ts");
  pages: typeof import("./pages.tsx");
  webmcp: typeof import("../webmcp.ts");
  proof: typeof import("../proof/proof.ts");
}

export type Reader = Files["reader"];

/** A failed address may stay failed for the life of the page: every further try has another one. */
let query = "";

export async function loadFile<Name extends keyof Files>(name: Name, nonce: string): Promise<Files[Name]> {
  const href = import.meta.url.replace(/chat-(?=[^/]*$)/, `${name}-`) + query;
  // What the link's integrity admits is what the import below gets: one entry in the module map.
  const link = Object.assign(document.createElement("link"), {
    rel: "modulepreload",
    href,
    integrity: INTEGRITY[name],
    nonce,
  });
  document.head.append(link);
  try {
    const { bring } = (await import(/* @vite-ignore */ href)) as { bring: (given: object) => Files[Name] };
    return bring({ ...kit, ...chatKit });
  } catch (error) {
    query += "?";
    throw error;
  } finally {
    link.remove();
  }
}
