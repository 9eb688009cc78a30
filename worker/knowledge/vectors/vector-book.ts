/**
 * Which vectors there are: the space that answers, the one being built beside it, the chunks that still
 * lack a vector, and the vectors that a store still has to forget. Stores and models are never called here.
 */

import type { Facts } from "../../sqlite/facts.ts";
import type { WriteMark } from "./records.ts";
import { createRemovals } from "./removals.ts";
import { isSameSpace, parseVectorId, type SpaceFacts, targetSpace, vectorIdOf, type VectorSpace } from "./spaces.ts";

/** In the place of a chunk's generation: it has no vector, and gets none in the space that is filled now. */
export const REFUSED = -1;

/** Whether a space that is being built is the wanted one, or the same in another of the places that are there. */
function isBegun(building: VectorSpace, target: VectorSpace, places: readonly string[]): boolean {
  const isPlaced = building.place === target.place || places.includes(building.place);
  return isPlaced && building.model === target.model && building.dimensions === target.dimensions;
}

export type VectorBook = ReturnType<typeof createVectorBook>;

export function createVectorBook(sql: SqlStorage, facts: Facts) {
  function space(name: "live_space" | "building_space"): VectorSpace | undefined {
    const text = facts.get(name);
    return text === undefined ? undefined : (JSON.parse(text) as VectorSpace);
  }

  const removals = createRemovals(sql);
  const { owe } = removals;

  function chunkIds(where: string, ...bindings: string[]): string[] {
    return sql
      .exec<{ chunk_id: string }>(`SELECT chunk_id FROM chunks WHERE ${where}`, ...bindings)
      .toArray()
      .map((chunk) => chunk.chunk_id);
  }

  /** Every space that may hold vectors of this bot: the two that are known, and those that owe a removal. */
  function allSpaces(): VectorSpace[] {
    const known = [space("live_space"), space("building_space")].filter((each) => each !== undefined);
    return [...known, ...removals.owing().filter((other) => !known.some((each) => isSameSpace(each, other)))];
  }

  /** Places that no space of this bot is in any more, as they are left. */
  function leave(place: string): void {
    const left = new Set(JSON.parse(facts.get("left_places") ?? "[]") as string[]);
    facts.set("left_places", JSON.stringify([...left.add(place)]));
  }

  /**
   * What was half built goes. All of its ids are owed a removal, not only those that are known to be
   * written: the process may have died between a write and its note.
   */
  function giveUp(building: VectorSpace): void {
    owe(building, chunkIds("1"));
    facts.drop("building_space");
    leave(building.place);
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
    create: removals.create,

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
      const owes = removals.isOwed();
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
    spaceToFill(now: SpaceFacts & { places?: readonly string[] }): VectorSpace {
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
      if (building !== undefined && isBegun(building, target, now.places ?? [])) return building;
      if (building !== undefined) giveUp(building);
      setBuilding(target);
      return target;
    },

    /** The place takes no more: what was begun there is given up, where nothing of this bot answers from it. */
    wasRefused(place: string): boolean {
      const building = space("building_space");
      if (building === undefined || building.place !== place || space("live_space")?.place === place) return false;
      giveUp(building);
      return true;
    },

    /** The space that was filled is whole: it answers from now on, and the old one's vectors go. */
    finish(): void {
      const building = space("building_space");
      if (building === undefined) return;
      const live = space("live_space");
      if (live !== undefined) {
        owe(live, chunkIds("1"));
        leave(live.place);
      }
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

    /** Places that were left, where no vector of this bot has to be any more. */
    leftPlaces(): string[] {
      const used = new Set(allSpaces().map(({ place }) => place));
      return (JSON.parse(facts.get("left_places") ?? "[]") as string[]).filter((place) => !used.has(place));
    },

    /** Nothing of this bot is there. */
    wasLeft(place: string): void {
      const left = (JSON.parse(facts.get("left_places") ?? "[]") as string[]).filter((each) => each !== place);
      facts.set("left_places", JSON.stringify(left));
    },

    /** Whether a vector of this id may stand in a place: of a chunk that there is, in a space that is there. */
    knows(vectorId: string, place: string): boolean {
      const { chunkId, mark } = parseVectorId(vectorId);
      const isOfSpace = [space("live_space"), space("building_space")].some(
        (each) => each !== undefined && each.place === place && each.mark === mark,
      );
      return isOfSpace && chunkIds("chunk_id = ?", chunkId).length > 0;
    },

    /** Vectors that queries of the live space should find. */
    expected(): string[] {
      const live = space("live_space");
      if (live === undefined) return [];
      return chunkIds("generation = ?", String(live.generation)).map((chunkId) => vectorIdOf(chunkId, live));
    },

    /** Chunks whose vector is not there after all: it is made again. */
    lost(vectorIds: readonly string[]): void {
      for (const id of vectorIds)
        sql.exec("UPDATE chunks SET generation = NULL WHERE chunk_id = ?", parseVectorId(id).chunkId);
    },

    /** Spaces that still have to forget something. */
    owing: removals.owing,
    /** Some of the vectors that a space still has to forget. */
    removals: removals.some,
    removed: removals.removed,
  };
}
