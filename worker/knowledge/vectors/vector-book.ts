/**
 * Which vectors there are: the space that answers, the one being built beside it, the chunks that still
 * lack a vector, and the vectors that a store still has to forget. Stores and models are never called here.
 */

import type { Facts } from "../../sqlite/facts.ts";
import type { WriteMark } from "./records.ts";
import { isSameSpace, type SpaceFacts, targetSpace, vectorIdOf, type VectorSpace } from "./spaces.ts";

/** In the place of a chunk's generation: it has no vector, and gets none in the space that is filled now. */
export const REFUSED = -1;

export type VectorBook = ReturnType<typeof createVectorBook>;

export function createVectorBook(sql: SqlStorage, facts: Facts) {
  function space(name: "live_space" | "building_space"): VectorSpace | undefined {
    const text = facts.get(name);
    return text === undefined ? undefined : (JSON.parse(text) as VectorSpace);
  }

  function owe(vectorSpace: VectorSpace, chunkIds: Iterable<string>): void {
    const key = JSON.stringify(vectorSpace);
    for (const chunkId of chunkIds) {
      sql.exec("INSERT OR IGNORE INTO removals VALUES (?, ?)", vectorIdOf(chunkId, vectorSpace), key);
    }
  }

  function chunkIds(where: string, ...bindings: string[]): string[] {
    return sql
      .exec<{ chunk_id: string }>(`SELECT chunk_id FROM chunks WHERE ${where}`, ...bindings)
      .toArray()
      .map((chunk) => chunk.chunk_id);
  }

  /** Every space that may hold vectors of this bot: the two that are known, and those that owe a removal. */
  function allSpaces(): VectorSpace[] {
    const owing = sql.exec<{ space: string }>("SELECT DISTINCT space FROM removals").toArray();
    const known = [space("live_space"), space("building_space")].filter((each) => each !== undefined);
    const others = owing.map((row) => JSON.parse(row.space) as VectorSpace);
    return [...known, ...others.filter((other) => !known.some((each) => isSameSpace(each, other)))];
  }

  /**
   * What was half built goes. All of its ids are owed a removal, not only those that are known to be
   * written: the process may have died between a write and its note.
   */
  function giveUp(building: VectorSpace): void {
    owe(building, chunkIds("1"));
    facts.drop("building_space");
    // It was a write to the space that was given up.
    facts.drop("unseen_write");
  }

  function setBuilding(next: VectorSpace): void {
    facts.set("building_space", JSON.stringify(next));
    facts.set("next_generation", String(Math.max(next.generation + 1, Number(facts.get("next_generation") ?? 0))));
    facts.drop("unseen_write");
    sql.exec("UPDATE chunks SET generation = NULL WHERE generation IS NOT NULL");
  }

  return {
    create(): void {
      sql.exec(`CREATE TABLE IF NOT EXISTS removals (
        vector_id TEXT NOT NULL, space TEXT NOT NULL, PRIMARY KEY (vector_id, space)) STRICT, WITHOUT ROWID`);
    },

    /** Its vectors answer; undefined until the first space is whole. */
    live: () => space("live_space"),

    /** Every space that may hold vectors of this bot. */
    all: allSpaces,

    /** Where the last write went. */
    filled: () => space("building_space") ?? space("live_space"),

    /** Every live chunk has a vector, and queries see all of them. */
    isWhole: () =>
      space("live_space") !== undefined &&
      space("building_space") === undefined &&
      facts.get("unseen_write") === undefined,

    /**
     * True while a space is being built or owes removals (it may have been out of reach until now), and where
     * the deployment makes other vectors than those that answer.
     *
     * @param now undefined where it makes none
     */
    isBehind(now: SpaceFacts | undefined): boolean {
      const live = space("live_space");
      const owes = sql.exec("SELECT 1 FROM removals LIMIT 1").toArray().length > 0;
      if (owes || now === undefined) return owes;
      return space("building_space") !== undefined || (live !== undefined && targetSpace(live, now, -1) !== live);
    },

    /** Chunks that go: whatever store may have their vectors owes a removal. */
    dropDocument(documentId: string): void {
      const gone = chunkIds("document_id = ?", documentId);
      for (const each of [space("live_space"), space("building_space")]) if (each !== undefined) owe(each, gone);
    },

    /**
     * The space to fill now, begun anew where the deployment makes other vectors than it did. What was
     * half built is given up; what answers goes on answering.
     */
    spaceToFill(now: SpaceFacts): VectorSpace {
      const live = space("live_space");
      const building = space("building_space");
      const used = allSpaces().map(({ place }) => place);
      const target = targetSpace(live, now, Number(facts.get("next_generation") ?? 0), used);
      if (isSameSpace(target, live)) {
        if (building !== undefined) {
          giveUp(building);
          // Which chunks have a vector in the old space was not kept: making them again changes nothing.
          sql.exec("UPDATE chunks SET generation = NULL WHERE generation IS NOT NULL");
        }
        return target;
      }
      const begun =
        building !== undefined && isSameSpace({ ...target, generation: building.generation }, building)
          ? building
          : undefined;
      if (begun !== undefined) return begun;
      if (building !== undefined) giveUp(building);
      setBuilding(target);
      return target;
    },

    /** The space that was filled is whole: it answers from now on, and the old one's vectors go. */
    finish(): void {
      const building = space("building_space");
      if (building === undefined) return;
      const live = space("live_space");
      if (live !== undefined) owe(live, chunkIds("1"));
      facts.set("live_space", JSON.stringify(building));
      facts.drop("building_space");
    },

    /** A chunk that was replaced while its vector was being made is owed a removal instead. */
    mark(filled: VectorSpace, chunks: readonly { id: number; chunkId: string }[]): void {
      for (const { id, chunkId } of chunks) {
        const { rowsWritten } = sql.exec(
          "UPDATE chunks SET generation = ? WHERE id = ? AND chunk_id = ?",
          filled.generation,
          id,
          chunkId,
        );
        if (rowsWritten === 0) owe(filled, [chunkId]);
      }
    },

    /** Chunks that an engine does not take: they are not tried again in this space, and full text alone finds them. */
    refuse(chunks: readonly { id: number; chunkId: string }[]): void {
      for (const { id, chunkId } of chunks)
        sql.exec("UPDATE chunks SET generation = ? WHERE id = ? AND chunk_id = ?", REFUSED, id, chunkId);
    },

    noteWrite(mark: WriteMark): void {
      if (mark !== null) facts.set("unseen_write", mark);
    },

    /** The last write that queries may not see yet. */
    unseenWrite: () => facts.get("unseen_write"),

    sawWrite(): void {
      facts.drop("unseen_write");
    },

    /** Spaces that still have to forget something. */
    owing: (): VectorSpace[] =>
      sql
        .exec<{ space: string }>("SELECT DISTINCT space FROM removals ORDER BY space")
        .toArray()
        .map((row) => JSON.parse(row.space) as VectorSpace),

    /** Some of the vectors that a space still has to forget. */
    removals(from: VectorSpace, limit: number): string[] {
      return sql
        .exec<{ vector_id: string }>(
          "SELECT vector_id FROM removals WHERE space = ? LIMIT ?",
          JSON.stringify(from),
          limit,
        )
        .toArray()
        .map((removal) => removal.vector_id);
    },

    removed(from: VectorSpace, vectorIds: readonly string[]): void {
      const key = JSON.stringify(from);
      for (const vectorId of vectorIds)
        sql.exec("DELETE FROM removals WHERE vector_id = ? AND space = ?", vectorId, key);
    },
  };
}
