/** Request bodies: bounded while they are read, strictly decoded, and checked against a schema. */

import * as v from "valibot";
import { ProblemError, type ProblemIssue } from "../../shared/problem.ts";
import { sayIssue } from "./say-issue.ts";

/** Before a byte of it is read. @throws ProblemError `payload-too-large` */
export function verifyLength({ headers }: Request, most: number): void {
  if (Number(headers.get("content-length") ?? 0) > most) throw tooLarge(most);
}

/** @throws ProblemError `payload-too-large` as soon as one byte too many has come, whatever the headers said */
export async function readBytes(request: Request, most: number): Promise<Uint8Array<ArrayBuffer>> {
  verifyLength(request, most);
  // No more comes than was announced, and all of it at once costs a third of its parts one by one.
  if (request.headers.has("content-length")) {
    const whole = await request.bytes();
    if (whole.length > most) throw tooLarge(most);
    return whole as Uint8Array<ArrayBuffer>;
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  // Not cancelled where it is too long: what is left can still be taken off the wire, so that the client reads why.
  for await (const part of request.body?.values({ preventCancel: true }) ?? []) {
    length += part.length;
    if (length > most) throw tooLarge(most);
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function tooLarge(most: number): ProblemError {
  return new ProblemError("payload-too-large", { detail: `The body is larger than ${most} bytes.` });
}

/** @throws ProblemError `unsupported-media-type`, `payload-too-large`, `invalid-request` */
export async function readJson<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
  most: number,
): Promise<v.InferOutput<Schema>> {
  if (mediaType(request) !== "application/json") {
    throw new ProblemError("unsupported-media-type", { detail: "Send the body as application/json." });
  }
  const text = decodeText(await readBytes(request, most));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProblemError("invalid-request", { detail: "The body is not JSON.", cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ProblemError("invalid-request", { detail: "The body must be a JSON object." });
  }
  return parseWith(schema, value);
}

/** The same, of a call that may come without a body: then as if it were `{}`, whatever type a client says of nothing. */
export async function readOptionalJson<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
  most: number,
): Promise<v.InferOutput<Schema>> {
  const { body, headers } = request;
  if (body === null || headers.get("content-length") === "0") return parseWith(schema, {});
  return readJson(request, schema, most);
}

/** @throws ProblemError `invalid-request` with one issue a field */
export function parseWith<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value, { message: sayIssue });
  if (parsed.success) return parsed.output;
  const issues: ProblemIssue[] = parsed.issues.slice(0, 20).map((issue) => ({
    path: v.getDotPath(issue) ?? "",
    message: issue.received === "undefined" ? "Missing." : clip(issue.message),
  }));
  const first = issues[0]!;
  throw new ProblemError("invalid-request", {
    detail: first.path === "" ? first.message : `${first.path}: ${first.message}`,
    issues,
  });
}

/** Strict UTF-8: a replacement character in place of what was sent would be a loss nobody sees. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw new ProblemError("invalid-request", { detail: "The body is not UTF-8.", cause });
  }
}

/** The `file` of a form, and its fields that are text. @throws ProblemError `payload-too-large`, `invalid-request` */
export async function readForm(
  request: Request,
  most: number,
): Promise<{ file: File; fields: Record<string, string> }> {
  const bytes = await readBytes(request, most);
  let form: FormData;
  try {
    form = await new Response(bytes, {
      headers: { "content-type": request.headers.get("content-type") ?? "" },
    }).formData();
  } catch (cause) {
    throw new ProblemError("invalid-request", { detail: "The body is not valid multipart/form-data.", cause });
  }
  // Of two fields of one name one would be dropped without a word.
  const twice = [...new Set(form.keys())].find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) {
    const message = "Send one: each document takes a request of its own.";
    throw new ProblemError("invalid-request", { detail: `${twice}: ${message}`, issues: [{ path: twice, message }] });
  }
  const file = form.get("file");
  if (file === null || typeof file === "string") {
    const message = "Send it as a file field.";
    throw new ProblemError("invalid-request", { detail: `file: ${message}`, issues: [{ path: "file", message }] });
  }
  const text = [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return { file, fields: Object.fromEntries(text) };
}

/** The media type without parameters, lower case; empty where none was sent. */
export function mediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}

// Some messages repeat what was received, and that may be long.
function clip(message: string): string {
  return message.length > 300 ? `${message.slice(0, 300)}…` : message;
}
