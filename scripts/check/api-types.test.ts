/** The API description makes a client that compiles, and one that is used wrongly does not. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiDescription, typesOf } from "./api-types.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "vegarag-types-"));

/** Everything a client has to be: fetch with the operation's own parameters, body and reply. */
const CLIENT = `
import type { Operations } from "./operations.ts";
type Given<O extends keyof Operations> = Pick<Operations[O], "method" | "path" | "params" | "query" | "body">;
export declare function call<O extends keyof Operations>(operation: O, given: Given<O>): Promise<Operations[O]["reply"]>;
`;

function compile(name: string, source: string): string {
  writeFileSync(join(folder, `${name}.ts`), `import { call } from "./client.ts";\n${source}`);
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--allowImportingTsExtensions", "--lib", "esnext"];
  const command = [join(root, "node_modules/typescript/bin/tsc"), ...options, join(folder, `${name}.ts`)];
  const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", cwd: folder });
  return stdout + stderr;
}

beforeAll(async () => {
  // By paths that the type checker does not follow: they belong to the Worker's program, with other types.
  const from = (path: string): Promise<unknown> => import(join(root, "worker", "routes", path));
  const { ROUTES } = (await from("table.ts")) as { ROUTES: unknown };
  const { describeApi } = (await from("openapi.ts")) as {
    describeApi(origin: string, routes: unknown): ApiDescription;
  };
  const description = JSON.parse(JSON.stringify(describeApi("https://chat.test", ROUTES))) as ApiDescription;
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "operations.ts"), typesOf(description));
  writeFileSync(join(folder, "client.ts"), CLIENT);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a client made of the description", () => {
  it("compiles, and knows what comes back", () => {
    const source = `
const list = await call("getConversations", {
  method: "GET", path: "/v1/conversations", params: {}, query: { outcome: "unsure", limit: "5" }, body: undefined,
});
const first: string = list.data[0]!.first_question;
const next: string | null = list.next_cursor;
const { key_id, secret } = await call("postSigningKeys", {
  method: "POST", path: "/v1/signing-keys", params: {}, query: {}, body: { alg: "HS256", name: "Backend" },
});
const webhook = await call("postWebhooksByWebhookIdRotate", {
  method: "POST", path: "/v1/webhooks/{webhook_id}/rotate", params: { webhook_id: "whk_1" }, query: {}, body: undefined,
});
export const used: [string, string | null, string, string | undefined, string] = [first, next, key_id, secret, webhook.secret];
`;
    expect(compile("right", source)).toBe("");
  });

  it.each([
    [
      "a field that no reply has",
      `(await call("getBot", { method: "GET", path: "/v1/bot", params: {}, query: {}, body: undefined })).secret_key;`,
    ],
    [
      "a parameter that nobody takes",
      `await call("getBot", { method: "GET", path: "/v1/bot", params: {}, query: { bot_id: "x" }, body: undefined });`,
    ],
    [
      "a value that is none",
      `await call("postSigningKeys", { method: "POST", path: "/v1/signing-keys", params: {}, query: {}, body: { alg: "none" } });`,
    ],
  ])("does not compile with %s", (name, source) => {
    expect(compile(name.replaceAll(" ", "-"), `${source}\nexport {};`)).toContain("error TS");
  });
});
