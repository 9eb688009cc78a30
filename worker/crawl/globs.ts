/**
 * `include` and `exclude` of a source: globs over a page's path with its query, from the root. `*` stands for
 * anything within a segment, `**` for anything at all; every other character for itself. As in other tools,
 * `/docs/**` takes `/docs` too, and `/**` followed by `/x` takes `/x`.
 */

export const GLOB_CHARACTERS = 500;

export interface PathRules {
  include: readonly string[];
  exclude: readonly string[];
}

/** Whether a path is taken: none of `exclude`, and one of `include` where there are any. */
export function compileRules({ include, exclude }: PathRules): (path: string) => boolean {
  const taken = include.map(compileGlob);
  const left = exclude.map(compileGlob);
  return (path) => !left.some((test) => test(path)) && (taken.length === 0 || taken.some((test) => test(path)));
}

/** @returns a test of whole paths, whose cost is at most the product of both lengths */
export function compileGlob(glob: string): (path: string) => boolean {
  const rooted = glob.startsWith("/") || glob.startsWith("**") ? glob : `/${glob}`;
  const tokens = rooted.match(TOKENS) ?? [];
  return (path) => matches(tokens, path);
}

/** The end `/**`; `/**` and a slash; stars; anything else. */
const TOKENS = /\/\*\*$|\/\*\*(?=\/)|\*+|(?:(?!\/\*\*(?:\/|$))[^*])+/g;

/**
 * All places that the tokens so far can end at, moved on token by token: nothing is tried twice, so a hundred
 * stars cost a hundred passes.
 */
function matches(tokens: readonly string[], path: string): boolean {
  let ends = new Set([0]);
  for (const token of tokens) {
    ends = token.includes("*") ? afterStars(token, ends, path) : afterText(token, ends, path);
    if (ends.size === 0) return false;
  }
  return ends.has(path.length);
}

function afterText(text: string, ends: ReadonlySet<number>, path: string): Set<number> {
  const next = new Set<number>();
  for (const at of ends) if (path.startsWith(text, at)) next.add(at + text.length);
  return next;
}

function afterStars(token: string, ends: ReadonlySet<number>, path: string): Set<number> {
  const segments = token.startsWith("/");
  const next = new Set<number>();
  let open = false;
  for (let at = 0; at <= path.length; at++) {
    if (token === "*" && path[at - 1] === "/") open = false;
    // Whole segments begin with a slash, or there is none.
    if (ends.has(at)) {
      if (segments) next.add(at);
      open ||= !segments || path[at] === "/";
    }
    if (open) next.add(at);
  }
  return next;
}
