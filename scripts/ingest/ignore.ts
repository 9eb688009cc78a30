/** Which files of a folder its owner does not want sent, in the way of `.gitignore`: the last rule that matches decides. */

export type IgnoreRules = readonly IgnoreRule[];

interface IgnoreRule {
  pattern: RegExp;
  /** `!`: kept after all. */
  keeps: boolean;
  foldersOnly: boolean;
  /** As it was written, to be named. */
  text: string;
}

export function parseIgnore(text: string): IgnoreRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const written = line.replace(/(?<!\\)\s+$/, "");
    if (written === "" || written.startsWith("#")) return [];
    const keeps = written.startsWith("!");
    const glob = (keeps ? written.slice(1) : written).replace(/^\\(?=[#!])/, "");
    const foldersOnly = glob.endsWith("/");
    return [{ pattern: toPattern(glob.replace(/\/+$/, "")), keeps, foldersOnly, text: written }];
  });
}

/** The rule that leaves the path out, or undefined where none does. Folders are asked before what is in them. */
export function ignoredBy(rules: IgnoreRules, path: string, isFolder: boolean): string | undefined {
  const last = rules.findLast((rule) => (isFolder || !rule.foldersOnly) && rule.pattern.test(path));
  return last === undefined || last.keeps ? undefined : last.text;
}

/** A slash that is not at the end ties a pattern to the folder; without one it matches at any depth. */
function toPattern(glob: string): RegExp {
  const tied = glob.includes("/");
  let source = tied ? "^" : "(?:^|/)";
  const text = glob.replace(/^\//, "");
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (text.startsWith("**/", at)) {
      source += "(?:[^/]+/)*";
      at += 2;
    } else if (text.startsWith("**", at)) {
      source += ".*";
      at++;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "\\" && at + 1 < text.length) source += escape(text[++at]!);
    else source += escape(char);
  }
  return new RegExp(`${source}$`, "u");
}

function escape(char: string): string {
  return /[\^$.*+?()[\]{}|/\\]/.test(char) ? `\\${char}` : char;
}
