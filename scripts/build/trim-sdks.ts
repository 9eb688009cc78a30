/**
 * Makes small copies of the two vendor SDKs for the Worker's bundle: the parts that the adapters call,
 * and empty classes in place of the rest, which the SDKs' front doors would bring in whole. Tests run on
 * the SDKs as they are; the walks against a real server run on these.
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "vite";

interface Trim {
  /** As the adapters import it. */
  specifier: string;
  /** Of the file in the folder of copies. */
  file: string;
  /** What the adapters take from it. */
  exports: string;
  /** Modules by their path within the package: those that match `drop` and not `keep` become empty. */
  drop: RegExp;
  keep: RegExp;
}

const TRIMS: readonly Trim[] = [
  {
    specifier: "openai/client",
    file: "openai.js",
    exports: "OpenAI",
    drop: /^openai\/(resources|lib|beta|helpers|internal\/responses)\//,
    keep: /^openai\/(resources\/(index|embeddings|chat\/(index|chat|completions\/(index|completions)))|lib\/(embeddings|chat-completions\/\w+))\.m?js$/,
  },
  {
    specifier: "@pinecone-database/pinecone/dist/data/index.js",
    file: "pinecone.js",
    exports: "Index",
    drop: /^@pinecone-database\/pinecone\/dist\/(control|data\/(bulk|documents)|pinecone-generated-ts-fetch\/(db_control\/(apis|models)|db_data\/(apis\/(Bulk|Document)|models\/\w*(Document|Import))))/,
    keep: /^$/,
  },
];

/** What is trimmed, as the adapters import it. */
export const TRIMMED: readonly string[] = TRIMS.map(({ specifier }) => specifier);

/** @returns the aliases that put the copies in the place of the SDKs, as `specifier` → absolute path */
export async function trimSdks(root: string, folder: string): Promise<Record<string, string>> {
  const aliases: Record<string, string> = {};
  for (const { specifier, file, exports, drop, keep } of TRIMS) {
    await build({
      root,
      configFile: false,
      logLevel: "error",
      publicDir: false,
      plugins: [emptyModules(drop, keep), entry(specifier, exports)],
      resolve: { conditions: ["workerd", "worker", "browser"] },
      ssr: { noExternal: true, target: "webworker" },
      build: {
        ssr: true,
        outDir: folder,
        emptyOutDir: false,
        minify: true,
        target: "es2024",
        rollupOptions: { input: "\0entry", output: { entryFileNames: file, format: "es", codeSplitting: false } },
      },
    });
    aliases[specifier] = join(folder, file);
  }
  return aliases;
}

function entry(specifier: string, exports: string): Plugin {
  return {
    name: "entry",
    resolveId: (id) => (id === "\0entry" ? id : undefined),
    load: (id) => (id === "\0entry" ? `export { ${exports} } from ${JSON.stringify(specifier)};` : undefined),
  };
}

/**
 * Nothing behind any name: clients construct all their resources, so classes must be there; what would
 * do something says that it was left out.
 */
function emptyModules(drop: RegExp, keep: RegExp): Plugin {
  return {
    name: "empty-modules",
    enforce: "pre",
    async load(id) {
      const path = id.split("/node_modules/").at(-1) ?? "";
      if (!drop.test(path) || keep.test(path)) return undefined;
      if (!path.endsWith(".mjs")) return "module.exports = new Proxy({}, { get: () => class {} });";
      const real = (await import(pathToFileURL(id).href)) as object;
      return Object.entries(real)
        .map(([name, value]) =>
          /^class\b/.test(String(value))
            ? `export class ${name} {}`
            : `export function ${name}() { throw new Error("${name} was left out of this build"); }`,
        )
        .join("\n");
    },
  };
}
