/** The Worker's entry: the app, and the classes of its Durable Objects. */

import { createApp } from "./app.ts";
import { refuseBadHost } from "./http/host.ts";
import type { Env } from "./settings.ts";

export { Conversation } from "./durable/conversation.ts";
export { KnowledgeBase } from "./durable/knowledge-base.ts";
export { Ledger } from "./durable/ledger.ts";
export { Source } from "./durable/source.ts";

const app = createApp();

export default {
  fetch: (request: Request, env: Env, context: ExecutionContext) =>
    refuseBadHost(request) ?? app.fetch(request, env, context),
};
