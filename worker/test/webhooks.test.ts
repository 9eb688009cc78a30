/**
 * Webhooks: signed so that an independent verifier takes them, tried again while the receiver is down, once each when
 * it is back, with two secrets after a rotation, and to no address of a private network.
 */

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ask, call, createTenant, get, getProblem, putDocument, send, type Tenant } from "./harness.ts";

interface Made {
  webhook_id: string;
  secret: string;
}
interface Delivery {
  delivery_id: string;
  message_id: string;
  event: string;
  status: string;
  attempts: number;
  http_status: number | null;
  problem: string | null;
  problem_code: string | null;
  next_attempt_at: string | null;
}
interface Received {
  headers: Record<string, string>;
  body: string;
}

let mine: Tenant;
let other: Tenant;
let received: Received[];
/** What the receiver answers. */
let answer: () => Response;
let answerTo: (body: string, url: string) => Response | Promise<Response>;

const ledgerOf = ({ botId }: Tenant) => env.LEDGER.getByName(JSON.stringify(["ledger", botId]));

/** The receiver, where the way out leads to. */
async function listen(tenant: Tenant): Promise<void> {
  const net = {
    fetch: async (url: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
      expect(url).toMatch(/^https:\/\/hooks\.example\.com\//);
      const response = await answerTo(body, url);
      if (response.ok) received.push({ headers, body });
      return response;
    },
  };
  await runInDurableObject(ledgerOf(tenant), (instance) => {
    const held = instance as unknown as { env: object };
    Object.defineProperty(held, "env", { value: { ...held.env, PUBLIC_NET: net } });
  });
}

async function addWebhook(tenant: Tenant, events: string[], url = "https://hooks.example.com/in"): Promise<Made> {
  const made = await get<Made>("/v1/webhooks", { key: tenant.secretKey, body: { url, events } });
  await listen(tenant);
  return made;
}

const deliveriesOf = async (tenant: Tenant, { webhook_id }: Made): Promise<Delivery[]> =>
  (await get<{ data: Delivery[] }>(`/v1/webhooks/${webhook_id}/deliveries`, { key: tenant.secretKey })).data;

/** As if so much time had passed since everything that waits was written down. */
async function pass(tenant: Tenant, ms: number): Promise<void> {
  await runInDurableObject(ledgerOf(tenant), (_, { storage }) => {
    storage.sql.exec("UPDATE deliveries SET created_at = created_at - ?1, next_at = next_at - ?1", ms);
    storage.sql.exec("UPDATE due SET at = at - ?", ms);
  });
  await run(tenant);
}

async function run(tenant: Tenant): Promise<void> {
  await runDurableObjectAlarm(ledgerOf(tenant));
}

const handOff = (tenant: Tenant, message: string): Promise<unknown> =>
  get("/v1/handoffs", { key: tenant.secretKey, body: { conversation_id: null, message, visitor_id: "ann" } });

/** Each visitor may be passed on five times an hour. */
const handOffAs = (tenant: Tenant, message: string): Promise<unknown> =>
  get("/v1/handoffs", { key: tenant.secretKey, body: { conversation_id: null, message, visitor_id: message } });

beforeEach(async () => {
  received = [];
  answer = () => new Response("ok");
  answerTo = () => answer();
  [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a message", () => {
  it("is taken by an independent verifier, and refused by it once it is changed or old", async () => {
    const webhook = await addWebhook(mine, ["handoff.created"]);
    await addWebhook(other, ["handoff.created"]);
    await handOff(mine, `Call me, ${mine.canary}`);
    await vi.waitFor(async () => {
      await run(mine);
      expect(received).toHaveLength(1);
    });
    const [{ headers, body }] = received as [Received];
    const verifier = new Webhook(webhook.secret);
    expect(verifier.verify(body, headers)).toMatchObject({
      type: "handoff.created",
      data: { message: `Call me, ${mine.canary}`, conversation_id: null },
    });
    expect(() => verifier.verify(`${body} `, headers)).toThrow(WebhookVerificationError);
    const old = { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) - 301) };
    expect(() => verifier.verify(body, old)).toThrow(WebhookVerificationError);
    expect(headers["webhook-id"]).toMatch(/^evt_/);
    expect(await deliveriesOf(mine, webhook)).toEqual([
      expect.objectContaining({
        status: "delivered",
        attempts: 1,
        http_status: 200,
        problem: null,
        problem_code: null,
        next_attempt_at: null,
      }),
    ]);
    // The list of webhooks shows no secret.
    expect(JSON.stringify(await get("/v1/webhooks", { key: mine.secretKey }))).not.toContain(webhook.secret.slice(6));
  });

  it("is tried eight times in a day, under one id, then shown as failed", async () => {
    // However long this test takes: what passes is said.
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
    const webhook = await addWebhook(mine, ["handoff.created"]);
    answer = () => new Response("down", { status: 503 });
    await handOff(mine, "Call me");
    await vi.waitFor(async () => {
      await run(mine);
      expect((await deliveriesOf(mine, webhook))[0]!.attempts).toBe(1);
    });
    let passed = 0;
    const passUntil = async (ms: number): Promise<void> => {
      await pass(mine, ms - passed);
      passed = ms;
    };
    for (const [at, due] of [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 86_400_000].entries()) {
      await passUntil(due - 3_000);
      expect((await deliveriesOf(mine, webhook))[0], `before try ${at + 2}`).toMatchObject({
        status: "pending",
        attempts: at + 1,
        http_status: 503,
      });
      await passUntil(due + 1_000);
      expect((await deliveriesOf(mine, webhook))[0]!.attempts, `try ${at + 2}`).toBe(at + 2);
    }
    const [delivery] = await deliveriesOf(mine, webhook);
    expect(delivery).toMatchObject({ status: "failed", attempts: 8, problem: "It answered with the status 503." });
    const { data } = await get<{ data: object[] }>("/v1/webhooks", { key: mine.secretKey });
    expect(data[0]).toMatchObject({ last_delivery: "failed" });
  });

  it("arrives once each after the receiver was down for ten minutes", async () => {
    await addWebhook(mine, ["handoff.created"]);
    answer = () => new Response(null, { status: 500 });
    for (const message of ["one", "two", "three"]) await handOff(mine, message);
    await run(mine);
    for (const ms of [5_500, 60_000, 300_000, 240_000]) await pass(mine, ms);
    expect(received).toEqual([]);
    answer = () => new Response(null, { status: 204 });
    await pass(mine, 1_800_000);
    const messages = received.map(({ body }) => (JSON.parse(body) as { data: { message: string } }).data.message);
    expect(messages.toSorted()).toEqual(["one", "three", "two"]);
    await pass(mine, 86_400_000);
    expect(received).toHaveLength(3);
  });
});

describe("a receiver", () => {
  it.each([
    ["leads elsewhere", () => Response.redirect("https://hooks.example.com/other", 307), 307],
    ["is gone", () => new Response("gone", { status: 410 }), 410],
    ["answers before it is asked for more", () => new Response(null, { status: 304 }), 304],
  ])("that %s has not taken it, and is asked again", async (_, respond, status) => {
    const webhook = await addWebhook(mine, ["handoff.created"]);
    const asked: string[] = [];
    answerTo = (body) => {
      asked.push(body);
      return respond();
    };
    await handOff(mine, "Call me");
    await run(mine);
    await vi.waitFor(async () =>
      expect(await deliveriesOf(mine, webhook)).toMatchObject([
        {
          status: "pending",
          attempts: 1,
          http_status: status,
          problem: `It answered with the status ${status}.`,
          problem_code: "http-error",
        },
      ]),
    );
    expect(asked).toHaveLength(1);
    await pass(mine, 6_000);
    expect(asked).toHaveLength(2);
  });

  it("that cannot be reached is told of by a code beside the sentence", async () => {
    const webhook = await addWebhook(mine, ["handoff.created"]);
    answer = () => {
      throw new Error("connection refused");
    };
    await handOff(mine, "Call me");
    await run(mine);
    await vi.waitFor(async () =>
      expect(await deliveriesOf(mine, webhook)).toMatchObject([
        {
          status: "pending",
          http_status: null,
          problem: "No connection could be made, or it was cut.",
          problem_code: "unreachable",
        },
      ]),
    );
  });

  it("that says 200 and then no more has taken it", async () => {
    const webhook = await addWebhook(mine, ["handoff.created"]);
    answer = () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
    await handOff(mine, "Call me");
    await run(mine);
    await vi.waitFor(async () =>
      expect(await deliveriesOf(mine, webhook)).toMatchObject([{ status: "delivered", http_status: 200 }]),
    );
    expect(received).toHaveLength(1);
  });

  it("that hangs holds up no other's messages", async () => {
    const [hangs, well] = [
      await addWebhook(mine, ["handoff.created"], "https://hooks.example.com/hangs"),
      await addWebhook(mine, ["handoff.created"]),
    ];
    const others = await addWebhook(other, ["handoff.created"]);
    let release = (): void => {};
    const released = new Promise<void>((done) => (release = done));
    answerTo = async (_, url) => {
      if (url.endsWith("/hangs")) await released;
      return new Response("ok");
    };
    for (const text of ["one", "two", "three", "four", "five", "six", "seven"]) await handOffAs(mine, text);
    await handOff(other, "mine alone");
    const running = run(mine);
    await vi.waitFor(async () => {
      expect((await deliveriesOf(mine, well)).map(({ status }) => status)).toEqual(Array(7).fill("delivered"));
    });
    await run(other);
    expect(await deliveriesOf(other, others)).toMatchObject([{ status: "delivered" }]);
    expect((await deliveriesOf(mine, hangs)).every(({ status }) => status === "pending")).toBe(true);
    release();
    await running;
    await vi.waitFor(async () => {
      await run(mine);
      expect((await deliveriesOf(mine, hangs)).every(({ status }) => status === "delivered")).toBe(true);
    });
    expect(received).toHaveLength(15);
  });

  it("that gets a new secret while messages wait is sent them under the new one", async () => {
    const webhook = await addWebhook(mine, ["handoff.created"]);
    let rotated: Promise<Made> | undefined;
    answerTo = async () => {
      // Between the first message and the second.
      rotated ??= get<Made>(`/v1/webhooks/${webhook.webhook_id}/rotate`, { method: "POST", key: mine.secretKey });
      await rotated;
      return new Response("ok");
    };
    for (const text of ["one", "two"]) await handOffAs(mine, text);
    await run(mine);
    await vi.waitFor(() => expect(received).toHaveLength(2));
    const [, second] = received as [Received, Received];
    const { secret } = await rotated!;
    expect(new Webhook(secret).verify(second.body, second.headers)).toMatchObject({ data: { message: "two" } });
  });
});

describe("a visitor who is forgotten", () => {
  const bodiesOf = (tenant: Tenant): Promise<string[]> =>
    runInDurableObject(ledgerOf(tenant), (_, { storage }) =>
      storage.sql
        .exec<{ body: string }>("SELECT body FROM deliveries ORDER BY created_at, rowid")
        .toArray()
        .map(({ body }) => body),
    );
  const statesOf = async (tenant: Tenant, webhook: Made) =>
    (await deliveriesOf(tenant, webhook)).map(({ status, next_attempt_at }) => [status, next_attempt_at]);
  const passOn = (visitor_id: string, conversation_id: string | null = null) =>
    get<{ handoff_id: string }>("/v1/handoffs", {
      key: mine.secretKey,
      body: { conversation_id, message: `Words of ${visitor_id}`, visitor_id },
    });
  const forget = (path: string) => call(path, { method: "DELETE", key: mine.secretKey });

  it("is in no delivery any more once it has arrived", async () => {
    await addWebhook(mine, ["handoff.created"]);
    await passOn("ann");
    await run(mine);
    expect(received).toHaveLength(1);
    expect(await bodiesOf(mine)).toEqual(["{}"]);
  });

  it.each([
    ["as a visitor", () => forget("/v1/visitors/ann")],
    ["as a conversation", () => forget("/v1/conversations/ann-1?visitor_id=ann")],
    ["in the widget", () => forget("/v1/chat/ann-1?visitor_id=ann")],
  ])("%s, is in none that waits, which is not sent; another's is", async (_, act) => {
    const webhook = await addWebhook(mine, ["handoff.created", "question.unanswered"]);
    await putDocument(mine, "home.md", "# Home\n\nWelcome home.");
    answer = () => new Response("down", { status: 503 });
    for (const visitor of ["ann", "bob"]) {
      await ask(mine, `Where is the moon of ${visitor}?`, { visitor, conversation: "ann-1" });
      await passOn(visitor, "ann-1");
    }
    await vi.waitFor(async () => expect(await bodiesOf(mine)).toHaveLength(4));
    await run(mine);
    expect((await act()).status).toBe(204);
    const bodies = await bodiesOf(mine);
    expect(bodies.filter((body) => body === "{}")).toHaveLength(2);
    expect(bodies.join()).not.toContain("of ann");
    expect((await statesOf(mine, webhook)).filter(([status]) => status === "failed")).toHaveLength(2);
    const ended = (await deliveriesOf(mine, webhook)).filter(({ status }) => status === "failed");
    expect(ended.map(({ problem_code }) => problem_code)).toEqual(["forgotten", "forgotten"]);
    answer = () => new Response("ok");
    await pass(mine, 86_400_000);
    expect(received.map(({ body }) => body).join()).not.toContain("of ann");
    expect(received).toHaveLength(2);
  });

  it("is found where nothing was typed, with what was passed on, in the export and in the erasure", async () => {
    const webhook = await addWebhook(mine, ["handoff.created"]);
    answer = () => new Response("down", { status: 503 });
    const { handoff_id } = await passOn("ann");
    await passOn("bob");
    const path = "/v1/visitors/ann";
    expect(await get(`${path}/export`, { key: mine.secretKey })).toMatchObject({
      visitor_id: "ann",
      handoffs: [{ handoff_id, message: "Words of ann" }],
      data: [],
    });
    expect((await call(path, { method: "DELETE", key: other.secretKey })).status).toBe(404);
    expect((await bodiesOf(mine)).join()).toContain("of ann");
    expect((await forget(path)).status).toBe(204);
    expect((await forget(path)).status).toBe(404);
    expect((await bodiesOf(mine)).join()).not.toContain("of ann");
    expect((await bodiesOf(mine)).join()).toContain("of bob");
    expect((await statesOf(mine, webhook)).filter(([status]) => status === "failed")).toHaveLength(1);
    answer = () => new Response("ok");
    await pass(mine, 86_400_000);
    expect(received.map(({ body }) => body).join()).toContain("of bob");
  });

  it("is in none that waits once the hand-off is deleted", async () => {
    await addWebhook(mine, ["handoff.created"]);
    answer = () => new Response("down", { status: 503 });
    const { handoff_id } = await passOn("ann");
    await run(mine);
    expect((await forget(`/v1/handoffs/${handoff_id}`)).status).toBe(204);
    expect(await bodiesOf(mine)).toEqual(["{}"]);
  });
});

describe("after a rotation", () => {
  it("both secrets sign for a day, then the new one alone", async () => {
    const webhook = await addWebhook(mine, ["handoff.created"]);
    const path = `/v1/webhooks/${webhook.webhook_id}/rotate`;
    expect((await getProblem(path, { method: "POST", key: other.secretKey })).slug).toBe("not-found");
    const { secret } = await get<Made>(path, { method: "POST", key: mine.secretKey });
    expect(secret).not.toBe(webhook.secret);
    await handOff(mine, "both");
    await run(mine);
    const [both] = received as [Received];
    for (const each of [webhook.secret, secret]) new Webhook(each).verify(both.body, both.headers);
    await runInDurableObject(ledgerOf(mine), (_, { storage }) =>
      storage.sql.exec("UPDATE webhooks SET previous_until = previous_until - 86400001").toArray(),
    );
    await handOff(mine, "one");
    await run(mine);
    const one = received[1]!;
    new Webhook(secret).verify(one.body, one.headers);
    expect(() => new Webhook(webhook.secret).verify(one.body, one.headers)).toThrow(WebhookVerificationError);
  });
});

describe("an event", () => {
  it("of an unanswered question or a spent budget is told to who asked for it, and no other", async () => {
    await get("/v1/bot", { method: "PATCH", key: mine.secretKey, body: { limits: { tokens_per_day: 0 } } });
    const [questions, budget] = [
      await addWebhook(mine, ["question.unanswered"]),
      await addWebhook(mine, ["budget.reached"]),
    ];
    await putDocument(mine, "home.md", "# Home\n\nWelcome home.");
    for (const turn of [1, 2]) await ask(mine, `Where is moon number ${turn}?`, { conversation: `moon-${turn}` });
    await vi.waitFor(async () => {
      await run(mine);
      expect((await deliveriesOf(mine, questions)).map(({ event }) => event)).toEqual([
        "question.unanswered",
        "question.unanswered",
      ]);
    });
    // Once a day, however many questions find it spent.
    expect((await deliveriesOf(mine, budget)).map(({ event }) => event)).toEqual(["budget.reached"]);
    expect(received.map(({ body }) => JSON.parse(body) as object)).toContainEqual(
      expect.objectContaining({
        type: "question.unanswered",
        data: expect.objectContaining({ question: "Where is moon number 1?", conversation_id: "moon-1" }) as object,
      }),
    );
  });

  it("of questions that are used up is told as tokens are, and not of one visitor's", async () => {
    const budget = await addWebhook(mine, ["budget.reached"]);
    const limit = (limits: object) => get("/v1/bot", { method: "PATCH", key: mine.secretKey, body: { limits } });
    const told = async () => {
      await run(mine);
      return (await deliveriesOf(mine, budget)).map(({ event }) => event);
    };
    await limit({ messages_per_day: 0 });
    expect((await send(mine, "Hello?", { conversation: "own" })).status).toBe(429);
    expect(await told()).toEqual([]);
    await limit({ messages_per_day: null, bot_messages_per_day: 0 });
    for (const turn of [1, 2]) expect((await send(mine, "Hello?", { conversation: `all-${turn}` })).status).toBe(429);
    expect(await told()).toEqual(["budget.reached"]);
  });

  it("that tells of nothing is sent to try the address, and its try is shown", async () => {
    const webhook = await addWebhook(mine, ["source.failed"]);
    const path = `/v1/webhooks/${webhook.webhook_id}/test`;
    expect(await get(path, { method: "POST", key: mine.secretKey })).toMatchObject({
      event: "webhook.test",
      status: "delivered",
      http_status: 200,
    });
    new Webhook(webhook.secret).verify(received[0]!.body, received[0]!.headers);
    answer = () => new Response(null, { status: 302, headers: { location: "https://evil.example.com/" } });
    expect(await get(path, { method: "POST", key: mine.secretKey })).toMatchObject({
      status: "pending",
      http_status: 302,
    });
  });
});

describe("an address", () => {
  it.each([
    "https://chat.test/v1/chat",
    "https://user:pass@hooks.example.com/",
    "ftp://hooks.example.com/",
    "mailto:owner@example.com",
    "hooks",
  ])("%s is refused with a reason", async (url) => {
    const problem = await getProblem("/v1/webhooks", { key: mine.secretKey, body: { url, events: ["source.failed"] } });
    expect(problem.issues![0]!.path).toBe("url");
  });

  it("is kept without its fragment, which is sent to nobody", async () => {
    const body = { url: "https://hooks.example.com/in?a=b#secret", events: ["source.failed"] };
    const made = await get<Made>("/v1/webhooks", { key: mine.secretKey, body });
    expect(made).toMatchObject({ url: "https://hooks.example.com/in?a=b" });
    await call(`/v1/webhooks/${made.webhook_id}`, { method: "DELETE", key: mine.secretKey });
  });

  it("can be named ten times a bot", async () => {
    const body = { url: "https://hooks.example.com/in", events: ["source.failed"] };
    for (let turn = 0; turn < 10; turn++)
      expect((await call("/v1/webhooks", { key: mine.secretKey, body })).status).toBe(201);
    expect((await getProblem("/v1/webhooks", { key: mine.secretKey, body })).slug).toBe("conflict");
    const { data } = await get<{ data: Made[] }>("/v1/webhooks", { key: mine.secretKey });
    await call(`/v1/webhooks/${data[0]!.webhook_id}`, { method: "DELETE", key: mine.secretKey });
    expect((await call("/v1/webhooks", { key: mine.secretKey, body })).status).toBe(201);
  });
});
