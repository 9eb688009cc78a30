/** Every route there is, in one list: the app, the API description and the isolation tests read it. */

import type { Route } from "../http/route.ts";
import { ACCOUNT_ROUTES } from "./accounts.ts";
import { ANSWER_ROUTES } from "./answers.ts";
import { AUDIT_ROUTES } from "./audit.ts";
import { BOT_ROUTES } from "./bot.ts";
import { CHAT_ROUTES } from "./chat.ts";
import { CONSOLE_ROUTES } from "./console.ts";
import { CONVERSATION_ROUTES } from "./conversations.ts";
import { DOCUMENT_ROUTES } from "./documents.ts";
import { EMBED_ROUTES } from "./embed.ts";
import { KEY_ROUTES } from "./keys.ts";
import { HANDOFF_ROUTES } from "./handoffs.ts";
import { LOOP_ROUTES } from "./loop.ts";
import { WEBHOOK_ROUTES } from "./webhooks.ts";
import { META_ROUTES } from "./meta.ts";
import { ORIGIN_ROUTES } from "./origins.ts";
import { openApiRoute } from "./openapi.ts";
import { MCP_ROUTES } from "../dialects/mcp/route.ts";
import { OPENAI_ROUTES } from "../dialects/openai/route.ts";
import { SEARCH_ROUTES } from "./search.ts";
import { SOURCE_ROUTES } from "./sources.ts";

export const ROUTES: readonly Route[] = [
  ...META_ROUTES,
  openApiRoute(() => ROUTES),
  ...ACCOUNT_ROUTES,
  ...CONSOLE_ROUTES,
  ...BOT_ROUTES,
  ...ORIGIN_ROUTES,
  ...KEY_ROUTES,
  ...DOCUMENT_ROUTES,
  ...ANSWER_ROUTES,
  ...SOURCE_ROUTES,
  ...SEARCH_ROUTES,
  ...CONVERSATION_ROUTES,
  ...LOOP_ROUTES,
  ...HANDOFF_ROUTES,
  ...WEBHOOK_ROUTES,
  ...EMBED_ROUTES,
  ...CHAT_ROUTES,
  ...OPENAI_ROUTES,
  ...MCP_ROUTES,
  ...AUDIT_ROUTES,
];
