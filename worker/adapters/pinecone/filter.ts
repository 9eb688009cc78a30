/**
 * Our metadata filters as Pinecone takes them: it refuses an empty filter, which to us matches everything, and
 * a list of values that are not all strings or all numbers, and may not count a missing field as different.
 */

import type { FilterCondition, FilterScalar, MetadataFilter } from "../../knowledge/filter.ts";

/** @returns undefined for a filter that matches every record */
export function toPineconeFilter(filter: MetadataFilter | undefined): MetadataFilter | undefined {
  const kept: [string, MetadataFilter[string]][] = [];
  // What one condition cannot say stands beside the others.
  const beside: MetadataFilter[] = [];
  for (const [key, part] of Object.entries(filter ?? {})) {
    if (!Array.isArray(part)) {
      const { condition, others } =
        typeof part === "object" ? splitCondition(key, part) : { condition: part, others: [] };
      if (condition !== undefined) kept.push([key, condition]);
      beside.push(...others);
      continue;
    }
    const clauses = part.map(toPineconeFilter);
    const real = clauses.filter((clause) => clause !== undefined);
    // One clause of an OR that always holds makes the OR hold; of an AND it says nothing.
    if (real.length === 0 || (key === "$or" && real.length < clauses.length)) continue;
    kept.push([key, real]);
  }
  if (kept.length > 0) beside.unshift(Object.fromEntries(kept));
  return beside.length > 1 ? { $and: beside } : beside[0];
}

/** The condition without what Pinecone refuses or reads in another way, and what stands for these parts. */
function splitCondition(
  field: string,
  { $in, $nin, $ne, ...rest }: FilterCondition,
): { condition: FilterCondition | undefined; others: MetadataFilter[] } {
  const condition: FilterCondition = rest;
  const others: MetadataFilter[] = [];
  if ($in !== undefined) {
    const lists = listsOf($in);
    if (isPlain($in)) condition.$in = $in;
    else if (lists.length === 1) others.push({ [field]: lists[0]! });
    else others.push({ $or: lists.map((list) => ({ [field]: list })) });
  }
  const negations: FilterCondition[] = $ne === undefined ? [] : [{ $ne }];
  // A list of nothing excludes nothing.
  for (const { $in: list, $eq: value } of listsOf($nin ?? [])) {
    negations.push(list === undefined ? { $ne: value! } : { $nin: list });
  }
  for (const negation of negations) {
    const holds = { [field]: negation };
    // To us a record without the field is not equal to anything; Pinecone has been seen to leave it out.
    others.push(rest.$exists === true ? holds : { $or: [holds, { [field]: { $exists: false } }] });
  }
  return { condition: Object.keys(condition).length > 0 ? condition : undefined, others };
}

function isPlain(values: readonly FilterScalar[]): boolean {
  const [first] = values;
  return typeof first !== "boolean" && values.every((value) => typeof value === typeof first);
}

/** The same values as conditions that hold for one kind each. */
function listsOf(values: readonly FilterScalar[]): Pick<FilterCondition, "$in" | "$eq">[] {
  const strings = values.filter((value) => typeof value === "string");
  const numbers = values.filter((value) => typeof value === "number");
  const booleans = [true, false].filter((value) => values.includes(value));
  return [
    ...[strings, numbers].filter((list) => list.length > 0).map((list) => ({ $in: list })),
    ...booleans.map((value) => ({ $eq: value })),
  ];
}
