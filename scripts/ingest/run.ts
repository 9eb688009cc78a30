/**
 * The ingest itself: read, compare, send, remove, wait, report. Everything it touches outside of the
 * folder is passed in. Safe to stop at any point: the next run finds what is left to do.
 */

import { basename, resolve } from "node:path";

import { ApiError, createApi, type RemoteDocument } from "./api.ts";
import { encodePath, type Folder, readFolder, type SourceFile } from "./files.ts";
import type { IngestOptions } from "./options.ts";
import { planIngest, type Plan, sourceIdOf } from "./plan.ts";
import { createProgress, type Output } from "./progress.ts";

export interface IngestEnvironment {
  output: Output;
  signal: AbortSignal;
  sleep(milliseconds: number): Promise<void>;
  random(): number;
  /** Milliseconds, for how long the run took and how long nothing happened. */
  now(): number;
  /** Milliseconds since 1970: pages dated ahead are not published yet. */
  today(): number;
}

export interface IngestResult {
  sent: number;
  removed: number;
  unchanged: number;
  /** One entry a file or document, with the reason. The run has failed where there is any. */
  failures: { path: string; reason: string }[];
}

const POLL_MS = { first: 200, most: 2_000 } as const;

export async function runIngest(options: IngestOptions, environment: IngestEnvironment): Promise<IngestResult> {
  const { output, signal, sleep, random, now } = environment;
  const started = now();
  const say = (line: string) => output.write(`${line}\n`);
  const label = options.prefix ?? basename(resolve(options.folder));
  const failures: IngestResult["failures"] = [];

  const folder = await readFolder(options.folder, options, environment.today(), signal);
  for (const { path, reason } of [...folder.unlisted, ...folder.unreadable]) failures.push({ path, reason });
  const api = createApi({ url: options.url, key: options.key, signal, sleep, random });
  const plan = planIngest(folder, await api.list(), label, options.pruneAll);
  for (const { path, documentId } of plan.taken) {
    failures.push({
      path,
      reason: `the bot has a document ${documentId} that this command did not send: give --prefix`,
    });
  }
  if (plan.keep) {
    failures.push({ path: ".", reason: `${plan.keep.count} document(s) without a file are kept: ${plan.keep.reason}` });
  }
  for (const { path, reason } of folder.leftOut) say(`left out: ${path} (${reason})`);
  if (options.dryRun) {
    describe(plan, folder, say);
    return { sent: plan.send.length, removed: plan.remove.length, unchanged: plan.unchanged.length, failures };
  }

  // Awaited at the end: document id → file and the version that must get ready.
  const awaited = new Map<string, { path: string; version: number }>();
  for (const { file, remote } of plan.unchanged) {
    if (remote.status !== "ready") awaited.set(file.documentId, { path: file.path, version: remote.version });
  }

  let sent = 0;
  const sending = createProgress(output, "sent", plan.send.length);
  await inParallel(plan.send, options.concurrency, async (file) => {
    try {
      const { version } = await api.put(file.documentId, await bodyOf(file, label));
      awaited.set(file.documentId, { path: file.path, version });
      sent++;
    } catch (error) {
      stopIfFatal(error, signal);
      failures.push({ path: file.path, reason: (error as Error).message });
    }
    sending.update(sent, file.path);
  });
  sending.end();

  let removed = 0;
  const removing = createProgress(output, "removed", plan.remove.length);
  await inParallel(plan.remove, options.concurrency, async (documentId) => {
    try {
      await api.remove(documentId);
      removed++;
    } catch (error) {
      stopIfFatal(error, signal);
      failures.push({ path: documentId, reason: `could not be removed: ${(error as Error).message}` });
    }
    removing.update(removed, documentId);
  });
  removing.end();

  await waitUntilReady();
  const seconds = ((now() - started) / 1_000).toFixed(1);
  if (sent === 0 && removed === 0 && failures.length === 0) {
    say(`Nothing changed: ${plan.unchanged.length} document(s) are up to date (${seconds} s).`);
  } else {
    say(
      `${sent} sent, ${removed} removed, ${plan.unchanged.length} unchanged, ${failures.length} failed (${seconds} s).`,
    );
  }
  for (const { path, reason } of failures) say(`  failed: ${path}: ${reason}`);
  return { sent, removed, unchanged: plan.unchanged.length, failures };

  async function waitUntilReady(): Promise<void> {
    const total = awaited.size;
    const waiting = createProgress(output, "ready", total);
    let wait: number = POLL_MS.first;
    let lastChange = now();
    while (awaited.size > 0) {
      const documents = new Map((await api.list()).map((document) => [document.document_id, document]));
      const before = awaited.size;
      for (const [documentId, { path, version }] of awaited) {
        const outcome = outcomeOf(documents.get(documentId), version);
        if (outcome === undefined) continue;
        awaited.delete(documentId);
        if (outcome !== "ready") failures.push({ path, reason: outcome.problem });
      }
      waiting.update(total - awaited.size, "indexed");
      if (awaited.size === 0) break;
      if (awaited.size < before) {
        lastChange = now();
        wait = POLL_MS.first;
      } else if (now() - lastChange > options.patience * 1_000) {
        for (const { path } of awaited.values()) {
          failures.push({
            path,
            reason: `still not indexed after ${options.patience} s without progress; the server goes on`,
          });
        }
        break;
      }
      await sleep(wait);
      wait = Math.min(POLL_MS.most, wait * 1.5);
    }
    waiting.end();
  }
}

/** What has become of one version, or undefined while it is on its way. */
function outcomeOf(document: RemoteDocument | undefined, version: number): "ready" | { problem: string } | undefined {
  if (document === undefined) return { problem: "was removed while it was being indexed" };
  if (document.version < version) return undefined;
  if (document.status === "failed") return { problem: document.problem ?? "indexing failed" };
  return document.status === "ready" ? "ready" : undefined;
}

async function bodyOf(file: SourceFile, label: string) {
  return {
    content: await file.read(),
    content_type: file.contentType,
    ...(file.url === undefined ? {} : { url: file.url }),
    source_id: sourceIdOf(label),
    sent_hash: file.hash,
  };
}

function stopIfFatal(error: unknown, signal: AbortSignal): void {
  signal.throwIfAborted();
  if (error instanceof ApiError && error.fatal) throw error;
}

/** Runs `work` for each item, `width` at a time. The first throw stops what has not begun. */
async function inParallel<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < items.length && !failed) {
      try {
        await work(items[next++]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  const broken = lanes.find((outcome) => outcome.status === "rejected");
  if (broken) throw broken.reason;
}

function describe(plan: Plan, folder: Folder, say: (line: string) => void): void {
  for (const file of plan.send) {
    const why = plan.isNew.has(file) ? "new" : "changed";
    say(`would send ${file.documentId}${file.url === undefined ? "" : ` (${file.url})`}: ${why}`);
  }
  for (const documentId of plan.remove) {
    const left = folder.leftOut.find(({ path }) => documentId.endsWith(encodePath(path)));
    say(`would remove ${documentId}: ${left === undefined ? "its file is gone" : left.reason}`);
  }
  for (const { path, reason, documentId } of folder.unreadable) {
    say(`cannot read ${path}: ${reason}${documentId === undefined ? "" : "; its document stays as it is"}`);
  }
  for (const { path, reason } of folder.unlisted) say(`cannot list ${path}: ${reason}`);
  say(
    `${plan.send.length} to send, ${plan.remove.length} to remove, ${plan.unchanged.length} unchanged, ` +
      `${folder.leftOut.length} left out. Nothing was done.`,
  );
  for (const file of plan.taken) say(`  id taken by another source: ${file.documentId}`);
  if (plan.keep) say(`  ${plan.keep.count} kept: ${plan.keep.reason}`);
}
