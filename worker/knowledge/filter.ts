/**
 * Metadata filters, in Pinecone's language: `$eq $ne $gt $gte $lt $lte $in $nin $exists $and $or`.
 * Parses what came from outside and says whether a record matches. Where filters apply, and what a
 * record's fields are, is the caller's.
 */

import { ProblemError, type ProblemIssue } from "../../shared/problem.ts";
import type { Metadata, MetadataValue } from "./metadata.ts";

export type FilterScalar = string | number | boolean;

export interface FilterCondition {
  $eq?: FilterScalar;
  $ne?: FilterScalar;
  $gt?: number;
  $gte?: number;
  $lt?: number;
  $lte?: number;
  $in?: FilterScalar[];
  $nin?: FilterScalar[];
  $exists?: boolean;
}

/** Fields and conditions are ANDed; a bare value means `$eq`. */
export type MetadataFilter = {
  [field: string]: FilterScalar | FilterCondition | MetadataFilter[];
};

export const FILTER_LIMITS = {
  /** `$and` and `$or` inside one another. */
  depth: 8,
  /** Conditions in the whole filter: what one record costs to check. */
  conditions: 256,
  /** Values of one `$in` or `$nin`, as at Pinecone. */
  listValues: 10_000,
  /** Issues that are told; the first ones say what is wrong. */
  issues: 10,
} as const;

type Operator = keyof FilterCondition;

const OPERAND: Record<Operator, { is: (value: unknown) => boolean; wants: string }> = {
  $eq: { is: isScalar, wants: "a string, number or boolean" },
  $ne: { is: isScalar, wants: "a string, number or boolean" },
  $gt: { is: isNumber, wants: "a number" },
  $gte: { is: isNumber, wants: "a number" },
  $lt: { is: isNumber, wants: "a number" },
  $lte: { is: isNumber, wants: "a number" },
  $in: { is: isScalarList, wants: `a list of at most ${FILTER_LIMITS.listValues} strings, numbers or booleans` },
  $nin: { is: isScalarList, wants: `a list of at most ${FILTER_LIMITS.listValues} strings, numbers or booleans` },
  $exists: { is: (value) => typeof value === "boolean", wants: "true or false" },
};

/**
 * A filter from outside, checked and copied. `{}` matches everything.
 *
 * @throws ProblemError `invalid-request` with an issue per fault
 */
export function parseFilter(input: unknown): MetadataFilter {
  const issues: ProblemIssue[] = [];
  let conditions = 0;

  function fault(path: string, message: string): void {
    if (issues.length < FILTER_LIMITS.issues) issues.push({ path, message });
  }

  function takeFilter(value: unknown, path: string, depth: number): MetadataFilter {
    if (!isObject(value)) {
      fault(path, "A filter is an object of fields and conditions.");
      return {};
    }
    if (depth > FILTER_LIMITS.depth) {
      fault(path, `Filters nest at most ${FILTER_LIMITS.depth} deep.`);
      return {};
    }
    const entries: [string, MetadataFilter[string]][] = [];
    for (const [key, part] of Object.entries(value)) {
      if (issues.length >= FILTER_LIMITS.issues) break;
      const at = `${path}.${key.slice(0, 100)}`;
      if (key === "$and" || key === "$or") entries.push([key, takeClauses(part, at, depth)]);
      else if (key === "" || key.startsWith("$")) fault(at, "Only $and, $or and names of fields stand here.");
      else entries.push([key, takeCondition(part, at)]);
    }
    // Defines own properties, so that a field called __proto__ is a field and nothing else.
    return Object.fromEntries(entries);
  }

  function takeClauses(value: unknown, path: string, depth: number): MetadataFilter[] {
    if (!Array.isArray(value) || value.length === 0 || value.length > FILTER_LIMITS.conditions) {
      fault(path, `Must be a list of 1 to ${FILTER_LIMITS.conditions} filters.`);
      return [];
    }
    return value.map((clause: unknown, index) => takeFilter(clause, `${path}.${index}`, depth + 1));
  }

  function takeCondition(value: unknown, path: string): FilterScalar | FilterCondition {
    if (isScalar(value)) {
      count(path);
      return value;
    }
    const operators = isObject(value) ? Object.entries(value) : [];
    if (operators.length === 0) {
      fault(path, "Must be a string, number, boolean, or an object of operators such as $eq.");
      return {};
    }
    const condition: Record<string, unknown> = {};
    for (const [operator, operand] of operators) {
      count(path);
      const at = `${path}.${operator.slice(0, 100)}`;
      if (!Object.hasOwn(OPERAND, operator)) {
        fault(at, `Unknown operator. Known are ${Object.keys(OPERAND).join(", ")}.`);
      } else if (!OPERAND[operator as Operator].is(operand)) {
        fault(at, `Must be ${OPERAND[operator as Operator].wants}.`);
      } else {
        condition[operator] = Array.isArray(operand) ? [...operand] : operand;
      }
    }
    return condition;
  }

  function count(path: string): void {
    conditions += 1;
    if (conditions === FILTER_LIMITS.conditions + 1) {
      fault(path, `A filter has at most ${FILTER_LIMITS.conditions} conditions.`);
    }
  }

  const filter = takeFilter(input, "filter", 1);
  const [first] = issues;
  if (first !== undefined)
    throw new ProblemError("invalid-request", { detail: `${first.path}: ${first.message}`, issues });
  return filter;
}

/**
 * Whether a record matches a parsed filter. A list field matches where any of its elements does; `$ne`
 * and `$nin` are the negation of `$eq` and `$in`, so a record without the field matches them; the
 * comparisons hold for numbers alone, and nothing is converted.
 */
export function matchesFilter(filter: MetadataFilter, metadata: Metadata): boolean {
  for (const [key, part] of Object.entries(filter)) {
    if (Array.isArray(part)) {
      const holds =
        key === "$or"
          ? part.some((clause) => matchesFilter(clause, metadata))
          : part.every((clause) => matchesFilter(clause, metadata));
      if (!holds) return false;
    } else {
      // An inherited property is no field of the record.
      const value = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
      if (!matchesCondition(part, value)) return false;
    }
  }
  return true;
}

/** A filter that holds where all of them hold: none can widen another. Undefined where there is none. */
export function andFilters(...filters: readonly (MetadataFilter | null | undefined)[]): MetadataFilter | undefined {
  const given = filters.filter((filter) => filter !== null && filter !== undefined && Object.keys(filter).length > 0);
  return given.length > 1 ? { $and: given as MetadataFilter[] } : (given[0] ?? undefined);
}

function matchesCondition(condition: FilterScalar | FilterCondition, value: MetadataValue | undefined): boolean {
  if (typeof condition !== "object") return equals(value, condition);
  const { $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists } = condition;
  return (
    ($eq === undefined || equals(value, $eq)) &&
    ($ne === undefined || !equals(value, $ne)) &&
    ($gt === undefined || (typeof value === "number" && value > $gt)) &&
    ($gte === undefined || (typeof value === "number" && value >= $gte)) &&
    ($lt === undefined || (typeof value === "number" && value < $lt)) &&
    ($lte === undefined || (typeof value === "number" && value <= $lte)) &&
    ($in === undefined || isIn(value, $in)) &&
    ($nin === undefined || !isIn(value, $nin)) &&
    ($exists === undefined || (value !== undefined) === $exists)
  );
}

function equals(value: MetadataValue | undefined, wanted: FilterScalar): boolean {
  return Array.isArray(value) ? value.some((element) => element === wanted) : value === wanted;
}

// A long list is asked once per record: a set each, made once, keeps that from being their product.
const sets = new WeakMap<FilterScalar[], Set<FilterScalar>>();

function isIn(value: MetadataValue | undefined, list: FilterScalar[]): boolean {
  if (value === undefined) return false;
  let set = sets.get(list);
  if (set === undefined) sets.set(list, (set = new Set(list)));
  return Array.isArray(value) ? value.some((element) => set.has(element)) : set.has(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isScalar(value: unknown): value is FilterScalar {
  return typeof value === "string" || typeof value === "boolean" || isNumber(value);
}

function isScalarList(value: unknown): value is FilterScalar[] {
  return Array.isArray(value) && value.length <= FILTER_LIMITS.listValues && value.every(isScalar);
}
