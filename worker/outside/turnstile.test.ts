import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { controlServer } from "../../fakes/control.ts";
import { type FakeServer, type Reply, startFakeServer } from "../../fakes/http-server.ts";
import { startTurnstileServer } from "../../fakes/turnstile-server.ts";
import { verifyTurnstile } from "./turnstile.ts";

const PATH = "/turnstile/v0/siteverify";
const SECRET = "turnstile-test-secret";

describe("a token of the service", () => {
  let service: FakeServer;
  beforeAll(async () => {
    service = await startTurnstileServer();
  });
  afterAll(() => service.close());

  const verify = (token: string, hostname = "shop.example", secret = SECRET): Promise<void> =>
    verifyTurnstile({ secret, url: `${service.url}${PATH}` }, token, hostname);
  const issue = (token: string, age = 0): Promise<unknown> =>
    controlServer(service.url).post("issue", { token, hostname: "shop.example", age });

  it("is good once, for the host of its page", async () => {
    await issue("a");
    await verify("a");
    await expect(verify("a")).rejects.toMatchObject({ detail: expect.stringContaining("used already") });
    await issue("b");
    await expect(verify("b", "evil.example")).rejects.toMatchObject({
      slug: "forbidden",
      detail: expect.stringContaining("a page of another host"),
      needs: { turnstile: true },
    });
  });

  it("is refused where it is old or none, each with its words", async () => {
    await issue("old", 301);
    await expect(verify("old")).rejects.toMatchObject({
      slug: "forbidden",
      detail: expect.stringContaining("too old"),
    });
    await expect(verify("made up")).rejects.toMatchObject({
      slug: "forbidden",
      detail: "The Turnstile token is not valid.",
    });
  });

  it("cannot be judged with another secret, which is the operator's to mend", async () => {
    await issue("c");
    for (const secret of ["another", ""])
      await expect(verify("c", "shop.example", secret)).rejects.toMatchObject({
        slug: "internal",
        detail: expect.stringContaining("TURNSTILE_SECRET_KEY"),
      });
  });
});

describe("a service that says something else", () => {
  let service: FakeServer;
  let replies: Reply[] = [];
  beforeAll(async () => {
    service = await startFakeServer({ handle: () => replies.shift() ?? { status: 500, body: "" }, state: () => ({}) });
  });
  afterAll(() => service.close());
  beforeEach(() => {
    service.requests.length = 0;
  });

  async function verify(
    ...told: { status?: number; body: unknown; headers?: Record<string, string> }[]
  ): Promise<void> {
    replies = told.map(({ status = 200, body, headers = {} }) => ({
      status,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }));
    await verifyTurnstile({ secret: SECRET, url: `${service.url}${PATH}` }, "token", "shop.example");
  }
  const good = { body: { success: true, hostname: "shop.example" } };

  it("is asked once more, with the same key, and lets nobody in where it still says nothing", async () => {
    await verify({ status: 500, body: {} }, good);
    const asked = service.requests.map(({ body }) => body as { idempotency_key: string; response: string });
    expect(asked).toHaveLength(2);
    expect(asked[0]!.idempotency_key).toBe(asked[1]!.idempotency_key);
    expect(asked[0]!.response).toBe("token");
    service.requests.length = 0;
    await expect(verify({ status: 500, body: {} }, { status: 500, body: {} }, good)).rejects.toMatchObject({
      slug: "upstream-failed",
    });
    expect(service.requests).toHaveLength(2);
  });

  it.each([
    ["nothing", null],
    ["text", "success"],
    ["a success that is no yes", { success: "true", hostname: "shop.example" }],
    ["no verdict", { hostname: "shop.example" }],
  ])("lets nobody in with %s", async (_what, body) => {
    await expect(verify({ body }, { body })).rejects.toMatchObject({ slug: "upstream-failed" });
  });

  it("lets nobody in with a yes that comes with an error, or by another address", async () => {
    const bad = { status: 500, body: good.body };
    await expect(verify(bad, bad)).rejects.toMatchObject({ slug: "upstream-failed" });
    const elsewhere = { status: 302, body: {}, headers: { location: `${service.url}/yes` } };
    await expect(verify(elsewhere, elsewhere, good)).rejects.toMatchObject({ slug: "upstream-failed" });
    expect(service.requests.map(({ path }) => path)).not.toContain("/yes");
  });

  it("is given five seconds for both tries together", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
    await expect(verify(good)).rejects.toMatchObject({ slug: "upstream-timeout" });
    expect(timeout.mock.calls).toEqual([[5_000]]);
    timeout.mockRestore();
  });

  it("is believed in a no whatever its status, and in a yes for the very host alone", async () => {
    await expect(
      verify({ status: 400, body: { success: false, "error-codes": ["invalid-input-response"] } }),
    ).rejects.toMatchObject({ detail: "The Turnstile token is not valid." });
    await expect(verify({ body: { success: false } })).rejects.toMatchObject({ slug: "forbidden" });
    await expect(verify({ body: { success: false, "error-codes": "timeout-or-duplicate" } })).rejects.toMatchObject({
      detail: "The Turnstile token is not valid.",
    });
    await expect(verify({ body: { success: true } })).rejects.toMatchObject({ slug: "forbidden" });
    for (const code of ["internal-error", "bad-request"])
      await expect(verify({ body: { success: false, "error-codes": [code] } })).rejects.toMatchObject({
        slug: "upstream-failed",
      });
  });
});
