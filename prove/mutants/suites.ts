/**
 * Which files hold guards, and which suites are asked first whether they miss one. What none of them sees, another may, and the
 * proof covers all. `unit` runs in Node, `worker` inside workerd; parts of paths, as `npm test` takes them.
 */

export interface Guarded {
  file: string;
  unit: readonly string[];
  worker: readonly string[];
}

const tenancy = (name: string, unit: readonly string[], worker: readonly string[]): Guarded => ({
  file: `worker/tenancy/${name}.ts`,
  unit: unit.map((each) => `worker/tenancy/${each}`),
  worker,
});
const http = (name: string, unit: readonly string[], worker: readonly string[]): Guarded => ({
  file: `worker/http/${name}.ts`,
  unit: unit.map((each) => `worker/http/${each}`),
  worker: worker.map((each) => `worker/test/${each}`),
});

export const GUARDED: readonly Guarded[] = [
  tenancy("scope", ["scope.test"], ["worker/test/isolation"]),
  tenancy(
    "authenticate",
    [],
    [
      "worker/tenancy/authenticate.workerd",
      "worker/test/tokens.test",
      "worker/test/routes.test",
      "worker/test/sessions.test",
    ],
  ),
  tenancy("embed-token", ["embed-token"], ["worker/test/tokens.test"]),
  tenancy("console-token", ["console-token.test"], ["worker/test/console.test"]),
  tenancy("visitor-handle", ["embed-token-vectors.test"], ["worker/test/sessions.test"]),
  tenancy(
    "directory",
    ["directory.test"],
    ["worker/tenancy/directory.workerd", "worker/test/deletion.test", "worker/test/tokens.test"],
  ),
  tenancy(
    "accounts",
    [],
    [
      "worker/tenancy/accounts.workerd",
      "worker/tenancy/owners.workerd",
      "worker/test/isolation.test",
      "worker/test/deletion.test",
      "worker/test/cut-deletion",
    ],
  ),
  tenancy(
    "keys",
    [],
    [
      "worker/tenancy/owners.workerd",
      "worker/test/isolation.test",
      "worker/test/tokens.test",
      "worker/test/console.test",
    ],
  ),
  tenancy("access", ["access.test"], ["worker/test/console.test"]),
  tenancy("audit", [], ["worker/tenancy/owners.workerd", "worker/test/audit.test"]),
  tenancy("sign-in-codes", [], ["worker/tenancy/owners.workerd", "worker/test/console.test"]),
  tenancy(
    "secrets",
    [],
    ["worker/tenancy/owners.workerd", "worker/tenancy/directory.workerd", "worker/test/routes.test"],
  ),
  tenancy("credential", [], ["worker/test/routes.test"]),
  tenancy("guesses", ["guesses.test"], ["worker/test/app.test"]),
  tenancy("limits", ["json-object.test"], ["worker/test/limits.test", "worker/test/tokens.test"]),
  tenancy("minute-counter", ["minute-counter.test"], ["worker/test/limits.test"]),
  tenancy("origin-patterns", ["origin", "bot-settings.test"], ["worker/test/origins.test"]),
  tenancy("origins", ["origin"], ["worker/test/origins.test"]),
  tenancy("bot-settings", ["bot-settings.test"], ["worker/test/strict.test"]),
  tenancy("logo/safe-logo", ["logo/logo.test"], ["worker/test/logo.test"]),
  tenancy("json-object", ["json-object.test", "bot-settings.test"], ["worker/test/strict.test"]),
  tenancy("proof-of-work", ["proof-of-work.test"], ["worker/test/new-visitors.test"]),
  tenancy("closed-bots", [], ["worker/test/closed-bots.test"]),
  tenancy("origin-notes", ["origin-notes.test"], ["worker/test/origins.test"]),
  tenancy("session-rate", ["session-rate.test"], ["worker/test/sessions.test"]),
  tenancy("sender", [], ["worker/tenancy/sender.workerd", "worker/test/crowd.test", "worker/test/limits.test"]),
  http("route", ["route.test"], ["routes.test", "strict.test", "app.test"]),
  http("cors", ["cors.test"], ["app.test", "origins.test"]),
  http("host", ["host.test"], ["hostile-hosts.test"]),
  http("read-body", ["read-body.test"], ["hostile-bodies.test", "hostile-headers.test"]),
  http("address", ["address.test"], []),
  http("problems", ["problems.test"], ["app.test", "routes.test"]),
  http("csv", ["csv.test"], ["handoffs.test"]),
  http("sse", [], ["stream.test"]),
  {
    file: "worker/app.ts",
    unit: [],
    worker: ["worker/test/routes.test", "worker/test/app.test", "worker/test/console.test"],
  },
  {
    file: "worker/routes/request/fields.ts",
    unit: [],
    worker: ["worker/test/isolation-visitors.test", "worker/test/hostile-urls.test", "worker/test/tokens.test"],
  },
  {
    file: "worker/routes/chat.ts",
    unit: [],
    worker: ["worker/test/chat.test", "worker/test/isolation-visitors.test", "worker/test/trials.test"],
  },
  { file: "worker/routes/origins.ts", unit: [], worker: ["worker/test/origins.test"] },
  { file: "worker/routes/webhooks.ts", unit: [], worker: ["worker/test/webhooks.test"] },
  { file: "worker/routes/request/send.ts", unit: [], worker: ["worker/test/closed-bots.test"] },
  {
    file: "worker/routes/request/new-visitor.ts",
    unit: ["worker/routes/request/new-visitor.test"],
    worker: ["worker/test/new-visitors.test"],
  },
  { file: "worker/dialects/mcp/route.ts", unit: [], worker: ["worker/test/mcp"] },
  { file: "worker/dialects/mcp/tools.ts", unit: ["worker/dialects/mcp"], worker: ["worker/test/mcp"] },
  { file: "worker/dialects/openai/route.ts", unit: [], worker: ["worker/test/openai-compatible.test"] },
  {
    file: "worker/outside/address.ts",
    unit: ["worker/outside/address.test"],
    worker: ["worker/test/webhooks.test", "worker/test/sources.test"],
  },
  { file: "worker/outside/network.ts", unit: [], worker: ["worker/outside/network.workerd"] },
  {
    file: "worker/outside/turnstile.ts",
    unit: ["worker/outside/turnstile.test"],
    worker: ["worker/test/new-visitors.test"],
  },
  { file: "worker/durable/admission.ts", unit: [], worker: ["worker/test/limits.test", "worker/test/crowd.test"] },
  {
    file: "worker/durable/spending.ts",
    unit: [],
    worker: ["worker/durable/spending.workerd", "worker/test/limits.test", "worker/test/crowd.test"],
  },
  {
    file: "worker/durable/asked.ts",
    unit: [],
    worker: ["worker/durable/spending.workerd", "worker/test/limits.test", "worker/test/deletion.test"],
  },
  { file: "worker/durable/promises.ts", unit: [], worker: ["worker/durable/spending.workerd"] },
  {
    file: "worker/durable/owner-log.ts",
    unit: [],
    worker: ["worker/durable/owner-log.workerd", "worker/durable/bookkeeping.workerd"],
  },
  { file: "worker/durable/owner-log-lists.ts", unit: [], worker: ["worker/durable/owner-log.workerd"] },
  {
    file: "worker/durable/handoffs.ts",
    unit: [],
    worker: ["worker/durable/owner-log.workerd", "worker/durable/bookkeeping.workerd"],
  },
  { file: "worker/durable/ledger.ts", unit: [], worker: ["worker/test/deletion.test", "worker/test/limits.test"] },
  {
    file: "worker/durable/forgotten.ts",
    unit: [],
    worker: ["worker/durable/spending.workerd", "worker/test/sessions.test", "worker/test/deletion.test"],
  },
  {
    file: "worker/durable/work-taken.ts",
    unit: [],
    worker: ["worker/durable/spending.workerd", "worker/test/new-visitors.test"],
  },
  { file: "worker/durable/webhooks.ts", unit: [], worker: ["worker/test/webhooks.test"] },
  { file: "worker/routes/embed.ts", unit: [], worker: ["worker/test/sessions.test", "worker/test/origins.test"] },
  {
    file: "worker/routes/accounts.ts",
    unit: [],
    worker: ["worker/test/deletion.test", "worker/test/cut-deletion", "worker/test/isolation.test"],
  },
  {
    file: "worker/knowledge/search.ts",
    unit: [],
    worker: [
      "worker/durable/knowledge-base.workerd",
      "worker/test/isolation-visitors.test",
      "worker/test/this-page.test",
    ],
  },
  {
    file: "worker/knowledge/filter.ts",
    unit: ["worker/knowledge/filter.test"],
    worker: ["worker/test/isolation-visitors.test"],
  },
  {
    file: "worker/durable/conversation.ts",
    unit: [],
    worker: ["worker/test/deletion.test", "worker/test/chat.test", "worker/test/stream.test"],
  },
  {
    file: "worker/durable/bookkeeping.ts",
    unit: [],
    worker: ["worker/durable/bookkeeping.workerd", "worker/test/deletion.test"],
  },
  {
    file: "worker/adapters/pinecone/store.ts",
    unit: ["worker/adapters/pinecone/contract.test", "worker/adapters/pinecone/store.test"],
    worker: ["worker/test/index-hygiene.test"],
  },
  { file: "worker/adapters/pinecone/filter.ts", unit: ["worker/adapters/pinecone"], worker: [] },
  { file: "worker/adapters/embedded/store.ts", unit: [], worker: ["worker/adapters/embedded/contract.workerd"] },
];
