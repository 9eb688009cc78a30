/**
 * The embedded vector store: each bot's vectors live in its own `KnowledgeBase` object, so the wall
 * between tenants is the object itself. Visible at once.
 */

import type { TenantVectors, VectorStore } from "../../ports.ts";
import { unwrap } from "../../outcome.ts";
import type { TenantScope } from "../../tenancy/scope.ts";

export function createEmbeddedStore(): VectorStore {
  return { name: "embedded", place: "embedded", within: createTenantVectors };
}

function createTenantVectors(scope: TenantScope): TenantVectors {
  return {
    async query({ values, topK, filter, signal }) {
      signal?.throwIfAborted();
      const query = { values, topK, ...(filter === undefined ? {} : { filter }) };
      return unwrap(await scope.knowledgeBase.queryVectors(query)).matches;
    },
    async upsert(records, signal) {
      signal?.throwIfAborted();
      if (records.length > 0) unwrap(await scope.knowledgeBase.upsertVectors([...records]));
      return null;
    },
    async isVisible() {
      return true;
    },
    async remove(ids, signal) {
      signal?.throwIfAborted();
      if (ids.length > 0) await scope.knowledgeBase.removeVectors([...ids]);
    },
    async removeAll(signal) {
      signal?.throwIfAborted();
      await scope.knowledgeBase.removeAllVectors();
    },
  };
}
