/**
 * Vitest's global setup that reads the big list of naughty strings for tests inside workerd, which has no
 * files: `inject("naughtyStrings")`, empty where the shared data is not there. Runs under Node.
 */

import { existsSync, readFileSync } from "node:fs";
import type { TestProject } from "vitest/node";

const LIST = "../shared/data/security/blns.json";

declare module "vitest" {
  interface ProvidedContext {
    naughtyStrings: string[];
  }
}

export default function setup(project: TestProject): void {
  project.provide(
    "naughtyStrings",
    existsSync(LIST) ? (JSON.parse(readFileSync(LIST, "utf8")) as { strings: string[] }).strings : [],
  );
}
