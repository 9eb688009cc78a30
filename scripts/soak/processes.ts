/** A server and what it started, as the system sees them: what they hold of memory, and how they are killed. */

import { readdirSync, readFileSync } from "node:fs";

/** The process and all that descend from it. */
export function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name of the program stands in brackets, and may hold anything.
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const tree = [pid];
  for (const each of tree) tree.push(...(children.get(each) ?? []));
  return tree;
}

/** MiB that the tree holds and shares with nobody else, each shared page counted in parts. */
export function memoryOf(pid: number): number {
  let kib = 0;
  for (const each of treeOf(pid)) {
    try {
      kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return kib / 1024;
}

/** Files and connections that the tree holds open. An object that rests holds none. */
export function openFilesOf(pid: number): number {
  let open = 0;
  for (const each of treeOf(pid)) {
    try {
      open += readdirSync(`/proc/${each}/fd`).length;
    } catch {
      // It has ended meanwhile.
    }
  }
  return open;
}

export function killTree(pid: number): void {
  // The parent last: it would start no other, but it would say goodbye.
  for (const each of treeOf(pid).toReversed()) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
}
