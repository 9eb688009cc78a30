/**
 * The other story: from a version that was sent to chunks that answer, then to their vectors. What was sent is
 * read by the Worker that took it; what that one did not finish, and all vectors, are the work of the bot's
 * `KnowledgeBase` object, driven by its alarm. Every step is safe to repeat after a restart.
 */

import { type Embedder, type OnUsage, RefusedContent, type TenantVectors } from "../ports.ts";
import type { Documents } from "./documents.ts";
import { filterable } from "./filter-rows.ts";
import type { FileReading } from "./extract/formats.ts";
import type { LiveChunk, LiveChunks } from "./live-chunks.ts";
import { readDocument, type Reading } from "./read.ts";
import { indexedText } from "./search-index.ts";
import { vectorIdOf, type VectorSpace } from "./vectors/spaces.ts";
import type { VectorBook } from "./vectors/vector-book.ts";

/** A document that failed for a reason of ours this often is given up. */
const ATTEMPTS = 3;
/** Texts embedded in one step: between steps other requests get their turn. */
const STEP = 64;
/** Chunks that are refused one by one before all of them are taken to be. */
const PROBES = 8;
/** Vectors removed in one step. */
const REMOVALS = 500;

const GIVEN_UP: Reading = {
  problem: { code: "internal", detail: "Indexing this document failed several times." },
};

/**
 * Reads the oldest version whose reader did not finish. False where none is due.
 *
 * @throws whatever a broken extractor throws, until the version was tried often enough
 */
export async function indexNext(
  documents: Documents,
  files?: FileReading,
  read: typeof readDocument = readDocument,
): Promise<boolean> {
  const input = documents.takeNext();
  if (input === undefined) return false;
  const { documentId, version, attempts } = input;
  let reading = GIVEN_UP;
  try {
    // One that was taken too often has never come back: it ends the process.
    if (attempts <= ATTEMPTS) reading = await read(input, files);
  } catch (error) {
    console.error("reading a document failed", error);
    if (attempts < ATTEMPTS) {
      documents.release(documentId);
      throw error;
    }
  }
  documents.take(documentId, version, reading);
  return true;
}

/** A space as the engines that fill it see it. */
export interface OpenSpace {
  space: VectorSpace;
  embedder: Embedder;
  vectors: TenantVectors;
  onUsage: OnUsage;
}

/**
 * Makes the vectors of the next few chunks that lack one. A chunk that an engine refuses for what stands in
 * it holds up no other: what is refused is halved until such chunks are alone.
 *
 * @returns false where every chunk has its vector or was refused one
 * @throws ProblemError where an engine fails; the work is still queued then
 */
export async function indexVectors(live: LiveChunks, book: VectorBook, open: OpenSpace): Promise<boolean> {
  const chunks = live.withoutVector(Math.min(STEP, open.embedder.batchSize));
  if (chunks.length === 0) return false;
  const refused: typeof chunks = [];
  // Wrong settings are refused too, for every chunk. Only beside one that is taken does a refusal tell of the chunk.
  let taken = false;
  for (const waiting = [chunks]; waiting.length > 0;) {
    const some = waiting.shift()!;
    try {
      await writeVectors(some, book, open);
      taken = true;
    } catch (error) {
      if (!(error instanceof RefusedContent)) throw error;
      const known = taken ? undefined : live.withVector(open.space.generation);
      if (known !== undefined) {
        await writeVectors([known], book, open);
        taken = true;
      }
      if (some.length === 1) refused.push(...some);
      else waiting.unshift(some.slice(0, some.length >> 1), some.slice(some.length >> 1));
      if (!taken && (refused.length === PROBES || waiting.length === 0)) throw error;
    }
  }
  book.refuse(refused);
  return true;
}

async function writeVectors(
  chunks: readonly (LiveChunk & { id: number })[],
  book: VectorBook,
  { space, embedder, vectors, onUsage }: OpenSpace,
): Promise<void> {
  const values = await embedder.embed(chunks.map(embeddedText), "document", undefined, onUsage);
  const mark = await vectors.upsert(
    chunks.map((chunk, at) => ({
      id: vectorIdOf(chunk.chunkId, space),
      values: values[at]!,
      // The owner's own field of that name goes before ours.
      metadata: { version: String(chunk.version), ...filterable(chunk.documentId, chunk.url, chunk.metadata) },
    })),
    undefined,
    book.unseenWrite() ?? null,
  );
  book.mark(space, chunks);
  book.noteWrite(mark);
}

/**
 * Removes the vectors that stores still have of chunks that are gone. A store that cannot be reached holds
 * up no other.
 *
 * @param open throws where the settings no longer say how to reach a space; what it owes waits until they do
 * @param goesOn asked between steps
 * @returns what went wrong first; undefined where every store that can be reached has forgotten all of it
 */
export async function removeVectors(
  book: VectorBook,
  open: (space: VectorSpace) => TenantVectors,
  goesOn: () => boolean,
): Promise<unknown> {
  let problem: unknown;
  for (const space of goesOn() ? book.owing() : []) {
    let vectors: TenantVectors;
    try {
      vectors = open(space);
    } catch (error) {
      console.error("vectors cannot be removed", error);
      continue;
    }
    try {
      while (goesOn()) {
        const ids = book.removals(space, REMOVALS);
        if (ids.length === 0) break;
        await vectors.remove(ids);
        if (goesOn()) book.removed(space, ids);
      }
    } catch (error) {
      problem ??= error;
    }
  }
  return problem;
}

/** A chunk alone often does not say what it is about: its title and headings do. */
function embeddedText(chunk: LiveChunk): string {
  return [chunk.title, ...chunk.headingPath, indexedText(chunk.contentType, chunk.text)].join("\n");
}
