/**
 * One run's deployment and what is believed of it. Every call of every operation goes through `call`, which looks at
 * each byte that comes back; `watch` looks at what left on other ways. What must not be throws a `Violation`.
 */

import { createEventDecoder, type StreamChunk } from "../shared/stream.ts";
import { type Canary, describe, end, find, plant, type Viewer, whyNot } from "./canaries.ts";
import type { Deployment } from "./deployment.ts";
import { type Account, type Bot, type Credential, type CredentialKind, worthOf } from "./model.ts";
import { watch } from "./watch.ts";

export class Violation extends Error {
  override readonly name = "Violation";
}

export interface Exchange {
  status: number;
  text: string;
  headers: Headers;
  /** Of a body that is one. */
  json: Record<string, unknown>;
  /** The canaries in it. */
  seen: Set<Canary>;
}

/** `refused`: nothing was done. `unknown`: nobody can say, for something crashed. */
export type Tried = Exchange | "refused" | "unknown";

export interface Asked {
  body?: unknown;
  headers?: Record<string, string>;
  /** What this reader was told while it lived. */
  remembered?: ReadonlySet<Canary>;
  /** A secret may stand in the answer: it was just made. */
  makesSecret?: boolean;
  /** Whom an owner's call is for. */
  acting?: string;
}

/** Counts of what was done and looked at. */
export interface Tally {
  operations: Record<string, number>;
  checks: Record<string, number>;
  bytes: number;
  calls: number;
  statuses: Record<string, number>;
}

export function createTally(): Tally {
  return { operations: {}, checks: {}, bytes: 0, calls: 0, statuses: {} };
}

export class World {
  readonly deployment: Deployment;
  readonly tally: Tally;
  readonly accounts: Account[] = [];
  readonly credentials: Credential[] = [];
  /** What was done, for the report of a failure. */
  readonly story: string[] = [];
  step = 0;
  /** The step in which the work that was due was last known to be done. */
  settledAt = 0;
  /** How far ahead the deployment's clock is. */
  ahead = 0;
  /** Bots that are asked something just now: engines may be asked for theirs alone. */
  readonly inFlight = new Set<Bot>();
  /** A crash may have come into whatever is being done. */
  crashing = false;

  constructor(deployment: Deployment, tally: Tally) {
    this.deployment = deployment;
    this.tally = tally;
  }

  get bots(): Bot[] {
    return this.accounts.flatMap(({ bots }) => bots);
  }

  now(): number {
    return Date.now() + this.ahead;
  }

  plant(kind: Canary["kind"], bot: Bot, more: Partial<Canary> = {}): Canary {
    const { account } = bot;
    return plant({ visitor: undefined, conversation: undefined, area: undefined, ...more, kind, account, bot });
  }

  end(canary: Canary, life: "gone" | "unsure" = "gone"): void {
    end(canary, life, this.step);
  }

  count(operation: string): void {
    this.tally.operations[operation] = (this.tally.operations[operation] ?? 0) + 1;
  }

  check(kind: string, holds: boolean, why: () => string): void {
    this.tally.checks[kind] = (this.tally.checks[kind] ?? 0) + 1;
    if (!holds) throw new Violation(`${kind}: ${why()}`);
  }

  /** Looks at every canary and secret in some bytes. @returns the canaries */
  inspect(text: string, viewer: Viewer, what: () => string, more: Asked = {}): Set<Canary> {
    this.tally.bytes += text.length;
    const { canaries, secrets } = find(text);
    const remembered = more.remembered ?? new Set();
    for (const canary of canaries) {
      const why = whyNot(canary, viewer, remembered);
      this.check("a canary read by who may", why === undefined, () => `${what()} shows ${describe(canary)}: ${why}`);
    }
    this.check(
      "no secret but one just made",
      more.makesSecret === true || secrets.length === 0,
      () => `${what()} shows ${secrets[0]}`,
    );
    for (const secret of this.deployment.secrets)
      this.check("no secret of the deployment", !text.includes(secret), () => `${what()} shows a secret`);
    return new Set(canaries);
  }

  /** One request with one credential. Every byte of its answer is looked at. */
  async call(credential: Credential | undefined, method: string, path: string, asked: Asked = {}): Promise<Exchange> {
    const viewer = viewerOf(credential, asked);
    const { bot } = viewer;
    if (bot !== undefined) this.inFlight.add(bot);
    const { body, headers = {} } = asked;
    const response = await this.fetch(path, {
      method,
      headers: {
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential.value}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // A stream may be cut by a crash: what came of it counts.
    const text = await readAll(response);
    const exchange = this.take(credential, `${method} ${path}`, response, text, asked);
    return exchange;
  }

  /**
   * A crash may cut the connection before there is an answer: that is one of a server's own faults as well. Each request has
   * a connection of its own: one kept for the next could be closed by the runtime, as idle, just when that is sent on it.
   */
  async fetch(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    try {
      return await fetch(this.deployment.url + path, { ...init, headers: { ...init.headers, connection: "close" } });
    } catch (error) {
      if (this.crashing) return new Response("(cut)", { status: 599 });
      throw error;
    }
  }

  take(credential: Credential | undefined, what: string, response: Response, text: string, asked: Asked): Exchange {
    const { status, headers } = response;
    this.tally.calls++;
    this.tally.statuses[status] = (this.tally.statuses[status] ?? 0) + 1;
    const name = (): string => `step ${this.step}, ${what} as ${credential?.name ?? "nobody"}: ${status}`;
    const all = `${[...headers].map((pair) => pair.join(": ")).join("\n")}\n\n${text}\n${deltasOf(headers, text)}`;
    const seen = this.inspect(all, viewerOf(credential, asked), name, asked);
    this.check(
      "no fault of the server's own",
      status < 500 || this.crashing,
      () => `${name()} ${text.slice(0, 300)}\n${this.deployment.logs.slice(-3).join("\n")}`,
    );
    const isJson = (headers.get("content-type") ?? "").includes("json");
    return { status, text, headers, seen, json: isJson && text !== "" ? parse(text) : {} };
  }

  /** The same where the model knows who may: what is gone gets 401, and who is of another kind 403. */
  async try(
    credential: Credential,
    kinds: readonly CredentialKind[],
    method: string,
    path: string,
    asked: Asked = {},
  ): Promise<Tried> {
    const worth = worthOf(credential, this.now());
    const exchange = await this.call(credential, method, path, asked);
    const { status } = exchange;
    const said = (): string =>
      `step ${this.step}, ${method} ${path} as ${credential.name}: ${status} ${exchange.text.slice(0, 300)}`;
    if (status >= 500) return "unknown";
    if (worth === "gone" || credential.kind === "publishable") {
      this.check("what was revoked opens nothing", status === 401, said);
      return "refused";
    }
    if (!kinds.includes(credential.kind)) {
      this.check("a credential opens its own kind alone", status === 401 || status === 403, said);
      return "refused";
    }
    if (status !== 401) return exchange;
    this.check("a living credential is taken", worth === "unsure" || worthOf(credential, this.now()) !== "live", said);
    return "refused";
  }

  /** @returns whether it was done, and can be gone on with */
  expect(tried: Tried, statuses: readonly number[], what: string): tried is Exchange {
    if (typeof tried === "string") return false;
    this.check("what the contract says", statuses.includes(tried.status), () => {
      return `step ${this.step}, ${what}: ${tried.status}, not ${statuses.join(" or ")}: ${tried.text.slice(0, 400)}`;
    });
    return tried.status < 300;
  }

  /** After each step: what left by other ways than an answer. */
  async settleStep(): Promise<void> {
    watch(this);
    this.inFlight.clear();
    // An answer that is still being written asks for its passages when it likes.
    for (const bot of this.bots)
      if ([...bot.conversations.values()].some(({ open }) => open !== undefined)) this.inFlight.add(bot);
    this.step++;
  }
}

export function viewerOf(credential: Credential | undefined, { acting }: Asked): Viewer {
  if (credential === undefined) return { kind: "nobody" };
  const { viewer } = credential;
  return viewer.kind === "owner" && acting !== undefined ? { ...viewer, visitor: acting, acting: true } : viewer;
}

async function readAll(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  try {
    for await (const part of response.body ?? []) text += decoder.decode(part, { stream: true });
  } catch {
    text += "\n(cut)";
  }
  return text;
}

/** The text of an answer in one piece: a canary may be cut between two events. */
export function deltasOf(headers: Headers, text: string): string {
  if (!(headers.get("content-type") ?? "").startsWith("text/event-stream")) return "";
  let all = "";
  const decode = createEventDecoder(({ data }) => {
    if (data === "[DONE]" || !data.startsWith("{")) return;
    const chunk = JSON.parse(data) as StreamChunk | { choices?: { delta?: { content?: string } }[] };
    if ("choices" in chunk) all += chunk.choices?.[0]?.delta?.content ?? "";
    else if ("type" in chunk && chunk.type === "text-delta") all += chunk.delta;
  });
  decode(text);
  return all;
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
