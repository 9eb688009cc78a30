/** The Pinecone adapter passes the vector store's contract, through the official SDK, against a strict server. */

import { inject } from "vitest";
import { describeVectorStore } from "../../test/contracts/vector-store.ts";
import { openPinecone, type PineconeServerOptions } from "../../../fakes/control.ts";
import { scopeOf } from "../../test/fakes/scope.ts";
import { createPineconeStore } from "./store.ts";

const VARIANTS: Record<string, PineconeServerOptions> = {
  pinecone: {},
  "pinecone, seconds behind": { lagMs: 3_000 },
  "pinecone, old server without sequence numbers": {
    tellsSequence: false,
    namespaceOperations: false,
    missingNamespace: "empty",
  },
};

for (const [name, options] of Object.entries(VARIANTS)) {
  describeVectorStore(name, async () => {
    const server = await openPinecone(inject("fakeFarm"), { ...options, dimension: 8 });
    return {
      store: createPineconeStore({ apiKey: "pinecone-test-key", host: server.url }),
      scopeOf,
      dimensions: 8,
      settle: () => server.post("clock", { advanceMs: 5_000 }),
    };
  });
}
