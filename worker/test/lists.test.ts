/** Every list pages alike, and takes no cursor that is not its own. */

import { beforeAll, describe, expect, it } from "vitest";
import { call, createTenant, get, getProblem, putDocument, type Tenant } from "./harness.ts";

interface Page {
  data: Record<string, unknown>[];
  next_cursor: string | null;
}

let mine: Tenant;
/** Of the lists that the account's key opens. */
let account: string;

const LISTS: [path: string, isAccounts?: true][] = [
  ["/v1/bots", true],
  ["/v1/account/keys", true],
  ["/v1/account/audit", true],
  ["/v1/bots/:bot_id/secret-keys", true],
  ["/v1/signing-keys"],
  ["/v1/publishable-keys"],
  ["/v1/mcp-keys"],
  ["/v1/webhooks"],
  ["/v1/bot/allowed-origins"],
  ["/v1/bot/refused-origins"],
  ["/v1/documents"],
  ["/v1/documents?sort=-updated_at"],
  ["/v1/answers"],
  ["/v1/sources"],
  ["/v1/conversations"],
  ["/v1/insights"],
  ["/v1/insights/groups"],
  ["/v1/handoffs"],
  ["/v1/audit"],
];

const addressOf = (path: string, query: string): string =>
  `${path.replace(":bot_id", mine.botId)}${path.includes("?") ? "&" : "?"}${query}`;
const keyOf = (isAccounts: true | undefined): string => (isAccounts ? account : mine.secretKey);

beforeAll(async () => {
  mine = await createTenant("Lists", { allowed_origins: ["https://a.example", "https://b.example"] });
  account = mine.accountKey;
  const key = mine.secretKey;
  const twice = async (path: string, body: object, as = key): Promise<void> => {
    for (const _ of [1, 2]) expect((await call(path, { key: as, body })).status).toBe(201);
  };
  await twice("/v1/signing-keys", { alg: "HS256" });
  await twice("/v1/publishable-keys", {});
  await twice("/v1/mcp-keys", {});
  await twice("/v1/account/keys", {}, account);
  await twice(`/v1/bots/${mine.botId}/secret-keys`, {}, account);
  await twice("/v1/webhooks", { url: "https://hooks.example/a", events: ["handoff.created"] });
  for (const id of ["a", "b"]) await putDocument(mine, id, `Lamp ${id} costs 5 euros.`);
});

describe.each(LISTS)("GET %s", (path, isAccounts) => {
  it("is read a record at a time as it is read at once", async () => {
    const whole = await get<Page>(addressOf(path, "limit=100"), { key: keyOf(isAccounts) });
    const read: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const after = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page = await get<Page>(addressOf(path, `limit=1${after}`), { key: keyOf(isAccounts) });
      expect(page.data.length).toBeLessThanOrEqual(1);
      read.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(whole.next_cursor).toBeNull();
    expect(read).toEqual(whole.data);
  });

  it("refuses limits that are none, what is said twice, and another list's cursor", async () => {
    const asked = ["limit=0", "limit=101", "limit=x", "limit=1.5", "limit=", "limit=1&limit=2", "cursor="];
    // By id a cursor is an id, and every text can be a document's or an answer's.
    if (!["/v1/documents", "/v1/answers"].includes(path)) asked.push("cursor=abc", "cursor=%00", "cursor=1.5.9");
    for (const query of asked) {
      const problem = await getProblem(addressOf(path, query), { key: keyOf(isAccounts) });
      expect(problem, query).toMatchObject({ slug: "invalid-request", issues: [{ path: query.split("=")[0] }] });
    }
  });
});

it.each([
  ["days", "/v1/usage", ["0", "401", "1.5", "x"]],
  ["kind", "/v1/insights", ["all", ""]],
  ["visitor_id", "/v1/conversations", ["", "x".repeat(129), ".."]],
  ["query", "/v1/conversations", ["x".repeat(201)]],
])("a %s that %s does not know is refused, and not taken for another", async (name, path, values) => {
  for (const value of values) {
    const problem = await getProblem(`${path}?${name}=${value}`, { key: mine.secretKey });
    expect(problem, value.slice(0, 9)).toMatchObject({ slug: "invalid-request", issues: [{ path: name }] });
  }
});
