/**
 * What a new isolate costs: the processor time of the runtime from its start to the first answered request,
 * beside a Worker that does nothing but answer. Linux alone tells processor time this exactly.
 */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { makeSecrets } from "../scripts/make-secrets.ts";

const root = join(import.meta.dirname, "..");
const ROUNDS = 9;

/** Has the same objects, so that the runtime makes the same preparations. */
const EMPTY = `
  import { DurableObject } from "cloudflare:workers";
  export class KnowledgeBase extends DurableObject {}
  export class Conversation extends DurableObject {}
  export class Ledger extends DurableObject {}
  export default { fetch: () => Response.json({ ok: true }) };
`;

const HOSTED = { OPENAI_API_KEY: "openai-test-key", OPENAI_BASE_URL: "http://127.0.0.1:1/v1" };

/** One section on the Worker's size and start, as Markdown. Takes about a minute. */
export async function benchStartup(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "vegarag-startup-"));
  const bundle = join(root, "dist", "worker", "index.js");
  const empty = join(folder, "empty.js");
  writeFileSync(empty, EMPTY);
  try {
    const secrets = { ...makeSecrets() };
    const contenders: [name: string, script: string, settings: Record<string, string>][] = [
      ["a Worker that only answers", empty, {}],
      ["vegarag, embedded engines", bundle, secrets],
      ["untrimmed, embedded", "/tmp/untrimmed/index.js", secrets],
      ["vegarag, OpenAI for embeddings and answers", bundle, { ...secrets, ...HOSTED }],
    ];
    const times = contenders.map((): number[] => []);
    // In turn, so that all see the same load of the machine.
    for (let round = 0; round < ROUNDS; round++)
      for (const [at, [, script, settings]] of contenders.entries()) times[at]!.push(await startOnce(script, settings));
    const medians = times.map((each) => each.toSorted((a, b) => a - b)[Math.floor(each.length / 2)]!);
    const size = gzipSync(readFileSync(bundle), { level: 9 }).length / 1024;
    return [
      `The upload is ${size.toFixed(0)} KiB compressed, both SDKs included. Processor time of workerd from its start to the answer of \`/healthz\`, all threads, medians of ${ROUNDS} in turn, ms. The SDKs are evaluated at their first call, so naming a hosted engine costs nothing here.`,
      "",
      "| | ms | above a Worker that only answers |",
      "|---|---|---|",
      ...contenders.map(
        ([name], at) => `| ${name} | ${medians[at]!.toFixed(0)} | ${(medians[at]! - medians[0]!).toFixed(0)} |`,
      ),
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce(script: string, settings: Record<string, string>): Promise<number> {
  let runtime: number | undefined;
  const onChild = (message: unknown): void => {
    const { process: child } = message as { process: ChildProcess };
    child.once("spawn", () => {
      if (/workerd[^/]*$/.test(child.spawnfile)) runtime = child.pid;
    });
  };
  subscribe("child_process", onChild);
  const { workerOptions } = workerOptionsOf(join(root, "wrangler.toml"), undefined, {
    overrides: { assets: { directory: join(root, "dist", "assets") } },
  });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      workers: [
        {
          ...workerOptions,
          name: "vegarag",
          modules: [{ type: "ESModule", path: script }],
          modulesRoot: join(script, ".."),
          bindings: settings,
        },
      ],
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  try {
    const url = await miniflare.ready;
    const response = await fetch(new URL("/healthz", url));
    if (!response.ok) throw new Error(`The Worker answered ${response.status}: ${await response.text()}`);
    await response.text();
    if (runtime === undefined) throw new Error("The runtime was not seen to start.");
    return processorTime(runtime);
  } finally {
    unsubscribe("child_process", onChild);
    await miniflare.dispose();
  }
}

/** Of all threads of a process since its start, in ms. */
function processorTime(pid: number): number {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`))
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  return nanoseconds / 1e6;
}
