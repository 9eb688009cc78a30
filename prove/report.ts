/** What a proof has done, for people (Markdown) and for programs (JSON). */

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { EngineKind } from "./deployment.ts";
import type { RunResult } from "./run.ts";
import type { Tally } from "./world.ts";

export interface ProofOf extends RunResult {
  engines: EngineKind;
  seed: number;
  seconds: number;
  tally: Tally;
}

/** @returns the path of the Markdown */
export function writeReport(root: string, proofs: readonly ProofOf[]): string {
  const commit = commitOf(root);
  const folder = join(root, "dist");
  mkdirSync(folder, { recursive: true });
  const report = { commit, machine: nameMachine(), at: new Date().toISOString(), proofs };
  writeFileSync(join(folder, "prove-report.json"), `${JSON.stringify(report, null, 2)}\n`);
  const path = join(folder, "prove-report.md");
  writeFileSync(path, [`# Proof of ${commit}`, "", report.machine, "", ...proofs.flatMap(sectionOf)].join("\n"));
  return path;
}

function sectionOf({ engines, seed, runs, seconds, tally, failure }: ProofOf): string[] {
  const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, each) => all + each, 0);
  const table = (head: string, counts: Record<string, number>): string[] => [
    `| ${head} | |`,
    "| --- | ---: |",
    ...Object.entries(counts)
      .toSorted(([, one], [, other]) => other - one)
      .map(([name, count]) => `| ${name} | ${count.toLocaleString("en")} |`),
    "",
  ];
  return [
    `## ${engines === "embedded" ? "Embedded engines" : "Strict stand-ins of the hosted engines"}: ${failure === undefined ? "green" : "FAILED"}`,
    "",
    `${runs.toLocaleString("en")} runs of seed ${seed} in ${seconds.toFixed(0)} s: ${sum(tally.operations).toLocaleString("en")} operations, ${tally.calls.toLocaleString("en")} requests, ${sum(tally.checks).toLocaleString("en")} checks, ${(tally.bytes / 1e6).toFixed(1)} MB looked through.`,
    "",
    ...(failure === undefined ? [] : ["```", failure, "```", ""]),
    ...table("Checks", tally.checks),
    ...table("Operations", tally.operations),
    ...table("Statuses", tally.statuses),
  ];
}

export function commitOf(root: string): string {
  try {
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
    const isChanged = git("status", "--porcelain", "--untracked-files=no") !== "";
    return `commit ${git("rev-parse", "--short=12", "HEAD")}${isChanged ? " and what is changed beside it" : ""}`;
  } catch {
    return "a tree that is no commit";
  }
}

export function nameMachine(): string {
  const { version } = createRequire(import.meta.url)("workerd/package.json") as { version: string };
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `Machine: ${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${memory} GB of memory, ${process.platform} ${process.arch}, Node ${process.versions.node}, workerd ${version}.`;
}
