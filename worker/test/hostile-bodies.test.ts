/** Bodies that nobody should send: every field of every schema with every wrong value, and what is no JSON at all. */

import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../http/route.ts";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { call, createTenant, putDocument, type Tenant } from "./harness.ts";
import { env } from "cloudflare:workers";
import type { Furnished } from "./principals.ts";
import { FULL, mutate } from "./mutate.ts";
import { expectAlive, expectSound, LIGHTHOUSE } from "./sound.ts";
import { storedOf } from "./stored.ts";

let bot: Tenant;
/** Is asked nothing that is not refused: what changes here was stored by a refused request. */
let quiet: Tenant;
let other: Tenant;

beforeAll(async () => {
  const limits = { messages_per_minute: null, bot_messages_per_minute: null };
  // What one body in these tests sets: where it was not set, what is refused behind it would be taken.
  const contact = { form: { fields: ["name"], consent_text: "c" } };
  [bot, quiet, other] = (await Promise.all(
    ["Hostile", "Quiet", "Calm"].map((name) => createTenant(name, { limits, contact })),
  )) as [Tenant, Tenant, Tenant];
  for (const each of [bot, other]) await putDocument(each, "guide.md", LIGHTHOUSE.replace("CANARY", each.canary));
});

afterEach(async () => {
  await expectAlive(bot, other);
});

function sendTo(tenant: Tenant, route: Route, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const { path } = EXAMPLES[nameOf(route)]!(tenant as Furnished);
  const isAccounts = route.kind === "account" || route.kind === "sign-in";
  const key = route.kind === "operator" ? env.OPERATOR_KEY : isAccounts ? tenant.accountKey : tenant.secretKey;
  return call(path, { method: route.method, key, body, headers });
}

/** Nothing at all says as much as `{}` to these, whatever type their client gives it. */
const MAY_COME_WITHOUT = new Set([
  "POST /v1/account/keys",
  "POST /v1/bots/:bot_id/secret-keys",
  "POST /v1/console-sessions",
  "POST /v1/embed-tokens",
  "POST /v1/mcp-keys",
  "POST /v1/publishable-keys",
]);

const withBody = ROUTES.filter(({ body }) => body !== undefined);

it("has a full body for every route that takes one", () => {
  expect(Object.keys(FULL).sort()).toEqual(withBody.map(nameOf).sort());
});

describe.each(withBody.map((route) => [nameOf(route), route] as const))("%s", (name, route) => {
  it("takes or refuses any value in any field, and stores nothing that it refuses", async () => {
    const refused: [string, string][] = [];
    for (const [where, text] of mutate(FULL[name])) {
      const response = await sendTo(bot, route, text);
      await expectSound(response, `${name} ${where}`);
      // A conflict is with what was taken before, and so is a limit: elsewhere there is none.
      if (response.status >= 400 && response.status !== 409 && response.status !== 429) refused.push([where, text]);
    }
    expect(refused.length).toBeGreaterThan(20);
    const before = await storedOf(quiet.botId);
    for (const [where, text] of refused.filter((_, at) => at % 3 === 0)) {
      const response = await sendTo(quiet, route, text);
      await response.text();
      expect(response.status, where).toBeGreaterThanOrEqual(400);
    }
    expect((await storedOf(quiet.botId)) === before).toBe(true);
  });

  it("refuses what is no JSON of an object", async () => {
    const before = await storedOf(quiet.botId);
    for (const body of [
      "",
      " ",
      "{",
      "}",
      '{"a"',
      '{"a":}',
      "{'a':1}",
      "{a:1}",
      '{"a":1,}',
      "[1,",
      "undefined",
      "NaN",
      "[]",
      "null",
      '"x"',
      "7",
      "/* */{}",
      "{}{}",
      "<xml/>",
      "a=b&c=d",
      "\ufeff\ufeff{}",
      "\0",
      new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
      new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
      new Uint8Array([0xed, 0xa0, 0x80]),
      new Uint8Array([0xc0, 0x80]),
    ]) {
      if (body === "" && MAY_COME_WITHOUT.has(name)) continue;
      const response = await sendTo(quiet, route, body);
      await expectSound(response, `${name} ${String(body)}`);
      expect(response.status, String(body)).toBe(400);
    }
    for (const type of [
      "",
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/json-patch+json",
      "application/jsonx",
      "text/json",
      "multipart/form-data",
      "*/*",
      "application/json, text/plain",
      "json",
    ]) {
      const response = await sendTo(quiet, route, JSON.stringify(FULL[name]), { "content-type": type });
      await expectSound(response, `${name} ${type}`);
      expect([400, 415], type).toContain(response.status);
    }
    expect((await storedOf(quiet.botId)) === before).toBe(true);
  });

  it("refuses ten megabytes before it has read them, whatever the headers say", async () => {
    const chunk = new Uint8Array(64 * 1_024).fill(0x20);
    for (const headers of [
      {},
      { "content-length": "2" },
      { "content-length": "nonsense" },
      { "content-length": "10485760" },
    ]) {
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (++sent > 160) controller.close();
          else controller.enqueue(chunk);
        },
      });
      const response = await sendTo(quiet, route, body, { "content-type": "application/json", ...headers });
      await expectSound(response, `${name} 10 MB`);
      expect(response.status).toBe(413);
    }
    const whole = await sendTo(quiet, route, `{"a":"${"x".repeat(10_485_760)}"}`);
    expect(whole.status).toBe(413);
  });
});

it("refuses what says that it is larger than what a browser may send before it looks at a signature", async () => {
  const headers = { "content-length": "1048576" };
  const refused = await call("/v1/chat", { key: "a.b.c", headers, body: "{}" });
  expect(refused.status).toBe(413);
  // Where more is taken the length is the route's own to judge.
  expect((await call("/v1/documents/large", { method: "PUT", key: "a.b.c", headers, body: "{}" })).status).toBe(401);
});
