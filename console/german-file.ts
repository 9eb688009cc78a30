/** Takes the German words out of the console's script: they are data, and most owners need none of it. */

import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "vite";

/** One constant, to the brace that closes it. */
const EXPORT = /^export const (GERMAN\w*).*?^\};$/gms;

/** Each file of `words` has its German in constants of that name. */
export async function partGerman(words: string): Promise<{ name: string; text: string; plugin: Plugin }> {
  const files: Record<string, object> = {};
  for (const file of (await readdir(words)).sort()) {
    // Read anew at each build: a watching server builds many times.
    const address = `${pathToFileURL(join(words, file)).href}?${performance.now()}`;
    const all = (await import(address)) as Record<string, unknown>;
    files[file] = Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith("GERMAN")));
  }
  const text = JSON.stringify(files);
  const name = `console-de-${createHash("sha256").update(text).digest("hex").slice(0, 10)}.json`;
  const plugin: Plugin = {
    name: "german",
    enforce: "pre",
    transform(code, id) {
      const file = id.startsWith(words) ? id.slice(words.length).replace(/^\//, "") : "";
      if (!Object.hasOwn(files, file)) return undefined;
      const rest = code.replace(
        EXPORT,
        (_, constant: string) => `export const ${constant} = said("${file}", "${constant}");`,
      );
      return `import { said } from "../german.ts";\n${rest}`;
    },
  };
  return { name, text, plugin };
}
