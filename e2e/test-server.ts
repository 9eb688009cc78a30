/**
 * Set-up of the browser tests: one real server with the demo, on a free port and in a folder of its
 * own. A test asks for it with `inject("server")`, and for the browser with `inject("chromium")`.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { findChromium } from "../scripts/check/chromium.ts";
import { type Ready, spawnServer } from "../scripts/serve/spawn-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    server: Ready;
    /** Path of the browser to run. */
    chromium: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error("No Chromium found. Run the tests with `npm test`, which sees to that.");
  const state = mkdtempSync(join(tmpdir(), "vegarag-test-"));
  const server = await spawnServer(["--port", "0", "--state", state]);
  project.provide("server", server.ready);
  project.provide("chromium", chromium);
  return async () => {
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  };
}
