/**
 * `npm run deploy`: to Cloudflare. First finds out what is missing and says it by name; nothing is
 * changed there unless everything is in place, and never with `--dry-run`. Options are passed to `wrangler deploy`.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { unstable_readConfig as readConfig } from "wrangler";
import { readCommandLine } from "./command-line.ts";
import { build } from "./build/build.ts";
import { DEPLOY_OPTIONS, deploySteps, isDryRun, USAGE, whatIsMissing } from "./deploy/deploy-needs.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
whenOrphaned(() => process.exit(1));
// Before wrangler sees them: a misspelt --dry-run must not migrate a database first.
readCommandLine(USAGE, { options: DEPLOY_OPTIONS });

try {
  const { name, d1_databases } = readConfig({ config: join(root, "wrangler.toml") }) as {
    name: string;
    d1_databases: { binding: string; database_id?: string }[];
  };
  const database = d1_databases.find(({ binding }) => binding === "DB");
  const args = process.argv.slice(2);
  const loggedIn = wrangler("capture", "whoami", "--json").status === 0;
  const secrets = loggedIn ? listSecrets() : undefined;
  const missing = whatIsMissing({ worker: name, databaseId: database?.database_id, secrets });
  if (missing.length > 0) {
    console.error([isDryRun(args) ? "Missing:" : "Not deployed. Missing:", ...missing].join("\n  - "));
    process.exitCode = 1;
  }
  if (missing.length === 0 || isDryRun(args)) {
    await build(root, (text) => console.error(text));
    for (const step of deploySteps(args)) must(...step);
    console.log(
      isDryRun(args)
        ? "A dry run: nothing was changed. Without --dry-run the database is migrated first."
        : "Deployed. Is it well? GET /healthz answers ok, or names the setting that is not.",
    );
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

/** A Worker that was never deployed has no secrets yet, and wrangler fails to list them. */
function listSecrets(): string[] {
  const listed = wrangler("capture", "secret", "list", "--format", "json");
  return listed.status === 0 ? (JSON.parse(listed.stdout) as { name: string }[]).map((secret) => secret.name) : [];
}

function must(...args: string[]): void {
  console.error(`wrangler ${args.join(" ")} …`);
  const { status } = wrangler("show", ...args);
  if (status !== 0) throw new Error(`wrangler ${args[0]} failed (exit code ${status}).`);
}

function wrangler(output: "show" | "capture", ...args: string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [join(root, "node_modules", "wrangler", "bin", "wrangler.js"), ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
    stdio: output === "show" ? "inherit" : "pipe",
  });
}
