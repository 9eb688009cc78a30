/** The Worker's entry: the app, and the classes of its Durable Objects. */

import { createApp } from "./app.ts";

export { Conversation } from "./durable/conversation.ts";
export { KnowledgeBase } from "./durable/knowledge-base.ts";
export { Ledger } from "./durable/ledger.ts";
export { Source } from "./durable/source.ts";

export default createApp();
