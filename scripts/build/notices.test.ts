/** Whose code is bundled, and what may be. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { noticesOf, packagesOf } from "./notices.ts";

const root = mkdtempSync(join(tmpdir(), "vegarag-notices-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function install(name: string, license: string | undefined, files: Record<string, string>): string {
  const folder = join(root, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "1.2.3", license }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return join(folder, "dist", "index.js");
}

it("knows packages by the paths of their modules, on every system and within each other", () => {
  expect(
    packagesOf([
      "/r/node_modules/hono/dist/a.js",
      "node_modules/hono/dist/b.js",
      "../r/node_modules/@scope/one/index.mjs?used",
      "/r/node_modules/outer/node_modules/inner/x.js",
      "C:\\r\\node_modules\\preact\\x.js",
      "\0virtual",
      "/r/worker/index.ts",
    ]),
  ).toEqual(["@scope/one", "hono", "inner", "preact"]);
});

it("passes on every text of a package, whatever its file is called", () => {
  const text = noticesOf(root, [
    install("one", "MIT", { LICENSE: "Copyright One", "NOTICE.md": "Made by One" }),
    install("@two/two", "Apache-2.0 AND BSD-3-Clause", { "licence.txt": "Copyright Two" }),
  ]);
  expect(text).toMatch(
    /@two\/two 1\.2\.3 \(Apache-2\.0 AND BSD-3-Clause\)[^]*Copyright Two[^]*one 1\.2\.3 \(MIT\)[^]*Copyright One[^]*Made by One/,
  );
});

it.each([
  ["GPL-3.0-or-later", { LICENSE: "text" }, "under GPL-3.0-or-later"],
  ["MIT AND LGPL-3.0-or-later", { LICENSE: "text" }, "not among those"],
  [undefined, { LICENSE: "text" }, "under no licence"],
  ["MIT", { "README.md": "text" }, "brings no text"],
])("refuses to ship what is under %s with %j", (license, files, why) => {
  const module = install(`refused-${why.replace(/\W/g, "-")}`, license, files);
  expect(() => noticesOf(root, [module])).toThrow(why);
});
