/** Asks the suites which guards they miss: each a process of its own, with the sources in which all guards are asleep. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutant } from "./find.ts";
import type { Asked, Told } from "./runner.ts";

/** Files of tests that are asked in one process. */
export interface Suite {
  name: string;
  files: readonly string[];
}

/** What a file of tests has told of one test. */
type Line = Partial<Told> & { state: string };

/** Of guards that break what follows, so many times a file is begun anew. */
const TRIES = 15;
const PATIENCE_MS = 900_000;

/** Of the Worker: each by itself, and then those that run in Node together. */
export function suitesOf(tree: string): { each: Suite[]; together: Suite[] } {
  const files = globSync("worker/**/*.test.ts", { cwd: tree }).toSorted();
  const isWorker = (file: string): boolean => file.endsWith(".workerd.test.ts") || /^worker\/test\/[^/]+$/.test(file);
  const single = (file: string): Suite => ({ name: file, files: [file] });
  const [inNode, inWorker] = [files.filter((file) => !isWorker(file)), files.filter(isWorker).map(single)];
  return {
    each: [...inNode.map(single), ...inWorker],
    together: [{ name: "the suites in Node", files: inNode }, ...inWorker],
  };
}

export function createSuites(tree: string) {
  let runs = 0;
  /** Names of those that pass as they are. */
  const sound = new Set<string>();

  async function run(
    files: readonly string[],
    asked: Asked,
    ...more: string[]
  ): Promise<{ passed: boolean; lines: Line[] }> {
    runs++;
    const [asking, telling] = [join(tree, `asked-${runs}.json`), join(tree, `told-${runs}.jsonl`)];
    writeFileSync(asking, JSON.stringify(asked));
    const program = join(tree, "node_modules", "vitest", "vitest.mjs");
    const config = join(tree, "prove", "mutants", "vitest.config.ts");
    const vitest = spawn(process.execPath, [program, "run", "--config", config, ...more, ...files], {
      cwd: tree,
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", MUTANTS_ASKED: asking, MUTANTS_TOLD: telling },
      stdio: "ignore",
    });
    const timer = setTimeout(() => vitest.kill("SIGKILL"), PATIENCE_MS);
    const [status] = (await once(vitest, "exit")) as [number | null];
    clearTimeout(timer);
    const text = existsSync(telling) ? readFileSync(telling, "utf8") : "";
    const lines = text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
    return { passed: status === 0, lines };
  }

  async function isSound({ name, files }: Suite): Promise<boolean> {
    if (!sound.has(name) && (await run(files, { wanted: [], done: [] }, "--bail", "1")).passed) sound.add(name);
    return sound.has(name);
  }

  return {
    /** @returns the missed, and those that the file has to be asked about as a whole */
    async ask(
      { name, files }: Suite,
      wanted: ReadonlyMap<number, Mutant>,
      isThorough: boolean,
    ): Promise<{ seen: Set<Mutant>; cold: Set<Mutant> }> {
      const seen = new Set<number>();
      const cold = new Set<number>();
      const done = new Set<string>();
      const suspects = new Set<number>();
      for (let tries = 0; tries < TRIES; tries++) {
        const open = [...wanted.keys()].filter((number) => !seen.has(number) && !suspects.has(number));
        if (open.length === 0) break;
        const { passed, lines } = await run(files, { wanted: open, done: [...done], isThorough });
        if (passed) sound.add(name);
        let learnt = false;
        for (const { name: test, state, seen: here = [], outside = [], met = [], isUnsteady, broke } of lines) {
          for (const number of here) seen.add(number);
          for (const number of outside) cold.add(number);
          if (isUnsteady) for (const number of met) cold.add(number);
          if (broke !== undefined && broke > 0) suspects.add(broke);
          learnt ||= here.length > 0 || (broke !== undefined && broke > 0);
          // One that cannot be run twice may have broken what follows: it is not asked again.
          if (test !== undefined && state === "passed" && broke === undefined && !done.has(test)) {
            done.add(test);
            learnt = true;
          }
        }
        if (passed && lines.every(({ broke }) => broke === undefined)) break;
        if (!learnt) break;
      }
      const of = (numbers: Set<number>): Set<Mutant> => new Set([...numbers].map((number) => wanted.get(number)!));
      for (const number of suspects) cold.add(number);
      for (const number of seen) cold.delete(number);
      return { seen: of(seen), cold: of(cold) };
    },

    /** False also where the suite fails although nothing is gone: it would see everything. */
    async seesWhole(suite: Suite, number: number): Promise<boolean> {
      if (!(await isSound(suite))) return false;
      return !(await run(suite.files, { awake: number, wanted: [], done: [] }, "--bail", "1")).passed;
    },
  };
}
