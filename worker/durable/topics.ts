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

/** How alike a question has to be to the middle of a group: the cosine between them. */
const ALIKE_LEAST = 0.5;
/** Among so few questions a word is not told from another by how rare it is: none weighs more than one of this many. */
const RARE = 5;
/** What is in one question alone joins it to no other, and shall not hold it apart as much. */
const ALONE = 0.4;
/** Of a handful of questions nearly every word is in one alone: there it says what it says elsewhere. */
const HANDFUL = 12;

type Vector = Map<string, number>;
/** How much a term says. */
export type Weigh = (term: string) => number;

interface Group {
  id: string;
  /** Of the members' vectors, each of length 1. */
  sum: Vector;
  /** The length of the sum, squared: kept beside it, as it is asked for at every question. */
  squared: number;
}

/** The stems that say what a question is about, each once. */
export function topicOf(question: string): string[] {
  return [...new Set(contentTerms(question))].slice(0, 40);
}

/**
 * @param topics in the order in which they were asked; a group is named after its first one and keeps that name
 * @param weigh as `weighTerms` of all of them
 * @returns answer → group, of all topics
 */
export function groupTopics(topics: readonly Topic[], weigh: Weigh): ReadonlyMap<string, string> {
  const groups = new Map<string, Group>();
  const holders = new Map<string, Set<Group>>();
  const groupOf = new Map<string, string>();

  function join(groupId: string, id: string, vector: Vector): void {
    let group = groups.get(groupId);
    if (group === undefined) groups.set(groupId, (group = { id: groupId, sum: new Map(), squared: 0 }));
    for (const [term, weight] of vector) {
      const before = group.sum.get(term) ?? 0;
      group.sum.set(term, before + weight);
      group.squared += weight * (2 * before + weight);
      const known = holders.get(term);
      if (known === undefined) holders.set(term, new Set([group]));
      else known.add(group);
    }
    groupOf.set(id, groupId);
  }

  function nearest(vector: Vector): Group | undefined {
    const near = new Set(tellingTerms(vector).flatMap((term) => [...(holders.get(term) ?? [])]));
    let best: { group: Group; alike: number } | undefined;
    for (const group of near) {
      const alike = cosine(vector, group);
      if (alike >= ALIKE_LEAST && (best === undefined || alike > best.alike)) best = { group, alike };
    }
    return best?.group;
  }

  // Those that were put together before stay together: their middles are there before anything new is looked at.
  for (const { id, terms, groupId } of topics) if (groupId !== undefined) join(groupId, id, vectorOf(terms, weigh));
  for (const { id, terms, groupId } of topics) {
    if (groupId !== undefined) continue;
    const vector = vectorOf(terms, weigh);
    join(nearest(vector)?.id ?? groupNameOf(id), id, vector);
  }
  return groupOf;
}

/** 0 to 1, of each member of one group: how near the middle of it. */
export function centralityOf(members: readonly Topic[], weigh: Weigh): ReadonlyMap<string, number> {
  const vectors = members.map(({ terms }) => vectorOf(terms, weigh));
  const sum: Vector = new Map();
  for (const vector of vectors) {
    for (const [term, weight] of vector) sum.set(term, (sum.get(term) ?? 0) + weight);
  }
  const middle = { sum, squared: [...sum.values()].reduce((squared, weight) => squared + weight * weight, 0) };
  return new Map(members.map(({ id }, at) => [id, cosine(vectors[at]!, middle)]));
}

/** Of the group that begins with this answer. */
export function groupNameOf(answerId: string): string {
  return `grp_${answerId.replace(/^msg_/, "")}`;
}

/** By how rare each term is among all questions. */
export function weighTerms(topics: readonly Topic[]): Weigh {
  const counts = new Map<string, number>();
  for (const { terms } of topics) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return (term) => {
    const count = counts.get(term) ?? 0;
    return Math.log(1 + topics.length / Math.max(RARE, count)) * (count <= 1 && topics.length >= HANDFUL ? ALONE : 1);
  };
}

/** Of length 1. */
function vectorOf(terms: readonly string[], weigh: Weigh): Vector {
  const weights = terms.map((term) => [term, weigh(term)] as const);
  const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0));
  return new Map(weights.map(([term, weight]) => [term, length > 0 ? weight / length : weight]));
}

/**
 * Those of which a group has to have one to be alike: what has the rest alone in common with a vector of length 1 is no
 * nearer to it than the rest is long. The rest is what many questions have, and so what many groups would be found by.
 */
function tellingTerms(vector: Vector): string[] {
  const ranked = [...vector].sort(([, a], [, b]) => b - a);
  let rest = 1;
  let telling = 0;
  while (telling < ranked.length && Math.sqrt(Math.max(0, rest)) > ALIKE_LEAST - 1e-9)
    rest -= ranked[telling++]![1] ** 2;
  return ranked.slice(0, telling).map(([term]) => term);
}

function cosine(unit: Vector, { sum, squared }: Pick<Group, "sum" | "squared">): number {
  let product = 0;
  for (const [term, weight] of unit) product += weight * (sum.get(term) ?? 0);
  return squared > 0 ? product / Math.sqrt(squared) : 0;
}
