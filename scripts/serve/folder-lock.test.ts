import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FolderInUseError, lockFolder } from "./folder-lock.ts";
import { identify, isAlive } from "./process-identity.ts";

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vegarag-lock-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const leave = (lock: unknown): void => writeFileSync(join(folder, "lock.json"), JSON.stringify(lock));

/** Runs until it is killed. */
async function bystander(): Promise<{ pid: number; started: string }> {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
  children.push(child);
  await once(child, "spawn");
  return identify(child.pid ?? 0)!;
}

it.each(["/proc/vegarag", "/proc/vegarag/deeper", "/dev/null/vegarag", "/proc"])(
  "refuses %s, which cannot be written",
  async (path) => {
    await expect(lockFolder(path, 0)).rejects.toThrow(`The folder ${path} cannot be written`);
  },
);

it("makes the folders above as well", async () => {
  const lock = await lockFolder(join(folder, "a", "b"), 0);
  expect(existsSync(join(folder, "a", "b", "lock.json"))).toBe(true);
  lock.release();
});

it("keeps a second owner out until the first lets go", async () => {
  const lock = await lockFolder(folder, 0);
  await expect(lockFolder(folder, 0)).rejects.toThrow(FolderInUseError);
  await expect(lockFolder(folder, 0)).rejects.toThrow(String(process.pid));
  lock.release();
  (await lockFolder(folder, 0)).release();
  expect(existsSync(join(folder, "lock.json"))).toBe(false);
});

it("waits for an owner that is about to let go", async () => {
  const first = await lockFolder(folder, 0);
  const second = lockFolder(folder, 10_000);
  first.release();
  await expect(second).resolves.toBeDefined();
  (await second).release();
});

it("takes over from a dead owner and clears away what it left running", async () => {
  const runtime = await bystander();
  leave({ owner: { pid: process.pid, started: "before the last restart" }, runtime });
  const lock = await lockFolder(folder, 0);
  expect(isAlive(runtime)).toBe(false);
  lock.release();
});

it("does not take a new process for the one that had its id", async () => {
  const innocent = await bystander();
  leave({ owner: { pid: 1, started: "never" }, runtime: { ...innocent, started: "never" } });
  const lock = await lockFolder(folder, 0);
  expect(isAlive(innocent)).toBe(true);
  lock.release();
});

it("notes the runtime", async () => {
  const runtime = await bystander();
  const lock = await lockFolder(folder, 0);
  lock.setRuntime(runtime.pid);
  expect(JSON.parse(readFileSync(join(folder, "lock.json"), "utf8"))).toMatchObject({ runtime });
  lock.release();
});
