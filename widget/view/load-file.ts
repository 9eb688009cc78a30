/** Fetches what is not needed to ask: the files after the second, each when somebody needs it. */

import { chatKit } from "../chat-kit.ts";
import type { Mounting } from "../handshake.ts";
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

export async function loadFile<Name extends keyof Files>(
  name: Name,
  { fetchModule, options }: Mounting,
): Promise<Files[Name]> {
  const href = import.meta.url.replace(/chat-(?=[^/]*$)/, `${name}-`) + query;
  try {
    const { bring }: { bring: (given: object) => Files[Name] } = await fetchModule(
      href,
      INTEGRITY[name],
      options.nonce,
    );
    return bring({ ...kit, ...chatKit });
  } catch (error) {
    query += "?";
    throw error;
  }
}
