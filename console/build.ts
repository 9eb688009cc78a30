/** Builds the console into the Worker's static assets: a page, one script and one style, both named by their content. */

import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { headersOfConsole } from "./delivery.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** `light-dark()` is left as it is, as in the widget: `Features.LightDark` of Lightning CSS. */
const LIGHT_DARK = 1 << 20;

/**
 * Runs after the widget's build, which begins the `_headers` file that this one adds to.
 *
 * @param out folder of the assets
 * @returns the files written, relative to it
 */
export async function buildConsole(out: string): Promise<string[]> {
  const built = await build({
    configFile: false,
    root: here,
    logLevel: "warn",
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
    css: { lightningcss: { exclude: LIGHT_DARK } },
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      target: "es2022",
      minify: "oxc",
      modulePreload: false,
      cssMinify: "lightningcss",
      cssTarget: ["chrome123", "safari17.5", "firefox120"],
      rolldownOptions: { input: join(here, "main.tsx"), output: { format: "es", codeSplitting: false } },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !("output" in result)) throw new Error("nothing was built of the console");
  const chunks = result.output.filter((file) => file.type === "chunk");
  const styles = result.output.filter((file) => file.type === "asset" && file.fileName.endsWith(".css"));
  if (chunks.length !== 1 || styles.length !== 1) throw new Error("the console must build to one script and one style");
  const style = `${(styles[0] as { source: string | Uint8Array }).source}`;
  const script = chunks[0]!.code;
  const names = { script: `console-${hash(script)}.js`, style: `console-${hash(style)}.css` };
  const html = (await readFile(join(here, "index.html"), "utf8"))
    .replace("%SCRIPT%", names.script)
    .replace("%STYLE%", names.style);

  const folder = join(out, "console");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files = { "index.html": html, [names.script]: script, [names.style]: style };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await appendFile(join(out, "_headers"), headersOfConsole());
  return Object.keys(files).map((name) => `console/${name}`);
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 10);
