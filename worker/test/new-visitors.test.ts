/** What a new anonymous visitor has to bring where the operator or the owner asks for it: never passed by in silence. */

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import type { EmbedSession } from "../../shared/chat.ts";
import type { Needs, Problem } from "../../shared/problem.ts";
import { type FakeControl, type Fault, openTurnstile } from "../../fakes/control.ts";
import { compose } from "../compose.ts";
import { call, createTenant, type Tenant } from "./harness.ts";

interface Answered {
  status: number;
  slug?: string | undefined;
  detail?: string;
  needs?: Needs | undefined;
  session?: EmbedSession;
}

async function open(tenant: Tenant, brought: object = {}, origin = tenant.pageOrigin): Promise<Answered> {
  const body = { publishable_key: tenant.publishableKey, ...brought };
  const response = await call("/v1/embed-sessions", { headers: { origin }, body });
  if (response.ok) return { status: response.status, session: await response.json() };
  const { type, detail, needs } = await response.json<Problem>();
  return { status: response.status, slug: type.split("/").at(-1), detail, needs };
}

async function solve(seed: string, bits: number): Promise<string> {
  for (let number = 0; ; number++) {
    const nonce = number.toString(16).padStart(8, "0");
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(seed + nonce));
    if (Math.clz32(new DataView(hash).getUint32(0)) >= bits) return nonce;
  }
}

async function workOn({ needs }: Answered): Promise<{ challenge: string; nonce: string }> {
  const { challenge, seed, bits } = needs!.proof_of_work!;
  return { challenge, nonce: await solve(seed, bits) };
}

describe("a token of Turnstile", () => {
  const { settings } = compose(env);
  let service: FakeControl;
  let issued = 0;

  beforeEach(async () => {
    service = await openTurnstile(inject("fakeFarm"));
    settings.turnstile = { secret: "turnstile-test-secret", url: `${service.url}/turnstile/v0/siteverify` };
  });
  afterEach(() => {
    settings.turnstile = undefined;
  });

  async function issue(hostname: string, age = 0): Promise<string> {
    const token = `token-${++issued}`;
    await service.post("issue", { token, hostname, age });
    return token;
  }
  const hostOf = ({ pageOrigin }: Tenant): string => new URL(pageOrigin).hostname;

  it("is asked for, verified once, and not asked for again of who comes back", async () => {
    const tenant = await createTenant("Turn");
    const without = await open(tenant);
    expect(without).toMatchObject({ status: 403, slug: "forbidden", needs: { turnstile: true } });
    const turnstile_token = await issue(hostOf(tenant));
    const { session } = await open(tenant, { turnstile_token });
    expect(session?.token).toBeTypeOf("string");
    expect(await open(tenant, { turnstile_token })).toMatchObject({
      status: 403,
      slug: "forbidden",
      detail: expect.stringContaining("used already"),
      needs: { turnstile: true },
    });
    const asked = (await service.log()).length;
    expect((await open(tenant, { visitor_handle: session!.visitor_handle })).status).toBe(200);
    expect(await service.log()).toHaveLength(asked);
    // A handle that is none is a new visitor.
    expect((await open(tenant, { visitor_handle: "made up" })).status).toBe(403);
  });

  it.each([
    ["that nobody was given", async () => "made-up", "not valid"],
    ["that is empty", async () => "", "not valid"],
    ["of a page of another host", () => issue("evil.example"), "another host"],
    ["of the host above", (host: string) => issue(host.replace(/^[^.]+\./, "")), "another host"],
    ["of a host below", (host: string) => issue(`a.${host}`), "another host"],
    ["that is too old", (host: string) => issue(host, 301), "too old"],
  ])("%s is refused", async (_which, make, words) => {
    const tenant = await createTenant("Turn");
    const answered = await open(tenant, { turnstile_token: await make(hostOf(tenant)) });
    expect(answered).toMatchObject({ status: 403, slug: "forbidden", detail: expect.stringContaining(words) });
  });

  const down: [string, Fault, string][] = [
    ["fails", { kind: "status", status: 500 }, "upstream-failed"],
    ["answers with a page", { kind: "status", status: 200, body: "<html>" }, "upstream-failed"],
    ["answers with nothing", { kind: "status", status: 200, body: "null" }, "upstream-failed"],
    ["says neither yes nor no", { kind: "status", status: 200, body: '{"success":"true"}' }, "upstream-failed"],
    ["says yes with an error's status", { kind: "status", status: 500, body: '{"success":true}' }, "upstream-failed"],
    ["redirects", { kind: "status", status: 302, headers: { location: "/elsewhere" } }, "upstream-failed"],
    ["is cut off", { kind: "reset-before" }, "upstream-failed"],
    [
      "fails by its own account",
      { kind: "status", status: 200, body: '{"success":false,"error-codes":["internal-error"]}' },
      "upstream-failed",
    ],
    [
      "does not like the secret",
      { kind: "status", status: 200, body: '{"success":false,"error-codes":["invalid-input-secret"]}' },
      "internal",
    ],
    ["says yes of no host", { kind: "status", status: 200, body: '{"success":true}' }, "forbidden"],
  ];
  it.each(down)("lets nobody in while the service %s", async (_what, fault, slug) => {
    const tenant = await createTenant("Turn");
    await service.script([{ fault }]);
    const answered = await open(tenant, { turnstile_token: await issue(hostOf(tenant)) });
    expect(answered.slug).toBe(slug);
    expect(answered.detail).not.toContain("html");
  });

  it("is asked about again where the service stumbled, which is no replay", async () => {
    const tenant = await createTenant("Turn");
    await service.script([{ times: 1, fault: { kind: "reset-after" } }]);
    expect((await open(tenant, { turnstile_token: await issue(hostOf(tenant)) })).status).toBe(200);
  });

  it("is not waited for without end", async () => {
    const tenant = await createTenant("Turn");
    await service.script([{ fault: { kind: "stall" } }]);
    const late = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort(new Error("late")));
    try {
      const answered = await open(tenant, { turnstile_token: await issue(hostOf(tenant)) });
      expect(answered).toMatchObject({ status: 504, slug: "upstream-timeout" });
    } finally {
      late.mockRestore();
    }
  });

  it("is not asked for where the owner wants none", async () => {
    const tenant = await createTenant("Turn", { limits: { turnstile: false } });
    expect((await open(tenant)).status).toBe(200);
    expect((await open(tenant, { turnstile_token: "made-up" })).status).toBe(403);
  });
});

describe("a proof of work", () => {
  const withWork = (bits = 4): Promise<Tenant> => createTenant("Work", { limits: { proof_of_work: bits } });

  it("is asked for, taken once, and not asked for again of who comes back", async () => {
    const tenant = await withWork();
    const asked = await open(tenant);
    expect(asked).toMatchObject({ status: 403, slug: "forbidden", needs: { proof_of_work: { bits: 4 } } });
    const proof_of_work = await workOn(asked);
    const { session } = await open(tenant, { proof_of_work });
    expect((await open(tenant, { visitor_handle: session!.visitor_handle })).status).toBe(200);
    const again = await open(tenant, { proof_of_work });
    expect(again).toMatchObject({ status: 403, detail: expect.stringContaining("used already") });
    expect((await open(tenant, { proof_of_work: await workOn(again) })).status).toBe(200);
  });

  it("opens one session of many that bring it at once", async () => {
    const tenant = await withWork();
    const proof_of_work = await workOn(await open(tenant));
    const opened = await Promise.all(Array.from({ length: 30 }, () => open(tenant, { proof_of_work })));
    expect(opened.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("is none where it was done for another bot, too lightly, too long ago, or not at all", async () => {
    const [tenant, other] = await Promise.all([withWork(), withWork()]);
    const proof_of_work = await workOn(await open(other));
    expect((await open(tenant, { proof_of_work })).status).toBe(403);
    const mine = await workOn(await open(tenant));
    const wrong = [
      { ...mine, nonce: "" },
      { ...mine, nonce: "0" },
      { ...mine, nonce: `${mine.nonce}0` },
      { ...mine, nonce: mine.nonce.replace(/.$/, "g") },
      { ...mine, challenge: `${mine.challenge}x` },
      { ...mine, challenge: mine.challenge.replace(/\..*\./, ".e30.") },
      { ...mine, challenge: "" },
    ];
    for (const each of wrong) expect((await open(tenant, { proof_of_work: each })).status, each.nonce).toBe(403);
    // The owner wants more of it now.
    await call("/v1/bot", { method: "PATCH", key: tenant.secretKey, body: { limits: { proof_of_work: 5 } } });
    expect(await open(tenant, { proof_of_work: mine })).toMatchObject({
      status: 403,
      needs: { proof_of_work: { bits: 5 } },
    });
    const late = await workOn(await open(tenant));
    vi.useFakeTimers({ now: Date.now() + 301_000, toFake: ["Date"] });
    try {
      expect((await open(tenant, { proof_of_work: late })).status).toBe(403);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is a few seconds' work at the most", async () => {
    const tenant = await createTenant("Work");
    for (const bits of [0, 21, 64, 4.5, -1]) {
      const body = { limits: { proof_of_work: bits } };
      expect((await call("/v1/bot", { method: "PATCH", key: tenant.secretKey, body })).status).toBe(400);
    }
    expect((await open(tenant)).status).toBe(200);
  });

  it("is asked for together with a token, and neither alone opens", async () => {
    const { settings } = compose(env);
    const service = await openTurnstile(inject("fakeFarm"));
    settings.turnstile = { secret: "turnstile-test-secret", url: `${service.url}/turnstile/v0/siteverify` };
    try {
      const tenant = await withWork();
      const asked = await open(tenant);
      expect(asked.needs).toMatchObject({ turnstile: true, proof_of_work: { bits: 4 } });
      const proof_of_work = await workOn(asked);
      const turnstile_token = "both";
      await service.post("issue", { token: turnstile_token, hostname: new URL(tenant.pageOrigin).hostname });
      expect((await open(tenant, { proof_of_work })).needs).toMatchObject({ turnstile: true });
      expect((await open(tenant, { turnstile_token })).needs).toHaveProperty("proof_of_work");
      expect(await service.log()).toEqual([]);
      expect((await open(tenant, { proof_of_work, turnstile_token })).status).toBe(200);
    } finally {
      settings.turnstile = undefined;
    }
  });
});
