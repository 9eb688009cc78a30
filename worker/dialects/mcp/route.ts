/** A bot for agents and editors: the Model Context Protocol, opened by a key of its own that reads and nothing else. */

import { LIMITS } from "../../../shared/config.ts";
import { ProblemError } from "../../../shared/problem.ts";
import { decodeText, mediaType, readBytes } from "../../http/read-body.ts";
import { agentRoute, publicRoute, type Route } from "../../http/route.ts";
import { answerMcp } from "./protocol.ts";
import { createMcpServer } from "./tools.ts";

/** Of what is served, as `info.version` of the API is. */
const VERSION = "1";

export const MCP_ROUTES: readonly Route[] = [
  agentRoute(
    {
      method: "POST",
      path: "/mcp",
      summary: "Model Context Protocol 2026-07-28, stateless, and 2025-11-25: three tools that read.",
      foreignBody: true,
    },
    async (call) => {
      const { request, origin, url, env, credential } = call;
      // A page that got hold of a name of this machine must not speak to it (DNS rebinding).
      if (origin !== null && origin !== url.origin) {
        throw new ProblemError("origin-not-allowed", { detail: "Agents call from no page." });
      }
      if (!(await env.SESSION_RATE.limit({ key: `mcp ${credential.keyId}` })).success) {
        throw new ProblemError("rate-limited", { detail: "Too many calls with this key.", retryAfter: 60 });
      }
      if (mediaType(request) !== "application/json") {
        throw new ProblemError("unsupported-media-type", { detail: "Send the body as application/json." });
      }
      const text = decodeText(await readBytes(request, LIMITS.jsonBodyBytes));
      return answerMcp(createMcpServer(call, VERSION), text, request.headers);
    },
  ),
  publicRoute(
    { method: "GET", path: "/mcp", summary: "405: nothing is pushed, so there is no stream to open." },
    () => new Response(null, { status: 405, headers: { allow: "POST" } }),
  ),
];
