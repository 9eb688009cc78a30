/** What a deployment needs before it can serve. */

const SECRETS: Record<string, string> = {
  OPERATOR_KEY: "at least 24 random characters; makes accounts",
  KEY_ENCRYPTION_KEY: "32 random bytes in base64; encrypts signing keys at rest",
  EDGE_SIGNING_KEYS: "a JWKS with a private key; signs embed tokens",
};

export interface Deployment {
  worker: string;
  /** Of the D1 database in wrangler.toml. */
  databaseId: string | undefined;
  /** Names of the secrets that are set. */
  secrets: readonly string[];
}

/** One line for each missing thing, with the command that mends it; empty when all is there. */
export function whatIsMissing({ worker, databaseId, secrets }: Deployment): string[] {
  const missing = Object.entries(SECRETS)
    .filter(([name]) => !secrets.includes(name))
    .map(([name, what]) => `${name} (${what}): npx wrangler secret put ${name} --name ${worker}`);
  if (databaseId === undefined || /^[0-]*$/.test(databaseId)) {
    missing.unshift("database_id in wrangler.toml: npx wrangler d1 create vegarag prints it");
  }
  if (secrets.includes("PINECONE_API_KEY") && !secrets.includes("PINECONE_INDEX_HOST")) {
    missing.push(
      `PINECONE_INDEX_HOST (npm run create-index prints it): npx wrangler secret put PINECONE_INDEX_HOST --name ${worker}`,
    );
  }
  return missing;
}
