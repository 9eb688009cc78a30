/**
 * Gives each company of the demo an account, a bot and its documents, through the public API alone,
 * and keeps the keys in the state folder. Run again it changes nothing that is as it should be.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Api, ApiError } from "./api.ts";
import type { DemoDocument, DemoFile, DemoSite } from "./demo-sites.ts";

export interface DemoKeys {
  account_key: string;
  bot_id: string;
  secret_key: string;
  publishable_key: string;
}

/** Keys by site. */
export type KeptKeys = Record<string, DemoKeys>;

interface DocumentAnswer {
  status: "queued" | "indexing" | "ready" | "failed";
  problem?: { detail: string };
}

export function readKeptKeys(state: string): KeptKeys {
  const path = join(state, "demo.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as KeptKeys) : {};
}

/**
 * The keys of every site's bot, new where the kept ones no longer work, with `origins` allowed.
 * `changed` says whether any is new.
 */
export async function ensureBots(
  api: Api,
  sites: readonly DemoSite[],
  kept: Readonly<KeptKeys>,
  options: { operatorKey: string; origins: readonly string[]; state: string },
): Promise<{ keys: KeptKeys; changed: boolean }> {
  const keys: KeptKeys = {};
  let changed = false;
  for (const site of sites) {
    const known = kept[site.name];
    if (known !== undefined && (await allowOrigins(api, known.secret_key, options.origins))) {
      keys[site.name] = known;
      continue;
    }
    keys[site.name] = await createBot(api, site, options.operatorKey, options.origins);
    changed = true;
    // After each: a start that is cut here must not make the first bot twice.
    writeFileSync(join(options.state, "demo.json"), `${JSON.stringify({ ...kept, ...keys }, null, 2)}\n`, {
      mode: 0o600,
    });
  }
  return { keys, changed };
}

/** False where the key is not known, because the data was removed. */
async function allowOrigins(api: Api, secretKey: string, origins: readonly string[]): Promise<boolean> {
  try {
    const bot = await api<{ allowed_origins: string[] }>("GET", "/v1/bot", secretKey);
    const same =
      origins.length === bot.allowed_origins.length && origins.every((origin) => bot.allowed_origins.includes(origin));
    if (!same) await api("PATCH", "/v1/bot", secretKey, { allowed_origins: origins });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}

async function createBot(api: Api, site: DemoSite, operatorKey: string, origins: readonly string[]): Promise<DemoKeys> {
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operatorKey, {
    name: site.bot.name,
  });
  const bot = await api<Omit<DemoKeys, "account_key">>("POST", "/v1/bots", account_key, {
    ...site.bot,
    allowed_origins: origins,
  });
  return { account_key, bot_id: bot.bot_id, secret_key: bot.secret_key, publishable_key: bot.publishable_key };
}

/** Sends all documents and waits until they answer. A document that is there already costs nothing. */
export async function feedBots(
  api: Api,
  sites: readonly DemoSite[],
  keys: Readonly<KeptKeys>,
  url: string,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const jobs = sites.flatMap((site) =>
    [...site.documents, ...site.files].map((document) => ({ document, key: secretKeyOf(keys, site) })),
  );
  let done = 0;
  const queue = jobs.values();
  const work = async (): Promise<void> => {
    for (const { document, key } of queue) {
      await feed(api, key, document, url);
      progress(++done, jobs.length);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
}

/** The source of each site that has one, at this address; its first sync begins at once. */
export async function ensureSources(
  api: Api,
  sites: readonly DemoSite[],
  keys: Readonly<KeptKeys>,
  url: string,
): Promise<void> {
  for (const site of sites) {
    if (site.source === undefined) continue;
    const key = secretKeyOf(keys, site);
    const { data } = await api<{ data: { source_id: string; url: string }[] }>("GET", "/v1/sources?limit=100", key);
    const address = url + site.source.path;
    // Another port than the last time: what was read is somewhere else now.
    const moved = data.filter((source) => source.url !== address && new URL(source.url).pathname === site.source!.path);
    for (const { source_id } of moved) await api("DELETE", `/v1/sources/${source_id}`, key);
    if (data.some((source) => source.url === address)) continue;
    await api("POST", "/v1/sources", key, { url: address, every: "day" });
  }
}

async function feed(api: Api, key: string, document: DemoDocument | DemoFile, url: string): Promise<void> {
  const path = `/v1/documents/${encodeURIComponent(document.id)}`;
  let answer = await api<DocumentAnswer>("PUT", `${path}?wait=true`, key, bodyOf(document, url));
  // The server stops waiting before this does.
  for (let tries = 0; answer.status !== "ready"; tries++) {
    if (answer.status === "failed" || tries === 240) {
      throw new Error(
        `The demo document ${document.id} is ${answer.status}${answer.problem ? `: ${answer.problem.detail}` : "."}`,
      );
    }
    await delay(250);
    answer = await api<DocumentAnswer>("GET", path, key);
  }
}

function bodyOf(document: DemoDocument | DemoFile, url: string): object {
  const address = url + document.path;
  if ("content" in document) {
    const { content, content_type } = document;
    return { url: address, content, content_type };
  }
  const form = new FormData();
  form.set("file", new Blob([readFileSync(document.file)]), document.id);
  form.set("url", address);
  return form;
}

function secretKeyOf(keys: Readonly<KeptKeys>, site: DemoSite): string {
  const key = keys[site.name]?.secret_key;
  if (key === undefined) throw new Error(`No key for the demo site ${site.name}.`);
  return key;
}
