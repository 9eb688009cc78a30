import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { PLAYWRIGHT_OFF } from "./chromium.ts";

it("The features that Playwright switches off are those of the version that is installed", () => {
  const folder = dirname(createRequire(import.meta.url).resolve("playwright-core/package.json"));
  const code = readFileSync(join(folder, "lib", "coreBundle.js"), "utf8");
  const [, list = ""] = /chromiumSwitches\.ts[^]*?disabledFeatures = \[([^]*?)\]\.filter/.exec(code) ?? [];
  const names = [...list.matchAll(/^\s*"(\w+)",?$/gm)].map(([, name]) => name);
  expect(PLAYWRIGHT_OFF).toEqual(names);
});
