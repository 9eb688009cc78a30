/**
 * `npm start`: from the sources to a bot that answers on this machine. Builds what changed, starts the
 * Worker, seeds the demo and prints one line, `ready {…}`, on stdout; everything for a person to read
 * goes to stderr. A key is printed by the start that made it and by no later one. Installing is `run.mjs`.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { asksForHelp } from "./command-line.ts";
import { createApi, detailOf } from "./serve/api.ts";
import { compressScripts, copiesIn, takeCopies } from "./serve/copies.ts";
import { build } from "./build/build.ts";
import { ensureBots, ensureSources, feedBots, readKeptKeys } from "./serve/demo-seed.ts";
import { DEMO_PAGES, readDemoSites, writeDemoSite } from "./serve/demo-sites.ts";
import {
  ensureOwnBot,
  feedFolder,
  followSync,
  isLocal,
  nameOf,
  readOwnBot,
  readSite,
  type Subject,
  writeTryPage,
} from "./serve/own-bot.ts";
import { OptionError, parseOptions, type StartOptions, USAGE } from "./serve/options.ts";
import { originsOf, reachOf } from "./serve/origins.ts";
import { type LocalServer, startServer } from "./serve/server.ts";
import { refusedKey } from "./serve/refused-keys.ts";
import { readSettings } from "./serve/settings.ts";
import { createConsoleUrl, ensureAccountKey, forgetServer, noteServer, signInAgain } from "./serve/sign-in.ts";
import { FolderInUseError, type FolderLock, lockFolder } from "./serve/folder-lock.ts";
import { watchSources, type Watching } from "./serve/watch.ts";
import { whenOrphaned } from "./orphan.ts";

const root = join(import.meta.dirname, "..");
let server: LocalServer | undefined;
let lock: FolderLock | undefined;
let served: string | undefined;
let ending = false;

// Each may come twice: from the terminal, and passed on by npm.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));
whenOrphaned(() => void end(0));
// On every way out, for Miniflare ends the process by itself at some signals.
process.on("exit", () => {
  if (served !== undefined) forgetServer(served);
  lock?.release();
});
// The reader of the ready line may have closed the pipe; that is no reason to stop serving.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

try {
  if (asksForHelp(process.argv.slice(2))) {
    console.log(USAGE);
    process.exit(0);
  }
  const options = parseOptions(process.argv.slice(2), root);
  if (options.signIn) {
    console.log(await signInAgain(options.state));
    process.exit(0);
  }
  const serving = await start(options);
  // Not before its bots are fed: a server that takes up a build cuts what is under way.
  if (options.watch) watchSources({ root, state: options.state, note, ...serving });
} catch (error) {
  const { message } = error as Error;
  console.error(error instanceof OptionError ? `${message}${message.endsWith("?") ? "" : "."}\n\n${USAGE}` : message);
  await end(1);
}

/** @returns what is served, and the way to serve it anew */
async function start(options: StartOptions): Promise<Pick<Watching, "copies" | "refresh">> {
  lock = await lockState(options.state);
  const copies = copiesIn(options.state);
  const { assets } = copies;
  await build(root, note, (built) => takeCopies(copies, built));
  // Somebody who works on the scripts wants them soon, not small.
  if (!options.watch) compressScripts(assets);
  const firstStart = !existsSync(join(options.state, "secrets.json"));
  const settings = readSettings(root, options.state, process.env, options.vars);
  if (settings.given.length > 0) note(`Using ${settings.given.join(", ")}.`);

  // Only a site of one's own machine is asked for without pauses, and only where its owner may reach that.
  if (options.subject !== undefined && isLocal(options.subject)) {
    settings.values["CRAWL_PACE_FASTEST"] ??= '{"per_host":6,"spacing_ms":0}';
  }

  if (options.allowPrivate) {
    note("--allow-private: sources and webhooks may reach this machine and its network, on any port.");
  }

  const sites = options.demo ? readDemoSites(root) : [];
  const kept = options.demo ? readKeptKeys(options.state) : {};
  const own = options.subject && readOwnBot(options.state, options.subject);
  writePages(options, assets);

  server = await startServer({
    root,
    host: options.host,
    port: options.port,
    state: options.state,
    lock,
    ...copies,
    watch: options.watch,
    settings: settings.values,
    allowPrivate: options.allowPrivate,
    demoPages: options.demo ? DEMO_PAGES : undefined,
    starting:
      sites.some(({ name }) => kept[name] === undefined) || (options.subject !== undefined && own === undefined),
    verbose: options.verbose,
    log: (level, message) => console.error(`${level}: ${message}`),
    crashed: (reason) => {
      console.error(reason);
      void end(1);
    },
  });
  const serving = {
    copies,
    async refresh() {
      writePages(options, assets);
      await server?.reload();
    },
  };
  const { url, local } = reachOf(options.host, server.port);
  await checkHealth(local);
  // Beside the rest: nobody waits for a service that may not be there.
  void refusedKey(settings.values).then((said) => said === undefined || note(said));
  const operatorKey = settings.values["OPERATOR_KEY"] ?? "";
  const operator_key = firstStart ? operatorKey : undefined;
  const api = createApi(local);
  const openConsole = async (): Promise<string> => {
    const console_url = await createConsoleUrl(api, url, await ensureAccountKey(api, options.state, operatorKey));
    noteServer((served = options.state), { url, local });
    return console_url;
  };
  if (options.subject !== undefined) {
    await startOwn(options, options.subject, { api, url, local, assets, operatorKey, firstStart, openConsole });
    return serving;
  }
  if (!options.demo) {
    announce({ url, console_url: await openConsole(), operator_key }, url, options.state);
    return serving;
  }

  const { keys, changed } = await ensureBots(api, sites, kept, {
    operatorKey,
    origins: originsOf(options.host, server.port),
    state: options.state,
  });
  // Static files are listed when the server starts; these came later.
  if (changed) await serving.refresh();
  await feedBots(api, sites, keys, url, showProgress);
  // Asked by the address that people see: what a source reads is cited by it.
  await ensureSources(createApi(url), sites, keys, url);
  const [first, second] = sites.map(({ name, path }) => ({
    url: url + path,
    ...(keys[name] === kept[name] ? {} : keys[name]),
  }));
  announce(
    {
      url,
      console_url: await openConsole(),
      demo_url: first?.url,
      publishable_key: first?.publishable_key,
      secret_key: first?.secret_key,
      account_key: first?.account_key,
      operator_key,
      second_demo_url: second?.url,
      second_publishable_key: second?.publishable_key,
      second_secret_key: second?.secret_key,
      second_account_key: second?.account_key,
    },
    `${url}/demo/`,
    options.state,
  );
  return serving;
}

/** The pages that hold a key of this server, as far as there are keys yet. */
function writePages({ demo, subject, state }: StartOptions, assets: string): void {
  const keys = demo ? readKeptKeys(state) : {};
  for (const site of demo ? readDemoSites(root) : []) {
    const key = keys[site.name]?.publishable_key;
    if (key !== undefined) writeDemoSite(site, key, assets);
  }
  const own = subject && readOwnBot(state, subject);
  if (subject !== undefined && own !== undefined) writeTryPage(assets, subject, own);
}

interface Serving {
  api: ReturnType<typeof createApi>;
  url: string;
  local: string;
  assets: string;
  operatorKey: string;
  firstStart: boolean;
  openConsole: () => Promise<string>;
}

/** A bot for a site or a folder: it answers from the `ready` line on, and reads meanwhile. */
async function startOwn(options: StartOptions, subject: Subject, serving: Serving): Promise<void> {
  const { api, url, local, operatorKey, firstStart } = serving;
  const account_key = await ensureAccountKey(api, options.state, operatorKey);
  const origins = originsOf(options.host, server!.port);
  const path = "/try/";
  const kept = readOwnBot(options.state, subject)?.publishable_key;
  const bot = await ensureOwnBot(api, subject, { accountKey: account_key, origins, state: options.state });
  const made = bot.publishable_key !== kept;
  if (made) {
    writeTryPage(serving.assets, subject, bot);
    // Static files are listed when the server starts; this one came later.
    await server!.reload();
  }
  const { publishable_key, secret_key, bot_id } = bot;
  const console_url = await serving.openConsole();
  const keys = {
    ...(made && { publishable_key, secret_key }),
    ...(firstStart && { account_key, operator_key: operatorKey }),
  };
  announce({ url, console_url, try_url: url + path, bot_id, ...keys }, url + path, options.state);
  note(`For your pages:\n\n  <script src="${url}/widget.js" data-key="${publishable_key}" async></script>\n`);
  const name = nameOf(subject);
  if ("docs" in subject) {
    const failed = await feedFolder(local, subject.docs, bot);
    note(failed === 0 ? `Read ${name}.` : `Read ${name}, but for ${failed} of its files.`);
  } else {
    await followSync(api, await readSite(api, options.state, subject, bot), showReading(name));
  }
}

function showReading(name: string): (line: string, done: boolean) => void {
  let shown = "";
  return (line, done) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r\x1b[K${done ? "Read" : "Reading"} ${name}: ${line}${done ? "\n" : ""}`);
    else if (done || line !== shown) note(`${done ? "Read" : "Reading"} ${name}: ${line}`);
    shown = line;
  };
}

/** A server that is about to end gets a moment to do so. */
async function lockState(state: string): Promise<FolderLock> {
  try {
    return await lockFolder(state, 10_000);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    throw new Error(`${error.message} Stop it, or choose another folder with --state.`, { cause: error });
  }
}

/** The Worker refuses to serve with a setting it cannot use, and names it. */
async function checkHealth(origin: string): Promise<void> {
  const response = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  const starting = response.status === 503 && text.includes('"status":"starting"');
  if (!response.ok && !starting) throw new Error(detailOf(text));
  const { vector_store_problem: problem } = JSON.parse(text) as { vector_store_problem?: string };
  if (problem !== undefined) note(`The vector store: ${problem} Full text answers until it can be.`);
}

function announce(ready: Record<string, string | undefined>, open: string, state: string): void {
  note(`Serving at ${open} (Ctrl-C stops)`);
  if (ready["operator_key"] === undefined) note(`Keys that earlier starts printed are in the .json files of ${state}.`);
  note(`Console: ${ready["console_url"]} (signs in once, within ten minutes)`);
  console.log(`ready ${JSON.stringify(ready)}`);
}

function showProgress(done: number, all: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\rFeeding the demo's bots: ${done}/${all}${done === all ? "\n" : ""}`);
  else if (done === all) note(`Fed the demo's bots ${all} documents.`);
}

function note(text: string): void {
  console.error(text);
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await server?.stop();
  process.exit(code);
}
