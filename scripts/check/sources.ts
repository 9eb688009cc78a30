/** Lists the files that belong to the repository. */

import { execFileSync } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";

/** Paths from the root with forward slashes: what git knows or would take up, or outside of git all but the generated folders. */
export function listSources(root: string): string[] {
  const paths = existsSync(join(root, ".git"))
    ? execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
        cwd: root,
        encoding: "utf8",
      }).split("\0")
    : globSync("**/*", { cwd: root, exclude: (path) => /^(node_modules|dist|\.vegarag|\.wrangler)(\/|$)/.test(path) });
  return paths.filter((path) => path !== "" && existsSync(join(root, path)) && statSync(join(root, path)).isFile());
}
