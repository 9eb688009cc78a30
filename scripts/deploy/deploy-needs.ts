/** What a deployment needs before it can serve, and what deploying does once all is there. */

const SECRETS: Record<string, string> = {
  OPERATOR_KEY: "at least 24 random characters; makes accounts",
  KEY_ENCRYPTION_KEY: "32 random bytes in base64; encrypts signing keys at rest",
  EDGE_SIGNING_KEYS: "a JWKS with a private key; signs embed tokens",
};

/** Those of `wrangler deploy` that make sense here. */
export const DEPLOY_OPTIONS = {
  "dry-run": { type: "boolean" },
  "keep-vars": { type: "boolean" },
  "upload-source-maps": { type: "boolean" },
  strict: { type: "boolean" },
  var: { type: "string", multiple: true },
  tag: { type: "string" },
  message: { type: "string" },
  outdir: { type: "string" },
  metafile: { type: "string" },
} as const;

export const USAGE = `npm run deploy -- [options]

Deploys to Cloudflare. Names everything that is missing, and changes nothing until all is there.

  --dry-run             build and check, change nothing

Passed to wrangler deploy of the main Worker:
  --keep-vars           keep the variables that were set in the dashboard
  --var NAME:VALUE      a setting; may be repeated
  --tag TEXT, --message TEXT
                        of this version
  --strict              stop where the dashboard has other settings
  --upload-source-maps  for stack traces
  --outdir DIR, --metafile FILE
                        keep what was built`;

export interface Deployment {
  worker: string;
  /** Of the D1 database in wrangler.toml. */
  databaseId: string | undefined;
  /** Names of the secrets that are set; undefined where nobody is logged in to ask for them. */
  secrets: readonly string[] | undefined;
}

/** One line for each missing thing, with the command that mends it; empty when all is there. */
export function whatIsMissing({ worker, databaseId, secrets }: Deployment): string[] {
  const missing = Object.entries(SECRETS)
    .filter(([name]) => !secrets?.includes(name))
    .map(([name, what]) => `${name} (${what}): npx wrangler secret put ${name} --name ${worker}`);
  if (databaseId === undefined || /^[0-]*$/.test(databaseId)) {
    missing.unshift("database_id in wrangler.toml: npx wrangler d1 create vegarag prints it");
  }
  if (secrets === undefined) {
    missing.unshift(
      "a login at Cloudflare: npx wrangler login, or set CLOUDFLARE_API_TOKEN; which secrets are set is known only then",
    );
  }
  if (secrets?.includes("PINECONE_API_KEY") && !secrets.includes("PINECONE_INDEX_HOST")) {
    missing.push(
      `PINECONE_INDEX_HOST (npm run create-index prints it): npx wrangler secret put PINECONE_INDEX_HOST --name ${worker}`,
    );
  }
  return missing;
}

/** Nothing is to be changed, however wrangler's option is spelt. */
export function isDryRun(args: readonly string[]): boolean {
  return args.some((arg) => /^--dry-?run(=true)?$/i.test(arg));
}

/** The commands of wrangler in their order. @param args of the person who deploys, for the main Worker */
export function deploySteps(args: readonly string[]): string[][] {
  const dryRun = isDryRun(args);
  return [
    ...(dryRun ? [] : [["d1", "migrations", "apply", "DB", "--remote"]]),
    // The main Worker is bound to it: it has to be there first.
    ["deploy", "--minify", "--config", "wrangler.reader.toml", ...(dryRun ? ["--dry-run"] : [])],
    // Said here and nowhere else: a Worker that runs elsewhere without a guarded network reads no address of an owner.
    ["deploy", "--minify", "--var", "PUBLIC_FETCH:cloudflare", ...args],
  ];
}
