/**
 * What `npm run dev` adds to `npm start`: a source that was saved is built, and taken up by the server. What does not
 * build is told, and the last good build goes on.
 */

import { existsSync, rmSync, watch } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { buildConsole } from "../../console/build.ts";
import { buildWidget } from "../../widget/build.ts";
import { buildReader } from "../build/build.ts";
import { bundleWorker } from "../build/bundle-worker.ts";
import { type Copies, takeFolder } from "./copies.ts";

type Part = "assets" | "worker" | "reader";

/** Parts by the sources that they are made of. */
const MADE_OF: Readonly<Record<Part, RegExp>> = {
  assets: /^(?:widget|console|ui|shared|demo)\//,
  worker: /^(?:worker|shared)\//,
  reader: /^(?:reader|shared|worker\/knowledge\/extract)\//,
};
const WATCHED = ["widget", "console", "ui", "shared", "demo", "worker", "reader"];
/** Tests are no part of anything that is served, and editors leave files of their own. */
const NOT_BUILT = /\.(?:test|e2e|test-d)\.tsx?$|^(?:worker\/test|widget\/e2e)\/|~$|\.sw\w$|\/\.[^/]*$/;
/** Editors write a file in several steps, and a formatter after them. */
const SETTLE_MS = 50;

export interface Watching {
  root: string;
  state: string;
  copies: Copies;
  /** For the person who saved. */
  note(text: string): void;
  /** The copies are new ones: the server is to take them up. */
  refresh(): Promise<void>;
}

/** For as long as the process lives. */
export function watchSources({ root, state, copies, note, refresh }: Watching): void {
  const changed = new Set<Part>();
  let timer: NodeJS.Timeout | undefined;
  let building = false;

  /** The Worker that served last. */
  const good = join(state, "worker.good.js");

  const builders: Readonly<Record<Part, () => Promise<void>>> = {
    async assets() {
      const built = join(state, "built");
      rmSync(built, { recursive: true, force: true });
      await buildWidget(`${built}/`);
      await buildConsole(`${built}/`);
      takeFolder(copies.assets, built);
    },
    async worker() {
      const built = join(state, "built-worker");
      await bundleWorker(root, built);
      await cp(copies.script, good);
      await cp(join(built, "worker.js"), copies.script);
    },
    async reader() {
      takeFolder(copies.reader, await buildReader(root));
    },
  };

  /** The reader alone and last: it takes seconds, and is seldom what somebody waits for. */
  function next(): Part[] {
    const quick = [...changed].filter((part) => part !== "reader");
    const parts = quick.length > 0 ? quick : [...changed];
    for (const part of parts) changed.delete(part);
    return parts;
  }

  async function rebuild(): Promise<void> {
    if (building) return;
    building = true;
    for (let parts = next(); parts.length > 0; parts = next()) {
      const started = performance.now();
      try {
        for (const part of parts) await builders[part]();
        await refresh().catch(async (error: Error) => {
          // It builds and does not start; what the runtime has to say of that is in the log.
          if (!parts.includes("worker")) throw error;
          await cp(good, copies.script);
          await refresh();
          throw new Error("The Worker does not start with that.", { cause: error });
        });
        note(`Built ${parts.join(" and ")} again (${((performance.now() - started) / 1000).toFixed(1)} s).`);
      } catch (error) {
        note(`${(error as Error).message}\nWhat was built before goes on.`);
      }
    }
    building = false;
  }

  function onChange(path: string): void {
    if (NOT_BUILT.test(path)) return;
    for (const [part, sources] of Object.entries(MADE_OF)) if (sources.test(path)) changed.add(part as Part);
    if (changed.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => void rebuild(), SETTLE_MS);
  }

  for (const folder of WATCHED) {
    if (!existsSync(join(root, folder))) continue;
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (name !== null) onChange(`${folder}/${name.replaceAll("\\", "/")}`);
    });
  }
  note("Watching the sources: pages that are open load again after each change.");
}
