/**
 * What is locked: every package by the hash of what was published, none from a place of its own, all under terms that
 * may be used. What is shipped is held to narrower terms by the build (`scripts/build/notices.ts`).
 */

import { SHIPPED } from "../build/notices.ts";

interface Locked {
  packages: Record<
    string,
    { version?: string; resolved?: string; integrity?: string; link?: boolean; license?: string }
  >;
}

/** Of tools, which run here and are passed on to nobody. */
const TOOLS = new Set([...SHIPPED, "MPL-2.0", "LGPL-3.0-or-later", "PSF-2.0", "CC0-1.0", "Unlicense", "AFL-2.1"]);

/** @param lock text of `package-lock.json`. @returns a line for each fault */
export function findUnlocked(lock: string): string[] {
  const { packages } = JSON.parse(lock) as Locked;
  return Object.entries(packages).flatMap(([path, { resolved, integrity, link, license = "" }]) => {
    if (path === "") return [];
    const faults: string[] = [];
    if (integrity === undefined) faults.push("has no hash: remove the entry and run `npm install --package-lock-only`");
    if (link === true || resolved !== undefined)
      faults.push(`comes from ${resolved ?? "a link"}, not by its name and hash`);
    if (!allows(license)) faults.push(`is under ${license === "" ? "no licence" : license}: see scripts/check/lock.ts`);
    return faults.map((fault) => `${path} ${fault}`);
  });
}

/** An SPDX expression of names, AND, and OR within brackets or alone. */
function allows(license: string): boolean {
  return license.split(" AND ").every((terms) =>
    terms
      .replace(/^\(|\)$/g, "")
      .split(" OR ")
      .some((term) => TOOLS.has(term)),
  );
}
