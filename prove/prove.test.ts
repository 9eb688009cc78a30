/**
 * The proof in small: runs of seeds that stay, so that a change is judged by what it changed. `npm run prove` draws new
 * ones, and many more of them: every night (`.github/workflows/prove.yml`), and by hand.
 */

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build, type Built } from "../scripts/build/build.ts";
import { startDeployment } from "./deployment.ts";
import { replay, type Step } from "./run.ts";
import { proveSeries } from "./series.ts";
import { createTally } from "./world.ts";

const root = join(import.meta.dirname, "..");
/** Of a machine that does much else, and to look more closely at what was found. */
const PATIENCE_MS = 900_000;
/** Of its books before, of what it knew, of its books again: those that come before its answer. */
const WRITES_OF_A_DELETION = 28;
/** Among the accounts' credentials of a run: three of A come before. */
const FIRST_OF_B = 3;
const KILLS_MS = [0, 4, 8, 12, 16, 24];

let built: Built;

beforeAll(async () => {
  built = await build(root, () => {});
}, 300_000);

const step = (operation: string, bot: number, numbers = [0, 0, 0, 0, 0, 0], crash?: number): Step => [
  { operation, bot, numbers, crash },
];

describe.each(["embedded", "hosted"] as const)("on the %s engines", (engines) => {
  it.each([
    [1, 40],
    [2, 60],
  ])(
    `no tenant reads another, whatever is done: seed %i, %i runs`,
    async (seed, runs) => {
      const proof = await proveSeries({ root, script: built.script, engines, seed, runs });
      expect(proof.failure, `npm run prove -- --engines ${engines} --seed ${seed} --runs ${runs}`).toBeUndefined();
      // A proof that looked at nothing would be green as well.
      expect(proof.tally.checks["a canary read by who may"]).toBeGreaterThan(50);
      expect(proof.tally.checks["what was revoked opens nothing"]).toBeGreaterThan(0);
      expect(proof.tally.checks["a store holds its bot's alone"]).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    "a bot is whole or gone, at whichever write its deletion crashes and whenever it is killed",
    async () => {
      const tally = createTally();
      const after = ["list bots", "look at a bot", "ask", "put a document", "search", "write an answer", "list keys"];
      const deployment = await startDeployment(engines, { root, script: built.script });
      try {
        for (let at = 1; at <= WRITES_OF_A_DELETION + KILLS_MS.length; at++) {
          // The first bot of one account or the other account's own, and what is told of it afterwards.
          const [bot, account] = at % 2 === 0 ? [0, 0] : [2, FIRST_OF_B];
          const how = (last: number): number[] => [1, 0, account, last, 0, 0];
          const cut =
            at <= WRITES_OF_A_DELETION
              ? step("delete a bot", bot, how(0), at)
              : step("kill while a bot is deleted", bot, how(KILLS_MS[at - WRITES_OF_A_DELETION - 1]!));
          const steps = [step("ask", bot), cut, ...after.map((name) => step(name, bot))];
          // Sent again at times; else it is finished though nobody comes back.
          await replay(deployment, tally, at % 5 === 0 ? [...steps, step("delete a bot", bot, how(0))] : steps);
        }
      } finally {
        await deployment.stop();
      }
      expect(tally.operations["(crashed at a write)"]).toBeGreaterThan(WRITES_OF_A_DELETION - 4);
    },
    PATIENCE_MS,
  );
});
