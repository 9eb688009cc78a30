/**
 * Builds what a server needs, `dist/assets` (the widget) and `dist/worker` (the bundled Worker), and
 * only what changed since the last time. A build appears whole or not at all, so that a server that
 * starts meanwhile never sees half of one.
 */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Target {
  /** For the person who waits. */
  what: string;
  /** Folder in `dist/`. */
  folder: string;
  /** Files whose content decides whether to build again. */
  sources: string[];
  /** The program in `node_modules`, and its arguments for a folder to write to. */
  command(out: string): string[];
}

const WIDGET: Target = {
  what: "the widget",
  folder: "assets",
  sources: ["widget/**", "shared/**", "package-lock.json"],
  command: (out) => [
    "vite/bin/vite.js",
    "build",
    "-c",
    "widget/vite.config.ts",
    "--outDir",
    out,
    "--emptyOutDir",
    "--logLevel",
    "error",
  ],
};

const WORKER: Target = {
  what: "the Worker",
  folder: "worker",
  sources: ["worker/**", "shared/**", "wrangler.toml", "package-lock.json"],
  command: (out) => ["wrangler/bin/wrangler.js", "deploy", "--dry-run", "--minify", "--outdir", out],
};

export interface Built {
  /** Absolute paths. */
  assets: string;
  script: string;
}

/** @throws Error with what the failing tool printed */
export async function build(root: string, note: (text: string) => void): Promise<Built> {
  await buildTarget(root, WIDGET, note);
  await buildTarget(root, WORKER, note);
  return { assets: join(root, "dist", WIDGET.folder), script: join(root, "dist", WORKER.folder, "index.js") };
}

async function buildTarget(root: string, target: Target, note: (text: string) => void): Promise<void> {
  const folder = join(root, "dist", target.folder);
  const stampFile = `${folder}.stamp`;
  const stamp = hashOf(root, target.sources);
  if (existsSync(folder) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  note(`Building ${target.what} …`);
  const fresh = `${folder}.${process.pid}`;
  const old = `${fresh}.old`;
  try {
    const [program = "", ...args] = target.command(fresh);
    await run(root, [join(root, "node_modules", program), ...args]);
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(fresh, folder);
    writeFileSync(stampFile, stamp);
  } catch (error) {
    throw new Error(`Building ${target.what} failed.\n${(error as Error).message}`, { cause: error });
  } finally {
    for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true });
  }
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
