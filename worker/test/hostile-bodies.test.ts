/** Bodies that nobody should send: every field of every schema with every wrong value, and what is no JSON at all. */

import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { call, createTenant, putDocument, type Tenant } from "./harness.ts";
import { env } from "cloudflare:workers";
import type { Furnished } from "./principals.ts";
import { FULL, mutate } from "./mutate.ts";
import { expectAlive, expectSound, LIGHTHOUSE } from "./sound.ts";
import { runAlarms, storedInD1, storedInObjects } from "./stored.ts";

let bot: Furnished;
let other: Tenant;

beforeAll(async () => {
  const unlimited = { limits: { messages_per_minute: null, bot_messages_per_minute: null } };
  const tenant = await createTenant("Hostile", unlimited);
  bot = { ...tenant, questionId: "q", answerId: "a", token: "", secretKeyIds: [], publishableKeyIds: [], kid: "k" };
  other = await createTenant("Calm");
  for (const each of [bot, other]) await putDocument(each, "guide.md", LIGHTHOUSE.replace("CANARY", each.canary));
  await runAlarms();
});

afterEach(async () => {
  await expectAlive(bot, other);
});

const keyFor = (kind: string): string =>
  kind === "operator" ? env.OPERATOR_KEY : kind === "account" ? bot.accountKey : bot.secretKey;
const withBody = ROUTES.filter(({ body }) => body !== undefined);

it("has a full body for every route that takes one", () => {
  expect(Object.keys(FULL).sort()).toEqual(withBody.map(nameOf).sort());
});

describe.each(withBody.map((route) => [nameOf(route), route] as const))("%s", (name, route) => {
  it("takes or refuses any value in any field, and stores nothing that it refuses", async () => {
    const { path } = EXAMPLES[name]!(bot);
    const stored = async (): Promise<string> => (await storedInObjects()) + (await storedInD1());
    let refused = 0;
    for (const [turn, [where, text]] of [...mutate(FULL[name])].entries()) {
      const before = turn % 20 === 0 ? await stored() : undefined;
      const response = await call(path, { method: route.method, key: keyFor(route.kind), body: text });
      await expectSound(response, `${name} ${where}`);
      if (response.status < 400) continue;
      refused++;
      if (before !== undefined) expect((await stored()) === before, `${where} was refused and stored`).toBe(true);
    }
    expect(refused).toBeGreaterThan(20);
  });

  it("refuses what is no JSON of an object", async () => {
    const { path } = EXAMPLES[name]!(bot);
    const before = (await storedInObjects()) + (await storedInD1());
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
      const response = await call(path, { method: route.method, key: keyFor(route.kind), body });
      await expectSound(response, `${name} ${String(body)}`);
      // An empty list is no settings, which is as good as none to change.
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
      const response = await call(path, {
        method: route.method,
        key: keyFor(route.kind),
        body: JSON.stringify(FULL[name]),
        headers: { "content-type": type },
      });
      await expectSound(response, `${name} ${type}`);
      expect([400, 415], type).toContain(response.status);
    }
    expect((await storedInObjects()) + (await storedInD1()) === before).toBe(true);
  });

  it("refuses ten megabytes before it has read them, whatever the headers say", async () => {
    const { path } = EXAMPLES[name]!(bot);
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
      const response = await call(path, {
        method: route.method,
        key: keyFor(route.kind),
        body,
        headers: { "content-type": "application/json", ...headers },
      });
      await expectSound(response, `${name} 10 MB`);
      expect(response.status).toBe(413);
    }
    const whole = await call(path, {
      method: route.method,
      key: keyFor(route.kind),
      body: `{"a":"${"x".repeat(10_485_760)}"}`,
    });
    expect(whole.status).toBe(413);
  });
});
