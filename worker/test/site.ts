/** What tests of sources share: little pages, and a sync that is driven to its end. */

import { env } from "cloudflare:workers";
import { runDurableObjectAlarm } from "cloudflare:test";
import { vi } from "vitest";
import type { SourceView, PageView } from "../durable/source-api.ts";
import { get, type Tenant } from "./harness.ts";

/** A page with a title, a sentence and links. */
export function html(title: string, text: string, links: readonly string[] = [], head = ""): string {
  const list = links.map((link) => `<li><a href="${link}">${link}</a></li>`).join("");
  return `<!doctype html><html lang="en"><head><title>${title}</title>${head}</head><body><main><h1>${title}</h1><p>${text}</p></main><nav><ul>${list}</ul></nav></body></html>`;
}

export async function startSource(tenant: Tenant, body: Record<string, unknown>): Promise<string> {
  const quick = { pace: { spacing_ms: 0 }, ...body };
  const { source_id } = await get<SourceView>("/v1/sources", { key: tenant.secretKey, body: quick });
  return source_id;
}

export const viewOf = (tenant: Tenant, source: string): Promise<SourceView> =>
  get<SourceView>(`/v1/sources/${source}`, { key: tenant.secretKey });

/** Runs the source's alarm until its sync has come to an end. */
export async function endSync(tenant: Tenant, source: string): Promise<SourceView> {
  const stub = env.SOURCE.getByName(JSON.stringify(["source", tenant.botId, source]));
  for (;;) {
    await runDurableObjectAlarm(stub);
    const view = await viewOf(tenant, source);
    if (view.status !== "syncing") return view;
  }
}

/** Syncs once more, as if half a minute had passed. */
export async function syncAgain(tenant: Tenant, source: string): Promise<SourceView> {
  passTime(31_000);
  await get(`/v1/sources/${source}/sync`, { method: "POST", key: tenant.secretKey });
  return endSync(tenant, source);
}

const started = Date.now.bind(Date);
let ahead = 0;

/** From here on the clock is ahead by so much more. */
export function passTime(ms: number): void {
  ahead += ms;
  vi.spyOn(Date, "now").mockImplementation(() => started() + ahead);
}

/** Status by path. */
export async function pagesOf(tenant: Tenant, source: string): Promise<Record<string, string>> {
  const { data } = await get<{ data: PageView[] }>(`/v1/sources/${source}/pages?limit=100`, { key: tenant.secretKey });
  return Object.fromEntries(
    data.map(({ url, status }) => {
      const { pathname, search } = new URL(url);
      return [pathname + search, status];
    }),
  );
}
