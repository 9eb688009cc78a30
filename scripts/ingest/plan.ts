/**
 * What an ingest has to do, from what the folder holds and what the bot holds. Pure. Every document this command
 * sends has its label as `source_id` and the file's hash as `sent_hash`: by the first it knows its own documents
 * again, by the second the unchanged ones.
 */

import type { RemoteDocument } from "./api.ts";
import type { Folder, SourceFile } from "./files.ts";

export interface Plan {
  /** Those of `send` that the bot does not have yet. */
  isNew: ReadonlySet<SourceFile>;
  send: SourceFile[];
  /** Ids of own documents whose file is gone, or is no page any more. */
  remove: string[];
  /** Sent by an earlier run, unchanged; some may still be indexing. */
  unchanged: { file: SourceFile; remote: RemoteDocument }[];
  /** Files whose id belongs to a document that something else put there. */
  taken: SourceFile[];
  /** Why documents whose file is gone are kept all the same. */
  keep: { count: number; reason: string } | undefined;
}

/** @param label the prefix, or the name of the folder */
export function sourceIdOf(label: string): string {
  return `ingest:${label.replace(/[^\x21-\x7e]+|%/g, (part) => encodeURIComponent(part))}`.slice(0, 200);
}

export function planIngest(folder: Folder, remote: readonly RemoteDocument[], label: string, pruneAll: boolean): Plan {
  const byId = new Map(remote.map((document) => [document.document_id, document]));
  // Documents that an older version sent have the label as it was written.
  const ours = new Set([sourceIdOf(label), `ingest:${label}`]);
  const isOwn = ({ source_id: sourceId }: RemoteDocument) => sourceId !== null && ours.has(sourceId);
  const isNew = new Set<SourceFile>();
  const plan: Plan = { isNew, send: [], remove: [], unchanged: [], taken: [], keep: undefined };
  const present = new Set<string>();
  for (const { documentId } of folder.unreadable) if (documentId !== undefined) present.add(documentId);
  for (const file of folder.files) {
    present.add(file.documentId);
    const document = byId.get(file.documentId);
    if (document === undefined) {
      isNew.add(file);
      plan.send.push(file);
    } else if (!isOwn(document)) plan.taken.push(file);
    else if (document.sent_hash !== file.hash || document.status === "failed") plan.send.push(file);
    else plan.unchanged.push({ file, remote: document });
  }

  const own = remote.filter(isOwn);
  const gone = own.filter((document) => !present.has(document.document_id)).map((document) => document.document_id);
  if (gone.length === 0) return plan;
  if (folder.unlisted.length > 0) {
    plan.keep = {
      count: gone.length,
      reason: "not all of the folder could be listed, so what is missing may only be out of sight",
    };
  } else if (gone.length === own.length && !pruneAll) {
    plan.keep = {
      count: gone.length,
      reason: "the folder holds none of what earlier runs sent: if that is meant, run again with --prune-all",
    };
  } else {
    plan.remove = gone;
  }
  return plan;
}
