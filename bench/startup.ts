/**
 * What a new isolate costs: the processor time of the runtime from its start to the first answered request,
 * beside a Worker that does nothing but answer. Linux alone tells processor time this exactly.
 */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { makeSecrets } from "../scripts/make-secrets.ts";
import { READER_WORKER, readerModules } from "../scripts/serve/reader.ts";
import { processorTime } from "./process.ts";

const root = join(import.meta.dirname, "..");
const ROUNDS = 9;

/** Has the same objects, so that the runtime makes the same preparations. */
const EMPTY = `
  import { DurableObject } from "cloudflare:workers";
  export class KnowledgeBase extends DurableObject {}
  export class Conversation extends DurableObject {}
  export class Ledger extends DurableObject {}
  export class Source extends DurableObject {}
  export default { fetch: () => Response.json({ ok: true }) };
`;

/** The reader of files has no part in the start of the main Worker: both contenders have this one beside them. */
const EMPTY_READER = `
  import { WorkerEntrypoint } from "cloudflare:workers";
  export class FileReader extends WorkerEntrypoint {}
  export default { fetch: () => new Response("", { status: 404 }) };
`;

const HOSTED = { OPENAI_API_KEY: "openai-test-key", OPENAI_BASE_URL: "http://127.0.0.1:1/v1" };

/** One section on the Worker's size and start, as Markdown. Takes about a minute. */
export async function benchStartup(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "vegarag-startup-"));
  const bundle = join(root, "dist", "worker", "index.js");
  const empty = join(folder, "empty.js");
  const emptyReader = join(folder, "empty-reader.js");
  writeFileSync(empty, EMPTY);
  writeFileSync(emptyReader, EMPTY_READER);
  try {
    const secrets = { ...makeSecrets() };
    const readerIn = (file: string) => ({
      ...READER_WORKER,
      modulesRoot: folder,
      modules: [{ type: "ESModule" as const, path: file }],
    });
    const main = (script: string, settings: Record<string, string>) => [
      {
        ...mainWorker(),
        modules: [{ type: "ESModule", path: script }],
        modulesRoot: join(script, ".."),
        bindings: settings,
      },
      readerIn(emptyReader),
    ];
    const contenders: [name: string, workers: object[]][] = [
      ["a Worker that only answers", main(empty, {})],
      ["vegarag, embedded engines", main(bundle, secrets)],
      ["vegarag, OpenAI for embeddings and answers", main(bundle, { ...secrets, ...HOSTED })],
      ["a reader that reads nothing", [readerIn(emptyReader)]],
      ["the reader of files", [{ ...READER_WORKER, ...readerModules(join(root, "dist", "reader")) }]],
    ];
    const times = contenders.map((): number[] => []);
    // In turn, so that all see the same load of the machine.
    for (let round = 0; round < ROUNDS; round++)
      for (const [at, [, workers]] of contenders.entries()) times[at]!.push(await startOnce(workers));
    const medians = times.map((each) => each.toSorted((a, b) => a - b)[Math.floor(each.length / 2)]!);
    const size = gzipSync(readFileSync(bundle), { level: 9 }).length / 1024;
    return [
      `The upload is ${size.toFixed(0)} KiB compressed, both SDKs included. Processor time of workerd from its start to the answer of \`/healthz\`, all threads, medians of ${ROUNDS} in turn, ms. The SDKs are evaluated at their first call, so naming a hosted engine costs nothing here.`,
      "",
      "The reader of files is a Worker of its own, compared with an empty one; its engine is instantiated at the first PDF.",
      "",
      "| | ms | above the empty one |",
      "|---|---|---|",
      ...contenders.map(([name], at) => {
        const floor = medians[at < 3 ? 0 : 3]!;
        return `| ${name} | ${medians[at]!.toFixed(0)} | ${(medians[at]! - floor).toFixed(0)} |`;
      }),
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mainWorker(): object {
  const { workerOptions } = workerOptionsOf(join(root, "wrangler.toml"), undefined, {
    overrides: { assets: { directory: join(root, "dist", "assets") } },
  });
  return { ...workerOptions, name: "vegarag" };
}

/** @param workers the first one is asked */
async function startOnce(workers: object[]): Promise<number> {
  let runtime: number | undefined;
  const onChild = (message: unknown): void => {
    const { process: child } = message as { process: ChildProcess };
    child.once("spawn", () => {
      if (/workerd[^/]*$/.test(child.spawnfile)) runtime = child.pid;
    });
  };
  subscribe("child_process", onChild);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      workers,
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  try {
    const url = await miniflare.ready;
    const response = await fetch(new URL("/healthz", url));
    if (response.status >= 500) throw new Error(`The Worker answered ${response.status}: ${await response.text()}`);
    await response.text();
    if (runtime === undefined) throw new Error("The runtime was not seen to start.");
    return processorTime(runtime);
  } finally {
    unsubscribe("child_process", onChild);
    await miniflare.dispose();
  }
}
