/** The reader of files as Miniflare runs it: a Worker of its own, without bindings. */

import { readdirSync } from "node:fs";
import { join } from "node:path";

export const READER_WORKER = {
  name: "vegarag-reader",
  compatibilityDate: "2026-10-20",
  compatibilityFlags: ["nodejs_compat"],
};

/** @param folder where it was built to: `index.js`, and the compiled engine beside it */
export function readerModules(folder: string) {
  const engines = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
  return {
    modulesRoot: folder,
    modules: [
      { type: "ESModule" as const, path: join(folder, "index.js") },
      ...engines.map((name) => ({ type: "CompiledWasm" as const, path: join(folder, name) })),
    ],
  };
}
