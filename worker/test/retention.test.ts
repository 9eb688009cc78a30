/** How long conversations are kept: what an owner changes holds for those that are there, of that bot alone. */

import { afterEach, describe, expect, it, vi } from "vitest";
import { ask, call, createTenant, get, type Tenant } from "./harness.ts";
import { expectReported } from "./principals.ts";
import { runAlarms } from "./stored.ts";

const DAY_MS = 86_400_000;
const BEGUN = Date.now();

interface Numbers {
  complete_since: string;
  totals: { conversations: number; questions: number; handoffs: number };
}

async function after(days: number): Promise<void> {
  vi.useFakeTimers({ now: BEGUN + days * DAY_MS, toFake: ["Date"] });
  await runAlarms(Date.now());
}

const keepFor = (tenant: Tenant, days: number | null) =>
  get("/v1/bot", { method: "PATCH", key: tenant.secretKey, body: { retention_days: days } });
const statusOf = async (tenant: Tenant) => (await call("/v1/chat/c?visitor_id=v", { key: tenant.secretKey })).status;

async function makeAsked(name: string, settings: Record<string, unknown> = {}): Promise<Tenant> {
  const tenant = await createTenant(name, settings);
  await ask(tenant, "Where is the periwinkle?", { conversation: "c", visitor: "v" });
  await expectReported(tenant, 1);
  await get("/v1/handoffs", { key: tenant.secretKey, body: { conversation_id: "c", visitor_id: "v" } });
  return tenant;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a shorter time", () => {
  it("takes what is older within a minute, out of every figure, and the rest when it is that old", async () => {
    const [mine, other] = await Promise.all([makeAsked("Mine"), makeAsked("Other")]);
    await after(10);
    expect([await statusOf(mine), await statusOf(other)]).toEqual([200, 200]);
    await ask(mine, "Where is the bluebell?", { conversation: "late", visitor: "w" });
    await expectReported(mine, 2);
    await keepFor(mine, 7);
    await after(10.001);
    expect([await statusOf(mine), await statusOf(other)]).toEqual([404, 200]);
    const numbersOf = ({ secretKey: key }: Tenant) => get<Numbers>("/v1/insights/numbers?days=60", { key });
    expect((await numbersOf(mine)).totals).toMatchObject({ conversations: 1, questions: 1, handoffs: 0 });
    expect((await numbersOf(other)).totals).toMatchObject({ conversations: 1, questions: 1, handoffs: 1 });

    await after(17.5);
    expect((await numbersOf(mine)).totals).toMatchObject({ conversations: 0, questions: 0 });
    expect(await get("/v1/conversations", { key: mine.secretKey })).toMatchObject({ data: [] });
    expect(await statusOf(other)).toBe(200);
    await after(91);
    expect(await statusOf(other)).toBe(404);
  });
});

describe("a longer time", () => {
  it("holds for what was to go sooner", async () => {
    const [mine, other] = await Promise.all([
      makeAsked("Mine", { retention_days: 7 }),
      makeAsked("Other", { retention_days: 7 }),
    ]);
    await keepFor(mine, 30);
    await after(0.001);
    await after(8);
    expect([await statusOf(mine), await statusOf(other)]).toEqual([200, 404]);
    expect(await get("/v1/handoffs", { key: mine.secretKey })).toMatchObject({ data: [{ conversation_id: "c" }] });
    await after(31);
    expect(await statusOf(mine)).toBe(404);
    expect(await get("/v1/handoffs", { key: mine.secretKey })).toMatchObject({ data: [] });
  });

  it("is the usual one again where it is cleared", async () => {
    const mine = await makeAsked("Mine", { retention_days: 7 });
    await keepFor(mine, null);
    await after(0.001);
    await after(89);
    expect(await statusOf(mine)).toBe(200);
    await after(91);
    expect(await statusOf(mine)).toBe(404);
  });
});

describe("many conversations", () => {
  it("are all told, also those that came after a first change was half told", async () => {
    const mine = await createTenant("Mine");
    for (let at = 0; at < 60; at++) await ask(mine, "Where?", { conversation: `c${at}`, visitor: `v${at % 7}` });
    await expectReported(mine, 60);
    await after(5);
    await keepFor(mine, 30);
    await after(5.001);
    await keepFor(mine, 4);
    await after(5.002);
    expect(await get("/v1/conversations", { key: mine.secretKey })).toMatchObject({ data: [] });
  });
});

describe("the numbers", () => {
  it("say since when nothing has been taken out of them", async () => {
    const [mine, other] = await Promise.all([createTenant("Mine", { retention_days: 7 }), createTenant("Other")]);
    await after(0);
    const sinceOf = async ({ secretKey: key }: Tenant) =>
      BEGUN - Date.parse((await get<Numbers>("/v1/insights/numbers", { key })).complete_since);
    expect([await sinceOf(mine), await sinceOf(other)]).toEqual([7 * DAY_MS, 90 * DAY_MS]);
  });
});
