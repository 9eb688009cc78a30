/** Which guards would be missed, and by whom, as Markdown. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitOf, nameMachine } from "../report.ts";
import type { Mutant } from "./find.ts";

export interface Fate extends Pick<Mutant, "file" | "line" | "kind" | "original"> {
  /** Null: nobody. */
  by: string | null;
  /** Of the file that it stood in. */
  source: string;
  /** Who was asked in vain, as they were then. */
  vain: Record<string, string>;
  /** Suites that have yet to be asked with this one guard gone from their start. */
  cold: string[];
}

/** @returns how many nobody sees and nothing excuses */
export function writeMutationReport(
  root: string,
  fates: readonly (readonly [string, Fate])[],
  all: number,
  accepted: Readonly<Record<string, string>>,
): { missed: number; path: string } {
  const seen = fates.filter(([, { by }]) => by !== null);
  const excused = fates.filter(([key, { by }]) => by === null && accepted[key] !== undefined);
  const missed = fates.filter(([key, { by }]) => by === null && accepted[key] === undefined);
  const files = [...new Set(fates.map(([, { file }]) => file))].toSorted();
  const rows = files.map((file) => {
    const mine = fates.filter(([, fate]) => fate.file === file);
    const by = (test: (by: string) => boolean): number =>
      mine.filter(([, fate]) => fate.by !== null && test(fate.by)).length;
    const proof = by((name) => name.includes("prove"));
    return `| ${file} | ${mine.length} | ${by(() => true)} | ${proof} | ${mine.length - by(() => true)} |`;
  });
  const list = (some: typeof fates): string[] =>
    some.map(
      ([key, { file, line, kind, original }]) =>
        `- \`${file}:${line}\` ${kind} \`${original.replaceAll(/\s+/g, " ").slice(0, 120)}\` (\`${key.split(" ")[1]!}\`)${accepted[key] === undefined ? "" : `: ${accepted[key]}`}`,
    );
  const path = join(root, "dist", "mutate-report.md");
  const text = [
    `# Guards taken away, of ${commitOf(root)}`,
    "",
    nameMachine(),
    "",
    `${all} guards, ${fates.length} tried: ${seen.length} seen, ${excused.length} not seen with a reason, ${missed.length} missed.`,
    "",
    "| file | guards | seen | of these by the proof | not seen |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...rows,
    "",
    "## Missed",
    "",
    ...list(missed),
    "",
    "## Not seen, with a reason",
    "",
    ...list(excused),
    "",
  ];
  writeFileSync(path, text.join("\n"));
  console.log(
    `${fates.length} of ${all} tried: ${seen.length} seen, ${excused.length} excused, ${missed.length} missed.`,
  );
  return { missed: missed.length, path };
}
