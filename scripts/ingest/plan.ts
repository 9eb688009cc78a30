/**
 * What an ingest has to do, from what the folder holds and what the bot holds. Pure. Every document this
 * command sends carries `ingest` (the prefix, or the name of the folder) and `source_hash` in its
 * metadata: by the first it knows its own documents again, by the second the unchanged ones.
 */

import type { RemoteDocument } from "./api.ts";
import type { Folder, SourceFile } from "./files.ts";

export interface Plan {
  send: SourceFile[];
  /** Ids of own documents whose file is gone. */
  remove: string[];
  /** Sent by an earlier run, unchanged; some may still be indexing. */
  unchanged: { file: SourceFile; remote: RemoteDocument }[];
  /** Files whose id belongs to a document that something else put there. */
  taken: SourceFile[];
  /** Why documents whose file is gone are kept all the same. */
  keep: { count: number; reason: string } | undefined;
}

export function planIngest(folder: Folder, remote: readonly RemoteDocument[], label: string, pruneAll: boolean): Plan {
  const byId = new Map(remote.map((document) => [document.document_id, document]));
  const plan: Plan = { send: [], remove: [], unchanged: [], taken: [], keep: undefined };
  const present = new Set<string>();
  for (const file of folder.files) {
    present.add(file.documentId);
    const document = byId.get(file.documentId);
    if (document === undefined) plan.send.push(file);
    else if (document.metadata["ingest"] !== label) plan.taken.push(file);
    else if (document.metadata["source_hash"] !== file.hash || document.status === "failed") plan.send.push(file);
    else plan.unchanged.push({ file, remote: document });
  }

  const own = remote.filter((document) => document.metadata["ingest"] === label);
  const gone = own.filter((document) => !present.has(document.document_id)).map((document) => document.document_id);
  if (gone.length === 0) return plan;
  if (folder.unreadable.length > 0) {
    plan.keep = {
      count: gone.length,
      reason: "not all of the folder could be read, so what is missing may only be unreadable",
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
