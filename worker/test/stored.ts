/** Everything that is stored anywhere, as text: to show what is in it, and what is not. */

import { listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Ledger } from "../durable/ledger.ts";

const NAMESPACES = {
  KNOWLEDGE_BASE: env.KNOWLEDGE_BASE,
  CONVERSATION: env.CONVERSATION,
  LEDGER: env.LEDGER,
  SOURCE: env.SOURCE,
};

async function stubs(): Promise<DurableObjectStub[]> {
  const found: DurableObjectStub[] = [];
  for (const namespace of Object.values(NAMESPACES) as DurableObjectNamespace[]) {
    for (const id of await listDurableObjectIds(namespace)) found.push(namespace.get(id));
  }
  return found;
}

/** Runs every alarm that is set, and those that these set, until none is due before `until` (milliseconds since 1970). */
export async function runAlarms(until = Date.now() + 1_000): Promise<void> {
  for (let ran = true; ran;) {
    ran = false;
    for (const stub of await stubs()) {
      const due = await runInDurableObject(stub, (_, state) => state.storage.getAlarm());
      if (due !== null && due <= until) ran = (await runDurableObjectAlarm(stub)) || ran;
    }
  }
}

/** Every row of every table of D1, but for when a key was used: that is noted after any request. */
export async function storedInD1(): Promise<string> {
  const rows: unknown[] = [];
  for (const table of ["accounts", "bots", "keys", "deletions", "sign_in_codes"])
    rows.push(
      (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results.map(({ last_used_at: _at, ...row }) => row),
    );
  return JSON.stringify(rows);
}

/** Every row of every table of every object, those of the full-text index included. Lower case. */
export async function storedInObjects(): Promise<string> {
  let text = "";
  for (const stub of await stubs()) text += await storedIn(stub);
  return text.toLowerCase();
}

/** All of D1, and what a bot knows and has in its books. Nothing of a bot that is asked nothing comes later. */
export async function storedOf(botId: string): Promise<string> {
  const named = (namespace: DurableObjectNamespace, kind: string): DurableObjectStub =>
    namespace.getByName(JSON.stringify([kind, botId]));
  const ledger = named(env.LEDGER as DurableObjectNamespace, "ledger") as DurableObjectStub<Ledger>;
  // Admissions are written down together, a little later, and first whenever the books are asked for anything.
  await ledger.usage(1);
  const known = await storedIn(named(env.KNOWLEDGE_BASE as DurableObjectNamespace, "knowledge-base"));
  const books = await storedIn(ledger);
  return (await storedInD1()) + known + books;
}

function storedIn(stub: DurableObjectStub): Promise<string> {
  return runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray();
    return tables
      .flatMap(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray())
      .flatMap((row) => Object.values(row))
      .map((value) => (value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : String(value)))
      .join("\n");
  });
}
