/**
 * A server's own copies of what was built, in its state folder: the demo's pages hold its keys, and the next build
 * replaces the originals.
 */

import { cpSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { Built } from "../build/build.ts";

export interface Copies {
  /** Absolute paths: of a folder, of a file, of a folder. */
  assets: string;
  script: string;
  reader: string;
}

export function copiesIn(state: string): Copies {
  return { assets: join(state, "assets"), script: join(state, "worker.js"), reader: join(state, "reader") };
}

export function takeCopies(copies: Copies, built: Built): void {
  takeFolder(copies.assets, built.assets);
  cpSync(built.script, copies.script);
  takeFolder(copies.reader, built.reader);
}

export function takeFolder(copy: string, folder: string): void {
  const next = `${copy}.next`;
  rmSync(next, { recursive: true, force: true });
  cpSync(folder, next, { recursive: true });
  rmSync(copy, { recursive: true, force: true });
  renameSync(next, copy);
}

/** As small as they can be, for `front.js`: compressing on the way out takes quicker, larger ways. */
export function compressScripts(assets: string): void {
  for (const path of globSync("**/*.js", { cwd: assets })) {
    writeFileSync(join(assets, `${path}.br`), brotliCompressSync(readFileSync(join(assets, path))));
  }
}
