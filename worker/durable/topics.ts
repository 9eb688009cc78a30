/**
 * Questions that ask the same, put together without a model: vectors of their stems, weighed by how rare each is
 * among the questions, and leader clustering in the order in which they were asked. Pure: the same questions give
 * the same groups, however often and in whatever portions they come.
 */

import { contentTerms } from "../knowledge/language/terms.ts";

export interface Topic {
  /** Of the answer. */
  id: string;
  /** As `topicOf` made them. */
  terms: readonly string[];
  /** Undefined: not put anywhere yet. */
  groupId: string | undefined;
}

/** How alike a question has to be to the middle of a group. */
const ALIKE_LEAST = 0.5;
/** Among so few questions a word is not told from another by how rare it is: none weighs more than one of this many. */
const RARE = 5;
/** What is in one question alone joins it to no other, and shall not hold it apart as much. */
const ALONE = 0.4;
/** Of a handful of questions nearly every word is in one alone: there it says what it says elsewhere. */
const HANDFUL = 12;

type Vector = Map<string, number>;

interface Group {
  id: string;
  /** Of the members' vectors, each of length 1. */
  sum: Vector;
  members: { id: string; vector: Vector }[];
}

/** The stems that say what a question is about, each once. */
export function topicOf(question: string): string[] {
  return [...new Set(contentTerms(question))].slice(0, 40);
}

export interface Grouping {
  /** Answer → group, of all topics. */
  groupOf: ReadonlyMap<string, string>;
  /** 0 to 1: how near the middle of its group a question is. */
  centrality(id: string): number;
}

/** @param topics in the order in which they were asked; a group is named after its first one and keeps that name */
export function groupTopics(topics: readonly Topic[]): Grouping {
  const weights = weigh(topics);
  const groups = new Map<string, Group>();
  const byTerm = new Map<string, Set<Group>>();
  const groupOf = new Map<string, string>();

  function join(group: Group, id: string, vector: Vector): void {
    for (const [term, weight] of vector) {
      group.sum.set(term, (group.sum.get(term) ?? 0) + weight);
      let holders = byTerm.get(term);
      if (holders === undefined) byTerm.set(term, (holders = new Set()));
      holders.add(group);
    }
    group.members.push({ id, vector });
    groupOf.set(id, group.id);
  }

  function begin(id: string): Group {
    const group: Group = { id, sum: new Map(), members: [] };
    groups.set(id, group);
    return group;
  }

  // Those that were put together before stay together: their middles are there before anything new is looked at.
  for (const { id, terms, groupId } of topics) {
    if (groupId !== undefined) join(groups.get(groupId) ?? begin(groupId), id, vectorOf(terms, weights));
  }
  for (const { id, terms, groupId } of topics) {
    if (groupId !== undefined) continue;
    const vector = vectorOf(terms, weights);
    const near = new Set([...vector.keys()].flatMap((term) => [...(byTerm.get(term) ?? [])]));
    let best: { group: Group; alike: number } | undefined;
    for (const group of near) {
      const alike = cosine(vector, group.sum);
      if (alike >= ALIKE_LEAST && (best === undefined || alike > best.alike)) best = { group, alike };
    }
    join(best?.group ?? begin(groupNameOf(id)), id, vector);
  }
  return {
    groupOf,
    centrality(id) {
      const group = groups.get(groupOf.get(id) ?? "");
      const member = group?.members.find((each) => each.id === id);
      return group === undefined || member === undefined ? 0 : cosine(member.vector, group.sum);
    },
  };
}

/** Of the group that begins with this answer. */
export function groupNameOf(answerId: string): string {
  return `grp_${answerId.replace(/^msg_/, "")}`;
}

function weigh(topics: readonly Topic[]): (term: string) => number {
  const holders = new Map<string, number>();
  for (const { terms } of topics) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  return (term) => {
    const count = holders.get(term) ?? 0;
    return Math.log(1 + topics.length / Math.max(RARE, count)) * (count <= 1 && topics.length >= HANDFUL ? ALONE : 1);
  };
}

/** Of length 1. */
function vectorOf(terms: readonly string[], weigh: (term: string) => number): Vector {
  const vector: Vector = new Map(terms.map((term) => [term, weigh(term)]));
  const length = lengthOf(vector);
  if (length > 0) for (const [term, weight] of vector) vector.set(term, weight / length);
  return vector;
}

function cosine(unit: Vector, other: Vector): number {
  let product = 0;
  for (const [term, weight] of unit) product += weight * (other.get(term) ?? 0);
  const length = lengthOf(other);
  return length === 0 ? 0 : product / length;
}

function lengthOf(vector: Vector): number {
  return Math.sqrt([...vector.values()].reduce((sum, weight) => sum + weight * weight, 0));
}
