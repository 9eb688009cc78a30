/**
 * The bot of `npm start -- --site URL` or `--docs DIR`: made at the first start, through the public API alone, and
 * fed while it already answers. Its keys stay in the state folder; a later start finds them and syncs.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseOptions as parseIngestOptions } from "../ingest/options.ts";
import { runIngest } from "../ingest/run.ts";
import { type Api, ApiError } from "./api.ts";

/** What the bot is for. */
export type Subject = { site: string } | { docs: string };

export interface OwnBot {
  bot_id: string;
  secret_key: string;
  publishable_key: string;
  source_id?: string;
}

interface SourceView {
  status: "idle" | "syncing" | "stopped" | "needs-confirmation" | "failed";
  problem: { code: string; detail: string } | null;
  progress: Counts | null;
  last_sync: Counts | null;
}

interface Counts {
  found: number;
  fetched: number;
  indexed: number;
  unchanged: number;
  failed: number;
  skipped: Record<string, number>;
}

/** In the state folder: keys by address or folder. */
const KEPT = "own-bots.json";
const POLL_MS = 500;
const LOCAL = /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export const nameOf = (subject: Subject): string =>
  "site" in subject ? new URL(subject.site).host : basename(subject.docs);

/** A site of one's own machine needs no pauses between its pages, and nobody else is asked by it. */
export const isLocal = (subject: Subject): boolean => "site" in subject && LOCAL.test(new URL(subject.site).hostname);

/** The bot that an earlier start made for this subject. */
export function readOwnBot(state: string, subject: Subject): OwnBot | undefined {
  return readBots(state)[keyOf(subject)];
}

/** The bot for this subject, with these origins allowed; a new one where the kept keys no longer work. */
export async function ensureOwnBot(
  api: Api,
  subject: Subject,
  options: { accountKey: string; origins: readonly string[]; state: string },
): Promise<OwnBot> {
  const pages = "site" in subject ? [new URL(subject.site).origin] : [];
  const allowed_origins = [...new Set([...options.origins, ...pages])];
  const known = readOwnBot(options.state, subject);
  if (known !== undefined && (await works(api, known, allowed_origins))) return known;
  const made = await api<OwnBot>("POST", "/v1/bots", options.accountKey, { name: nameOf(subject), allowed_origins });
  const { bot_id, secret_key, publishable_key } = made;
  const bot = { bot_id, secret_key, publishable_key };
  keep(options.state, subject, bot);
  return bot;
}

/** False where the key is not known, because the data was removed. */
async function works(api: Api, { secret_key }: OwnBot, allowed_origins: string[]): Promise<boolean> {
  try {
    await api("PATCH", "/v1/bot", secret_key, { allowed_origins });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}

/** Begins to read the site, or to look for what has changed since. */
export async function readSite(api: Api, state: string, subject: { site: string }, bot: OwnBot): Promise<OwnBot> {
  const { secret_key, source_id } = bot;
  try {
    if (source_id !== undefined) {
      await api("POST", `/v1/sources/${source_id}/sync`, secret_key);
      return bot;
    }
  } catch (error) {
    // It was synced just now.
    if (error instanceof ApiError && error.status === 429) return bot;
    // Its owner has deleted the source: this start asks for it again.
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  const pace = isLocal(subject) ? { pace: { spacing_ms: 0 } } : {};
  const made = await api<{ source_id: string }>("POST", "/v1/sources", secret_key, { url: subject.site, ...pace });
  const reading = { ...bot, source_id: made.source_id };
  keep(state, subject, reading);
  return reading;
}

function keyOf(subject: Subject): string {
  return "site" in subject ? subject.site : subject.docs;
}

function readBots(state: string): Record<string, OwnBot> {
  const path = join(state, KEPT);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, OwnBot>) : {};
}

function keep(state: string, subject: Subject, bot: OwnBot): void {
  const bots = { ...readBots(state), [keyOf(subject)]: bot };
  writeFileSync(join(state, KEPT), `${JSON.stringify(bots, null, 2)}\n`, { mode: 0o600 });
}

/** `/try/`: a page to try the bot on, for owners without a page at hand. */
export function writeTryPage(assets: string, subject: Subject, { publishable_key }: OwnBot): void {
  const folder = join(assets, "try");
  mkdirSync(folder, { recursive: true });
  const name = escape(nameOf(subject));
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <meta name="color-scheme" content="light dark">
  <title>Ask ${name}</title>
  <body style="font: 1rem/1.6 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
    <h1>Ask ${name}</h1>
    <p>The button in the corner opens the chat, as on any page with the script tag.</p>
    <script src="/widget.js" data-key="${publishable_key}" data-open async></script>
  </body>
</html>
`,
  );
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Returns when the site was read. @param progress told how far it is, again and again */
export async function followSync(
  api: Api,
  { secret_key, source_id }: OwnBot,
  progress: (line: string, done: boolean) => void,
): Promise<void> {
  for (;;) {
    const {
      status,
      problem,
      progress: now,
      last_sync,
    } = await api<SourceView>("GET", `/v1/sources/${source_id}`, secret_key);
    const counts = now ?? last_sync;
    const line = counts === null ? "" : describe(counts);
    if (status !== "syncing") {
      return progress(
        problem === null ? line : `${line === "" ? "" : `${line}. `}${problem.code}: ${problem.detail}`,
        true,
      );
    }
    progress(line, false);
    await delay(POLL_MS);
  }
}

function describe({ found, fetched, indexed, unchanged, skipped }: Counts): string {
  const left = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
  const same = unchanged > 0 ? `, ${unchanged} unchanged` : "";
  return `${fetched} of ${found} pages asked, ${indexed} indexed${same}${left.length > 0 ? ` (${left.join(", ")})` : ""}`;
}

/** @param origin of the server. @returns how many documents failed */
export async function feedFolder(origin: string, folder: string, { secret_key }: OwnBot): Promise<number> {
  const options = parseIngestOptions(["--url", origin, "--key", secret_key, folder], {});
  const { failures } = await runIngest(options, {
    output: {
      isTTY: process.stderr.isTTY === true,
      columns: process.stderr.columns,
      write: (text) => void process.stderr.write(text),
    },
    signal: new AbortController().signal,
    sleep: (milliseconds) => delay(milliseconds),
    random: Math.random,
    now: () => performance.now(),
    today: () => Date.now(),
  });
  return failures.length;
}
