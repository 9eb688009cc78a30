/**
 * A deployment to be proven: the built Worker in workerd behind plain HTTP, on the embedded engines or on the strict
 * stand-ins of the hosted ones, with everything that leaves it kept: log lines, requests of engines, webhooks.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import type { FakeServer } from "../fakes/http-server.ts";
import { startOpenAIServer } from "../fakes/openai-server.ts";
import { startPineconeServer } from "../fakes/pinecone-server.ts";
import { makeSecrets } from "../scripts/make-secrets.ts";
import { applyMigrations, type MigratedDatabase } from "../scripts/serve/migrate.ts";
import { READER_WORKER, readerModules } from "../scripts/serve/reader.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

export type EngineKind = "embedded" | "hosted";

/** Enough for texts that differ in one word to have different vectors. */
const DIMENSIONS = 256;
/** In memory where there is such a folder: what a killed process has written stays there as well. */
const FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const ENTRY = readFileSync(join(import.meta.dirname, "entry.js"), "utf8");

export interface Delivery {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ObjectDump {
  binding: string;
  name: string;
  /** Every row, as text. */
  text: string;
  /** Rows of full-text indexes. */
  index: string;
}

export interface Deployment {
  engines: EngineKind;
  /** `http://127.0.0.1:port` */
  url: string;
  /** Where webhooks may be sent and pages be read: `/hook/…`, and `/site/…` from `pages`. */
  outside: string;
  pages: Map<string, string>;
  operatorKey: string;
  /** What must never leave: the deployment's own secrets. */
  secrets: string[];
  /** Emptied by its reader. */
  logs: string[];
  deliveries: Delivery[];
  pinecone: FakeServer | undefined;
  openai: FakeServer | undefined;
  /** From here on answers wait behind their first word, where the question has the word `patiently`. */
  hold(): void;
  /** They go on, and those that only begin wait no more. */
  release(): void;
  control<T>(what: string, body?: object): Promise<T>;
  /** `kill -9` of the runtime, and a new one on what it left on disk. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** @param script absolute path of the bundled Worker */
export async function startDeployment(
  engines: EngineKind,
  { root, script }: { root: string; script: string },
): Promise<Deployment> {
  const state = mkdtempSync(join(FOLDER, "vegarag-prove-"));
  const secrets = makeSecrets();
  const logs: string[] = [];
  const deliveries: Delivery[] = [];
  const pages = new Map<string, string>();
  let release = (): void => {};
  let held: Promise<void> | undefined;

  const outside = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://outside");
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => {
      if (pathname.startsWith("/hook/")) deliveries.push({ path: pathname, headers: request.headers, body });
      const page = pages.get(pathname);
      if (page === undefined) response.writeHead(pathname.startsWith("/hook/") ? 204 : 404).end();
      else response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    });
  });
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  const hosted = engines === "hosted";
  const pinecone = hosted ? await startPineconeServer({ dimension: DIMENSIONS, clock: "real" }) : undefined;
  const openai = hosted
    ? await startOpenAIServer({}, (messages) =>
        messages.at(-1)?.content.includes("patiently") === true ? held : undefined,
      )
    : undefined;
  const settings: Record<string, string> = {
    ...secrets,
    ALLOW_PRIVATE: "true",
    CRAWL_PACE_FASTEST: '{"spacing_ms":0}',
    ...(hosted
      ? {
          PINECONE_API_KEY: "pinecone-test-key",
          PINECONE_INDEX_HOST: pinecone!.url,
          OPENAI_API_KEY: "openai-test-key",
          OPENAI_BASE_URL: `${openai!.url}/v1`,
          OPENAI_EMBEDDING_DIMENSIONS: String(DIMENSIONS),
        }
      : {}),
  };

  const runtime = await start(root, script, state, settings, logs);
  const control = async <T>(what: string, body: object = {}): Promise<T> => {
    const response = await fetch(runtime.urlOf("control"), {
      method: "POST",
      // As in `World.fetch`: nothing is sent on a connection that the runtime may be closing.
      headers: { connection: "close" },
      body: JSON.stringify({ do: what, ...body }),
    });
    if (!response.ok) throw new Error(`control ${what}: ${await response.text()}`);
    return (await response.json()) as T;
  };

  const deployment: Deployment = {
    engines,
    url: runtime.urlOf("default"),
    outside: `http://127.0.0.1:${(outside.address() as AddressInfo).port}`,
    pages,
    operatorKey: secrets.OPERATOR_KEY,
    secrets: [
      secrets.OPERATOR_KEY,
      secrets.KEY_ENCRYPTION_KEY,
      (JSON.parse(secrets.EDGE_SIGNING_KEYS) as { keys: [{ d: string }] }).keys[0].d,
      "openai-test-key",
      "pinecone-test-key",
    ],
    logs,
    deliveries,
    pinecone,
    openai,
    hold() {
      held ??= new Promise<void>((resolve) => (release = resolve));
    },
    release() {
      held = undefined;
      release();
    },
    control,
    async kill() {
      const objects = await control<object[]>("objects");
      const milliseconds = await control<number>("leap", { milliseconds: 0, bots: [] });
      await runtime.restart();
      deployment.url = runtime.urlOf("default");
      await control("clock", { milliseconds });
      await control("remember", { objects });
    },
    async stop() {
      release();
      await runtime.stop();
      outside.closeAllConnections();
      outside.close();
      await pinecone?.close();
      await openai?.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
  return deployment;
}

async function start(
  root: string,
  script: string,
  state: string,
  settings: Record<string, string>,
  logs: string[],
): Promise<Runtime> {
  const { workerOptions } = workerOptionsOf(join(root, "wrangler.toml"), undefined, {
    overrides: { assets: { directory: join(root, "dist", "assets") } },
  }) as unknown as { workerOptions: Record<string, object> };
  const folder = join(root, "dist", "worker");
  const socket = { host: "127.0.0.1", port: 0 };
  const make = (): Miniflare =>
    new Miniflare(
      convertV4MiniflareOptions({
        ...socket,
        cf: false,
        telemetry: { enabled: false },
        log: new KeptLog(logs),
        handleStructuredLogs: ({ message }) => void logs.push(message),
        handleUncaughtError: (error) => void logs.push(error.stack ?? error.message),
        resourcePersistencePath: state,
        workers: [
          {
            ...workerOptions,
            name: "vegarag",
            modules: [
              { type: "ESModule", path: join(folder, "entry.js"), contents: ENTRY },
              { type: "ESModule", path: join(folder, "worker.js"), contents: readFileSync(script, "utf8") },
            ],
            modulesRoot: folder,
            bindings: { ...workerOptions["bindings"], ...settings },
            serviceBindings: {
              ...workerOptions["serviceBindings"],
              PUBLIC_NET: { network: { allow: ["public", "private"] } },
              READER: { name: READER_WORKER.name, entrypoint: "FileReader" },
            },
            unsafeDirectSockets: [socket, { ...socket, entrypoint: "control" }],
          },
          { ...READER_WORKER, ...readerModules(join(root, "dist", "reader")) },
        ],
      } as Parameters<typeof convertV4MiniflareOptions>[0]),
    );
  const [runtime, miniflare] = await startRuntime(make, "vegarag", logs);
  // Miniflare's own type of a database speaks of types this program does not load.
  const database = (await miniflare.getD1Database("DB")) as unknown as MigratedDatabase;
  await applyMigrations(database, join(root, "worker", "migrations"));
  return runtime;
}

/** Miniflare's own words. */
class KeptLog extends Log {
  readonly #lines: string[];

  constructor(lines: string[]) {
    super(LogLevel.WARN);
    this.#lines = lines;
  }

  override logWithLevel(level: LogLevel, message: string): void {
    if (level <= this.level) this.#lines.push(message);
  }
}
