/** What the app does around any route: faults say nothing, settings are named, pages may read what they may. */

import { env } from "cloudflare:workers";
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApp } from "../app.ts";
import { publicRoute, type Route } from "../http/route.ts";
import { PROBLEMS, ProblemError, type ProblemSlug } from "../../shared/problem.ts";
import { compose } from "../compose.ts";
import { call, createTenant, ORIGIN } from "./harness.ts";

async function fetchFrom(routes: readonly Route[], init: RequestInit = {}, bindings: object = env): Promise<Response> {
  const context = createExecutionContext();
  const response = await createApp(routes).fetch(new Request(`${ORIGIN}/try`, init), bindings as typeof env, context);
  await waitOnExecutionContext(context);
  return response;
}

const throwing = (error: unknown, browser = false): Route[] => [
  publicRoute({ method: "GET", path: "/try", summary: "Throws.", browser }, () => {
    throw error;
  }),
];

afterEach(() => {
  vi.restoreAllMocks();
});

describe("whatever a route throws", () => {
  it.each([
    new Error("sk-secret"),
    new TypeError("sk-secret"),
    "sk-secret",
    null,
    undefined,
    { message: "sk-secret", slug: "conflict", detail: "sk-secret" },
    Object.assign(new Error("sk-secret"), { slug: "conflict", detail: "sk-secret" }),
  ])("is a fault of ours without a word of it, and stands in the log beside the request id: %j", async (error) => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const response = await fetchFrom(throwing(error));
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain("sk-secret");
    expect(JSON.parse(text)).toMatchObject({
      type: `${ORIGIN}/problems/internal`,
      instance: response.headers.get("x-request-id"),
    });
    expect(log.mock.calls[0]?.[0]).toBe(response.headers.get("x-request-id"));
  });

  it.each(Object.keys(PROBLEMS) as ProblemSlug[])("is a problem where it is one: %s", async (slug) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const error = new ProblemError(slug, {
      detail: "Why.",
      cause: new Error("sk-secret"),
      retryAfter: 7,
      issues: [{ path: "a", message: "b" }],
    });
    const response = await fetchFrom(throwing(error));
    expect(response.status).toBe(PROBLEMS[slug].status);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const text = await response.text();
    expect(text).not.toContain("sk-secret");
    expect(JSON.parse(text)).toMatchObject({ detail: "Why.", retry_after: 7, issues: [{ path: "a", message: "b" }] });
    // Every type of problem has a page of its own.
    expect((await call(new URL((JSON.parse(text) as { type: string }).type).pathname)).status).toBe(200);
  });

  it("is readable to a page where the call is the widget's, and nowhere else", async () => {
    const headers = { origin: "https://page.example" };
    for (const browser of [true, false]) {
      const response = await fetchFrom(throwing(new ProblemError("conflict", { detail: "Why." }), browser), {
        headers,
      });
      expect(response.headers.get("access-control-allow-origin")).toBe(browser ? headers.origin : null);
    }
  });
});

describe("a deployment with a setting that cannot be used", () => {
  it.each(["OPERATOR_KEY", "KEY_ENCRYPTION_KEY", "EDGE_SIGNING_KEYS", "VECTOR_STORE"])(
    "serves nothing but the name of %s",
    async (name) => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      // Another database, so that the composition of the other tests is not met.
      const bindings = { ...env, DB: { another: true }, [name]: "changeme" };
      const response = await fetchFrom(
        [publicRoute({ method: "GET", path: "/try", summary: "Answers." }, () => new Response("served"))],
        {},
        bindings,
      );
      expect(response.status).toBe(500);
      const text = await response.text();
      expect(text).toContain(name);
      expect(text).not.toContain("served");
      expect(text).not.toContain("changeme");
    },
  );
});

describe("the pages about the deployment", () => {
  it("are public and hold no secret", async () => {
    for (const path of ["/healthz", "/openapi.json", "/problems/conflict"]) {
      const text = await (await call(path)).text();
      for (const secret of [env.OPERATOR_KEY, env.KEY_ENCRYPTION_KEY, env.EDGE_SIGNING_KEYS])
        expect(text).not.toContain(secret);
    }
  });

  it("repeat nothing of a request", async () => {
    for (const path of [
      "/problems/%3Cscript%3E",
      "/problems/constructor",
      "/problems/__proto__",
      "/problems/../healthz/x",
    ]) {
      const response = await call(path);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toMatch(/script|constructor|__proto__/);
    }
  });
});

describe("an address that tries operator keys", () => {
  const { settings } = compose(env);
  const header = settings.addressHeader;
  afterEach(() => {
    settings.addressHeader = header;
    vi.useRealTimers();
  });

  it("waits in line after a hundred wrong ones and is then refused, a right key too; no other address is", async () => {
    const tenant = await createTenant("Guessed");
    settings.addressHeader = "x-real-ip";
    vi.useFakeTimers({ toFake: ["Date"] });
    const wait = vi.spyOn(scheduler, "wait").mockResolvedValue(undefined);
    const waits = (): unknown[] => wait.mock.calls.map(([ms]) => ms);
    const guess = async (key: string, address: string): Promise<number> => {
      const response = await call("/v1/accounts", { key, headers: { "x-real-ip": address }, body: { name: "Test" } });
      return response.status;
    };
    // Of the form that made-up operator keys have, and of any other.
    const wrong = `vro_${"0".repeat(40)}`;
    for (const key of [wrong, "0".repeat(40)])
      for (let turn = 0; turn < 50; turn++) expect(await guess(key, "203.0.113.7")).toBe(401);
    expect(waits()).not.toContain(1_000);
    for (let turn = 0; turn <= 10; turn++) expect(await guess(wrong, "203.0.113.7")).toBe(401);
    expect(waits()).toEqual(expect.arrayContaining([1_000, 5_000, 10_000]));
    expect(await guess(wrong, "203.0.113.7")).toBe(429);
    expect(await guess(env.OPERATOR_KEY, "203.0.113.7")).toBe(429);
    expect(await guess(env.OPERATOR_KEY, "203.0.113.8")).toBe(201);
    // What can be no operator key is no guess.
    const headers = { "x-real-ip": "203.0.113.7" };
    expect((await call("/v1/bot", { key: tenant.secretKey, headers })).status).toBe(200);
    expect((await call("/v1/bot", { key: `vrs_${"0".repeat(40)}`, headers })).status).toBe(401);
  });
});
