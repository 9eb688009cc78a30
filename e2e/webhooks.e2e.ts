/** Webhooks from a real server to a real receiver that is down, and a server that is killed in between: each arrives once. */

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, expect, it, vi } from "vitest";
import { createApi } from "../scripts/serve/api.ts";
import { type SpawnedServer, spawnServer } from "../scripts/serve/spawn-server.ts";

const MESSAGES = 10;
const state = mkdtempSync(join(tmpdir(), "vegarag-webhooks-"));
let server: SpawnedServer | undefined;
let receiver: Server | undefined;

afterAll(async () => {
  await server?.stop();
  receiver?.close();
  rmSync(state, { recursive: true, force: true });
});

const start = (): Promise<SpawnedServer> =>
  spawnServer(["--port", "0", "--state", state, "--no-demo", "--allow-private"]);

/** A port that nobody listens on just now. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}

it("loses no message when the receiver is down and the server is killed", async () => {
  server = await start();
  const first = createApi(server.ready.url);
  const { account_key } = await first<{ account_key: string }>("POST", "/v1/accounts", server.ready.operator_key, {
    name: "Test",
  });
  const { secret_key: key } = await first<{ secret_key: string }>("POST", "/v1/bots", account_key, { name: "Bot" });
  const port = await freePort();
  const { webhook_id, secret } = await first<{ webhook_id: string; secret: string }>("POST", "/v1/webhooks", key, {
    url: `http://127.0.0.1:${port}/in`,
    events: ["handoff.created"],
  });
  for (let at = 0; at < MESSAGES; at++) {
    await first("POST", "/v1/handoffs", key, { conversation_id: null, message: `${at}`, visitor_id: `v${at}` });
  }
  server.process.kill("SIGKILL");
  await once(server.process, "exit");

  const received: string[] = [];
  const ids = new Set<string>();
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => {
      const headers = request.headers as Record<string, string>;
      const { data } = new Webhook(secret).verify(body, headers) as { data: { message: string } };
      received.push(data.message);
      ids.add(headers["webhook-id"]!);
      response.writeHead(204).end();
    });
  }).listen(port, "127.0.0.1");
  await once(receiver, "listening");

  server = await start();
  const again = createApi(server.ready.url);
  await vi.waitFor(
    async () => {
      const { data } = await again<{ data: { status: string }[] }>("GET", `/v1/webhooks/${webhook_id}/deliveries`, key);
      expect(data.map(({ status }) => status)).toEqual(Array.from({ length: MESSAGES }, () => "delivered"));
    },
    { timeout: 90_000, interval: 250 },
  );
  expect(received.toSorted()).toEqual(Array.from({ length: MESSAGES }, (_, at) => `${at}`));
  expect(ids.size).toBe(MESSAGES);
}, 180_000);
