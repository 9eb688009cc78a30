/** Many runs on one kind of engines: deployments are made anew now and then, so that none grows without end. */

import { type Deployment, type EngineKind, startDeployment } from "./deployment.ts";
import type { ProofOf } from "./report.ts";
import { prove } from "./run.ts";
import { createTally } from "./world.ts";

const RUNS_OF_A_DEPLOYMENT = 150;

export interface SeriesOptions {
  root: string;
  /** Absolute path of the bundled Worker. */
  script: string;
  engines: EngineKind;
  runs: number;
  seed: number;
  path?: string | undefined;
  /** After this no further run is begun, but for these. */
  milliseconds?: number;
  least?: number;
  progress?: (done: number) => void;
}

export async function proveSeries(options: SeriesOptions): Promise<ProofOf> {
  const { engines, runs, seed, path, progress } = options;
  const { milliseconds = Number.POSITIVE_INFINITY, least = 1 } = options;
  const started = performance.now();
  const tally = createTally();
  let current: Deployment | undefined;
  let used = 0;
  try {
    const result = await prove({
      runs,
      seed,
      path,
      tally,
      async deployment(anew) {
        if (current !== undefined && !anew && used++ < RUNS_OF_A_DEPLOYMENT) return current;
        await current?.stop();
        used = 0;
        return (current = await startDeployment(engines, options));
      },
      after(done) {
        progress?.(done);
        return done >= least && performance.now() - started > milliseconds;
      },
    });
    return { engines, seed, seconds: (performance.now() - started) / 1_000, tally, ...result };
  } finally {
    await current?.stop();
  }
}
