/** Bodies that nobody should send: every field of every schema with every wrong value, and what is no JSON at all. */

import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { call, createTenant, putDocument, type Tenant } from "./harness.ts";
import { env } from "cloudflare:workers";
import { CONVERSATION, type Furnished, VISITOR } from "./principals.ts";
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

/** Bodies with every field that there is. */
const FULL: Record<string, object> = {
  "POST /v1/accounts": { name: "A" },
  "POST /v1/bots": { name: "A" },
  "PATCH /v1/bot": {
    name: "Hostile",
    instructions: "i",
    greeting: "g",
    suggested_questions: ["s"],
    no_answer_text: "n",
    theme: { accent: "#112233", mode: "dark", position: "left", label: "l" },
    allowed_origins: ["https://x.example"],
    require_identity: false,
    limits: {
      messages_per_minute: null,
      messages_per_day: null,
      bot_messages_per_minute: null,
      bot_messages_per_day: null,
      tokens_per_day: null,
      tokens_per_month: null,
      when_spent: "extractive",
    },
    retention_days: 3,
  },
  "POST /v1/embed-tokens": {
    visitor_id: "v",
    ttl_seconds: 60,
    origins: ["https://x.example"],
    filter: { a: 1 },
    profile: { b: 1 },
    limits: { messages_per_minute: 1, messages_per_day: 1 },
  },
  "POST /v1/signing-keys": { alg: "EdDSA", public_key: "x" },
  "PUT /v1/documents/:document_id": {
    content: "c",
    content_type: "text/plain",
    title: "t",
    url: "https://x.example/",
    metadata: { a: "b" },
  },
  "POST /v1/documents": {
    content: "c",
    content_type: "text/plain",
    title: "t",
    url: "https://x.example/",
    metadata: { a: "b" },
    document_id: "d",
  },
  "POST /v1/search": { query: "lighthouse", top_k: 3, filter: { a: 1 } },
  "POST /v1/embed-sessions": { publishable_key: "vrp_", visitor_handle: "h", turnstile_token: "t" },
  "POST /v1/chat": {
    id: "c",
    message: { id: "m", role: "user", parts: [{ type: "text", text: "Hi" }] },
    trigger: "submit-message",
    messageId: "m",
    filter: { a: 1 },
    visitor_id: VISITOR,
  },
  "POST /v1/openai/chat/completions": {
    model: "any",
    messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    n: 1,
    stream: false,
    stream_options: { include_usage: true },
    user: VISITOR,
    visitor_id: VISITOR,
    filter: { a: 1 },
    metadata: { conversation_id: "o" },
  },
  "POST /v1/feedback": {
    conversation_id: CONVERSATION,
    message_id: "m",
    rating: "up",
    reason: "r",
    visitor_id: VISITOR,
  },
};

const deep = (levels: number, open: string, close: string): string => open.repeat(levels) + close.repeat(levels);

/** Values as JSON text, so that also what `JSON.stringify` would not write can be sent. */
const WRONG = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "-1",
  "1",
  "1.5",
  "1e308",
  "1e999",
  "-1e999",
  "9007199254740993",
  "1e-320",
  '""',
  '" "',
  '"NaN"',
  '"Infinity"',
  '"null"',
  '"undefined"',
  '"0"',
  '"[object Object]"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  "[]",
  "[null]",
  "[[]]",
  '[""]',
  "[1,2,3]",
  '["a","a"]',
  "{}",
  '{"":""}',
  '{"a":null}',
  '{"$gt":""}',
  '{"$where":"1"}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"toString":1,"valueOf":2,"toJSON":3}',
  '{"length":1e9}',
  '{"then":1}',
  `"${"x".repeat(20_000)}"`,
  `[${Array.from({ length: 3_000 }, (_, at) => at).join(",")}]`,
  `{${Array.from({ length: 2_000 }, (_, at) => `"k${at}":${at}`).join(",")}}`,
  deep(10_000, "[", "]"),
  deep(5_000, '{"a":', "}").replace('{"a":}', '{"a":1}'),
  `{"$or":${deep(3_000, '[{"$or":', "}]").replace('{"$or":}', '{"a":1}')}}`,
];

/** Every body that differs from a full one in one place: replaced, or left out. */
function* mutate(body: unknown, path: string[] = []): Generator<[string, string]> {
  if (typeof body === "object" && body !== null) {
    for (const [name, part] of Object.entries(body)) {
      for (const [where, text] of mutate(part, [...path, name])) {
        const rest = Object.entries(body)
          .filter(([other]) => other !== name)
          .map(([other, value]) => JSON.stringify(value));
        yield [
          where,
          Array.isArray(body)
            ? `[${[text, ...rest].join(",")}]`
            : `{${[
                `${JSON.stringify(name)}:${text}`,
                ...Object.entries(body)
                  .filter(([other]) => other !== name)
                  .map(([other, value]) => `${JSON.stringify(other)}:${JSON.stringify(value)}`),
              ].join(",")}}`,
        ];
      }
      const { [name as keyof typeof body]: _dropped, ...rest } = body as Record<string, unknown>;
      if (!Array.isArray(body)) yield [[...path, `without ${name}`].join("."), JSON.stringify(rest)];
    }
  }
  for (const text of WRONG) yield [`${path.join(".")} = ${text.slice(0, 60)}`, text];
}

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
