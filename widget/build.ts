/**
 * Builds the widget into the Worker's static assets: the panel and the locales first, then the launcher,
 * which carries the panel's name and integrity. Every file but `widget.js` is named by its content.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig } from "vite";
import { directives, headersFile } from "./delivery.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
export const OUT = fileURLToPath(new URL("../dist/assets/", import.meta.url));

/** `Features.LightDark` of Lightning CSS. */
const LIGHT_DARK = 1 << 20;

/** V8 then compiles all of a file beside the page's own thread, and none of it function by function on it. */
const COMPILE_WHOLE = "//# allFunctionsCalledOnLoad\n";

type Format = "es" | "iife";

/** One entry to one file of code, nothing written. */
async function bundle(
  entry: string,
  format: Format,
  target: string,
  define: Record<string, string> = {},
): Promise<string> {
  const config: InlineConfig = {
    configFile: false,
    root: here,
    logLevel: "warn",
    publicDir: false,
    // `h` is in the panel anyway, for Markdown: the automatic runtime would be a second one.
    ...(entry.endsWith(".tsx") && {
      oxc: {
        jsx: { runtime: "classic", pragma: "jsx_", pragmaFrag: "Fragment_" },
        jsxInject: 'import { Fragment as Fragment_, h as jsx_ } from "preact";',
      },
    }),
    // `light-dark()` is not used: no fallback for it beside every `color-scheme`.
    css: { lightningcss: { exclude: LIGHT_DARK } },
    define: { "process.env.NODE_ENV": '"production"', ...define },
    build: {
      write: false,
      target,
      minify: "oxc",
      modulePreload: false,
      cssMinify: "lightningcss",
      cssTarget: ["chrome111", "safari16.4", "firefox111"],
      rolldownOptions: {
        input: join(here, entry),
        preserveEntrySignatures: "strict",
        output: { format, codeSplitting: false },
      },
    },
  };
  const built = await build(config);
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !("output" in result)) throw new Error(`nothing was built from ${entry}`);
  const chunks = result.output.filter((file) => file.type === "chunk");
  if (chunks.length !== 1) throw new Error(`${entry} must build to one file, not ${chunks.length}`);
  return chunks[0]!.code;
}

const integrityOf = (code: string) => `sha256-${sha(code, 256).digest("base64")}`;
const sha = (text: string, bits: 256 | 384) => createHash(`sha${bits}`).update(text);

/**
 * @param out ends in a slash
 * @returns the files written, relative to `out`
 */
export async function buildWidget(out = OUT): Promise<string[]> {
  const { version } = JSON.parse(await readFile(join(here, "../package.json"), "utf8")) as { version: string };
  const locales = new Map<string, string>();
  for (const file of (await readdir(join(here, "locales"))).sort()) {
    if (!/^\w\w\.ts$/.test(file)) continue;
    const { default: words } = (await import(
      `data:text/javascript,${encodeURIComponent(await bundle(`locales/${file}`, "es", "es2022"))}`
    )) as { default: Record<string, string> };
    locales.set(file.slice(0, 2), JSON.stringify(words));
  }
  const reader = await bundle("view/reader.ts", "es", "es2022");
  // One name for what is used together: the launcher can name a locale's file without a table of hashes.
  // The panel's integrity covers the locales by their hash, and its name is a piece of the integrity.
  const words = sha([...locales.values()].join("\0"), 256)
    .digest("hex")
    .slice(0, 8);
  const panel = `${COMPILE_WHOLE}${await bundle("main.tsx", "es", "es2022", { READER_INTEGRITY: JSON.stringify(integrityOf(reader)) })}//${words}\n`;
  const integrity = integrityOf(panel);
  const hash = /[A-Za-z\d]{8}/.exec(integrity.slice(7))?.[0] ?? sha(panel, 256).digest("hex").slice(0, 8);
  const file = `panel-${hash}.js`;
  const loader = await bundle("loader.ts", "iife", "es2022", {
    PANEL_BUILD: JSON.stringify(hash),
    PANEL_INTEGRITY: JSON.stringify(integrity),
  });
  const chat = await bundle("chat/chat.ts", "iife", "es2021");
  const chatFile = `chat-${sha(chat, 256).digest("hex").slice(0, 10)}.js`;
  const html = (await readFile(join(here, "chat/index.html"), "utf8"))
    .replace("%PANEL%", file)
    .replace("%INTEGRITY%", integrity)
    .replace("%SCRIPT%", chatFile);

  const files: Record<string, string> = {
    "widget.js": loader,
    [`widget/vegarag-${version}.js`]: loader,
    [`widget/${file}`]: panel,
    [`widget/reader-${hash}.js`]: reader,
    "chat/index.html": html,
    [`chat/${chatFile}`]: chat,
    "chat/chat.css": await readFile(join(here, "chat/chat.css"), "utf8"),
    _headers: headersFile(),
    "widget/manifest.json": JSON.stringify({
      version,
      script: `widget/vegarag-${version}.js`,
      integrity: `sha384-${sha(loader, 384).digest("base64")}`,
      panel: `widget/${file}`,
      panelIntegrity: integrity,
      directives: directives("https://chat.example.com"),
    }),
  };
  for (const [lang, code] of locales) files[`widget/${lang}-${hash}.json`] = code;

  // Only what is ours: the Worker and the demo are built beside it.
  for (const directory of ["widget", "chat"]) await rm(join(out, directory), { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(out, name);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, content);
  }
  return Object.keys(files);
}

/** Writes the directive list into the docs, from the one place the walks take it from as well. */
export async function documentDirectives(): Promise<void> {
  const file = join(here, "../docs/widget.md");
  const list = Object.entries(directives("https://chat.example.com"))
    .map(([name, value]) => `${name} ${value}`)
    .join("\n");
  const text = await readFile(file, "utf8");
  const written = text.replace(
    /(<!-- directives:.*-->\n)[^]*?(<!-- \/directives -->)/,
    (_all, head: string, foot: string) => `${head}\`\`\`\n${list}\n\`\`\`\n${foot}`,
  );
  await writeFile(file, written);
}

if (import.meta.main && process.argv.includes("--docs")) await documentDirectives();
