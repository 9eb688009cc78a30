/** Asks the proof whether it sees that a guard is gone: a few runs of fixed seeds, in a deployment where all guards can be put to sleep. */

import { type Deployment, startDeployment } from "../deployment.ts";
import { prove } from "../run.ts";
import { createTally } from "../world.ts";

/** Of fixed seeds, so that who is seen today is seen tomorrow. */
const RUNS = 14;
const SEED = 1;
/** A guard whose absence makes something wait for ever is missed as well. */
const PATIENCE_MS = 240_000;

let deployment: Deployment | undefined;

export const askProof = {
  async sees(root: string, script: string, number: number): Promise<boolean> {
    deployment ??= await startDeployment("embedded", { root, script });
    const current = deployment;
    await current.control("mutant", { id: number });
    const running = prove({
      runs: RUNS,
      seed: SEED,
      deployment: async () => current,
      tally: createTally(),
      shrinks: false,
    }).then(
      ({ failure }) => failure !== undefined,
      () => true,
    );
    const late = new AbortController();
    const patience = new Promise<true>((resolve) => {
      const timer = setTimeout(() => resolve(true), PATIENCE_MS);
      late.signal.addEventListener("abort", () => clearTimeout(timer));
    });
    const seen = await Promise.race([running, patience]);
    late.abort();
    // What it has done to this deployment shall be no other's.
    if (seen) await askProof.end();
    return seen;
  },

  async end(): Promise<void> {
    const ending = deployment;
    deployment = undefined;
    await ending?.stop().catch(() => undefined);
  },
};
