/**
 * How a person gets into the console of a server on this machine: a link with a one-time code in its fragment, which no
 * server is ever sent. The account is the demo's, or one that is made for this folder and whose key is kept in it.
 */

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Api, ApiError, createApi } from "./api.ts";
import { readKeptKeys } from "./demo-seed.ts";

/** A key of the account that this folder's bots belong to; made at the first start without the demo. */
export async function ensureAccountKey(api: Api, state: string, operatorKey: string): Promise<string> {
  const kept = readAccountKey(state);
  if (kept !== undefined && (await works(api, kept))) return kept;
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operatorKey, { name: "Local" });
  writeFileSync(join(state, "account.json"), `${JSON.stringify({ account_key }, null, 2)}\n`, { mode: 0o600 });
  return account_key;
}

/** @param url as a person reaches the server */
export async function createConsoleUrl(api: Api, url: string, accountKey: string): Promise<string> {
  const { code } = await api<{ code: string }>("POST", "/v1/account/sign-in-codes", accountKey);
  return `${url}/console/#code=${code}`;
}

/** Where the server of this folder is, for `npm start -- --sign-in` from another terminal. */
export function noteServer(state: string, reach: { url: string; local: string }): void {
  const path = join(state, "server.json");
  writeFileSync(`${path}.new`, JSON.stringify(reach));
  renameSync(`${path}.new`, path);
}

export function forgetServer(state: string): void {
  rmSync(join(state, "server.json"), { force: true });
}

/** Another link into the console of the server that runs on this folder. @throws Error in plain words where none does */
export async function signInAgain(state: string): Promise<string> {
  const path = join(state, "server.json");
  const accountKey = readAccountKey(state);
  const none = `No server runs on ${state}: start one with npm start, which prints a link.`;
  if (!existsSync(path) || accountKey === undefined) throw new Error(none);
  const { url, local } = JSON.parse(readFileSync(path, "utf8")) as { url: string; local: string };
  try {
    return await createConsoleUrl(createApi(local), url, accountKey);
  } catch (error) {
    // What was killed leaves its note behind.
    if (error instanceof TypeError) throw new Error(none, { cause: error });
    throw error;
  }
}

function readAccountKey(state: string): string | undefined {
  const path = join(state, "account.json");
  if (existsSync(path)) return (JSON.parse(readFileSync(path, "utf8")) as { account_key: string }).account_key;
  return Object.values(readKeptKeys(state))[0]?.account_key;
}

async function works(api: Api, accountKey: string): Promise<boolean> {
  try {
    await api("GET", "/v1/account/keys", accountKey);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}
