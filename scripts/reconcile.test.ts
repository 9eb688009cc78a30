import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "reconcile.ts"), ...args], {
    encoding: "utf8",
    env: { ...process.env, VEGARAG_KEYS: "vrs_x" },
  });

it.each([
  [["--bogus"], "Unknown option '--bogus'"],
  [["--url", "localhost:8787"], "--url must be a URL that starts with http:// or https://."],
])("%j is refused in a sentence, with the usage", (args, sentence) => {
  const { status, stderr } = run(...args);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^(Unknown option|--url)/);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain("npm run reconcile -- --url URL");
});
