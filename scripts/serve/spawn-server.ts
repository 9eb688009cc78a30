/** Runs `npm start`'s program as a child, for tests and benchmarks that want a server of their own. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SETTING_NAMES } from "./settings.ts";

/** The JSON of a folder's first `ready` line; the demo's keys are there unless it was started with `--no-demo`. Later lines hold no key. */
export interface Ready {
  /** Without a slash at the end, like all keys below that end in `url` but the demo's. */
  url: string;
  /** Opens the console once: another at each start. */
  console_url: string;
  /** Of the bot of `--site` or `--docs`. */
  bot_id: string;
  operator_key: string;
  demo_url: string;
  publishable_key: string;
  secret_key: string;
  account_key: string;
  second_demo_url: string;
  second_publishable_key: string;
  second_secret_key: string;
  second_account_key: string;
}

export interface SpawnedServer {
  ready: Ready;
  process: ChildProcess;
  /** Resolves when the server has ended and let go of its folder. */
  stop(): Promise<void>;
}

/** `args` as on the command line of `npm start`. @throws Error with what the server said when it did not get ready */
export async function spawnServer(args: readonly string[]): Promise<SpawnedServer> {
  const env = { ...process.env };
  // A key in the developer's shell must not turn a test into a paid call.
  for (const name of SETTING_NAMES) delete env[name];
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", "start.ts"), ...args], {
    // The channel ends with this process, and the server with it.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env,
  });
  let said = "";
  child.stderr?.on("data", (data: Buffer) => {
    said = (said + data.toString()).slice(-10_000);
  });
  const ended = once(child, "exit");
  const ready = await Promise.race([readReady(child), ended.then(() => undefined)]);
  if (ready === undefined) throw new Error(`The server did not start.\n${said}`);
  return {
    ready,
    process: child,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}

function readReady(child: ChildProcess): Promise<Ready> {
  const lines = createInterface({ input: child.stdout! });
  return new Promise((resolve) => {
    lines.on("line", (line) => {
      if (line.startsWith("ready ")) resolve(JSON.parse(line.slice("ready ".length)) as Ready);
    });
  });
}
