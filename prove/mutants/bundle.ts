/** One bundle of the Worker with every mutant in it, each asleep until `globalThis.provedMutant` is its number. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { trimSdks } from "../../scripts/build/trim-sdks.ts";
import type { Mutant } from "./find.ts";

/** Copies what is in the repository to a folder of its own, which may be changed. What is built beside it comes along. */
export function copyTree(root: string, to: string): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const path of listed.toString().split("\0").filter(Boolean)) {
    if (/^(docs|demo)\//.test(path)) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(root, path), join(to, path));
  }
  symlinkSync(join(root, "node_modules"), join(to, "node_modules"));
  for (const built of ["assets", "reader"])
    cpSync(join(root, "dist", built), join(to, "dist", built), { recursive: true });
}

/** @param tree with every mutant in it, asleep. @returns absolute path of the bundle */
export async function bundleMutants(root: string, tree: string): Promise<string> {
  const aliases = await trimSdks(root, join(root, "dist", "sdk"));
  const more = Object.entries(aliases).flatMap(([specifier, file]) => ["--alias", `${specifier}:${file}`]);
  const program = join(root, "node_modules", "wrangler", "bin", "wrangler.js");
  const env = {
    ...process.env,
    NODE_ENV: "production",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    CI: "1",
  };
  execFileSync(process.execPath, [program, "deploy", "--dry-run", "--outdir", "dist/worker", ...more], {
    cwd: tree,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  return join(tree, "dist", "worker", "index.js");
}

/** Every source with every mutant in it, asleep. What a guard says is told to `globalThis.probed`, where there is that. */
export function writeAsleep(tree: string, sources: ReadonlyMap<string, string>, mutants: readonly Mutant[]): void {
  const numbered = mutants.map((mutant, at) => ({ ...mutant, number: at + 1 }));
  for (const [file, source] of sources) {
    const mine = numbered.filter((mutant) => mutant.file === file);
    writeFileSync(join(tree, file), SILENT + render(source, mine, 0, source.length));
  }
}

/** For where nobody wants to know what was asked. */
const SILENT =
  "globalThis.probed ??= (number, value) => value; globalThis.isGone ??= (number) => globalThis.provedMutant === number;\n";

type Numbered = Mutant & { number: number };

/** Those that stand inside another are rendered inside of it. */
function render(source: string, mutants: readonly Numbered[], from: number, to: number): string {
  let text = "";
  let at = from;
  const inside = mutants.filter(({ start, end }) => start >= from && end <= to);
  while (true) {
    const next = inside.filter(({ start }) => start >= at).toSorted((a, b) => a.start - b.start || b.end - a.end)[0];
    if (next === undefined) return text + source.slice(at, to);
    const same = inside.filter(({ start, end }) => start === next.start && end === next.end);
    const within = inside.filter((each) => each.start >= next.start && each.end <= next.end && !same.includes(each));
    const inner = render(source, within, next.start, next.end);
    text += source.slice(at, next.start) + wrap(same, inner);
    at = next.end;
  }
}

function wrap(mutants: readonly Numbered[], inner: string): string {
  const isOn = (number: number): string => `globalThis.isGone(${number})`;
  const [{ kind, number }] = mutants as readonly [Numbered];
  if (kind === "check") return `if (!(${isOn(number)})) { globalThis.probed(${number}); ${inner} }`;
  if (kind === "option") return `...(globalThis.probed(${number}), ${isOn(number)} ? {} : { ${inner} })`;
  const choices = mutants.map((mutant) => `${isOn(mutant.number)} ? (${mutant.replacement}) : `).join("");
  return `(${choices}${mutants.reduce(probe, `(${inner})`)})`;
}

/** A condition is only missed where it says something else than what takes its place. */
function probe(inner: string, { number, replacement }: Numbered): string {
  const told = ["true", "false"].includes(replacement) ? `, ${replacement}` : "";
  return `globalThis.probed(${number}, ${inner}${told})`;
}
