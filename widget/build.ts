/**
 * Builds the widget into the Worker's static assets: the panel and the locales first, then the launcher,
 * which carries the panel's name and integrity. Every file but `widget.js` is named by its content.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig, type Plugin } from "vite";
import { directives, headersFile } from "./delivery.ts";
import { ENGLISH } from "./view/strings.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
export const OUT = fileURLToPath(new URL("../dist/assets/", import.meta.url));

/** `Features.LightDark` of Lightning CSS. */
const LIGHT_DARK = 1 << 20;

/** V8 then compiles all of a file beside the page's own thread, and none of it function by function on it. */
const COMPILE_WHOLE = "//# allFunctionsCalledOnLoad\n";

/** What JSX becomes a call of, in the panel and in the files after it. */
const BY_HAND = join(here, "view/jsx.ts");
const PREACT = "preact";

/** The files after the second, each fetched when it is needed. */
const LATER = { reader: "view/reader.ts", pages: "view/pages.tsx", webmcp: "webmcp.ts", proof: "proof/proof.ts" };

/** Stands for what a later file is given. */
const GIVEN = "./given.js";

type Format = "es" | "iife";

interface Bundling {
  define?: Record<string, string>;
  jsx?: string;
  /** What is given to this file by the one that fetches it. */
  kits?: string[];
}

/** The paths and packages that a kit names: what stands in there is given, in the place of a copy. */
async function modulesOf(kit: string): Promise<string[]> {
  const source = await readFile(join(here, kit), "utf8");
  return [...source.matchAll(/ from "([^"]+)"/g)].map(([, from]) =>
    from!.startsWith(".") ? join(here, from!) : from!,
  );
}

async function takeFromKits(kits: readonly string[]): Promise<Plugin> {
  const given = new Set((await Promise.all(kits.map(modulesOf))).flat());
  return {
    name: "kits",
    enforce: "pre",
    resolveId(from, importer) {
      const path = from.startsWith(".") && importer ? resolve(dirname(importer), from) : from;
      return given.has(path) ? { id: GIVEN, external: true } : null;
    },
  };
}

/**
 * A file that imports nothing and is given what it needs. An address that has failed once stays failed for the
 * page's life: were the panel imported by its name, asking for it again by another would not help.
 */
function asFactory(code: string): string {
  const imports = /import(?:\{([^}]*)\}from)?"\.\/given\.js";/;
  const exports = /export\{([^}]*)\};?\s*$/;
  const [, given = ""] = imports.exec(code) ?? [];
  const [, made] = exports.exec(code) ?? [];
  if (made === undefined) throw new Error("a later file must export by name");
  const pairs = (list: string, order: (left: string, right: string) => string) =>
    list
      .split(",")
      .filter(Boolean)
      .map((pair) => {
        const [left, right = left] = pair.trim().split(" as ");
        return order(left!, right!);
      });
  const taken = pairs(given, (name, local) => `${name}:${local}`);
  const result = pairs(made, (local, name) => `${name}:${local}`);
  const body = code.replace(imports, "").replace(exports, "");
  return `export const bring=({${taken.join()}})=>{${body};return{${result.join()}}};`;
}

/** Every file that was bundled: the packages among them have terms that are passed on. */
export const BUNDLED = new Set<string>();

/** One entry to one file of code, nothing written. */
async function bundle(
  entry: string,
  format: Format,
  target: string,
  { define = {}, jsx = PREACT, kits = [] }: Bundling = {},
): Promise<string> {
  const config: InlineConfig = {
    configFile: false,
    root: here,
    logLevel: "warn",
    publicDir: false,
    plugins: [await takeFromKits(kits)],
    // By hand before Preact has come: the automatic runtime would be Preact's own.
    oxc: {
      jsx: { runtime: "classic", development: false, pragma: "jsx_", pragmaFrag: "Fragment_" },
      ...(format === "es" && { jsxInject: `import { Fragment as Fragment_, h as jsx_ } from ${JSON.stringify(jsx)};` }),
    },
    // `light-dark()` is left as it is: what lacks it would get a fallback beside every `color-scheme`.
    css: { lightningcss: { exclude: LIGHT_DARK } },
    define: { "process.env.NODE_ENV": '"production"', ...define },
    build: {
      write: false,
      target,
      minify: "oxc",
      modulePreload: false,
      cssMinify: "lightningcss",
      cssTarget: ["chrome123", "safari17.5", "firefox120"],
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
  for (const id of chunks[0]!.moduleIds) BUNDLED.add(id);
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
  // The words of the panel's first file come with it, and the launcher's; those of the later ones beside the second.
  const locales = new Map<string, string>();
  for (const file of (await readdir(join(here, "locales"))).sort()) {
    if (!/^\w\w\.ts$/.test(file)) continue;
    const { default: words } = (await import(
      `data:text/javascript,${encodeURIComponent(await bundle(`locales/${file}`, "es", "es2022"))}`
    )) as { default: Record<string, string> };
    const lang = file.slice(0, 2);
    const names = Object.keys(words);
    const some = (isFirst: boolean) =>
      JSON.stringify(
        Object.fromEntries(
          names
            .filter((name) => (Object.hasOwn(ENGLISH, name) || name === "unavailable") === isFirst)
            .map((name) => [name, words[name]]),
        ),
      );
    locales.set(lang, some(true));
    locales.set(`chat-${lang}`, some(false));
  }
  // One name for what is used together: the launcher can name each file without a table of hashes. It comes from
  // the panel's first file and the locales; the integrity of the others is known to the file that loads them.
  const words = sha([...locales.values()].join("\0"), 256)
    .digest("hex")
    .slice(0, 8);
  const panel = `${COMPILE_WHOLE}${await bundle("main.tsx", "es", "es2022", { jsx: BY_HAND })}//${words}\n`;
  const later: Record<string, string> = {};
  for (const [name, entry] of Object.entries(LATER))
    later[name] = asFactory(await bundle(entry, "es", "es2022", { kits: ["kit.ts", "chat-kit.ts"] }));
  const INTEGRITY = Object.fromEntries(Object.entries(later).map(([name, code]) => [name, integrityOf(code)]));
  const chatCode = await bundle("chat.tsx", "es", "es2022", {
    kits: ["kit.ts"],
    define: { INTEGRITY: JSON.stringify(INTEGRITY) },
  });
  const chat = COMPILE_WHOLE + asFactory(chatCode);
  const hash = sha([panel, chat].join("\0"), 256).digest("hex").slice(0, 8);
  const integrity = integrityOf(panel);
  const chatIntegrity = integrityOf(chat);
  const loader = await bundle("loader.ts", "iife", "es2022", {
    define: {
      BUILD: JSON.stringify(hash),
      PANEL_INTEGRITY: JSON.stringify(integrity),
      CHAT_INTEGRITY: JSON.stringify(chatIntegrity),
    },
  });
  const hosted = await bundle("chat/chat.ts", "iife", "es2021");
  const hostedFile = `chat-${sha(hosted, 256).digest("hex").slice(0, 10)}.js`;
  const html = (await readFile(join(here, "chat/index.html"), "utf8"))
    .replace("%PANEL%", `panel-${hash}.js`)
    .replace("%INTEGRITY%", integrity)
    .replace("%CHAT%", `chat-${hash}.js`)
    .replace("%CHAT_INTEGRITY%", chatIntegrity)
    .replace("%SCRIPT%", hostedFile);

  const files: Record<string, string | Buffer> = {
    "widget.js": loader,
    [`widget/vegarag-${version}.js`]: loader,
    [`widget/panel-${hash}.js`]: panel,
    [`widget/chat-${hash}.js`]: chat,
    "chat/index.html": html,
    [`chat/${hostedFile}`]: hosted,
    "chat/chat.css": await readFile(join(here, "chat/chat.css"), "utf8"),
    "index.html": await readFile(join(here, "../ui/front/index.html"), "utf8"),
    "front.css": await readFile(join(here, "../ui/front/front.css"), "utf8"),
    "favicon.ico": await readFile(join(here, "../ui/front/favicon.ico")),
    _headers: headersFile(),
    "widget/manifest.json": JSON.stringify({
      version,
      script: `widget/vegarag-${version}.js`,
      integrity: `sha384-${sha(loader, 384).digest("base64")}`,
      panel: `widget/panel-${hash}.js`,
      panelIntegrity: integrity,
      chat: `widget/chat-${hash}.js`,
      chatIntegrity,
      directives: directives("https://chat.example.com"),
    }),
  };
  for (const [name, code] of Object.entries(later)) files[`widget/${name}-${hash}.js`] = code;
  for (const [name, code] of locales) files[`widget/${name}-${hash}.json`] = code;

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
