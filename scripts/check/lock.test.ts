/** A locked package has a hash, comes by its name, and is under terms that may be used. */

import { expect, it } from "vitest";
import { findUnlocked } from "./lock.ts";

const SOUND = { version: "1.0.0", integrity: "sha512-x", license: "MIT" };
const faultsOf = (entry: object) => findUnlocked(JSON.stringify({ packages: { "": {}, "node_modules/one": entry } }));

it("takes what is locked as it should be", () => {
  for (const license of [
    "MIT",
    "(AFL-2.1 OR BSD-3-Clause)",
    "Apache-2.0 AND LGPL-3.0-or-later AND MIT",
    "GPL-3.0-only OR MIT",
  ])
    expect(faultsOf({ ...SOUND, license })).toEqual([]);
});

it.each([
  [{ integrity: undefined }, "has no hash"],
  [{ resolved: "git+ssh://git@example.com/one.git#abc" }, "comes from git+ssh"],
  [{ link: true }, "comes from a link"],
  [{ license: "GPL-3.0-only" }, "is under GPL-3.0-only"],
  [{ license: "MIT AND AGPL-3.0-only" }, "is under MIT AND AGPL"],
  [{ license: undefined }, "is under no licence"],
])("refuses %j", (change, why) => {
  expect(faultsOf({ ...SOUND, ...change })).toEqual([expect.stringContaining(why)]);
});
