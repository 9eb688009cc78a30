/**
 * `npm run check`: everything about the sources that is not a test. Ends with the counts. Arguments are parts of names:
 * `npm run check -- lint format` runs those checks alone.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { findViolations, type Violation } from "./check/arrows.ts";
import { findCircles, LARGEST_CIRCLE } from "./check/circles.ts";
import { build } from "./build/build.ts";
import { findSharedPromises } from "./check/shared-promises.ts";
import { findUnlocked } from "./check/lock.ts";
import { findLong } from "./check/long.ts";
import { listSources } from "./check/sources.ts";
import { findUnused } from "./check/unused.ts";
import { findWords } from "./check/words.ts";
import { readCommandLine, refuse } from "./command-line.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
/** A start-up of 40 ms over an empty Worker is the budget, which `npm run bench -- --only startup` measures; this stops a blunder. */
const WORKER_GZIP_KIB = 600;
whenOrphaned(() => process.exit(1));

/** Each returns nothing, or what is wrong. */
const checks: Record<string, () => string | undefined | Promise<string | undefined>> = {
  "types of the bindings": () => tool("wrangler/bin/wrangler.js", "types"),
  "types in worker/": () => tool("typescript/bin/tsc", "-p", "worker"),
  "types in reader/": () => tool("typescript/bin/tsc", "-p", "reader"),
  "types in widget/": () => tool("typescript/bin/tsc", "-p", "widget"),
  "types in console/": () => tool("typescript/bin/tsc", "-p", "console"),
  "types in scripts/": () => tool("typescript/bin/tsc", "-p", "scripts"),
  "types in bench/": () => tool("typescript/bin/tsc", "-p", "bench"),
  "types in prove/": () => tool("typescript/bin/tsc", "-p", "prove"),
  "types in bench/widget/": () => tool("typescript/bin/tsc", "-p", "bench/widget"),
  lint: () => tool("oxlint/bin/oxlint", "--type-aware", "--quiet"),
  format: () => tool("oxfmt/bin/oxfmt", "--check"),
  "the arrows of ARCHITECTURE.md": () => search(/\.tsx?$/, findViolations),
  "circles of imports": checkCircles,
  "promises of one request": () => search(/\.ts$/, findSharedPromises),
  "length of files and functions": () => search(/\.(tsx?|mjs|js)$/, findLong),
  "what nobody uses": () => complain(findUnused(readAll(/\.(tsx?|mjs|js)$/))),
  "what is locked, and its licences": () =>
    findUnlocked(readFileSync(join(root, "package-lock.json"), "utf8")).join("\n") || undefined,
  words: () => search(/\.(tsx?|mjs|js|json|toml|md|html|css|sh|sql)$|^[^.]*$/, findWords),
  build: () =>
    build(root, () => {}).then(
      () => undefined,
      (error: Error) => error.message,
    ),
  "size of the widget": () =>
    existsSync(join(root, "widget", ".size-limit.json"))
      ? tool("size-limit/bin.js", "--config", "widget/.size-limit.json")
      : "widget/.size-limit.json is missing.",
  "size of the console": () => tool("size-limit/bin.js", "--config", "console/.size-limit.json"),
  "size of the Worker": checkWorkerSize,
};

const USAGE = `npm run check -- [PART…]

Runs the checks whose names have one of these parts; without any, all:

  ${Object.keys(checks).join("\n  ")}`;
const parts = readCommandLine(USAGE, { allowPositionals: true }).positionals;
const unknown = parts.filter((part) => !Object.keys(checks).some((name) => name.includes(part)));
if (unknown.length > 0) refuse(`No check has "${unknown.join('", "')}" in its name.`, USAGE);
const wanted = Object.entries(checks).filter(
  ([name]) => parts.length === 0 || parts.some((part) => name.includes(part)),
);

let passed = 0;
let failed = 0;
for (const [name, check] of wanted) {
  const started = performance.now();
  const complaint = await check();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (complaint === undefined) passed++;
  else failed++;
  console.log(`${complaint === undefined ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (complaint !== undefined) console.log(complaint.replace(/^/gm, "     "));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function tool(program: string, ...args: string[]): string | undefined {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", NO_COLOR: "1" };
  const command = [join(root, "node_modules", program), ...args];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, command, {
    cwd: root,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return status === 0 ? undefined : `${stdout}${stderr}`.trim() || String(error);
}

/** Text by path. */
function readAll(files: RegExp): Map<string, string> {
  const paths = listSources(root).filter((path) => files.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

function search(files: RegExp, find: (path: string, source: string) => Violation[]): string | undefined {
  return complain([...readAll(files)].flatMap(([path, source]) => find(path, source)));
}

function complain(found: Violation[]): string | undefined {
  return found.length === 0 ? undefined : found.map(({ at, why }) => `${at}: ${why}`).join("\n");
}

function checkCircles(): string | undefined {
  const circles = findCircles(readAll(/^(shared|worker|widget|console|scripts)\/.*\.tsx?$/));
  const large = circles.filter((circle) => circle.length > LARGEST_CIRCLE);
  return large.length === 0
    ? undefined
    : large.map((circle) => `${circle.length} files: ${circle.join(", ")}`).join("\n");
}

function checkWorkerSize(): string | undefined {
  const bundle = join(root, "dist", "worker", "index.js");
  if (!existsSync(bundle)) return "There is no bundle to measure.";
  const kib = gzipSync(readFileSync(bundle), { level: 9 }).length / 1024;
  return kib <= WORKER_GZIP_KIB ? undefined : `${kib.toFixed(1)} KiB compressed; the limit is ${WORKER_GZIP_KIB} KiB.`;
}
