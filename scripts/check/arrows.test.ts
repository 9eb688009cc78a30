import { describe, expect, it } from "vitest";
import { findViolations } from "./arrows.ts";

const reasons = (path: string, source: string): string[] => findViolations(path, source).map((found) => found.why);

describe("findViolations", () => {
  it.each([
    ["shared/ids.ts", 'import { x } from "../worker/ports.ts";'],
    ["shared/ids.ts", 'import * as v from "valibot";'],
    ["widget/store/state.ts", 'import type { Env } from "../../worker/settings.ts";'],
    ["widget/e2e/open.e2e.ts", 'import { app } from "../../worker/app.ts";'],
    ["worker/app.ts", 'export { x } from "../widget/options.ts";'],
    ["worker/app.ts", 'export { x } from "../console/words.ts";'],
    ["console/view/home.tsx", 'import { each } from "../../widget/options.ts";'],
    ["console/api.ts", 'import type { Bot } from "../worker/ports.ts";'],
    ["worker/chat/answer.ts", 'import { Hono } from "hono";'],
    ["worker/durable/ledger.ts", 'import { streamSSE } from "hono/streaming";'],
    ["worker/routes/chat.ts", 'import {\n  createX,\n} from "../adapters/openai/generator.ts";'],
    ["worker/routes/chat.ts", 'const x = await import("../adapters/openai/generator.ts");'],
    ["worker/chat/answer.ts", 'import "../http/sse.ts";'],
    ["worker/compose.ts", 'import { createX } from "./adapters/openai/generator.ts";'],
    ["worker/chat/retrieve.ts", 'import type { Composition } from "../compose.ts";'],
    ["worker/tenancy/scope.ts", 'import type { Ledger } from "../durable/ledger.ts";'],
    ["worker/knowledge/ingest.ts", 'import type { Engines } from "../engines.ts";'],
    ["worker/adapters/openai/rewrite.ts", 'import { leans } from "../../chat/rewrite.ts";'],
    ["worker/knowledge/documents.ts", 'import type { Metadata } from "../ports.ts";'],
    ["worker/http/route.ts", 'import { ROUTES } from "../routes/table.ts";'],
    ["worker/kitchen/sink.ts", ""],
    ["worker/prompt.ts", 'import type { TenantScope } from "./tenancy/scope.ts";'],
    ["worker/routes/bot.ts", 'import { issueCredential } from "../tenancy/credential.ts";'],
    ["worker/routes/bot.ts", 'import * as credential from "../tenancy/credential.ts";'],
    ["worker/chat/answer.ts", 'import { namespaceOf } from "../tenancy/scope.ts";'],
    ["worker/routes/bot.ts", 'env.LEDGER.getByName("bot");'],
    ["worker/durable/ledger.ts", "this.env.LEDGER.get(this.env.LEDGER.idFromName(bot));"],
    ["worker/routes/sources.ts", "const page = await fetch(url);"],
    ["worker/durable/source.ts", "return globalThis.fetch(url);"],
    ["worker/durable/source.ts", "const ask = fetch;"],
    ["worker/crawl/page.ts", "return env.PUBLIC_NET.fetch(url);"],
    ["worker/crawl/page.ts", 'import { connect } from "cloudflare:sockets";'],
    ["widget/transport/http.ts", 'import { reduce } from "../store/reduce.ts";'],
    ["widget/store/chat-store.ts", 'import { Root } from "../view/Root.tsx";'],
    ["widget/loader.ts", 'import { render } from "preact";'],
    ["widget/loader.ts", 'import type { PanelHandle } from "./view/mount.ts";'],
    ["ui/request.ts", 'import { fill } from "../widget/view/strings.ts";'],
  ])("finds a planted violation in %s: %s", (path, source) => {
    expect(reasons(path, source)).toHaveLength(1);
  });

  it.each([
    ["shared/ids.ts", 'import { x } from "./chat.ts";'],
    ["shared/ids.test.ts", 'import { expect } from "vitest";'],
    ["worker/http/cors.ts", 'import type { Context } from "hono";'],
    ["worker/engines.ts", 'import { createX } from "./adapters/openai/generator.ts";'],
    ["worker/tenancy/scope.ts", 'import type { LedgerApi } from "../durable/api.ts";'],
    ["worker/adapters/pinecone/store.ts", 'import { namespaceOf } from "../../tenancy/scope.ts";'],
    ["worker/tenancy/authenticate.ts", 'import { issueCredential } from "./credential.ts";'],
    ["worker/tenancy/scope.ts", "bindings.LEDGER.getByName(address);"],
    ["worker/routes/bot.ts", 'import type { VerifiedCredential } from "../tenancy/credential.ts";'],
    ["worker/outside/network.ts", "return fetch(url, init);"],
    ["worker/adapters/pinecone/store.ts", "const send = (url, init) => fetch(url, init);"],
    ["worker/routes/meta.ts", "env.ASSETS.fetch(request);"],
    ["worker/test/harness.ts", 'import { issueCredential } from "../tenancy/credential.ts";'],
    ["widget/loader.ts", 'import type { PanelHandle } from "./handshake.ts";'],
  ])("accepts %s: %s", (path, source) => {
    expect(reasons(path, source)).toEqual([]);
  });

  it("names file and line", () => {
    const source = 'import { a } from "./ids.ts";\n\nimport { b } from "../../widget/options.ts";';
    expect(findViolations("worker/chat/answer.ts", source)[0]?.at).toBe("worker/chat/answer.ts:3");
  });
});
