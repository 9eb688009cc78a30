/**
 * Runs the built Worker in workerd on this machine, with everything wrangler.toml binds, and keeps
 * its data in a folder. Uses Miniflare itself rather than `wrangler dev`: one runtime process
 * instead of two behind a proxy, no file watching, settings that never stand in a command line.
 */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { READER_WORKER, readerModules } from "./reader.ts";
import { createLifeline } from "./lifeline.ts";
import { applyMigrations, type MigratedDatabase } from "./migrate.ts";
import type { FolderLock } from "./folder-lock.ts";

/** What the runtime runs first; it imports the Worker as `worker.js` beside it. */
const FRONT = ["front.js", "drain.js", "rate-limit.js"];

export interface ServerOptions {
  /** The repository. */
  root: string;
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Absolute; the data goes to `data/` inside. */
  state: string;
  /** Held on that folder; the caller releases it. */
  lock: FolderLock;
  /** Absolute path of the folder to serve static files from. */
  assets: string;
  /** Absolute path of the bundled Worker, a file named `worker.js`. */
  script: string;
  /** Absolute path of the folder with the reader of files. */
  reader: string;
  settings: Readonly<Record<string, string>>;
  /** The network for addresses of owners reaches this machine and its network too. */
  allowPrivate: boolean;
  /** Path of the demo's pages; undefined without the demo. */
  demoPages: string | undefined;
  /** `/healthz` says so, with 503, until `reload`: pages are still to come. */
  starting: boolean;
  /** Pages load again after each `reload`. */
  watch: boolean;
  /** Everything, not just warnings and errors. */
  verbose: boolean;
  /** One line of the server's log. */
  log(level: string, message: string): void;
  /** The runtime ended without being told to. */
  crashed(reason: string): void;
}

export interface LocalServer {
  /** As bound: the port is the real one. */
  port: number;
  /** Takes up files that came to the assets folder; the port stays. Running requests are cut. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws Error in plain words where the port is taken */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const lifeline = createLifeline();
  let stopping = false;
  let running: ChildProcess | undefined;
  // Miniflare does not tell which process it starts; Node does.
  const onChild = (message: unknown): void => {
    const child = (message as { process: ChildProcess }).process;
    child.once("spawn", () => {
      if (child.pid === undefined || !/workerd[^/]*$/.test(child.spawnfile)) return;
      lifeline.hold(child.pid);
      options.lock.setRuntime(child.pid);
      running = child;
      child.once("exit", (code, signal) => {
        if (running === child && !stopping) options.crashed(`The runtime ended (${signal ?? code}).`);
      });
    });
  };
  subscribe("child_process", onChild);
  const release = (): void => {
    unsubscribe("child_process", onChild);
    lifeline.release();
  };

  let miniflare: Miniflare | undefined;
  let { starting } = options;
  // Another at each start, so that a page that was open before knows that it is old.
  const build = () => (options.watch ? randomUUID() : undefined);
  const configuration = (port: number) => miniflareOptions({ ...options, starting, build: build() }, port);
  try {
    miniflare = new Miniflare(configuration(options.port));
    await miniflare.ready;
    // Miniflare's own type of a database speaks of types this program does not load.
    await applyMigrations(
      (await miniflare.getD1Database("DB")) as unknown as MigratedDatabase,
      join(options.root, "worker", "migrations"),
    );
    const port = Number((await miniflare.unsafeGetDirectURL("vegarag", "front")).port);
    const server = miniflare;
    return {
      port,
      async reload() {
        stopping = true;
        starting = false;
        await server.setOptions(configuration(port));
        await server.ready;
        stopping = false;
      },
      async stop() {
        stopping = true;
        await server.dispose();
        release();
      },
    };
  } catch (error) {
    stopping = true;
    // Disposing of what did not start throws the same error again.
    await miniflare?.dispose().catch(() => {});
    release();
    if (error instanceof Error && error.message.startsWith("Address already in use")) {
      throw new Error(`Port ${options.port} is taken. Choose another with --port, or 0 for any free one.`, {
        cause: error,
      });
    }
    throw error;
  }
}

function miniflareOptions(options: ServerOptions & { build: string | undefined }, port: number) {
  const configured = workerOptionsOf(join(options.root, "wrangler.toml"), undefined, {
    overrides: { assets: { directory: options.assets } },
  });
  const workerOptions = configured.workerOptions as Record<string, unknown>;
  return convertV4MiniflareOptions({
    // Miniflare's own way in, which nobody is told of: what is served is `front`, below.
    host: "127.0.0.1",
    port: 0,
    // `Request.cf` would be looked up on the network.
    cf: false,
    telemetry: { enabled: false },
    log: new ServerLog(options),
    logRequests: options.verbose,
    handleStructuredLogs: ({ level, message }) => {
      // The runtime's notes to its own makers are marked. What it says of a connection is told by who asked for it.
      const ours = (level === "warn" || level === "error") && !/^NOSENTRY|^(?:e|exception) = rust\//.test(message);
      if (options.verbose || ours) options.log(level, message);
    },
    handleUncaughtError: (error) => options.log("error", error.stack ?? error.message),
    resourcePersistencePath: join(options.state, "data"),
    workers: [
      {
        ...workerOptions,
        name: "vegarag",
        modules: [
          ...FRONT.map((name) => ({
            type: "ESModule",
            path: join(dirname(options.script), name),
            contents: readFileSync(join(import.meta.dirname, name), "utf8"),
          })),
          { type: "ESModule", path: options.script },
        ],
        modulesRoot: dirname(options.script),
        bindings: {
          ...(workerOptions["bindings"] as object),
          ...options.settings,
          WORKER_PATHS: (workerOptions["assets"] as { run_worker_first: string[] }).run_worker_first,
          SESSION_LIMIT: (workerOptions["ratelimits"] as { SESSION_RATE: { simple: object } }).SESSION_RATE.simple,
          LOG_REQUESTS: options.verbose,
          STARTING: options.starting,
          BUILD: options.build ?? "",
          // Never from a setting: a forgotten variable must not open the network.
          ALLOW_PRIVATE: String(options.allowPrivate),
          ...(options.demoPages === undefined ? {} : { DEMO_PAGES: options.demoPages }),
        },
        serviceBindings: {
          ...(workerOptions["serviceBindings"] as object),
          PUBLIC_NET: publicNetwork(options.allowPrivate),
          READER: { name: READER_WORKER.name, entrypoint: "FileReader" },
        },
        unsafeDirectSockets: [{ host: options.host, port, entrypoint: "front" }],
      },
      { ...READER_WORKER, ...readerModules(options.reader) },
    ],
  } as Parameters<typeof convertV4MiniflareOptions>[0]);
}

/** Judged when the connection is made, after the name was looked up: a name that changes its mind is refused too. */
function publicNetwork(allowPrivate: boolean): object {
  const allow = allowPrivate ? ["public", "private"] : ["public"];
  return { network: { allow, tlsOptions: { trustBrowserCas: true } } };
}

/** Miniflare's own words, which it would print to stdout. */
class ServerLog extends Log {
  readonly #options: ServerOptions;

  constructor(options: ServerOptions) {
    super(options.verbose ? LogLevel.INFO : LogLevel.WARN);
    this.#options = options;
  }

  override logWithLevel(level: LogLevel, message: string): void {
    if (level > this.level) return;
    this.#options.log(LogLevel[level].toLowerCase(), message);
  }
}
