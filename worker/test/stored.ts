/** Everything that is stored anywhere, as text: to show what is in it, and what is not. */

import { listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";

const NAMESPACES = { KNOWLEDGE_BASE: env.KNOWLEDGE_BASE, CONVERSATION: env.CONVERSATION, LEDGER: env.LEDGER };

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

/** Every row of every table of D1. */
export async function storedInD1(): Promise<string> {
  const rows: unknown[] = [];
  for (const table of ["accounts", "bots", "keys"])
    rows.push((await env.DB.prepare(`SELECT * FROM ${table}`).all()).results);
  return JSON.stringify(rows);
}

/** Every row of every table of every object, those of the full-text index included. Lower case. */
export async function storedInObjects(): Promise<string> {
  let text = "";
  for (const stub of await stubs()) {
    text += await runInDurableObject(stub, (_, { storage }) => {
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
  return text.toLowerCase();
}

/** Everything in both, once what is still on its way (reports, vectors) has arrived. */
export async function storedAtRest(): Promise<string> {
  for (let before = ""; ;) {
    await runAlarms();
    // A ledger writes admissions down together, a little later, and first whenever it is asked for anything.
    for (const id of await listDurableObjectIds(env.LEDGER)) await env.LEDGER.get(id).usage(1);
    const now = (await storedInD1()) + (await storedInObjects());
    if (now === before) return now;
    before = now;
    await scheduler.wait(5);
  }
}
