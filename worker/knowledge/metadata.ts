/**
 * What an owner may attach to a document. The limits are Pinecone's and hold for every store, so that
 * a bot can change stores later and nothing is refused then that was taken before.
 */

import { ProblemError, type ProblemIssue } from "../../shared/problem.ts";

/** What an index may hold beside a vector. Flat, as Pinecone has it; a list matches on any element. */
export type MetadataValue = string | number | boolean | string[];
export type Metadata = Record<string, MetadataValue>;

/** UTF-8 bytes of the owner's metadata as JSON. */
export const METADATA_BYTES = 38_000;
/** UTF-8 bytes of all that a record holds beside its vector, by the index's limit of 40 KB. */
const RECORD_BYTES = 40_000;

/**
 * Fields the server sets on every record; an owner can filter by them. (`version` is set as well, but an
 * owner's own field of that name goes before it: many have one, and nothing here reads ours.)
 */
export const RESERVED_FIELDS: readonly string[] = ["document_id", "url"];

/**
 * Takes flat objects of strings, finite numbers, booleans and lists of strings.
 *
 * @returns a copy without a prototype's surprises
 * @throws ProblemError `invalid-request` with one issue a field, `path` being `metadata.<field>`
 */
export function verifyMetadata(metadata: unknown): Metadata {
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    throw refusal([{ path: "metadata", message: "Must be an object." }]);
  }
  const issues: ProblemIssue[] = [];
  const kept: [string, Metadata[string]][] = [];
  for (const [field, value] of Object.entries(metadata) as [string, unknown][]) {
    const message = complaintAbout(field, value);
    if (message !== undefined) issues.push({ path: `metadata.${field.slice(0, 100)}`, message });
    else kept.push([field, Array.isArray(value) ? [...(value as string[])] : (value as Metadata[string])]);
  }
  // A request that is wrong in thousands of places is as wrong in its first twenty.
  if (issues.length > 0) throw refusal(issues.slice(0, 20));
  // fromEntries defines its properties: a field named `__proto__` stays a field.
  const copy = Object.fromEntries(kept);
  const bytes = new TextEncoder().encode(JSON.stringify(copy)).length;
  if (bytes > METADATA_BYTES) {
    throw refusal([{ path: "metadata", message: `At most ${METADATA_BYTES} bytes as JSON; these are ${bytes}.` }]);
  }
  return copy;
}

/**
 * Whether the metadata, with the fields the server adds, fits one record. Most ids and URLs are short, but
 * each may alone take a good part of it.
 *
 * @param fields as they will stand in the index
 * @throws ProblemError `invalid-request`
 */
export function verifyRecordSize(fields: Metadata): void {
  const bytes = new TextEncoder().encode(JSON.stringify(fields)).length;
  if (bytes <= RECORD_BYTES) return;
  const message = `At most ${RECORD_BYTES} bytes as JSON, with the id and the url; these are ${bytes}.`;
  throw refusal([{ path: "metadata", message }]);
}

function complaintAbout(field: string, value: unknown): string | undefined {
  if (field === "") return "A field needs a name.";
  if (field.startsWith("$")) return "The name of a field must not begin with $.";
  if (RESERVED_FIELDS.includes(field)) return "This field is set by the server.";
  if (!field.isWellFormed()) return "The name must be well-formed text.";
  if (value === null) return "Must not be null: leave the field out.";
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? undefined : "Must be well-formed text.";
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : "Must be a finite number.";
    default:
      if (!Array.isArray(value)) return "Must be text, a number, true, false or a list of texts: nothing nested.";
      if (!value.every((item) => typeof item === "string" && item.isWellFormed()))
        return "A list may hold texts alone.";
      return undefined;
  }
}

function refusal(issues: ProblemIssue[]): ProblemError {
  const [first] = issues;
  return new ProblemError("invalid-request", { detail: `${first!.path}: ${first!.message}`, issues });
}
