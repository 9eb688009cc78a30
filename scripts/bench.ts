/**
 * `npm run bench`: runs the parts in `bench/` one after the other and writes `docs/benchmarks.md`.
 * `-- --only NAME` measures one part and keeps the other sections as they are.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { build } from "./build/build.ts";
import { joinReport, readOpening, splitReport } from "./check/bench-report.ts";
import { readCommandLine } from "./command-line.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
const report = join(root, "docs", "benchmarks.md");
whenOrphaned(() => process.exit(1));

/** File in `bench/`, or folder with a file of the same name, and the heading of its section, in the order of the report. */
const PARTS: Record<string, string> = {
  retrieval: "Retrieval",
  answers: "Answers",
  server: "The server",
  refused: "Refused requests",
  filters: "Filters, and a neighbour",
  crowd: "A crowd of strangers",
  sources: "Sources",
  files: "Files",
  console: "The console",
  hosted: "Hosted engines",
  streams: "Long answers",
  startup: "The Worker's size and start",
  widget: "The widget",
};

const USAGE = `npm run bench -- [options]

Measures on this machine and writes docs/benchmarks.md.

  --only NAME   one part alone: ${Object.keys(PARTS).join(", ")}`;

try {
  const { values } = readCommandLine(USAGE, { options: { only: { type: "string" } } });
  const { only } = values;
  if (only !== undefined && PARTS[only] === undefined) {
    throw new Error(`--only takes one of ${Object.keys(PARTS).join(", ")}, not "${only}".`);
  }
  await build(root, (text) => console.error(text));
  const before = existsSync(report) ? readFileSync(report, "utf8") : "";
  const sections = splitReport(before);
  // The machine that is named there has measured the other sections; one that was measured on another says so itself.
  const opening = (only !== undefined && readOpening(before)) || describeMachine();
  const elsewhere = opening.includes(nameMachine()) ? "" : `${nameMachine()}\n\n`;
  for (const name of only === undefined ? Object.keys(PARTS) : [only]) {
    console.error(`Measuring ${name} …`);
    const started = performance.now();
    sections.set(PARTS[name] ?? name, elsewhere + (await runPart(name)));
    console.error(`  took ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  writeFileSync(report, joinReport(opening, Object.values(PARTS), sections));
  console.log(`Written to ${report}.`);
  process.exit(0);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

/** A part exports one function, `bench…`, which answers with the Markdown of its section. */
async function runPart(name: string): Promise<string> {
  const folder = join(root, "bench", name);
  const file = existsSync(folder) ? join(folder, `${name}.ts`) : `${folder}.ts`;
  const module = (await import(file)) as Record<string, unknown>;
  const run = Object.entries(module).find(
    ([key, value]) => key.startsWith("bench") && typeof value === "function",
  )?.[1];
  if (run === undefined) throw new Error(`${file} exports no function whose name starts with "bench".`);
  return (run as () => Promise<string>)();
}

function nameMachine(): string {
  const { version } = createRequire(import.meta.url)("workerd/package.json") as { version: string };
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `Machine: ${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${memory} GB of memory, ${process.platform} ${process.arch}, Node ${process.versions.node}, workerd ${version}.`;
}

function describeMachine(): string {
  return [
    "# Benchmarks",
    "",
    "Written by `npm run bench`; `npm run bench -- --only NAME` measures one section again. Everything runs on one machine",
    "with the embedded engines unless a section says otherwise, so the figures say what the product itself costs, and neither network nor model time.",
    "",
    nameMachine(),
  ].join("\n");
}
