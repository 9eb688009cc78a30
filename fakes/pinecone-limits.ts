/** What the strict little Pinecone takes in a body and in a record, after the service's documented limits. */

import type { LoggedRequest } from "./control.ts";

/** Answered as `{ code, message, details }`. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type Kind = "array" | "string" | "number" | "boolean" | "object";

/** @param shape the only fields there may be; a question mark makes one optional */
export function checkBody(request: LoggedRequest, shape: Record<string, Kind | `${Kind}?`>): Record<string, unknown> {
  if (!/^application\/json/.test(request.headers["content-type"] ?? ""))
    throw new Refusal(415, 3, "content-type must be application/json");
  const { body } = request;
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new Refusal(400, 3, "the body must be an object");
  for (const field of Object.keys(body))
    if (!Object.hasOwn(shape, field)) throw new Refusal(400, 3, `unknown field ${field}`);
  for (const [field, kind] of Object.entries(shape)) {
    const value = (body as Record<string, unknown>)[field];
    if (value === undefined && kind.endsWith("?")) continue;
    const actual = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
    if (actual !== kind.replace("?", "")) throw new Refusal(400, 3, `${field} must be of type ${kind}, not ${actual}`);
  }
  return body as Record<string, unknown>;
}

export function checkRecord(
  value: unknown,
  dimension: number,
): { id: string; values: number[]; metadata: Record<string, unknown> } {
  const {
    id,
    values,
    metadata = {},
    ...rest
  } = value as { id?: unknown; values?: unknown; metadata?: Record<string, unknown> };
  if (Object.keys(rest).length > 0)
    throw new Refusal(400, 3, `unknown fields in a vector: ${Object.keys(rest).join(", ")}`);
  if (typeof id !== "string" || !/^[\x01-\x7f]{1,512}$/.test(id))
    throw new Refusal(400, 3, "an id must be 1 to 512 ASCII characters");
  if (!Array.isArray(values) || !values.every(Number.isFinite)) throw new Refusal(400, 3, "values must be numbers");
  if (values.length !== dimension) {
    throw new Refusal(
      400,
      3,
      `Vector dimension ${values.length} does not match the dimension of the index ${dimension}`,
    );
  }
  if (!values.some((number: number) => Math.abs(number) >= 1e-8)) throw new Refusal(400, 3, "a vector of zeros");
  if (new TextEncoder().encode(JSON.stringify(metadata)).length > 40 * 1024)
    throw new Refusal(400, 3, "metadata over 40 KB");
  for (const [field, held] of Object.entries(metadata)) {
    if (field.startsWith("$")) throw new Refusal(400, 3, `metadata field ${field} starts with $`);
    const flat = ["string", "number", "boolean"].includes(typeof held);
    const list = Array.isArray(held) && held.every((item) => typeof item === "string");
    if (!flat && !list)
      throw new Refusal(400, 3, `metadata field ${field} must be a string, number, boolean or list of strings`);
  }
  return { id, values: values as number[], metadata };
}
