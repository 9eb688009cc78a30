/** Under which addresses a server that listens on `host` is reached. */

import { networkInterfaces } from "node:os";

const EVERYWHERE = new Set(["0.0.0.0", "::", "*"]);
const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

/** `url` is for people, `local` for this program. Neither ends in a slash. */
export function reachOf(host: string, port: number): { url: string; local: string } {
  if (EVERYWHERE.has(host)) return { url: `http://localhost:${port}`, local: `http://127.0.0.1:${port}` };
  const local = `http://${bracket(host)}:${port}`;
  return { url: LOOPBACK.has(host) ? `http://localhost:${port}` : local, local };
}

/** Every origin a page of this server can have. */
export function originsOf(host: string, port: number): string[] {
  const hosts = EVERYWHERE.has(host)
    ? ["localhost", ...addresses()]
    : LOOPBACK.has(host)
      ? ["localhost", "127.0.0.1"]
      : [host];
  return hosts.map((name) => `http://${bracket(name)}:${port}`);
}

function addresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter((entry) => entry.family === "IPv4").map((entry) => entry.address),
  );
}

function bracket(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
