/** Functions, classes and files that have grown beyond what one reads in one go. Tests and data aside. */

import type { Violation } from "./arrows.ts";

/** Lines. */
const LONGEST_FILE = 400;
const LONGEST_BODY = 200;

const EXEMPT =
  /\.(?:test|e2e)\.tsx?$|\.d\.ts$|^worker\/test\/|^widget\/e2e\/|^e2e\/|^fakes\/|^scripts\/screenshots\.ts$|(?:^|\/)(?:locales|words|facts)\//;
/** Begins what ends at the next line that begins with a closing brace: the formatter sees to that. */
const BODY = /^(?:export )?(?:default )?(?:async )?(?:abstract )?(?:function|class)\b|^(?:export )?const \w+.*=> \{$/;

export function findLong(path: string, source: string): Violation[] {
  if (EXEMPT.test(path)) return [];
  const lines = source.trimEnd().split("\n");
  const found: Violation[] = [];
  if (lines.length > LONGEST_FILE)
    found.push({ at: path, why: `has ${lines.length} lines; ${LONGEST_FILE} are the most` });
  let begin: number | undefined;
  lines.forEach((line, at) => {
    if (begin === undefined && BODY.test(line)) begin = at;
    if (begin === undefined || !line.startsWith("}")) return;
    const length = at - begin + 1;
    const name = /(?:function\*?|class|const) (\w+)/.exec(lines[begin]!)?.[1] ?? "";
    if (length > LONGEST_BODY)
      found.push({ at: `${path}:${begin + 1}`, why: `${name} has ${length} lines; ${LONGEST_BODY} are the most` });
    begin = undefined;
  });
  return found;
}
