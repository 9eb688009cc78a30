/**
 * `npm run deploy`: to Cloudflare. First finds out what is missing and says it by name; nothing is
 * changed there unless everything is in place. Arguments are passed to `wrangler deploy`.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { unstable_readConfig as readConfig } from "wrangler";
import { build } from "./build/build.ts";
import { whatIsMissing } from "./deploy/deploy-needs.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
whenOrphaned(() => process.exit(1));

try {
  const { name, d1_databases } = readConfig({ config: join(root, "wrangler.toml") }) as {
    name: string;
    d1_databases: { binding: string; database_id?: string }[];
  };
  const database = d1_databases.find(({ binding }) => binding === "DB");
  if (wrangler("capture", "whoami", "--json").status !== 0) {
    throw new Error("Not logged in to Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.");
  }
  // A Worker that was never deployed has no secrets yet, and wrangler fails to list them.
  const listed = wrangler("capture", "secret", "list", "--format", "json");
  const secrets =
    listed.status === 0 ? (JSON.parse(listed.stdout) as { name: string }[]).map((secret) => secret.name) : [];
  const missing = whatIsMissing({ worker: name, databaseId: database?.database_id, secrets });
  if (missing.length > 0) throw new Error(["Not deployed. Missing:", ...missing].join("\n  - "));

  await build(root, (text) => console.error(text));
  must("d1", "migrations", "apply", "DB", "--remote");
  // The main Worker is bound to it: it has to be there first.
  must("deploy", "--minify", "--config", "wrangler.reader.toml");
  // Said here and nowhere else: a Worker that runs elsewhere without a guarded network reads no address of an owner.
  must("deploy", "--minify", "--var", "PUBLIC_FETCH:cloudflare", ...process.argv.slice(2));
  console.log("Deployed. Is it well? GET /healthz answers ok, or names the setting that is not.");
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
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
