/**
 * `npm run mutate`: the proof of the proof. Takes every guard of the files in `prove/mutants/suites.ts` away, one at a time,
 * and asks who sees it: first the suites that hold its file, then all others, then the proof. A test is asked only about guards
 * that decided something in it, and at once about each (`prove/mutants/runner.ts`). What nobody sees has a reason
 * in `prove/mutants/accepted.json`, or fails. `-- --changed` looks at files that differ from `main`, `--files PART` at some,
 * `--sample N` takes that many of all, `--minutes N` goes on next time where it stopped, `--by proof` or `--by suites` asks one
 * kind of witness alone, `--by near` the suites that hold the file and no others, which is quick, `--at-once N` runs so many suites
 * beside each other. Writes `dist/mutate-report.md` and `.json`.
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askProof } from "../prove/mutants/ask-proof.ts";
import { createSuites, type Suite, suitesOf } from "../prove/mutants/ask-suites.ts";
import { bundleMutants, copyTree, writeAsleep } from "../prove/mutants/bundle.ts";
import { findMutants, type Mutant } from "../prove/mutants/find.ts";
import { type Fate, writeMutationReport } from "../prove/mutants/report.ts";
import { GUARDED } from "../prove/mutants/suites.ts";
import { build } from "./build/build.ts";
import { readCommandLine } from "./command-line.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
const USAGE = `npm run mutate -- [options]

Takes every guard away, one at a time, and names those that no test misses.

  --changed       of files that differ from main
  --files PART    of files whose path has this part
  --sample N      so many of all
  --by KIND       ask one kind of witness: suites, near or proof (all)
  --at-once N     suites that run beside each other (1)
  --minutes N     stop after so long; the next run goes on from there
  --anew          forget what earlier runs found`;
whenOrphaned(() => process.exit(1));

const { values } = readCommandLine(USAGE, {
  options: {
    changed: { type: "boolean", default: false },
    files: { type: "string" },
    minutes: { type: "string" },
    "at-once": { type: "string", default: "1" },
    by: { type: "string", default: "all" },
    sample: { type: "string" },
    anew: { type: "boolean", default: false },
  },
});
const kept = join(root, "dist", values.by === "all" ? "mutate-report.json" : `mutate-report-by-${values.by}.json`);
const until = performance.now() + Number(values.minutes ?? "100000") * 60_000;
const tree = mkdtempSync(join(tmpdir(), "vegarag-mutate-"));
let code = 1;
try {
  code = await main();
} catch (error) {
  console.error((error as Error).message);
} finally {
  await askProof.end();
  rmSync(tree, { recursive: true, force: true });
}
process.exit(code);

async function main(): Promise<number> {
  const changed = values.changed ? changedFiles() : undefined;
  const guarded = GUARDED.filter(
    ({ file }) => existsSync(join(root, file)) && (changed?.has(file) ?? true) && file.includes(values.files ?? ""),
  );
  const sources = new Map(guarded.map(({ file }) => [file, readFileSync(join(root, file), "utf8")]));
  const all = [...sources].flatMap(([file, source]) => findMutants(file, source));
  const every = values.sample === undefined ? 1 : Math.max(1, Math.floor(all.length / Number(values.sample)));
  const mutants = all.filter((_, at) => at % every === 0);
  if (mutants.length === 0) {
    console.log("No guarded file has changed.");
    return 0;
  }
  await build(root, (text) => console.error(text));
  copyTree(root, tree);
  writeAsleep(tree, sources, mutants);
  const fates = values.anew ? {} : readFates();
  for (const { key, file, line, kind, original } of mutants) {
    const source = stampOf(sources.get(file)!);
    if (fates[key]?.source !== source)
      fates[key] = { file, line, kind, original, by: null, source, vain: {}, cold: [] };
  }
  const fateOf = ({ key }: Mutant): Fate => fates[key]!;
  const note = (mutant: Mutant, by: string): void => {
    fateOf(mutant).by = by;
    console.log(`seen by ${by}: ${mutant.file}:${mutant.line} ${mutant.kind} ${mutant.original.slice(0, 100)}`);
  };
  const save = (): void => writeFileSync(kept, `${JSON.stringify({ fates }, null, 1)}\n`);
  const left = (): Mutant[] => mutants.filter((mutant) => fateOf(mutant).by === null);
  console.error(`${mutants.length} guards in ${sources.size} files, ${mutants.length - left().length} seen before.`);

  const suites = createSuites(tree);
  const { each, together } = suitesOf(tree);
  const numberOf = new Map(mutants.map((mutant, at) => [mutant, at + 1]));
  /** Asks each suite about what it has not been asked about as it is now, some of them beside each other. */
  async function askSuites(
    some: readonly Suite[],
    isThorough: boolean,
    isFor: (suite: Suite, mutant: Mutant) => boolean,
  ): Promise<void> {
    const waiting = [...some];
    const askNext = async (): Promise<void> => {
      for (let suite = waiting.shift(); suite !== undefined && performance.now() < until; suite = waiting.shift())
        await askSuite(suite, isThorough, isFor);
    };
    await Promise.all(Array.from({ length: Number(values["at-once"]) }, askNext));
  }
  async function askSuite(
    suite: Suite,
    isThorough: boolean,
    isFor: (suite: Suite, mutant: Mutant) => boolean,
  ): Promise<void> {
    const stamp = stampOf(suite.files.map((file) => readFileSync(join(tree, file), "utf8")).join("\n"));
    const asked = isThorough ? [stamp] : [stamp, `${stamp}?`];
    const wanted = left().filter(
      (mutant) => isFor(suite, mutant) && !asked.includes(fateOf(mutant).vain[suite.name] ?? ""),
    );
    if (wanted.length === 0) return;
    const numbers = new Map(wanted.map((mutant) => [numberOf.get(mutant)!, mutant]));
    const { seen, cold } = await suites.ask(suite, numbers, isThorough);
    for (const mutant of wanted) {
      if (seen.has(mutant)) note(mutant, suite.name);
      else fateOf(mutant).vain[suite.name] = asked.at(-1)!;
      if (cold.has(mutant) && !fateOf(mutant).cold.includes(suite.name)) fateOf(mutant).cold.push(suite.name);
    }
    console.error(`${suite.name}: ${seen.size} of ${wanted.length} seen; ${left().length} left.`);
    save();
  }
  /** One at a time from its start, where a file cannot be run again within itself. */
  async function askWhole(): Promise<void> {
    for (const mutant of left()) {
      const { cold } = fateOf(mutant);
      while (cold.length > 0 && performance.now() < until && fateOf(mutant).by === null) {
        const [name] = cold as [string];
        const suite = [...each, ...together].find((each) => each.name === name)!;
        const sees = await suites.seesWhole(suite, numberOf.get(mutant)!);
        cold.shift();
        if (sees) note(mutant, name);
        save();
      }
    }
  }

  if (values.by !== "proof") {
    const holds = new Map(guarded.map(({ file, unit, worker }) => [file, [...unit, ...worker]]));
    const isNear = ({ name }: Suite, mutant: Mutant): boolean =>
      holds.get(mutant.file)!.some((part) => name.includes(part));
    if (values.by !== "near") {
      await askSuites(each, false, isNear);
      await askSuites(together, false, () => true);
    }
    await askSuites(each, true, isNear);
    await askWhole();
  }
  if (values.by !== "suites" && values.by !== "near") {
    let script: string | undefined;
    for (const mutant of left()) {
      if (performance.now() > until) break;
      if (fateOf(mutant).vain["the proof"] !== undefined) continue;
      script ??= await bundleMutants(root, tree);
      if (await askProof.sees(root, script, numberOf.get(mutant)!)) note(mutant, "npm run prove");
      else fateOf(mutant).vain["the proof"] = "1";
      save();
    }
  }
  const isWhole = performance.now() < until;
  const accepted = JSON.parse(readFileSync(join(root, "prove", "mutants", "accepted.json"), "utf8")) as Record<
    string,
    string
  >;
  const here = mutants
    .filter((mutant) => isWhole || fateOf(mutant).by !== null)
    .map((mutant) => [mutant.key, fateOf(mutant)] as const);
  const { missed, path } = writeMutationReport(root, here, mutants.length, accepted);
  console.log(`Written to ${path}.`);
  return missed === 0 ? 0 : 1;
}

function changedFiles(): Set<string> {
  const git = (...args: string[]): string[] => execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\n");
  const base = git("merge-base", "HEAD", process.env["MUTATE_BASE"] ?? "main")[0]!;
  return new Set([...git("diff", "--name-only", base), ...git("diff", "--name-only", "HEAD")]);
}

function readFates(): Record<string, Fate> {
  if (!existsSync(kept)) return {};
  return (JSON.parse(readFileSync(kept, "utf8")) as { fates: Record<string, Fate> }).fates;
}

function stampOf(source: string): string {
  return createHash("sha256").update(source).digest("hex").slice(0, 12);
}
