/**
 * Builds the console into the Worker's static assets: a page, one style, and a script with another one for what is opened
 * less often, and the German words as data. All but the page are named by their content.
 */

import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { partGerman } from "./german-file.ts";
import { headersOfConsole } from "./delivery.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** `light-dark()` is left as it is, as in the widget: `Features.LightDark` of Lightning CSS. */
const LIGHT_DARK = 1 << 20;

const NAMES = {
  entryFileNames: "console-[hash].js",
  chunkFileNames: "console-[name]-[hash].js",
  assetFileNames: "console-[hash][extname]",
};

/** Vite's way to load a file with its styles, of which there are none: one style is in the page already. */
const plainImports: Plugin = {
  name: "plain-imports",
  enforce: "pre",
  load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : undefined),
};

/**
 * Runs after the widget's build, which begins the `_headers` file that this one adds to.
 *
 * @param out folder of the assets
 * @param modules gets the files that were bundled
 * @returns the files written, relative to it
 */
export async function buildConsole(out: string, modules = new Set<string>()): Promise<string[]> {
  const german = await partGerman(join(here, "words"));
  const built = await build({
    configFile: false,
    plugins: [german.plugin, plainImports],
    root: here,
    logLevel: "warn",
    publicDir: false,
    // Screens are loaded from beside the script.
    base: "./",
    oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
    css: { lightningcss: { exclude: LIGHT_DARK } },
    define: { "process.env.NODE_ENV": '"production"', GERMAN_FILE: JSON.stringify(german.name) },
    build: {
      write: false,
      target: "es2022",
      minify: "oxc",
      modulePreload: false,
      cssCodeSplit: false,
      cssMinify: "lightningcss",
      cssTarget: ["chrome123", "safari17.5", "firefox120"],
      rolldownOptions: {
        input: join(here, "main.tsx"),
        // What both need stands in the first of two scripts: in a third one of its own it would compress worse.
        output: { format: "es", ...NAMES, codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } },
      },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !("output" in result)) throw new Error("nothing was built of the console");
  const entry = result.output.find((file) => file.type === "chunk" && file.isEntry);
  const styles = result.output.filter(({ fileName }) => fileName.endsWith(".css"));
  if (entry?.type !== "chunk" || styles.length !== 1) throw new Error("the console must build to one style");
  const html = (await readFile(join(here, "index.html"), "utf8"))
    .replace("%SCRIPT%", entry.fileName)
    .replace("%PRELOAD%", entry.imports.map((name) => `<link rel="modulepreload" href="${name}" />`).join(""))
    .replace("%STYLE%", styles[0]!.fileName);

  const folder = join(out, "console");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "index.html"), html);
  await writeFile(join(folder, german.name), german.text);
  for (const file of result.output) {
    if (file.type === "chunk") for (const id of file.moduleIds) modules.add(id);
    await writeFile(join(folder, file.fileName), file.type === "chunk" ? file.code : file.source);
  }
  await appendFile(join(out, "_headers"), headersOfConsole());
  return ["index.html", german.name, ...result.output.map(({ fileName }) => fileName)].map((name) => `console/${name}`);
}
