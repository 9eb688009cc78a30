/** What a process has used, as Linux tells it: the runtime of a server that was started here. */

import { readdirSync, readFileSync } from "node:fs";

/** Of all threads of a process since its start, in ms. */
export function processorTime(pid: number): number {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`))
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  return nanoseconds / 1e6;
}

/** The most memory it has had since `resetPeak`, in MB. */
export function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
}

/** The runtime below a server's process. */
export function runtimeOf(pid: number): number {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [command, rest] = readFileSync(`/proc/${name}/stat`, "utf8").split(/\) /) as [string, string];
      if (command.endsWith("(workerd") && Number(rest.split(" ")[1]) === pid) return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error("The runtime of the server was not found.");
}
