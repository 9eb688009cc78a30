/** Whoever starts a server with a key that is refused is told so, and nobody else. */

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { refusedKey } from "./refused-keys.ts";

let server: Server;
let base = "";
let status = 200;
const asked: IncomingMessage[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(request.headers.authorization === "Bearer right" ? 200 : status).end("{}");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
});
afterAll(() => server.close());

const ask = (settings: Record<string, string>) => refusedKey({ OPENAI_BASE_URL: base, ...settings });

it.each([401, 403])("tells of a key that is refused with %d, and not what it is", async (refusal) => {
  status = refusal;
  const said = await ask({ OPENAI_API_KEY: "wrong-secret" });
  expect(said).toContain("refuses the key: set OPENAI_API_KEY");
  expect(said).not.toContain("wrong-secret");
  expect(asked.at(-1)).toMatchObject({ method: "GET", url: "/v1/models" });
});

it("says nothing of a key that is taken, or of a service that has no list or cannot be reached", async () => {
  status = 404;
  expect(await ask({ OPENAI_API_KEY: "right" })).toBeUndefined();
  expect(await ask({ OPENAI_API_KEY: "wrong" })).toBeUndefined();
  expect(await ask({ OPENAI_API_KEY: "wrong", OPENAI_BASE_URL: "http://127.0.0.1:1/v1" })).toBeUndefined();
  expect(await ask({ OPENAI_API_KEY: "wrong", OPENAI_BASE_URL: "no address" })).toBeUndefined();
});

it("asks nobody where no engine needs the key", async () => {
  const before = asked.length;
  status = 401;
  expect(await ask({})).toBeUndefined();
  expect(await ask({ OPENAI_API_KEY: "wrong", GENERATOR: "embedded", EMBEDDER: "none" })).toBeUndefined();
  expect(asked.length).toBe(before);
});
