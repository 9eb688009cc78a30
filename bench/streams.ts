/**
 * What a token of a running answer costs: many visitors read long answers at the same time, from the product and from the
 * model's server itself, by the same client. Every event must come once and in order.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnServer } from "../scripts/serve/spawn-server.ts";
import { createEventDecoder } from "../shared/stream.ts";
import { controlServer } from "../fakes/control.ts";
import { type Bot, end, feedBot, forkUpstreams, post, settingsFor, type Upstreams } from "./hosted.ts";
import { processorTime, runtimeOf } from "./process.ts";

const VISITORS = 300;
const TOKENS = 600;
const TOKEN_MS = 20;

interface Run {
  /** Seconds from the first question to the end of the slowest answer. */
  seconds: number;
  /** Events with text. */
  events: number;
  /** Of the runtime, ms a token. */
  perToken: number | undefined;
}

/** One section on long answers, as Markdown. */
export async function benchStreams(): Promise<string> {
  const { child, upstreams } = await forkUpstreams();
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state, ...settingsFor(upstreams)]);
  try {
    const { url, operator_key } = server.ready;
    // What an answer may cost is promised to it: a day's tokens are enough for seventy at the same time.
    const bot = await feedBot(url, operator_key, { tokens_per_day: null });
    const words = Array.from({ length: TOKENS }, (_, at) => [{ content: ` word${at}` }, { waitMs: TOKEN_MS }]).flat();
    await controlServer(upstreams.openai).post("answers", [[...words, { finish: "stop" }]]);
    const runtime = runtimeOf(server.process.pid!);
    // Compilers are warm in any deployment that is used.
    await run(3, (visitor) => readAnswer(url, bot, visitor));
    const before = processorTime(runtime);
    const product = await run(VISITORS, (visitor) => readAnswer(url, bot, visitor));
    product.perToken = (processorTime(runtime) - before) / (VISITORS * TOKENS);
    const direct = await run(VISITORS, () => readModel(upstreams));
    const row = (name: string, { seconds, events, perToken }: Run): string =>
      `| ${[name, seconds.toFixed(1), events.toLocaleString("en"), perToken?.toFixed(3) ?? ""].join(" | ")} |`;
    return [
      `${VISITORS} visitors read at the same time an answer of ${TOKENS} tokens, one every ${TOKEN_MS} ms, from OpenAI as a strict server on the same machine: from the product, and from that server itself, by the same client. Every word comes once and in order, or this section would not be written. Processor time is that of the runtime alone, all of an answer included.`,
      "",
      "| | the slowest answer, s | events with text | processor time a token, ms |",
      "|---|---|---|---|",
      row("the product", product),
      row("the model's server itself", direct),
      "",
      `The slowest answer takes ${(product.seconds / direct.seconds).toFixed(2)} times what it takes without the product.`,
      "",
    ].join("\n");
  } finally {
    await server.stop();
    await end(child);
    rmSync(state, { recursive: true, force: true });
  }
}

async function run(visitors: number, read: (visitor: string) => Promise<number>): Promise<Run> {
  const started = performance.now();
  const events = await Promise.all(Array.from({ length: visitors }, (_, at) => read(`reader-${visitors}-${at}`)));
  const seconds = (performance.now() - started) / 1_000;
  return { seconds, events: events.reduce((sum, each) => sum + each, 0), perToken: undefined };
}

/** @returns how many events had text. @throws Error where words are missing, doubled or out of order */
async function readAnswer(url: string, { secret_key }: Bot, visitor: string): Promise<number> {
  const response = await post(
    `${url}/v1/chat`,
    { authorization: `Bearer ${secret_key}`, "content-type": "application/json" },
    {
      id: visitor,
      visitor_id: visitor,
      message: { id: "m", role: "user", parts: [{ type: "text", text: "What does machine 7 weigh in kilograms?" }] },
    },
  );
  let number = 0;
  let finished = false;
  const { text, events } = await readText(response, (data, id) => {
    if (id !== undefined && Number(id) !== ++number) throw new Error(`Event ${id} came as number ${number}.`);
    const chunk = JSON.parse(data) as { type: string; delta?: string };
    finished ||= chunk.type === "finish";
    return chunk.type === "text-delta" ? (chunk.delta ?? "") : "";
  });
  if (!finished) throw new Error("An answer did not finish.");
  expectWords(text);
  return events;
}

async function readModel({ openai }: Upstreams): Promise<number> {
  const messages = [{ role: "user", content: "# Sources\n\n[1] Machine\n> It weighs 10.\n\n# Question\n\n> Weight?" }];
  const headers = { authorization: "Bearer openai-test-key", "content-type": "application/json" };
  const body = { model: "gpt-5-mini", messages, stream: true };
  const { text, events } = await readText(await post(`${openai}/v1/chat/completions`, headers, body), (data) => {
    const chunk = JSON.parse(data) as { choices?: { delta?: { content?: string } }[] };
    return chunk.choices?.[0]?.delta?.content ?? "";
  });
  expectWords(text);
  return events;
}

async function readText(
  response: Response,
  textOf: (data: string, id: string | undefined) => string,
): Promise<{ text: string; events: number }> {
  let text = "";
  let events = 0;
  const decode = createEventDecoder(({ data, id }) => {
    if (data === "[DONE]") return;
    const piece = textOf(data, id);
    if (piece !== "") events += 1;
    text += piece;
  });
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) decode(piece);
  return { text, events };
}

function expectWords(text: string): void {
  const wanted = Array.from({ length: TOKENS }, (_, at) => `word${at}`).join(" ");
  if (text.trim() !== wanted) throw new Error(`An answer is not what the model wrote: ${text.slice(0, 100)} …`);
}
