/** Finds what must not stand in the repository: paths of one machine, addresses of package registries, merges left undone. */

import type { Violation } from "./arrows.ts";

// Put together here, so that this file does not contain what it looks for.
const FOLDERS = ["home/[a-z][\\w.-]*", "Users/[A-Za-z][\\w.-]*", "root", "work"].map((folder) => `/${folder}/`);
const REGISTRIES = ["registry.npmjs", "registry.yarnpkg", "npm.pkg.github", "pypi", "proxy.golang"];

const FORBIDDEN: [RegExp, string][] = [
  [new RegExp(`(?<![\\w.~-])(?:${FOLDERS.join("|")})`), "a path of one machine"],
  [new RegExp(`(?:${REGISTRIES.join("|").replaceAll(".", "\\.")})\\.(?:org|com)`), "a package registry"],
  [/https?:\/\/[^\s"'/]*(?:artifactory|verdaccio|nexus)/i, "a package registry"],
  // A formatter may have taken the marker for a quotation.
  [new RegExp(`^\\s*(?:${"<".repeat(7)}|${">".repeat(7)}|${"> ".repeat(7)})`), "a merge that was left undone"],
];

export function findWords(path: string, source: string): Violation[] {
  return source.split("\n").flatMap((line, index) =>
    FORBIDDEN.filter(([pattern]) => pattern.test(line)).map(([, what]) => ({
      at: `${path}:${index + 1}`,
      why: `names ${what}`,
    })),
  );
}
