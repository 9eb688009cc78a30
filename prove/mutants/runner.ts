/**
 * Runs a test as vitest does, and then again and again with one guard after the other gone: of those alone that decided
 * something in it. What took a minute a guard takes as long as the test. Told which by `inject("mutants")`; answers in
 * `test.meta.mutants`. Runs in Node and inside workerd, with the sources of `bundle.ts`, in which every guard stands asleep.
 */

import { inject, type RunnerTestCase, type RunnerTestSuite, TestRunner } from "vitest";

export interface Asked {
  /** Gone from the start, where a whole file is asked about one. */
  awake?: number;
  wanted: readonly number[];
  /** Names of tests that have been asked, or cannot be run twice. */
  done: readonly string[];
  /** Every test about every guard; else of many tests in which one decides something, fewer and fewer. */
  isThorough?: boolean;
}

export interface Told {
  name: string;
  /** Missed: the test failed twice without them, and passed with them in between. */
  seen: number[];
  /** Decided something before any test, where nothing can be run again. */
  outside: number[];
  /** Decided something in this test. */
  met: number[];
  /** The test fails when it is run again as it is. */
  isUnsteady: boolean;
  /** After this one was gone the test no longer passed with it: nothing more can be learnt from this process. */
  broke?: number;
}

declare module "vitest" {
  interface ProvidedContext {
    mutants: Asked;
  }
  interface TaskMeta {
    mutants?: Told;
  }
}

interface Globals {
  provedMutant: number | undefined;
  /** @param replacement what the guard says when it is gone; undefined: that cannot be compared */
  probed(number: number, value: unknown, replacement?: boolean): unknown;
  isGone(number: number): boolean;
}

const globals = globalThis as unknown as Globals;
/** What waited for what did not come needs no second look. */
const LONG_MS = 10_000;
/** Without its end a loop would never give this process back. One that waits for a database in each round is told by its time as well. */
const TIMES_MOST = 20_000;
const TIMES_IN_TIME = 200;
let times = 0;
let since = 0;
const met = new Set<number>();
globals.probed = (number, value, replacement) => {
  // Not compared as a condition: `row && viewOf(row)` is used for what it gives.
  if (replacement === undefined || value !== replacement) met.add(number);
  return value;
};

globals.isGone = (number) => {
  if (globals.provedMutant !== number) return false;
  if (times++ === 0) since = performance.now();
  if (times > TIMES_MOST || (times > TIMES_IN_TIME && performance.now() - since > LONG_MS))
    throw new Error("Asked without end.");
  return true;
};

export default class MutantRunner extends TestRunner {
  #asked = inject("mutants");
  #seen = new Set<number>();
  #broke: number | undefined;

  readonly #met = new Map<number, number>();

  constructor(...parts: ConstructorParameters<typeof TestRunner>) {
    super(...parts);
    globals.provedMutant = this.#asked.awake;
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    const { awake, wanted, done } = this.#asked;
    if (awake !== undefined) {
      await run();
      return;
    }
    if (this.#broke !== undefined) throw new Error("Broken by what was gone before.");
    const isWanted = (number: number): boolean => wanted.includes(number);
    const told: Told = {
      name: nameOf(test),
      seen: [],
      outside: [...met].filter(isWanted),
      met: [],
      isUnsteady: false,
    };
    test.meta.mutants = told;
    met.clear();
    await run();
    told.met = [...met].filter(isWanted);
    met.clear();
    if (done.includes(told.name)) return;
    const again = (number?: number): Promise<boolean> => runAgain(test, run, number);
    const open = told.met.filter((number) => !this.#seen.has(number) && this.#isTurn(number));
    if (open.length > 0 && !(await again())) told.isUnsteady = true;
    else {
      for (const number of open) {
        const started = performance.now();
        if (await again(number)) continue;
        const waited = performance.now() - started > LONG_MS;
        if (!(await again())) {
          told.broke = this.#broke = number;
          break;
        }
        if (!waited && (await again(number))) continue;
        told.seen.push(number);
        this.#seen.add(number);
        if (!waited && !(await again())) {
          this.#broke = -1;
          break;
        }
      }
    }
    met.clear();
  }

  #isTurn(number: number): boolean {
    const turn = (this.#met.get(number) ?? 0) + 1;
    this.#met.set(number, turn);
    return this.#asked.isThorough === true || isOneOfFew(turn);
  }
}

/** The first few, then the 8th, the 16th, the 32nd … */
function isOneOfFew(turn: number): boolean {
  return turn <= 4 || (turn & (turn - 1)) === 0;
}

/** With the hooks around it. @returns whether it passed */
async function runAgain(test: RunnerTestCase, run: () => unknown, number: number | undefined): Promise<boolean> {
  const suites: RunnerTestSuite[] = [];
  for (let at = test.suite; at !== undefined; at = at.suite) suites.unshift(at);
  suites.unshift(test.file);
  globals.provedMutant = number;
  times = 0;
  const cleanups: unknown[] = [];
  try {
    for (const suite of suites) {
      for (const hook of TestRunner.getSuiteHooks(suite).beforeEach ?? [])
        cleanups.push(await hook(test.context, suite));
    }
    await run();
    return true;
  } catch {
    return false;
  } finally {
    globals.provedMutant = undefined;
    for (const suite of suites.toReversed()) {
      for (const hook of TestRunner.getSuiteHooks(suite).afterEach ?? []) await hook(test.context, suite);
    }
    for (const cleanup of cleanups.toReversed()) if (typeof cleanup === "function") await (cleanup as () => unknown)();
  }
}

function nameOf({ name, suite }: RunnerTestCase): string {
  const names = [name];
  for (let at = suite; at !== undefined; at = at.suite) names.unshift(at.name);
  return names.join(" > ");
}
