/** A Pinecone index beside the truth: what is left over goes, what is missing comes back, what is full is passed over. */

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { openPinecone, type FakeControl, type PineconeState } from "../../fakes/control.ts";
import { compose } from "../compose.ts";
import { createEngines } from "../engines.ts";
import { createTenant, get, putDocument, type Tenant } from "./harness.ts";

const DIMENSIONS = 512;

const bot = (tenant: Tenant) => env.KNOWLEDGE_BASE.getByName(JSON.stringify(["knowledge-base", tenant.botId]));

/** The index is filled by the object's alarm. */
async function indexed(tenant: Tenant): Promise<void> {
  await expect
    .poll(
      async () => {
        await runDurableObjectAlarm(bot(tenant));
        const { data } = await get<{ data: { vectors?: string }[] }>("/v1/documents", { key: tenant.secretKey });
        return data.every(({ vectors }) => vectors === "ready");
      },
      { timeout: 15_000 },
    )
    .toBe(true);
}

async function inIndex(control: FakeControl, tenant: Tenant): Promise<string[]> {
  const { namespaces } = await control.state<PineconeState>();
  return Object.keys(namespaces[tenant.botId] ?? {}).toSorted();
}

/** What the service takes, past the product. */
async function direct(control: FakeControl, path: string, body: object): Promise<void> {
  const headers = { "api-key": "pinecone-test-key", "x-pinecone-api-version": "2026-07" };
  const response = await fetch(`${control.url}${path}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

const reconcile = (tenant: Tenant) => get("/v1/bot/reconcile", { key: tenant.secretKey, method: "POST" });

describe("an index", () => {
  const { engines } = compose(env);
  const before = Object.getOwnPropertyDescriptors(engines);
  let first: FakeControl;
  let second: FakeControl;

  beforeEach(async () => {
    first = await openPinecone(inject("fakeFarm"), { dimension: DIMENSIONS, mostNamespaces: 2 });
    second = await openPinecone(inject("fakeFarm"), { dimension: DIMENSIONS });
    const settings = {
      EMBEDDER: "embedded",
      PINECONE_API_KEY: "pinecone-test-key",
      PINECONE_INDEX_HOST: `${first.url}, ${second.url}`,
    };
    Object.defineProperties(engines, Object.getOwnPropertyDescriptors(createEngines(settings, () => Date.now())));
  });

  afterEach(() => {
    Object.defineProperties(engines, before);
  });

  it("is compared with the truth of its own bot", async () => {
    const [tenant, other] = [await createTenant("Tidy"), await createTenant("Other")];
    for (const each of [tenant, other]) {
      await putDocument(each, "a.md", `# A\n\nThe ferry is called ${each.canary}.`);
      await putDocument(each, "b.md", "# B\n\nThe ferry leaves at nine.");
      await indexed(each);
    }
    const whole = await inIndex(first, tenant);
    expect(whole).toHaveLength(2);
    const values = Array.from({ length: DIMENSIONS }, (_, at) => (at === 0 ? 1 : 0));
    const late = { id: "gone.md:1:0", values, metadata: {} };
    for (const each of [tenant, other])
      await direct(first, "/vectors/upsert", { namespace: each.botId, vectors: [late] });
    await direct(first, "/vectors/delete", { namespace: tenant.botId, ids: [whole[0]] });

    expect(await reconcile(tenant)).toEqual({ looked: 2, removed: 1, missing: 1, more: false });
    await indexed(tenant);
    expect(await inIndex(first, tenant)).toEqual(whole);
    expect(await inIndex(first, other)).toHaveLength(3);
    expect(await reconcile(tenant)).toEqual({ looked: 2, removed: 0, missing: 0, more: false });
  });

  it("that is full is passed over by new bots, and goes on for those that are in it", async () => {
    const tenants: Tenant[] = [];
    for (const name of ["One", "Two", "Three"]) {
      const tenant = await createTenant(name);
      tenants.push(tenant);
      await putDocument(tenant, "a.md", `# A\n\nThe ferry is called ${tenant.canary}.`);
      await indexed(tenant);
    }
    for (const tenant of tenants.slice(0, 2)) expect(await inIndex(first, tenant)).toHaveLength(1);
    expect(await inIndex(first, tenants[2]!)).toEqual([]);
    expect(await inIndex(second, tenants[2]!)).toHaveLength(1);
    await putDocument(tenants[0]!, "b.md", "# B\n\nThe ferry leaves at nine.");
    await indexed(tenants[0]!);
    expect(await inIndex(first, tenants[0]!)).toHaveLength(2);
  });
});

describe("the books", () => {
  it("count what vectors cost once, however often it is told", async () => {
    const tenant = await createTenant("Books");
    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId]));
    const usage = { input_tokens: 7, output_tokens: 0 };
    for (const id of ["one", "one", "two", "one"]) await ledger.recordTokens(usage, 1, undefined, id);
    const { data } = await get<{ data: object[] }>("/v1/usage?days=1", { key: tenant.secretKey });
    expect(data[0]).toMatchObject({ calls: 2, input_tokens: 14 });
  });
});
