/** Right after something was revoked: its holder tries once more. */

import { type Bot, type Credential, worthOf } from "../model.ts";
import type { World } from "../world.ts";

const MOST = 4;

const DOORS: Partial<Record<Credential["kind"], readonly [method: string, path: string, body?: object]>> = {
  account: ["GET", "/v1/bots"],
  "console-account": ["GET", "/v1/bots"],
  console: ["GET", "/v1/bot"],
  secret: ["GET", "/v1/bot"],
  embed: ["GET", "/v1/embed-config"],
  agent: ["POST", "/mcp", { jsonrpc: "2.0", id: 1, method: "tools/list" }],
};

/** @param thing a key or bot that has gone, or a bot whose tokens have */
export async function knockAgain(world: World, thing: Credential["of"][number] | Bot): Promise<void> {
  const now = world.now();
  const gone = world.credentials.filter(
    (each) => (each.of.includes(thing) || each.viewer.bot === thing) && worthOf(each, now) === "gone",
  );
  for (const credential of gone.slice(-MOST)) {
    const door = DOORS[credential.kind];
    if (door === undefined) continue;
    const [method, path, body] = door;
    const headers: Record<string, string> = credential.origin === undefined ? {} : { origin: credential.origin };
    await world.try(credential, [credential.kind], method, path, { headers, ...(body === undefined ? {} : { body }) });
  }
}
