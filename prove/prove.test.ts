/**
 * The proof in small: runs of a seed that stays, so that a change is judged by what it changed, and of one that is drawn
 * anew each time and named where it fails. `npm run prove` draws many more of them.
 */

import { randomInt } from "node:crypto";
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
const drawn = randomInt(1, 2 ** 31);

let built: Built;

beforeAll(async () => {
  built = await build(root, () => {});
}, 300_000);

const step = (operation: string, bot: number, numbers = [0, 0, 0, 0, 0, 0], crash?: number): Step => [
  { operation, bot, numbers, crash },
];

describe.each(["embedded", "hosted"] as const)("on the %s engines", (engines) => {
  it.each([
    ["that stays", 1, 50],
    ["that is drawn", drawn, 75],
  ])(
    `no tenant reads another, whatever is done: a seed %s (%i), %i runs`,
    async (_, seed, runs) => {
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
    "a bot is whole or gone, at whichever write its deletion crashes",
    async () => {
      const tally = createTally();
      const deployment = await startDeployment(engines, { root, script: built.script });
      try {
        for (let write = 1; write <= 12; write++) {
          // The first bot of one account and the other account's own: both are told of, and lived with, afterwards.
          for (const bot of [0, 2]) {
            const account = bot === 0 ? 0 : 1;
            const cut = step("delete a bot", bot, [1, 0, account, 0, 0, 0], write);
            const after = [
              "list bots",
              "look at a bot",
              "ask",
              "put a document",
              "search",
              "write an answer",
              "list keys",
            ];
            const again = step("delete a bot", bot, [1, 0, account, 0, 0, 0]);
            await replay(deployment, tally, [cut, ...after.map((name) => step(name, bot)), again]);
          }
        }
      } finally {
        await deployment.stop();
      }
      expect(tally.operations["(crashed at a write)"]).toBeGreaterThan(4);
    },
    PATIENCE_MS,
  );
});
