/**
 * The deployed Worker as the proof runs it, inside the runtime: the bundle as it stands, its objects each with a way to
 * be crashed, looked into and moved in time, and a second way in, of another port, that asks for these. Plain JavaScript,
 * because the runtime takes it as it stands.
 */

import * as built from "./worker.js";

export { default } from "./worker.js";

const RealDate = Date;
const WRITE = /^\s*(?:insert|update|delete|replace|create|drop|alter)\b/i;
const KINDS = { KnowledgeBase: "KNOWLEDGE_BASE", Conversation: "CONVERSATION", Ledger: "LEDGER", Source: "SOURCE" };

/** How far ahead of the machine's the deployment's clock is. */
let ahead = 0;
/** Writes until the object that writes crashes. */
let armed;
/** What crashed since it was last asked for. */
let fired = [];
/** Every object that was made, by binding and name. */
const known = new Map();

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + ahead);
    else super(...given);
  }
  static now() {
    return RealDate.now() + ahead;
  }
};

/** Its alarms follow the deployment's clock, and its writes are counted. */
function instrument(state, binding) {
  const { storage } = state;
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  const [setAlarm, getAlarm] = [storage.setAlarm.bind(storage), storage.getAlarm.bind(storage)];
  const replace = (object, name, value) => Object.defineProperty(object, name, { value });
  replace(sql, "exec", (query, ...bindings) => {
    if (armed !== undefined && WRITE.test(query) && --armed === 0) {
      armed = undefined;
      fired.push(`${binding} ${state.id.name} at ${query.trim().slice(0, 60)}`);
      state.abort("crashed by the proof");
      throw new Error("crashed by the proof");
    }
    return exec(query, ...bindings);
  });
  replace(storage, "setAlarm", (at, ...more) => setAlarm(Number(at) - ahead, ...more));
  replace(storage, "getAlarm", async (...more) => {
    const at = await getAlarm(...more);
    return at === null ? null : at + ahead;
  });
}

function rowsOf(sql, table) {
  return sql
    .exec(`SELECT * FROM "${table}"`)
    .toArray()
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : String(value)))
    .join("\n");
}

function provable(name) {
  const binding = KINDS[name];
  return class extends built[name] {
    constructor(state, env) {
      instrument(state, binding);
      super(state, env);
      known.set(`${binding} ${state.id.name}`, { binding, name: state.id.name });
    }

    async alarm(...given) {
      const running = super.alarm(...given);
      this.proveRunning = running;
      await running;
    }

    proveAbort() {
      this.ctx.abort("crashed by the proof");
    }

    /** Does what is due. @returns whether there was anything */
    async proveSettle() {
      await this.proveRunning;
      const at = await this.ctx.storage.getAlarm();
      if (at === null || at > Date.now()) return false;
      await this.ctx.storage.deleteAlarm();
      await this.alarm();
      return true;
    }

    /** After the clock has moved: what was set for a time of the deployment stays set for it. */
    async proveMoved(milliseconds) {
      const at = await this.ctx.storage.getAlarm();
      if (at !== null) await this.ctx.storage.setAlarm(Math.max(at - milliseconds, Date.now()));
    }

    /** Rows of every table. Those of full-text indexes apart: they forget a word when they are next merged. */
    proveDump() {
      const { sql } = this.ctx.storage;
      const tables = sql
        .exec(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
        )
        .toArray()
        .map(({ name }) => name);
      const indexes = sql
        .exec("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
        .toArray()
        .map(({ name }) => name);
      const isIndex = (table) => indexes.some((name) => table.startsWith(`${name}_`));
      return {
        text: tables
          .filter((table) => !isIndex(table))
          .map((table) => rowsOf(sql, table))
          .join("\n"),
        index: tables
          .filter(isIndex)
          .map((table) => rowsOf(sql, table))
          .join("\n"),
      };
    }
  };
}

export const KnowledgeBase = provable("KnowledgeBase");
export const Conversation = provable("Conversation");
export const Ledger = provable("Ledger");
export const Source = provable("Source");

const objectsOf = (bots) => [...known.values()].filter(({ name }) => bots.includes(JSON.parse(name)[1]));

const does = {
  arm: ({ writes }) => void (armed = writes),
  disarm() {
    armed = undefined;
    return fired.splice(0);
  },
  objects: () => [...known.values()],
  remember({ objects }) {
    for (const each of objects) known.set(`${each.binding} ${each.name}`, each);
  },
  forget({ bots }) {
    for (const { binding, name } of objectsOf(bots)) known.delete(`${binding} ${name}`);
  },
  async abort({ bots, bindings }, env) {
    const chosen = objectsOf(bots).filter(({ binding }) => bindings.includes(binding));
    await Promise.allSettled(chosen.map(({ binding, name }) => env[binding].getByName(name).proveAbort()));
    return chosen.length;
  },
  async leap({ milliseconds, bots }, env) {
    ahead += milliseconds;
    for (const { binding, name } of objectsOf(bots)) {
      const move = () => env[binding].getByName(name).proveMoved(milliseconds);
      // A crash may wait for the first write of an object that is made for this: then nothing has been moved yet.
      await move().catch(move);
    }
    return ahead;
  },
  /** Which guard is taken away, in a bundle of mutants. */
  mutant: ({ id }) => void (globalThis.provedMutant = id),
  clock: ({ milliseconds }) => (ahead = milliseconds),
  /** Until nothing is due; what fails and is due later again is left. */
  async settle({ bots }, env) {
    for (let round = 0; round < 50; round++) {
      const did = await Promise.all(
        objectsOf(bots).map(({ binding, name }) =>
          env[binding]
            .getByName(name)
            .proveSettle()
            .catch(() => true),
        ),
      );
      if (!did.includes(true)) return round;
    }
    return "never";
  },
  dump: ({ bots }, env) =>
    Promise.all(
      objectsOf(bots).map(async ({ binding, name }) => ({
        binding,
        name,
        ...(await env[binding].getByName(name).proveDump()),
      })),
    ),
  async database(_body, env) {
    const rows = {};
    for (const table of ["accounts", "bots", "keys", "deletions", "sign_in_codes", "audit"])
      rows[table] = (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results;
    return rows;
  },
};

export const control = {
  /** @type {(request: Request, env: object) => Promise<Response>} */
  async fetch(request, env) {
    const body = await request.json();
    return Response.json((await does[body.do](body, env)) ?? null);
  },
};
