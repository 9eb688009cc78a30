/**
 * The Model Context Protocol without a session, in both its eras: 2026-07-28, where every request stands alone and says
 * its version itself, and 2025-11-25 and older, where a client opens with `initialize`. It knows nothing of bots.
 */

export interface Tool {
  name: string;
  title: string;
  description: string;
  inputSchema: object;
  annotations: object;
}

export interface ToolResult {
  /** Also given as the text of the result, for clients that read no other. */
  structuredContent: Record<string, unknown>;
  isError?: boolean;
}

export interface McpServer {
  name: string;
  version: string;
  instructions: string;
  tools: readonly Tool[];
  /** Undefined where there is no such tool. What is wrong with the arguments stands in the result. */
  call(name: string, args: Record<string, unknown>): Promise<ToolResult> | undefined;
}

const MODERN = "2026-07-28";
/** Of the era of sessions; the first one is offered where the client's is not known. */
const LEGACY = ["2025-11-25", "2025-06-18", "2025-03-26"] as const;
const VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
const SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo";
/** The tools of a bot are always the same ones. */
const LIST_MS = 3_600_000;

const CODES = {
  parse: -32_700,
  request: -32_600,
  method: -32_601,
  params: -32_602,
  internal: -32_603,
  header: -32_020,
  version: -32_022,
} as const;

class RpcError extends Error {
  readonly code: number;
  readonly status: number;
  readonly data: unknown;

  constructor(code: keyof typeof CODES, message: string, status = 400, data?: unknown) {
    super(message);
    this.code = CODES[code];
    this.status = status;
    this.data = data;
  }
}

interface Message {
  id: string | number | undefined;
  method: string;
  params: Record<string, unknown>;
}

/** The response to one POST. @param text of its body */
export async function answerMcp(server: McpServer, text: string, headers: Headers): Promise<Response> {
  let id: string | number | null = null;
  let isLegacy = false;
  try {
    const message = parseMessage(text);
    if (message === undefined) return new Response(null, { status: 202 });
    id = message.id ?? null;
    isLegacy = !isModern(message);
    const result = await (isLegacy ? answerLegacy(server, message, headers) : answerModern(server, message, headers));
    // A notification has no answer.
    if (message.id === undefined) return new Response(null, { status: 202 });
    return Response.json({ jsonrpc: "2.0", id, result });
  } catch (error) {
    const known =
      error instanceof RpcError ? error : new RpcError("internal", "Something went wrong on our side.", 500);
    if (known !== error) console.error("a tool failed", error);
    const { code, message, data } = known;
    // Clients of the era of sessions read an error under 200 alone; another status is a failed connection to them.
    const status = isLegacy && (code === CODES.method || code === CODES.params) ? 200 : known.status;
    return Response.json(
      { jsonrpc: "2.0", id, error: { code, message, ...(data === undefined ? {} : { data }) } },
      { status },
    );
  }
}

/** Undefined for an answer to a request of ours: there is none. */
function parseMessage(text: string): Message | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RpcError("parse", "The body is not JSON.");
  }
  if (!isObject(value) || value["jsonrpc"] !== "2.0") throw new RpcError("request", "Not a JSON-RPC 2.0 message.");
  const { id, method, params = {} } = value;
  if (method === undefined && ("result" in value || "error" in value)) return undefined;
  if (typeof method !== "string" || !isObject(params)) throw new RpcError("request", "Not a JSON-RPC 2.0 request.");
  if (id !== undefined && typeof id !== "string" && typeof id !== "number")
    throw new RpcError("request", "The id must be a string or a number.");
  return { id, method, params };
}

const metaOf = ({ params }: Message): Record<string, unknown> => (isObject(params["_meta"]) ? params["_meta"] : {});

function isModern(message: Message): boolean {
  return VERSION_KEY in metaOf(message) || message.method === "server/discover";
}

async function answerModern(server: McpServer, message: Message, headers: Headers): Promise<object> {
  const version = metaOf(message)[VERSION_KEY];
  if (version !== MODERN) {
    throw new RpcError("version", "This version of the protocol is not spoken here.", 400, {
      supported: [MODERN],
      requested: typeof version === "string" ? version : null,
    });
  }
  if (message.id !== undefined) verifyHeaders(message, headers);
  if (!isObject(metaOf(message)[CAPABILITIES_KEY]))
    throw new RpcError("params", `_meta must hold ${CAPABILITIES_KEY}.`);
  const result = await dispatch(server, message, {
    "server/discover": () => ({
      supportedVersions: [MODERN],
      capabilities: { tools: {} },
      instructions: server.instructions,
      ttlMs: LIST_MS,
      cacheScope: "private",
    }),
    "tools/list": () => ({ tools: server.tools, ttlMs: LIST_MS, cacheScope: "private" }),
  });
  const { name, version: serverVersion } = server;
  return { resultType: "complete", ...result, _meta: { [SERVER_INFO_KEY]: { name, version: serverVersion } } };
}

/** What stands in front of us may route by headers: they must say what the body says. */
function verifyHeaders({ method, params }: Message, headers: Headers): void {
  const expected: [string, unknown][] = [
    ["mcp-protocol-version", MODERN],
    ["mcp-method", method],
    ...(method === "tools/call" ? ([["mcp-name", params["name"]]] as [string, unknown][]) : []),
  ];
  for (const [name, value] of expected) {
    if (headers.get(name) !== value)
      throw new RpcError("header", `The header ${name} does not say what the body says.`);
  }
}

async function answerLegacy(server: McpServer, message: Message, headers: Headers): Promise<object> {
  const spoken = headers.get("mcp-protocol-version");
  if (message.method !== "initialize" && spoken !== null && !isLegacyVersion(spoken)) {
    throw new RpcError("version", "This version of the protocol is not spoken here.", 400, {
      supported: [MODERN, ...LEGACY],
      requested: spoken,
    });
  }
  const asked = message.params["protocolVersion"];
  return dispatch(server, message, {
    initialize: () => ({
      protocolVersion: typeof asked === "string" && isLegacyVersion(asked) ? asked : LEGACY[0],
      capabilities: { tools: {} },
      serverInfo: { name: server.name, version: server.version },
      instructions: server.instructions,
    }),
    ping: () => ({}),
    "tools/list": () => ({ tools: server.tools }),
  });
}

function isLegacyVersion(version: string): boolean {
  return (LEGACY as readonly string[]).includes(version);
}

async function dispatch(
  server: McpServer,
  { id, method, params }: Message,
  methods: Readonly<Record<string, () => object>>,
): Promise<object> {
  if (id === undefined) return {};
  if (method === "tools/call") return callTool(server, params);
  const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (answer === undefined) throw new RpcError("method", `There is no method ${method.slice(0, 100)}.`, 404);
  return answer();
}

async function callTool(server: McpServer, { name, arguments: args = {} }: Record<string, unknown>): Promise<object> {
  if (typeof name !== "string" || !isObject(args))
    throw new RpcError("params", "A tool is called by name and arguments.");
  const called = server.call(name, args);
  if (called === undefined) throw new RpcError("params", `There is no tool ${name.slice(0, 100)}.`);
  const { structuredContent, isError = false } = await called;
  return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent, isError };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
