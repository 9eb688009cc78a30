/**
 * The test's side of the strict little servers: opens one, scripts its faults, reads what it saw. Over
 * HTTP alone, so that it works inside workerd as well as under Node.
 */

export interface FaultRule {
  /** Start of the path; every path without it. */
  path?: string;
  method?: string;
  /** Matching requests let through first. */
  skip?: number;
  /** How often at the most; without it always. */
  times?: number;
  /** 0 to 1, drawn from a seed. */
  probability?: number;
  fault: Fault;
}

export interface Fault {
  /**
   * `reset-before`: the request changed nothing. `reset-after`: it was committed. `stall`: no answer
   * ever. `cut-body`: the connection is reset within the answer. Without a kind only the latency counts.
   */
  kind?: "status" | "reset-before" | "reset-after" | "stall" | "cut-body";
  latencyMs?: number;
  status?: number;
  headers?: Record<string, string>;
  /** Of a `status`; a gateway's plain text without it. */
  body?: string;
  afterBytes?: number;
}

export interface LoggedRequest {
  /** Counts up from 1. */
  n: number;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  /** Parsed where it was JSON. */
  body: unknown;
  outcome: "open" | "answered" | "reset" | "left-by-client";
}

export interface FakeControl {
  url: string;
  script(rules: FaultRule[], seed?: number): Promise<void>;
  log(): Promise<LoggedRequest[]>;
  /** How often somebody has connected, whether or not anything was asked. */
  connections(): Promise<number>;
  /** Resolves when the last request that matches has ended in this way. Bounded by the test's own timeout. */
  waitFor(path: string, outcome: LoggedRequest["outcome"]): Promise<LoggedRequest>;
  state<T>(): Promise<T>;
  post(verb: string, body: unknown): Promise<void>;
}

/** @param url of one server */
export function controlServer(url: string): FakeControl {
  async function ask(verb: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${url}/__control/${verb}`, init);
    if (!response.ok) throw new Error(`control ${verb}: ${await response.text()}`);
    return await response.json();
  }
  const log = async () => (await ask("log")) as LoggedRequest[];
  return {
    url,
    log,
    script: async (rules, seed = 1) => void (await ask("faults", { rules, seed })),
    async waitFor(path, outcome) {
      for (;;) {
        const last = (await log()).findLast((request) => request.path.startsWith(path));
        if (last?.outcome === outcome) return last;
      }
    },
    connections: async () => ((await ask("connections")) as { connections: number }).connections,
    state: async <T>() => ((await ask("state")) as { state: T }).state,
    post: async (verb, body) => void (await ask(verb, body)),
  };
}

export interface PineconeServerOptions {
  dimension?: number;
  metric?: "cosine" | "dotproduct" | "euclidean";
  apiKey?: string;
  /** Writes become visible to reads after this, by the server's own clock. `post("lag", { lagMs })` changes it. */
  lagMs?: number;
  /** `manual` moves with `post("clock", { advanceMs })` alone. */
  clock?: "manual" | "real";
  /** What a read in a namespace that does not exist gets. */
  missingNamespace?: "404" | "empty";
  /** False: an old server, which neither numbers writes nor tells the metric. */
  tellsSequence?: boolean;
  /** False: an old server, without `DELETE /namespaces/…`. */
  namespaceOperations?: boolean;
  /** Namespaces the plan allows; one more is refused with 403. */
  mostNamespaces?: number;
  /** True: namespaces may have any sound name, not only a bot's id. */
  anyNamespace?: boolean;
  port?: number;
}

/** What `state()` of the Pinecone server tells. */
export interface PineconeState {
  /** Visible records by namespace. */
  namespaces: Record<string, Record<string, { values: number[]; metadata: Record<string, unknown> }>>;
  /** Writes not visible yet. */
  pending: number;
}

export interface OpenAIServerOptions {
  apiKey?: string;
  /** Of vectors where the request names none. */
  dimensions?: number;
  /** False: an older compatible server, which refuses `stream_options` as unknown. */
  knowsStreamOptions?: boolean;
  /** False: refuses the `dimensions` of an embedding as unknown. */
  knowsDimensions?: boolean;
  port?: number;
}

export interface CompatibleServerOptions {
  /** A row of `compatible-manners`. */
  manner: string;
  /** Of vectors where the request names none. */
  dimensions?: number;
}

export interface TurnstileServerOptions {
  secret?: string;
}

/** One step of a scripted answer. */
export type AnswerStep =
  | { content: string }
  | { refusal: string }
  | { finish: string | null }
  /** Sent as it is, line breaks and all. */
  | { raw: string }
  | { waitMs: number }
  | { stall: true }
  | { reset: true };

/** Answers in the order they are asked for; the last one is repeated. `post("answers", …)` */
export type ScriptedAnswer = AnswerStep[];

/** One page of a site, as it is answered. */
export interface SitePage {
  status?: number;
  /** `text/html; charset=utf-8` without it. */
  type?: string;
  headers?: Record<string, string>;
  body?: string;
  /** In place of `body`, for bytes that are no text. */
  base64?: string;
  /** Sends an entity tag, and 304 to who has it. */
  tagged?: boolean;
  /** Between the headers and the body. */
  waitMs?: number;
}

/** Pages by path with its query. `post("pages", …)` adds some (null: takes one away), `post("site", …)` replaces all. */
export interface SiteServerOptions {
  pages?: Record<string, SitePage>;
  port?: number;
}

/** @param farm URL of the farm that the global setup started */
export async function openPinecone(farm: string, options: PineconeServerOptions = {}): Promise<FakeControl> {
  return await open(farm, "pinecone", options);
}

export async function openCompatible(farm: string, options: CompatibleServerOptions): Promise<FakeControl> {
  return await open(farm, "compatible", options);
}

export async function openOpenAI(farm: string, options: OpenAIServerOptions = {}): Promise<FakeControl> {
  return await open(farm, "openai", options);
}

export async function openSite(farm: string, pages: Record<string, SitePage> = {}): Promise<FakeControl> {
  return await open(farm, "site", { pages });
}

export async function openTurnstile(farm: string, options: TurnstileServerOptions = {}): Promise<FakeControl> {
  return await open(farm, "turnstile", options);
}

async function open(farm: string, kind: string, options: object): Promise<FakeControl> {
  const response = await fetch(`${farm}/${kind}`, { method: "POST", body: JSON.stringify(options) });
  if (!response.ok) throw new Error(`the farm refused: ${await response.text()}`);
  return controlServer(((await response.json()) as { url: string }).url);
}

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the farm of strict little servers. */
    fakeFarm: string;
  }
}
