/**
 * What nobody uses: exports that no other file names, and files that nothing imports or runs. By names, so that it needs no
 * list of entries but the few that something outside of the sources takes.
 */

import { importsOf, type Violation } from "./arrows.ts";

const CODE = /\.(?:tsx?|mjs|js)$/;
/** Taken by name from outside: the runtime, bundlers, npm scripts, pages of others; types are told for those who read. */
const ENTRIES =
  /\.(?:test|e2e|test-d)\.tsx?$|\.d\.ts$|^packages\/|^demo\/|^scripts\/[\w-]+\.(?:ts|mjs)$|^(?:worker|reader)\/index\.ts$|^worker\/test\/|(?:^|\/)(?:vite|vitest)\.config\.ts$|^widget\/(?:loader\.ts|main\.tsx|chat\.tsx|chat\/chat\.ts|view\/\w+\.ts|locales\/\w+\.ts)$|^console\/(?:main\.tsx|german\.ts)$|^bench\/.*|^prove\/entry\.js$|^e2e\/test-server\.ts$|^fakes\/farm\.ts$|^widget\/e2e\/|^scripts\/serve\/front\.js$|^scripts\/build\/published-secrets\.ts$/;
const EXPORT =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;

/** @param sources text by path from the repository root */
export function findUnused(sources: ReadonlyMap<string, string>): Violation[] {
  const code = [...sources].filter(([path]) => CODE.test(path));
  const imported = new Set(code.flatMap(([path, source]) => importsOf(path, source).map(({ target }) => target)));
  const users = new Map<string, number>();
  for (const [, source] of code)
    for (const name of new Set(source.match(/\w+/g))) users.set(name, (users.get(name) ?? 0) + 1);
  return code.flatMap(([path, source]) => {
    if (ENTRIES.test(path)) return [];
    if (!imported.has(path)) return [{ at: path, why: "nothing imports it" }];
    return [...source.matchAll(EXPORT)]
      .filter(([, name]) => users.get(name!)! < 2 && occurrences(source, name!) < 2)
      .map(({ 1: name, index }) => ({
        at: `${path}:${source.slice(0, index).split("\n").length}`,
        why: `nobody uses ${name}`,
      }));
  });
}

function occurrences(source: string, name: string): number {
  return source.split(new RegExp(`\\b${name}\\b`)).length - 1;
}
