/**
 * Vitest's global setup that starts strict little servers on demand, one for each test that asks, so
 * that no test sees another's faults. Runs under Node; tests reach it by `inject("fakeFarm")`.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import type { FakeServer } from "./http-server.ts";
import { startCompatibleServer } from "./compatible-server.ts";
import { startOpenAIServer } from "./openai-server.ts";
import { startPineconeServer } from "./pinecone-server.ts";
import { startSiteServer } from "./site-server.ts";
import { startTurnstileServer } from "./turnstile-server.ts";

const STARTERS: Record<string, ((options: object) => Promise<FakeServer>) | undefined> = {
  "/pinecone": startPineconeServer,
  "/openai": (options) => startOpenAIServer(options),
  "/compatible": startCompatibleServer,
  "/site": startSiteServer,
  "/turnstile": startTurnstileServer,
};

export async function startFarm(): Promise<FakeServer> {
  const opened: FakeServer[] = [];
  const farm = createServer((incoming, response) => {
    const start = STARTERS[incoming.url ?? ""];
    void (async () => {
      let text = "";
      for await (const piece of incoming) text += String(piece);
      if (start === undefined || incoming.method !== "POST") {
        response.writeHead(404).end();
        return;
      }
      const server = await start(JSON.parse(text || "{}") as object);
      opened.push(server);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ url: server.url }));
    })();
  });
  await new Promise<void>((resolve) => farm.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(farm.address() as AddressInfo).port}`,
    requests: [],
    async close() {
      farm.closeAllConnections();
      await Promise.all([...opened.map((server) => server.close()), new Promise((resolve) => farm.close(resolve))]);
    },
  };
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const farm = await startFarm();
  project.provide("fakeFarm", farm.url);
  return () => farm.close();
}
