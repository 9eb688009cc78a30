/** The embedded engines under the suites that the hosted ones pass too, in workerd and its SQLite. */

import { env } from "cloudflare:workers";
import { describeGenerator } from "../../test/contracts/generator.ts";
import { describeVectorStore } from "../../test/contracts/vector-store.ts";
import { issueCredential } from "../../tenancy/credential.ts";
import { TenantScope } from "../../tenancy/scope.ts";
import { createExtractiveGenerator } from "./generator/generator.ts";
import { createEmbeddedStore } from "./store.ts";

describeVectorStore("embedded", async () => ({
  store: createEmbeddedStore(),
  scopeOf: (botId) => TenantScope.of(issueCredential({ principal: "secret", botId }), env),
  dimensions: 8,
}));

describeGenerator("extractive", async () => createExtractiveGenerator());
