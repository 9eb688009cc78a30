/**
 * One process per folder: two servers on the same SQLite files would ruin them, two builds would mix.
 * The lock names its owner and the runtime it started, so that what a killed server left behind is
 * recognised and cleared away.
 */

import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";

interface LockContent {
  owner: ProcessIdentity;
  runtime?: ProcessIdentity;
}

export interface FolderLock {
  /** Notes the process that has the data open. */
  setRuntime(pid: number): void;
  release(): void;
}

export class FolderInUseError extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`The folder ${folder} is in use by process ${pid}.`);
    this.pid = pid;
  }
}

/**
 * Waits up to `patienceMs` for an owner that is about to end.
 * @throws FolderInUseError that names the process which holds the folder
 */
export async function lockFolder(folder: string, patienceMs: number): Promise<FolderLock> {
  makeWritable(folder);
  const path = join(folder, "lock.json");
  const owner = identify(process.pid);
  if (owner === undefined) throw new Error("This process cannot find itself in the process table.");
  for (let waited = 0; !claim(path, { owner }); waited += 50) {
    const held = read(path);
    if (held !== undefined && isAlive(held.owner)) {
      if (waited >= patienceMs) {
        throw new FolderInUseError(folder, held.owner.pid);
      }
    } else {
      if (held?.runtime !== undefined && isAlive(held.runtime)) process.kill(held.runtime.pid, "SIGKILL");
      else rmSync(path, { force: true });
    }
    await delay(50);
  }
  const content: LockContent = { owner };
  return {
    setRuntime(pid) {
      const runtime = identify(pid);
      if (runtime === undefined) return;
      content.runtime = runtime;
      renameSync(draft(path, content), path);
    },
    release() {
      rmSync(path, { force: true });
    },
  };
}

/** @throws an error that names the folder where it cannot be made or written */
function makeWritable(folder: string): void {
  const probe = join(folder, `.writable.${process.pid}`);
  try {
    makeFolder(folder);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The folder ${folder} cannot be written (${code}). Name another one with --state.`, {
      cause: error,
    });
  }
}

/** One level at a time: Node's recursive mkdir never returns in a file system that takes no folders, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** False where the lock is held, or is left over from an owner that died. */
function claim(path: string, content: LockContent): boolean {
  const written = draft(path, content);
  try {
    // A link appears with its content, or not at all: nobody reads a lock half written.
    linkSync(written, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(written);
  }
}

function draft(path: string, content: LockContent): string {
  const written = `${path}.${process.pid}`;
  writeFileSync(written, JSON.stringify(content));
  return written;
}

function read(path: string): LockContent | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as LockContent;
  } catch {
    // Gone meanwhile, or not a lock: nobody holds it.
    return undefined;
  }
}
