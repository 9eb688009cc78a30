/**
 * `node scripts/build/published-secrets.ts LIST…`: writes `worker/published-secrets.ts` from lists of published secrets,
 * one a line. Those that are refused by their pattern are left out.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fnv1a, SECRET_CHARACTERS, weaknessOf } from "../../worker/weak-secrets.ts";

/** Private keys that standards print as examples: RFC 7515 A.1, A.3, A.4, RFC 7517 A.2, A.3, RFC 7520 3.5, RFC 8037 A.1. */
const STANDARDS = [
  "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
  "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X7fCE9-E9LI",
  "AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C",
  "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
  "GawgguFyGrWKav7AX4VKUg",
  "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
  "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
];
const lists = process.argv.slice(2);
if (lists.length === 0) throw new Error("Name the lists.");
const secrets = [
  ...STANDARDS,
  ...lists.flatMap((path) =>
    readFileSync(path, "utf8")
      .split(/\r?\n/)
      .map((text) => text.trim()),
  ),
];
const unseen = secrets.filter((text) => text.length >= SECRET_CHARACTERS && isUnknown(text));
const hashes = [...new Set(unseen.map(fnv1a))].toSorted();
writeFileSync(
  join(import.meta.dirname, "../../worker/published-secrets.ts"),
  `/**
 * Fingerprints of secrets that are published and look like none: six characters each, made by \`fnv1a\` of
 * \`weak-secrets.ts\`. Written by \`scripts/build/published-secrets.ts\` from the list of wallarm/jwt-secrets (MIT) and from
 * the examples of the standards for signed tokens.
 */
export const PUBLISHED =
  "${hashes.join("")}";
`,
);
console.log(`${hashes.length} of ${secrets.length}`);

function isUnknown(text: string): boolean {
  const weakness = weaknessOf(text);
  return weakness === undefined || weakness === "is a published key";
}
