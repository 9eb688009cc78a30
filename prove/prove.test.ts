/** The proof in small: some runs of a seed that stays, and some of one that is drawn. `npm run prove` has more of them. */

import { randomInt } from "node:crypto";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build, type Built } from "../scripts/build/build.ts";
import { proveSeries } from "./series.ts";

const root = join(import.meta.dirname, "..");
/** Runs of each seed: as many as a quarter of a minute has room for, and on any machine enough to find what was broken. */
const RUNS = 100;
const LEAST = 25;
const EACH_MS = 14_000;
/** Of a machine that does much else, and to look more closely at what was found. */
const PATIENCE_MS = 600_000;

let built: Built;

beforeAll(async () => {
  built = await build(root, () => {});
}, 300_000);

describe.each(["embedded", "hosted"] as const)("on the %s engines", (engines) => {
  it.each([
    ["the same", 1],
    ["a drawn", randomInt(1, 2 ** 31)],
  ])(
    "no tenant reads another, whatever is done: %s seed",
    async (_name, seed) => {
      const bounds = { runs: RUNS, least: LEAST, milliseconds: EACH_MS };
      const proof = await proveSeries({ root, script: built.script, engines, seed, ...bounds });
      expect(proof.failure, `npm run prove -- --engines ${engines} --seed ${seed}`).toBeUndefined();
      // A proof that looked at nothing would be green as well.
      expect(proof.tally.checks["a canary read by who may"]).toBeGreaterThan(50);
      expect(proof.tally.checks["what was revoked opens nothing"]).toBeGreaterThan(0);
      expect(proof.tally.checks["a store holds its bot's alone"]).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
