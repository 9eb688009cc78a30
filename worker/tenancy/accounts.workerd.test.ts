/** Pages of an account's bots: whole, in order, nobody else's, and read by the index alone. */

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { createAccounts } from "./accounts.ts";
import { createKeys } from "./keys.ts";

const keys = createKeys(env.DB, crypto.getRandomValues(new Uint8Array(32)), () => 0);
let queries: string[] = [];

/** D1 that keeps what it is asked. */
const heard = new Proxy(env.DB, {
  get(target, name) {
    if (name !== "prepare") return Reflect.get(target, name) as unknown;
    return (query: string) => {
      queries.push(query);
      return target.prepare(query);
    };
  },
});
const accounts = createAccounts(heard, keys, () => 0);

it("shows each account its own bots, a page at a time, without sorting any", async () => {
  const [mine, theirs] = [await accounts.createAccount("Mine"), await accounts.createAccount("Theirs")];
  const made: string[] = [];
  for (let at = 0; at < 5; at++) {
    made.push((await accounts.createBot(mine.account_id, { name: `Mine ${at}` })).bot_id);
    await accounts.createBot(theirs.account_id, { name: `Theirs ${at}` });
  }
  queries = [];
  const seen: string[] = [];
  for (let cursor: string | undefined | null; cursor !== null;) {
    const page = await accounts.listBots(mine.account_id, { limit: 2, cursor });
    seen.push(...page.data.map(({ bot_id }) => bot_id));
    expect(seen.length).toBeLessThanOrEqual(made.length);
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(made.toSorted());
  expect(queries).toHaveLength(3);
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${queries[0]}`)
    .bind(mine.account_id, "", 2)
    .all<{ detail: string }>();
  expect(results.map(({ detail }) => detail)).toEqual([
    expect.stringContaining("USING INDEX bots_by_account (account_id=? AND bot_id>?)"),
  ]);
});
