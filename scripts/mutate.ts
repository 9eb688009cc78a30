/**
 * `npm run mutate`: the proof of the proof. Takes every guard of the files in `prove/mutants/suites.ts` away, one at a time,
 * and asks who sees it: the file's own suites in Node, the proof, its suites inside workerd. What nobody sees has a reason
 * in `prove/mutants/accepted.json`, or fails. `-- --changed` looks at files that differ from `main`, `--files PART` at some,
 * `--sample N` takes that many of all, `--minutes N` goes on next time where it stopped, `--by proof` or `--by suites` asks one kind of witness alone. Writes `dist/mutate-report.md` and `.json`.
 */

import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Deployment } from "../prove/deployment.ts";
import { startDeployment } from "../prove/deployment.ts";
import { bundleMutants, copyTree, mutated } from "../prove/mutants/bundle.ts";
import { findMutants, type Mutant } from "../prove/mutants/find.ts";
import { type Fate, writeMutationReport } from "../prove/mutants/report.ts";
import { GUARDED, type Guarded } from "../prove/mutants/suites.ts";
import { prove } from "../prove/run.ts";
import { createTally } from "../prove/world.ts";
import { build } from "./build/build.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
const kept = (by: string): string =>
  join(root, "dist", by === "all" ? "mutate-report.json" : `mutate-report-by-${by}.json`);
/** Of fixed seeds, so that who is seen today is seen tomorrow. */
const PROOF_RUNS = 14;
const PROOF_SEED = 1;
/** A guard whose absence makes something wait for ever is missed as well. */
const PATIENCE_MS = 240_000;
whenOrphaned(() => process.exit(1));

const { values } = parseArgs({
  options: {
    changed: { type: "boolean", default: false },
    files: { type: "string" },
    minutes: { type: "string" },
    by: { type: "string", default: "all" },
    sample: { type: "string" },
    anew: { type: "boolean", default: false },
  },
});
const until = performance.now() + Number(values.minutes ?? "100000") * 60_000;
const tree = mkdtempSync(join(tmpdir(), "vegarag-mutate-"));
/** Suites that passed with every guard in its place. */
const sound = new Set<string>();
let deployment: Deployment | undefined;
let code = 1;
try {
  code = await main();
} catch (error) {
  console.error((error as Error).message);
} finally {
  await deployment?.stop().catch(() => undefined);
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
  const script = await bundleMutants(root, tree, sources, mutants);
  const fates = values.anew ? {} : readFates();
  const wasDone = (mutant: Mutant): boolean => fates[mutant.key]?.source === stampOf(sources.get(mutant.file)!);
  console.error(`${mutants.length} guards in ${sources.size} files, ${mutants.filter(wasDone).length} known already.`);
  for (const [at, mutant] of mutants.entries()) {
    if (wasDone(mutant)) continue;
    if (performance.now() > until) break;
    const { file, line, kind, original } = mutant;
    const by = await seenBy(
      mutant,
      at + 1,
      guarded.find((each) => each.file === file)!,
      sources.get(file)!,
      script,
    );
    fates[mutant.key] = { file, line, kind, original, by, source: stampOf(sources.get(file)!) };
    console.log(`${by === null ? "NOT SEEN" : `seen by ${by}`}: ${file}:${line} ${kind} ${original.slice(0, 100)}`);
    writeFileSync(kept(values.by), `${JSON.stringify({ fates }, null, 1)}\n`);
  }
  const accepted = JSON.parse(readFileSync(join(root, "prove", "mutants", "accepted.json"), "utf8")) as Record<
    string,
    string
  >;
  const here = mutants.filter(wasDone).map(({ key }) => [key, fates[key]!] as const);
  const { missed, path } = writeMutationReport(root, here, mutants.length, accepted);
  console.log(`Written to ${path}.`);
  return missed === 0 ? 0 : 1;
}

/** @returns who, or null where nobody does */
async function seenBy(
  mutant: Mutant,
  number: number,
  { unit, worker }: Guarded,
  source: string,
  script: string,
): Promise<string | null> {
  const place = join(tree, mutant.file);
  const whole = (): void => writeFileSync(place, source);
  const missing = (): void => writeFileSync(place, mutated(source, mutant));
  missing();
  try {
    const asks = (name: string): boolean => values.by === "all" || values.by === name;
    if (asks("suites") && unit.length > 0 && (await sees("unit", unit, missing, whole))) return unit.join(", ");
    if (asks("proof") && (await isProven(number, script))) return "npm run prove";
    if (asks("suites") && worker.length > 0 && (await sees("worker", worker, missing, whole))) return worker.join(", ");
    return null;
  } finally {
    whole();
  }
}

async function isProven(number: number, script: string): Promise<boolean> {
  deployment ??= await startDeployment("embedded", { root, script });
  const current = deployment;
  await current.control("mutant", { id: number });
  const running = prove({
    runs: PROOF_RUNS,
    seed: PROOF_SEED,
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
  if (seen) {
    // What it has done to this deployment shall be no other's.
    await current.stop().catch(() => undefined);
    deployment = undefined;
  }
  return seen;
}

/** @throws Error where a suite fails although nothing is gone: it would see everything */
async function sees(
  project: string,
  files: readonly string[],
  missing: () => void,
  whole: () => void,
): Promise<boolean> {
  const name = `${project} ${files.join(" ")}`;
  if (!sound.has(name)) {
    whole();
    if (!(await passes(project, files)))
      throw new Error(`${files.join(", ")} fails as it is: nothing can be learnt from it.`);
    sound.add(name);
    missing();
  }
  return !(await passes(project, files));
}

async function passes(project: string, files: readonly string[]): Promise<boolean> {
  const args = ["run", "--project", project, "--bail", "1", "--reporter", "dot", ...files];
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false" };
  const vitest = spawn(process.execPath, [join(tree, "node_modules", "vitest", "vitest.mjs"), ...args], {
    cwd: tree,
    env,
    stdio: "ignore",
  });
  const timer = setTimeout(() => vitest.kill("SIGKILL"), PATIENCE_MS);
  const [status] = (await once(vitest, "exit")) as [number | null];
  clearTimeout(timer);
  return status === 0;
}

function changedFiles(): Set<string> {
  const git = (...args: string[]): string[] => execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\n");
  const base = git("merge-base", "HEAD", process.env["MUTATE_BASE"] ?? "main")[0]!;
  return new Set([...git("diff", "--name-only", base), ...git("diff", "--name-only", "HEAD")]);
}

function readFates(): Record<string, Fate> {
  if (!existsSync(kept(values.by))) return {};
  return (JSON.parse(readFileSync(kept(values.by), "utf8")) as { fates: Record<string, Fate> }).fates;
}

function stampOf(source: string): string {
  return createHash("sha256").update(source).digest("hex").slice(0, 12);
}
