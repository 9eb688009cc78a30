/**
 * `npm run prove`: drawn interleavings of everything the product does, against the built Worker in workerd, with a word
 * in every text that nobody else may ever read. `-- --runs 20000 --seed N --engines embedded|hosted|both`; `--path`
 * shows a failure again. Writes `dist/prove-report.md` and `.json`.
 */

import { randomInt } from "node:crypto";
import { join } from "node:path";
import { type ProofOf, writeReport } from "../prove/report.ts";
import { proveSeries } from "../prove/series.ts";
import { build } from "./build/build.ts";
import { readCommandLine } from "./command-line.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
whenOrphaned(() => process.exit(1));

const USAGE = `npm run prove -- [options]

Runs drawn interleavings of all operations against the built Worker, and writes dist/prove-report.md.

  --runs N          at most so many for each kind of engine (1000)
  --engines KIND    embedded, hosted or both (both)
  --seed N          draw the same ones again
  --path PATH       show one failure of a seed again
  --minutes N       stop after so long`;

try {
  const { values } = readCommandLine(USAGE, {
    options: {
      runs: { type: "string", default: "1000" },
      seed: { type: "string" },
      path: { type: "string" },
      engines: { type: "string", default: "both" },
      minutes: { type: "string" },
    },
  });
  const engines = { embedded: ["embedded"], hosted: ["hosted"], both: ["embedded", "hosted"] }[values.engines] as
    | ProofOf["engines"][]
    | undefined;
  if (engines === undefined) throw new Error(`--engines takes embedded, hosted or both, not "${values.engines}".`);
  const runs = countOf("--runs", values.runs);
  const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : countOf("--seed", values.seed);
  const limit = values.minutes === undefined ? {} : { milliseconds: countOf("--minutes", values.minutes) * 60_000 };
  const { script } = await build(root, (text) => console.error(text));
  const proofs: ProofOf[] = [];
  for (const each of engines) {
    console.error(`Proving on the ${each} engines: up to ${runs} runs of seed ${seed} …`);
    const progress = (done: number): void => void (done % 100 === 0 && console.error(`  ${done} runs`));
    const proof = await proveSeries({ root, script, engines: each, runs, seed, path: values.path, ...limit, progress });
    proofs.push(proof);
    console.log(`${each}: ${proof.runs} runs, ${proof.failure === undefined ? "green" : `FAILED\n\n${proof.failure}`}`);
    if (proof.failure !== undefined) break;
  }
  console.log(`Written to ${writeReport(root, proofs)}.`);
  process.exit(proofs.every(({ failure }) => failure === undefined) ? 0 : 1);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

function countOf(name: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`${name} takes a whole number, not "${text}".`);
  return Number(text);
}
