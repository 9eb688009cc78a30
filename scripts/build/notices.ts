/**
 * `THIRD_PARTY_LICENSES.txt`: whose code a bundle holds, and under which terms. Made by the build from the modules that
 * the bundler really took, because a list that somebody keeps is wrong after the next update.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const NOTICES = "THIRD_PARTY_LICENSES.txt";

/** What may be shipped: terms that ask for their text to be passed on, and no more. */
export const SHIPPED = new Set(["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD"]);

interface Manifest {
  name: string;
  version: string;
  license?: string;
  homepage?: string;
}

/** @param modules paths of files, as a bundler names them. @returns the folders of their packages, below `node_modules` */
export function packagesOf(modules: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of modules) {
    const [, folder] = /^.*\bnode_modules\/((?:@[^/]+\/)?[^/?\0]+)/.exec(path.replaceAll("\\", "/")) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort();
}

/** @throws Error where terms are not among those that may be shipped, or a package brings no text of them */
export function noticesOf(root: string, modules: Iterable<string>): string {
  const parts = packagesOf(modules).map((folder) => {
    const path = join(root, "node_modules", folder);
    const { name, version, license, homepage } = JSON.parse(
      readFileSync(join(path, "package.json"), "utf8"),
    ) as Manifest;
    if (license === undefined || !license.split(" AND ").every((term) => SHIPPED.has(term)))
      throw new Error(`${name} is under ${license ?? "no licence"}, which is not among those that may be shipped.`);
    const files = readdirSync(path).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
    if (files.length === 0) throw new Error(`${name} brings no text of its licence.`);
    const texts = files.sort().map((file) => readFileSync(join(path, file), "utf8").trim());
    return [`${name} ${version} (${license})`, homepage ?? `https://www.npmjs.com/package/${name}`, "", ...texts].join(
      "\n",
    );
  });
  const line = `\n\n${"-".repeat(80)}\n\n`;
  return `Code of others in this folder, and its terms. Made by the build from what was bundled.${line}${parts.join(line)}\n`;
}
