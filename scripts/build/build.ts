/**
 * Builds what a server needs, `dist/assets` (widget and console), `dist/worker` and `dist/reader` (the bundled Workers), and
 * only what changed since the last time. One build at a time: a server that is started meanwhile waits.
 */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockFolder } from "../serve/folder-lock.ts";
import { NOTICES, noticesOf } from "./notices.ts";
import { TRIMMED, trimSdks } from "./trim-sdks.ts";

interface Target {
  /** For the person who waits. */
  what: string;
  /** Folder in `dist/`. */
  folder: string;
  /** Files whose content decides whether to build again. */
  sources: string[];
  /** The program in `node_modules`, and its arguments. */
  command: string[];
  /** Runs before the program; what it returns are further arguments. */
  prepare?: (root: string) => Promise<string[]>;
  /** Modules that wrangler does not name, because they were bundled before. */
  bundledBefore?: readonly string[];
}

/** As wrangler names it, with `--metafile`. */
const METAFILE = "bundle-meta.json";

interface Metafile {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}

const WIDGET: Target = {
  what: "widget and console",
  folder: "assets",
  sources: ["widget/**", "console/**", "ui/**", "shared/**", "package.json", "package-lock.json", "scripts/build/*.ts"],
  command: ["vite/bin/vite.js", "build", "-c", "widget/vite.config.ts", "--logLevel", "error"],
};

const WORKER: Target = {
  what: "the Worker",
  folder: "worker",
  sources: ["worker/**", "shared/**", "wrangler.toml", "package-lock.json", "scripts/build/*.ts"],
  command: ["wrangler/bin/wrangler.js", "deploy", "--dry-run", "--minify", "--metafile", "--outdir", "dist/worker"],
  async prepare(root) {
    const aliases = await trimSdks(root, join(root, "dist", "sdk"));
    return Object.entries(aliases).flatMap(([specifier, file]) => ["--alias", `${specifier}:${file}`]);
  },
  bundledBefore: TRIMMED.map((specifier) => `node_modules/${specifier}`),
};

const READER: Target = {
  what: "the reader of files",
  folder: "reader",
  sources: [
    "reader/**",
    "worker/knowledge/extract/**",
    "shared/**",
    "wrangler.reader.toml",
    "package-lock.json",
    "scripts/build/*.ts",
  ],
  command: [
    "wrangler/bin/wrangler.js",
    "deploy",
    "--config",
    "wrangler.reader.toml",
    "--dry-run",
    "--minify",
    "--metafile",
    "--outdir",
    "dist/reader",
  ],
};

export interface Built {
  /** Absolute path of a folder. */
  assets: string;
  /** Absolute path of a file. */
  script: string;
  /** Absolute path of a folder: `index.js`, and the engine it loads. */
  reader: string;
}

/** `take` is called before anyone else may build again. @throws Error with what the failing tool printed */
export async function build(root: string, note: (text: string) => void, take?: (built: Built) => void): Promise<Built> {
  const dist = join(root, "dist");
  const lock = await lockFolder(dist, 300_000);
  try {
    await buildTarget(root, WIDGET, note);
    await buildTarget(root, WORKER, note);
    await buildTarget(root, READER, note);
    const built = {
      assets: join(dist, WIDGET.folder),
      script: join(dist, WORKER.folder, "index.js"),
      reader: join(dist, READER.folder),
    };
    take?.(built);
    return built;
  } finally {
    lock.release();
  }
}

/** @returns the folder it is in */
export async function buildReader(root: string): Promise<string> {
  await buildTarget(root, READER, () => {});
  return join(root, "dist", READER.folder);
}

async function buildTarget(root: string, target: Target, note: (text: string) => void): Promise<void> {
  const folder = join(root, "dist", target.folder);
  const stampFile = `${folder}.stamp`;
  const stamp = hashOf(root, target.sources);
  if (existsSync(folder) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  note(`Building ${target.what} …`);
  for (const path of [folder, stampFile]) rmSync(path, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const [program = "", ...args] = target.command;
    const further = (await target.prepare?.(root)) ?? [];
    await run(root, [join(root, "node_modules", program), ...args, ...further]);
    const metafile = join(folder, METAFILE);
    if (existsSync(metafile)) {
      const modules = [...modulesIn(readFileSync(metafile, "utf8")), ...(target.bundledBefore ?? [])];
      writeFileSync(join(folder, NOTICES), noticesOf(root, modules));
    }
  } catch (error) {
    throw new Error(`Building ${target.what} failed.\n${(error as Error).message}`, { cause: error });
  }
  writeFileSync(stampFile, stamp);
}

/** What esbuild took into the bundle, by its own account. */
function modulesIn(metafile: string): string[] {
  const { outputs } = JSON.parse(metafile) as Metafile;
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

function run(root: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      NODE_ENV: "production",
      // Neither tool has anything to ask the network for.
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      WRANGLER_LOG_SANITIZE: "true",
      CI: "1",
      NO_COLOR: "1",
      FORCE_COLOR: "0",
    };
    execFile(process.execPath, args, { cwd: root, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`${stdout}${stderr}`.trim() || error.message));
    });
  });
}

function hashOf(root: string, patterns: string[]): string {
  const hash = createHash("sha256");
  for (const path of globSync(patterns, { cwd: root }).sort()) {
    const file = join(root, path);
    if (statSync(file).isFile()) hash.update(`${path}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
