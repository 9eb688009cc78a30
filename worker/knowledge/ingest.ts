/**
 * The other story: from a queued version to chunks that answer, then to their vectors. Runs in the bot's
 * `KnowledgeBase` object, driven by its alarm; every step is safe to repeat after a restart.
 */

import { ProblemError } from "../../shared/problem.ts";
import type { Embedder, TenantVectors, WriteMark } from "../ports.ts";
import { chunkDocument } from "./chunk.ts";
import { type Documents, filterable, indexedText, type LiveChunk } from "./documents.ts";
import { extractDocument } from "./extract.ts";

/** A document that failed for a reason of ours this often is given up. */
const ATTEMPTS = 3;
/** Texts embedded and vectors removed in one step: between steps other requests get their turn. */
const STEP = 64;

/** Indexes the oldest queued version. False where none waits. Never throws for a document's own fault. */
export function indexNext(documents: Documents): boolean {
  const input = documents.takePending();
  if (input === undefined) return false;
  try {
    if (input.attempts > ATTEMPTS)
      throw new ProblemError("internal", { detail: "Indexing this document failed several times." });
    const extracted = extractDocument({
      content: input.content,
      contentType: input.contentType,
      ...(input.title === undefined ? {} : { title: input.title }),
    });
    const chunks = chunkDocument(extracted);
    if (chunks.length === 0) {
      throw new ProblemError("invalid-request", {
        detail: "There is no text in this document that could answer anything.",
      });
    }
    documents.commit(input, { title: extracted.title || input.documentId, keywords: extracted.keywords }, chunks);
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      console.error("indexing failed", error);
      if (input.attempts < ATTEMPTS) throw error;
    }
    documents.fail(
      input.documentId,
      input.version,
      error instanceof ProblemError ? error.detail : "Indexing this document failed several times.",
    );
  }
  return true;
}

export interface VectorStep {
  /** Nothing was left to do. */
  done: boolean;
  /** Of the write, where there was one: see `TenantVectors.isVisible`. */
  mark?: WriteMark;
}

/**
 * Makes the vectors of the next few chunks that lack one, and removes a few that are owed a removal.
 *
 * @param space names store, model and dimensions: vectors of two spaces never answer one query
 * @throws ProblemError where an engine fails; the work is still queued then
 */
export async function indexVectors(
  documents: Documents,
  vectors: TenantVectors,
  embedder: Embedder | undefined,
  space: string,
): Promise<VectorStep> {
  const removals = documents.removals(STEP);
  if (removals.length > 0) {
    await vectors.remove(removals);
    documents.removed(removals);
    return { done: false };
  }
  if (embedder === undefined) return { done: true };
  const chunks = documents.withoutVector(Math.min(STEP, embedder.batchSize));
  if (chunks.length === 0) return { done: true };
  const values = await embedder.embed(chunks.map(embeddedText), "document");
  const mark = await vectors.upsert(
    chunks.map((chunk, at) => ({
      id: chunk.chunkId,
      values: values[at]!,
      metadata: { ...filterable(chunk.documentId, chunk.url, chunk.metadata), version: String(chunk.version) },
    })),
  );
  documents.markVectors(space, chunks);
  return { done: false, mark };
}

/** A chunk alone often does not say what it is about: its title and headings do. */
function embeddedText(chunk: LiveChunk): string {
  return [chunk.title, ...chunk.headingPath, indexedText(chunk.contentType, chunk.text)].join("\n");
}
