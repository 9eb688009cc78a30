/** Finds what must not stand in the repository: paths of one machine, and addresses of package registries. */

import type { Violation } from "./arrows.ts";

// Put together here, so that this file does not contain what it looks for.
const HOMES = ["home", "Users"].map((folder) => `/${folder}/[a-z][\\w.-]*/`);
const FORBIDDEN: [RegExp, string][] = [
  [
    new RegExp(`(?<![\\w.~-])(?:${HOMES.join("|")}|/root/|/${"work"}/|[A-Z]:\\\\\\\\?Users\\\\)`),
    "a path of one machine",
  ],
  [
    new RegExp(
      ["registry\\.(npmjs|yarnpkg)", "npm\\.pkg\\.github", "pypi", "proxy\\.golang"].join("|").concat("\\.(org|com)"),
    ),
    "a package registry",
  ],
  [/https?:\/\/[^\s"'/]*(?:artifactory|verdaccio|nexus)[^\s"']*/i, "a package registry"],
];

export function findWords(path: string, source: string): Violation[] {
  return source.split("\n").flatMap((line, index) =>
    FORBIDDEN.filter(([pattern]) => pattern.test(line)).map(([, what]) => ({
      at: `${path}:${index + 1}`,
      why: `names ${what}`,
    })),
  );
}
