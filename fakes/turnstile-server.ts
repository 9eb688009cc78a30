/**
 * A strict little siteverify of Cloudflare Turnstile. Tokens are issued by the test (`post("issue", …)`), are good once and
 * for five minutes, and twice for the same idempotency key. Every refusal has the service's own code.
 */

import { type FakeServer, type Reply, startFakeServer } from "./http-server.ts";
import type { LoggedRequest, TurnstileServerOptions } from "./control.ts";

interface Issued {
  hostname: string;
  /** Seconds that it has lived. */
  age: number;
  usedBy?: string;
}

const LIFE_SECONDS = 300;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function startTurnstileServer(options: TurnstileServerOptions = {}): Promise<FakeServer> {
  const { secret = "turnstile-test-secret" } = options;
  const issued = new Map<string, Issued>();

  function verify({ method, path, headers, body }: LoggedRequest): Reply {
    if (path !== "/turnstile/v0/siteverify") return { status: 404, body: "no such path" };
    if (method !== "POST") return { status: 405, body: "Method Not Allowed" };
    const type = headers["content-type"] ?? "";
    const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
    if (!/^application\/json\b/.test(type) || !isObject) return no("bad-request");
    const { secret: given, response, idempotency_key: key } = body as Record<string, unknown>;
    if (key !== undefined && !(typeof key === "string" && UUID.test(key))) return no("bad-request");
    if (given === undefined || given === "") return no("missing-input-secret");
    if (given !== secret) return no("invalid-input-secret");
    if (response === undefined || response === "") return no("missing-input-response");
    const token = typeof response === "string" ? issued.get(response) : undefined;
    if (token === undefined) return no("invalid-input-response");
    const isRepeat = typeof key === "string" && token.usedBy === key;
    if (token.age > LIFE_SECONDS || (token.usedBy !== undefined && !isRepeat)) return no("timeout-or-duplicate");
    token.usedBy = typeof key === "string" ? key : "somebody";
    return json({
      success: true,
      "error-codes": [],
      challenge_ts: new Date(0).toISOString(),
      hostname: token.hostname,
      action: "",
      cdata: "",
    });
  }

  return startFakeServer({
    handle: ({ request }) => verify(request),
    state: () => Object.fromEntries(issued),
    control(verb, body) {
      if (verb !== "issue") return undefined;
      const { token, hostname, age = 0 } = body as { token: string; hostname: string; age?: number };
      issued.set(token, { hostname, age });
      return {};
    },
  });
}

const no = (code: string): Reply => json({ success: false, "error-codes": [code], messages: [] });

function json(body: object): Reply {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
