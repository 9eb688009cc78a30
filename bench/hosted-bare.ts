/**
 * What the runtime itself costs: a Worker that makes the product's calls to the product's kinds of objects and does
 * nothing else, run as `npm start` runs the product. It takes the plain way: one call after the other.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { createEventDecoder } from "../shared/stream.ts";

export interface BareWorker {
  /** Milliseconds from a question in this conversation to the first word. */
  firstWord(conversation: string, namespace: string): Promise<number>;
  stop(): Promise<void>;
}

/** @param state folder for its databases */
export async function startBareWorker(
  upstreams: { pinecone: string; openai: string },
  state: string,
): Promise<BareWorker> {
  const script = join(import.meta.dirname, "hosted-bare-worker.js");
  const configured = readFileSync(join(import.meta.dirname, "..", "wrangler.toml"), "utf8");
  const object = (className: string) => ({ className, useSQLite: true });
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      resourcePersistencePath: state,
      workers: [
        {
          name: "bare",
          modules: [{ type: "ESModule", path: script }],
          modulesRoot: import.meta.dirname,
          compatibilityDate: /^compatibility_date = "(.*)"$/m.exec(configured)?.[1],
          bindings: { OPENAI: upstreams.openai, PINECONE: upstreams.pinecone },
          durableObjects: {
            KNOWLEDGE_BASE: object("KnowledgeBase"),
            LEDGER: object("Ledger"),
            CONVERSATION: object("Conversation"),
          },
          // Past the Workers that Miniflare puts before this one: the product's server has none of them either.
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
      ],
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  await runtime.ready;
  const url = await runtime.unsafeGetDirectURL("bare");
  return {
    async firstWord(conversation, namespace) {
      const started = performance.now();
      const body = JSON.stringify({ conversation, namespace, question: "What does machine 7 weigh in kilograms?" });
      const response = await fetch(url, { method: "POST", body });
      if (!response.ok) throw new Error(`The bare Worker answered ${response.status}: ${await response.text()}`);
      let first: number | undefined;
      const decode = createEventDecoder(({ data }) => {
        if (/"content":"[^"]/.test(data)) first ??= performance.now() - started;
      });
      for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) decode(piece);
      if (first === undefined) throw new Error("The bare Worker said nothing.");
      return first;
    },
    stop: () => runtime.dispose(),
  };
}
