/**
 * The runtime's process behind Miniflare, which can be killed and started anew on what it left on disk. Miniflare would put
 * the same configuration together once more, which costs seconds: it does so once, and what it gave the process is kept.
 */

import childProcess, { type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Miniflare } from "miniflare";

export interface Runtime {
  /** `http://127.0.0.1:port` of a socket of the Worker's own. It is another one after each restart. */
  urlOf(entrypoint: "default" | "control"): string;
  /** `kill -9`, and a new process with the same command and configuration. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

type Listener = (...given: unknown[]) => void;

interface Started {
  process: ChildProcess;
  command: string;
  given: string[];
  options: SpawnOptions;
  configuration: Buffer[];
}

/** @param logs gets a line for whatever the process says after a restart; before, Miniflare hears it */
export async function startRuntime(
  make: () => Miniflare,
  worker: string,
  logs: string[],
): Promise<[Runtime, Miniflare]> {
  const { result: miniflare, started } = await watchStart(make);
  const urls = new Map<string, string>();
  for (const entrypoint of ["default", "control"])
    urls.set(entrypoint, (await miniflare.unsafeGetDirectURL(worker, entrypoint)).href.replace(/\/$/, ""));
  let current = started.process;
  /** What Miniflare does when its process ends: it would start another one. It is told when it is to end itself. */
  let untold: Listener[] = [];

  async function kill(): Promise<void> {
    if (current === started.process) {
      untold = current.listeners("exit") as Listener[];
      current.removeAllListeners("exit");
    }
    current.kill("SIGKILL");
    if (current.exitCode === null && current.signalCode === null) await once(current, "exit");
  }

  async function startAgain(): Promise<void> {
    current = childProcess.spawn(started.command, started.given, started.options);
    for (const stream of [current.stdout!, current.stderr!])
      createInterface(stream).on("line", (line) => void logs.push(messageIn(line)));
    for (const part of started.configuration) current.stdin!.write(part);
    current.stdin!.end();
    for await (const line of createInterface(current.stdio[3] as Readable)) {
      const { socket = "", port } = JSON.parse(line) as { socket?: string; port: number };
      const entrypoint = /^direct:\d+:(default|control)$/.exec(socket)?.[1];
      if (entrypoint === undefined) continue;
      urls.set(entrypoint, `http://127.0.0.1:${port}`);
      waiting.delete(entrypoint);
      if (waiting.size === 0) return;
    }
    throw new Error("The runtime did not start again.");
  }

  let waiting = new Set<string>();
  const runtime: Runtime = {
    urlOf: (entrypoint) => urls.get(entrypoint)!,
    async restart() {
      await kill();
      waiting = new Set(urls.keys());
      await startAgain();
    },
    async stop() {
      if (current !== started.process) await kill();
      const ended = miniflare.dispose();
      for (const listener of untold) listener();
      // Its connections to a process that was killed are gone.
      await ended.catch((error: unknown) => {
        if (untold.length === 0) throw error;
      });
    },
  };
  return [runtime, miniflare];
}

/** Miniflare does not tell which process it starts, and with what. */
async function watchStart(make: () => Miniflare): Promise<{ result: Miniflare; started: Started }> {
  const { spawn } = childProcess;
  let started: Started | undefined;
  const watched = (command: string, given: string[], options: SpawnOptions): ChildProcess => {
    const process = spawn(command, given, options);
    if (!/workerd[^/\\]*$/.test(command)) return process;
    const configuration: Buffer[] = [];
    const write = process.stdin!.write.bind(process.stdin!);
    process.stdin!.write = (part: Uint8Array): boolean => {
      configuration.push(Buffer.from(part));
      return write(part);
    };
    started = { process, command, given, options, configuration };
    return process;
  };
  childProcess.spawn = watched as typeof spawn;
  try {
    const result = make();
    await result.ready;
    if (started === undefined) throw new Error("Miniflare started no runtime.");
    return { result, started };
  } finally {
    childProcess.spawn = spawn;
  }
}

/** The runtime's own lines are JSON, those of a crash are not. */
function messageIn(line: string): string {
  try {
    return (JSON.parse(line) as { message?: string }).message ?? line;
  } catch {
    return line;
  }
}
