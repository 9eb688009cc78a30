/**
 * A `kill -9` leaves a process no time to stop its children. So a tiny shell, in a session of its own,
 * waits at the end of a pipe; when the pipe closes, because this process ended in whatever way, it
 * kills the processes whose ids came through it.
 */

import { spawn } from "node:child_process";

export interface Lifeline {
  /** `pid` dies with this process from now on. */
  hold(pid: number): void;
  /** Everything held has ended in order: there is nothing left to kill. */
  release(): void;
}

const WATCHER = `
trap '' INT TERM HUP
held=''
while read -r line; do
  case $line in
    release) exit 0 ;;
    *) held="$held $line" ;;
  esac
done
[ -z "$held" ] || kill -9 $held 2>/dev/null
`;

export function createLifeline(): Lifeline {
  const watcher = spawn("/bin/sh", ["-c", WATCHER], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  watcher.unref();
  // Unable to hold is no reason to stop serving, but the log should say so.
  watcher.on("error", (error) => console.error(`The process watcher could not start: ${error.message}`));
  watcher.stdin.on("error", (error) => console.error(`The process watcher is gone: ${error.message}`));
  return {
    hold: (pid) => void watcher.stdin.write(`${pid}\n`),
    release: () => void watcher.stdin.end("release\n"),
  };
}
