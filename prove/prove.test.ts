/**
 * The proof in small: some runs of seeds that stay, so that a change is judged by what it changed. `npm run prove` draws
 * new ones, and many more of them.
 */

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build, type Built } from "../scripts/build/build.ts";
import { proveSeries } from "./series.ts";

const root = join(import.meta.dirname, "..");
/** Of each seed: enough to find what was broken. */
const RUNS = 25;
/** Of a machine that does much else, and to look more closely at what was found. */
const PATIENCE_MS = 600_000;

let built: Built;

beforeAll(async () => {
  built = await build(root, () => {});
}, 300_000);

describe.each(["embedded", "hosted"] as const)("on the %s engines", (engines) => {
  it.each([1, 2])(
    "no tenant reads another, whatever is done: seed %i",
    async (seed) => {
      const bounds = { runs: RUNS, least: RUNS, milliseconds: 0 };
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
