/**
 * A document's way into a bot, as the Worker sees it: the object keeps the bytes, the Worker reads them, the
 * object takes what was read. Where the Worker does not live to the end, the object's alarm reads them.
 */

import type { KnowledgeBaseApi } from "../durable/api.ts";
import { ProblemError } from "../../shared/problem.ts";
import { unwrap } from "../outcome.ts";
import { type FileReading, type Format, formatOfType } from "./extract/formats.ts";
import type { DocumentView } from "./document-view.ts";
import type { DocumentInput } from "./queue.ts";
import { readDocument } from "./read.ts";
import { inTurn } from "./turns.ts";

export interface FeedOptions {
  /** Whether to return only when the version is ready or has failed. */
  wait: boolean;
  /** For work that may outlive the response. */
  waitUntil(promise: Promise<unknown>): void;
  /** The Worker that reads files. */
  files: FileReading | undefined;
}

/** @throws ProblemError where the object refuses, or the file is a bomb; anything else where an extractor breaks, while the document waits */
export async function feedDocument(
  knowledgeBase: DurableObjectStub<KnowledgeBaseApi>,
  input: DocumentInput,
  { wait, waitUntil, files }: FeedOptions,
): Promise<DocumentView> {
  await refuseBombs(input, files);
  const { view, queued, pending } = unwrap(await knowledgeBase.put(input));
  if (!queued && !(wait && pending)) return view;
  const work = async (): Promise<DocumentView> => {
    const { length } = input.bytes;
    const reading = await inTurn(length, () => readDocument(input, files));
    return (await inTurn(length, async () => knowledgeBase.take(view.document_id, view.version, reading))) ?? view;
  };
  if (wait) return work();
  waitUntil(work().catch((error: unknown) => console.error("reading a document failed, trying again later", error)));
  return view;
}

/** @throws ProblemError `payload-too-large` */
async function refuseBombs({ contentType, bytes }: DocumentInput, files: FileReading | undefined): Promise<void> {
  const format: Format = formatOfType(contentType)!;
  if (files === undefined || format.refusal === undefined) return;
  let problem;
  try {
    problem = await format.refusal(bytes, files);
  } catch (error) {
    // The reader broke at it: it is kept, and tried again as any other.
    console.error("a file could not be judged", error);
  }
  if (problem !== undefined) throw new ProblemError("payload-too-large", { detail: problem.detail });
}
