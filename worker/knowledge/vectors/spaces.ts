/**
 * Vector spaces: which model made a bot's vectors and where they are. Vectors of two spaces are never
 * compared, so a change of engine is a new space that is built beside the old one.
 */

/** What an engine would make. */
export interface SpaceFacts {
  /** Where vectors live, as `VectorStore.place` has it. */
  place: string;
  /** As `Embedder.model` has it. */
  model: string;
  dimensions: number;
}

/** What one bot has: the facts are kept with its vectors. */
export interface VectorSpace extends SpaceFacts {
  /** Counts a bot's spaces from 0. */
  generation: number;
  /** On its ids, so that several spaces can stand in one index: the generation where that is so, else 0. */
  mark: number;
}

/** The id of a chunk's vector: the chunk's own, marked where another space shares the index. */
export function vectorIdOf(chunkId: string, { mark }: VectorSpace): string {
  return mark === 0 ? chunkId : `${chunkId}@${mark}`;
}

// A chunk id ends with a colon and digits, so whatever follows an @ after them is ours.
const MARKED = /^(.*:\d+)@(\d+)$/s;

export function parseVectorId(vectorId: string): { chunkId: string; mark: number } {
  const marked = MARKED.exec(vectorId);
  return marked === null ? { chunkId: vectorId, mark: 0 } : { chunkId: marked[1]!, mark: Number(marked[2]) };
}

/**
 * The space a bot should have, given the one that answers now and what the deployment makes today. A bot
 * stays in the index it was placed in: another index for new bots alone is no reason to move it.
 *
 * @param used where other vectors of this bot may stand, those included that are only owed a removal: a
 *   removal that comes late must not hit the ids of a newer space
 */
export function targetSpace(
  live: VectorSpace | undefined,
  now: SpaceFacts,
  next: number,
  used: readonly string[] = [],
): VectorSpace {
  const stays =
    live !== undefined &&
    live.model === now.model &&
    live.dimensions === now.dimensions &&
    storeOf(live.place) === storeOf(now.place);
  return stays ? live : { ...now, generation: next, mark: used.includes(now.place) ? next : 0 };
}

export function isSameSpace(left: VectorSpace | undefined, right: VectorSpace | undefined): boolean {
  return (
    left?.generation === right?.generation &&
    left?.place === right?.place &&
    left?.model === right?.model &&
    left?.dimensions === right?.dimensions
  );
}

/** `embedded` or `pinecone`, whatever the index. */
function storeOf(place: string): string {
  return place.split(":")[0]!;
}
