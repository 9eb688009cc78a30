/** Creates the Pinecone index that vegarag needs, or proves that one of that name will do. */

import { type Errors, Pinecone } from "@pinecone-database/pinecone";

export interface IndexOptions {
  apiKey: string;
  name: string;
  dimensions: number;
  cloud: string;
  region: string;
  /** Of the control plane, for a server of one's own. */
  controller?: string;
  /** Longest wait for the index to be ready, in ms. */
  waitMs?: number;
  progress: (text: string) => void;
}

export interface CreatedIndex {
  /** For `PINECONE_INDEX_HOST`. */
  host: string;
  /** False where it was there before. */
  created: boolean;
}

/** @throws Error in words for the operator: refused key, full plan, or an index of that name that does not fit */
export async function createPineconeIndex(options: IndexOptions): Promise<CreatedIndex> {
  const { apiKey, name, dimensions, cloud, region, controller, waitMs = 300_000, progress } = options;
  const pinecone = new Pinecone({ apiKey, ...(controller ? { controllerHostUrl: controller } : {}) });
  progress(`Creating the index ${name} (${dimensions} dimensions, cosine, ${cloud} ${region}) …`);
  const made = await pinecone.indexes.create({
    name,
    // The reserved field alone keeps the index on the vectors API; any other name would make it a
    // document index, which refuses that API for good.
    schema: { fields: { _values: { type: "dense_vector", dimension: dimensions, metric: "cosine" } } },
    deployment: { deploymentType: "managed", cloud, region },
    // A whole deployment's vectors should not go by a slip of the hand in the console.
    deletionProtection: "enabled",
    waitUntilReady: true,
    timeout: waitMs,
    suppressConflicts: true,
  });
  if (made) return { host: made.host, created: true };
  progress(`An index of that name exists: checking that it fits.`);
  const found = await pinecone.indexes.describe(name);
  const { fields } = found.schema;
  const names = Object.keys(fields);
  const vector = fields["_values"] as { type?: string; dimension?: number; metric?: string } | undefined;
  if (vector?.type !== "dense_vector") {
    throw new Error(
      `The index ${name} is no vector index (its fields: ${names.join(", ") || "none"}). Choose another name.`,
    );
  }
  if (vector.dimension !== dimensions || (vector.metric !== "cosine" && vector.metric !== "dotproduct")) {
    throw new Error(
      `The index ${name} has ${vector.dimension} dimensions and ranks by ${vector.metric}; ${dimensions} and cosine are needed. Choose another name.`,
    );
  }
  return { host: found.host, created: false };
}

/** What an SDK error means to the person at the terminal. */
export function explainPineconeError(error: unknown): string {
  const { name, message } = error as Errors.BasePineconeError;
  if (name === "PineconeAuthorizationError") return "Pinecone refused the key in PINECONE_API_KEY.";
  if (name === "PineconeConnectionError") return "Pinecone cannot be reached. Is there a network?";
  return message;
}
