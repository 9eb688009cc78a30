/** A bot's logo: uploaded by its owner, made safe, shown to its visitors and to nobody else's. */

import { beforeAll, expect, it } from "vitest";
import { call, createTenant, get, getProblem, mintToken, type Tenant } from "./harness.ts";

let mine: Tenant;
let other: Tenant;
beforeAll(async () => {
  [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
});

interface Faced {
  theme: { logo?: string; accent?: string };
}

const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8"/>${inside}</svg>`;
function form(content: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}): FormData {
  const body = new FormData();
  body.append("file", new File([content], "logo.svg"));
  for (const [name, value] of Object.entries(more)) body.append(name, value);
  return body;
}
const upload = (tenant: Tenant, content: string, more?: Record<string, string>) => ({
  method: "PUT",
  key: tenant.secretKey,
  body: form(content, more),
});
const face = async (tenant: Tenant): Promise<Faced> =>
  get<Faced>("/v1/embed-config", { key: await mintToken(tenant), headers: { origin: tenant.pageOrigin } });
const drawn = (logo: string | undefined): string => atob((logo ?? "").replace("data:image/svg+xml;base64,", ""));

it("is made safe, reaches the visitors of its bot alone, and leaves the rest of the theme", async () => {
  await get("/v1/bot", { method: "PATCH", key: mine.secretKey, body: { theme: { accent: "#112233" } } });
  const hostile = svg(`<title>${mine.canary}</title><script>alert(1)</script><image href="https://evil.example/"/>`);
  const { theme } = await get<Faced>("/v1/bot/logo", upload(mine, hostile));
  expect(theme.accent).toBe("#112233");
  const shown = (await face(mine)).theme.logo;
  expect(shown).toBe(theme.logo);
  expect(drawn(shown)).toBe(
    `<svg viewBox="0 0 8 8" xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8"></path><title>${mine.canary}</title></svg>`,
  );
  expect((await face(other)).theme).toEqual({});
  expect(JSON.stringify(await get("/v1/bot", { key: other.secretKey }))).not.toContain("data:image");
});

it("is made safe in a setting as well, and taken away by null", async () => {
  const logo = `data:image/svg+xml,${encodeURIComponent(svg("<script>alert(1)</script>"))}`;
  const patch = (theme: object) => get<Faced>("/v1/bot", { method: "PATCH", key: other.secretKey, body: { theme } });
  expect(drawn((await patch({ logo })).theme.logo)).not.toContain("script");
  expect((await patch({ logo: null })).theme.logo).toBeUndefined();
});

it("stands in the settings of its bot, and not in the list of all, where a hundred would be megabytes", async () => {
  const [owner, stranger] = await Promise.all([createTenant("Owner"), createTenant("Stranger")]);
  for (const tenant of [owner, stranger])
    await get("/v1/bot/logo", upload(tenant, svg(`<title>${tenant.canary}</title>`)));
  const path = `/v1/bots/${owner.botId}`;
  expect(drawn((await get<Faced>(path, { key: owner.accountKey })).theme.logo)).toContain(owner.canary);
  await get("/v1/bot", { method: "PATCH", key: owner.secretKey, body: { theme: { accent: "#112233", label: "Ask" } } });
  const { data } = await get<{ data: (Faced & { bot_id: string })[] }>("/v1/bots", { key: owner.accountKey });
  expect(data.map(({ bot_id, theme }) => [bot_id, theme])).toEqual([
    [owner.botId, { accent: "#112233", label: "Ask" }],
  ]);
  expect((await get<Faced>(path, { key: owner.accountKey })).theme.logo).toBeDefined();
});

it.each([
  ["that is none", "Hello", 400, /file: That is no SVG/],
  ["that declares entities", `<!DOCTYPE svg [<!ENTITY a "b">]>${svg("")}`, 400, /entities/],
  ["that is too large", svg("<g/>".repeat(9_000)), 413, /32 KB/],
] as const)("refuses a file %s, and keeps the one it has", async (_name, content, status, detail) => {
  const before = await face(mine);
  const problem = await getProblem("/v1/bot/logo", upload(mine, content));
  expect(problem.status).toBe(status);
  expect(problem.detail).toMatch(detail);
  expect(await face(mine)).toEqual(before);
});

it("refuses a logo at another address, a field it does not know, and a body that is no form", async () => {
  const body = { theme: { logo: "https://evil.example/logo.png" } };
  const problem = await getProblem("/v1/bot", { method: "PATCH", key: mine.secretKey, body });
  expect(problem).toMatchObject({ status: 400, detail: expect.stringMatching(/^theme.logo: Must be a PNG/) as string });
  const { botId } = other;
  expect((await getProblem("/v1/bot/logo", upload(mine, svg(""), { bot_id: botId }))).status).toBe(400);
  expect((await call("/v1/bot/logo", { method: "PUT", key: mine.secretKey, body: {} })).status).toBe(415);
  expect((await face(other)).theme).toEqual({});
});
