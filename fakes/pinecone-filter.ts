/**
 * Metadata filters as the Pinecone server of the tests applies them: written from Pinecone's
 * documentation and apart from `knowledge/filter`, so that the contract suite compares two readings.
 */

type Json = Record<string, unknown>;

/** @throws Error with what the real service would complain about */
export function applyFilter(filter: unknown, metadata: Json): boolean {
  if (!isObject(filter) || Object.keys(filter).length === 0) throw new Error("filter must be a non-empty object");
  return Object.entries(filter).every(([key, value]) => {
    if (key === "$and" || key === "$or") {
      if (!Array.isArray(value) || value.length === 0) throw new Error(`${key} needs a list`);
      const results = value.map((part) => applyFilter(part, metadata));
      return key === "$and" ? results.every(Boolean) : results.some(Boolean);
    }
    if (key.startsWith("$")) throw new Error(`${key} is not allowed at the top level`);
    const conditions = isObject(value) ? Object.entries(value) : [["$eq", value] as const];
    if (conditions.length === 0) throw new Error(`no condition for ${key}`);
    return conditions.every(([operator, operand]) => applyOperator(operator, operand, metadata[key]));
  });
}

function applyOperator(operator: string, operand: unknown, stored: unknown): boolean {
  const values = Array.isArray(stored) ? stored : stored === undefined ? [] : [stored];
  switch (operator) {
    case "$eq":
      mustBeScalar(operand);
      return values.includes(operand);
    case "$ne":
      mustBeScalar(operand);
      return stored !== undefined && !values.includes(operand);
    case "$in":
    case "$nin": {
      if (!Array.isArray(operand) || operand.length > 10_000) throw new Error(`${operator} needs a list`);
      const kinds = new Set(operand.map((each) => typeof each));
      if (kinds.size > 1 || [...kinds].some((kind) => kind !== "string" && kind !== "number"))
        throw new Error(`the ${operator} operator must be followed by a list of strings or a list of numbers`);
      const found = values.some((value) => operand.includes(value));
      return operator === "$in" ? found : stored !== undefined && !found;
    }
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      if (typeof operand !== "number") throw new Error(`${operator} needs a number`);
      return values.some((value) => typeof value === "number" && compare(operator, value, operand));
    case "$exists":
      if (typeof operand !== "boolean") throw new Error("$exists needs true or false");
      return (stored !== undefined) === operand;
    default:
      throw new Error(`${operator} is not a known operator`);
  }
}

function compare(operator: "$gt" | "$gte" | "$lt" | "$lte", value: number, operand: number): boolean {
  if (operator === "$gt") return value > operand;
  if (operator === "$gte") return value >= operand;
  return operator === "$lt" ? value < operand : value <= operand;
}

function mustBeScalar(value: unknown): void {
  if (!["string", "number", "boolean"].includes(typeof value))
    throw new Error("a value must be a string, a number or a boolean");
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
