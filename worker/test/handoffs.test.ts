/** Passing a visitor on to a person: with and without a question, with consent, and forgotten with the visitor. */

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { ask, call, createTenant, get, getProblem, mintToken, type Tenant } from "./harness.ts";

let mine: Tenant;
let other: Tenant;

interface Handoff {
  handoff_id: string;
  reference: string;
  state: string;
  conversation_id: string | null;
  visitor_id: string;
}

const listOf = async (tenant: Tenant, query = ""): Promise<Handoff[]> =>
  (await get<{ data: Handoff[] }>(`/v1/handoffs${query}`, { key: tenant.secretKey })).data;

beforeAll(async () => {
  [mine, other] = await Promise.all([
    createTenant("Mine", { contact: { form: { fields: ["email"], consent_text: "We may write to you." } } }),
    createTenant("Other"),
  ]);
});

describe("a visitor", () => {
  it("is passed on with a conversation, or before typing anything", async () => {
    const token = await mintToken(mine, { visitor_id: "ann" });
    await ask(mine, "Where is the moon?", { key: token, conversation: "moon" });
    const body = {
      conversation_id: "moon",
      email: "ann@example.com",
      message: "Call me",
      consent: true,
      trigger: "declined",
    };
    const made = await get<Handoff>("/v1/handoffs", { key: token, body });
    expect(made.reference).toMatch(/^[2-9B-Z]{3}-[2-9B-Z]{4}$/);
    const silent = await get<Handoff>("/v1/handoffs", { key: token, body: { conversation_id: null } });
    expect(await listOf(mine)).toEqual([
      expect.objectContaining({
        handoff_id: silent.handoff_id,
        conversation_id: null,
        trigger: "request",
        email: null,
      }),
      expect.objectContaining({
        handoff_id: made.handoff_id,
        reference: made.reference,
        state: "open",
        visitor_id: "ann",
        conversation_id: "moon",
        email: "ann@example.com",
        message: "Call me",
        trigger: "declined",
        consent_text: "We may write to you.",
      }),
    ]);
    expect(await listOf(other)).toEqual([]);
  });

  it("has to agree where the form says so, and to what it says", async () => {
    const token = await mintToken(mine, { visitor_id: "eve" });
    const body = { conversation_id: null, email: "eve@example.com" };
    const problem = await getProblem("/v1/handoffs", { key: token, body: { ...body, consent: false } });
    expect(problem.issues![0]!.path).toBe("consent");
    const { reference } = await get<Handoff>("/v1/handoffs", { key: token, body });
    expect((await listOf(mine)).find((handoff) => handoff.reference === reference)).toMatchObject({
      email: "eve@example.com",
      consent_text: null,
    });
  });

  it("is passed on with a mailbox that is one and lines that fit, or not at all", async () => {
    const tenant = await createTenant("Fields");
    const key = await mintToken(tenant);
    for (const [field, value] of [
      ["email", "nobody"],
      ["email", `${"x".repeat(250)}@example.com`],
      ["name", "a\0b"],
      ["name", "x".repeat(201)],
      ["message", "a\0b"],
      ["message", "x".repeat(4_001)],
    ] as const) {
      const problem = await getProblem("/v1/handoffs", { key, body: { conversation_id: null, [field]: value } });
      expect(problem.issues?.map(({ path }) => path)).toEqual([field]);
    }
    expect(await listOf(tenant)).toEqual([]);
    const empty = { conversation_id: null, name: "", email: "", message: "" };
    await get("/v1/handoffs", { key, body: empty });
    expect(await listOf(tenant)).toMatchObject([{ name: null, email: null, message: null }]);
  });

  it("is not passed on with somebody else's conversation", async () => {
    for (const key of [await mintToken(mine, { visitor_id: "bob" }), await mintToken(other, { visitor_id: "ann" })]) {
      expect((await getProblem("/v1/handoffs", { key, body: { conversation_id: "moon" } })).slug).toBe("not-found");
    }
  });

  it("is passed on five times an hour at most", async () => {
    const key = await mintToken(other, { visitor_id: "many" });
    const body = { conversation_id: null };
    for (let turn = 0; turn < 5; turn++) expect((await call("/v1/handoffs", { key, body })).status).toBe(201);
    expect((await getProblem("/v1/handoffs", { key, body })).slug).toBe("rate-limited");
  });
});

describe("the owner", () => {
  it("marks a hand-off as done, and nobody else does", async () => {
    const [{ handoff_id }] = (await listOf(mine, "?state=open")) as [Handoff];
    const path = `/v1/handoffs/${handoff_id}`;
    const body = { state: "done" };
    expect((await getProblem(path, { method: "PATCH", key: other.secretKey, body })).slug).toBe("not-found");
    expect(await get(path, { method: "PATCH", key: mine.secretKey, body })).toMatchObject({ state: "done" });
    expect((await listOf(mine, "?state=open")).map((each) => each.handoff_id)).not.toContain(handoff_id);
    const csv = await call("/v1/handoffs", { key: mine.secretKey, headers: { accept: "text/csv" } });
    expect(await csv.text()).toContain(handoff_id);
  });

  it("finds nothing any more of a visitor who is forgotten, or whose time is over", async () => {
    const tenant = await createTenant("Short", { retention_days: 1 });
    const key = tenant.secretKey;
    for (const visitor_id of ["gone", "stays", "late"]) {
      await ask(tenant, "Where is the moon?", { visitor: visitor_id, conversation: "moon" });
      await get("/v1/handoffs", { key, body: { conversation_id: "moon", visitor_id } });
    }
    await call("/v1/visitors/gone", { method: "DELETE", key });
    await call("/v1/chat/moon?visitor_id=late", { method: "DELETE", key });
    expect((await listOf(tenant)).map(({ visitor_id }) => visitor_id)).toEqual(["stays"]);

    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId]));
    await runInDurableObject(ledger, (_, { storage }) => {
      storage.sql.exec("UPDATE handoffs SET expires_at = ?", Date.now());
      storage.sql.exec("UPDATE due SET at = ? WHERE name = 'expire'", Date.now());
    });
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(ledger);
      expect(await listOf(tenant)).toEqual([]);
    });
  });
});
