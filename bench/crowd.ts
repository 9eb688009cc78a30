/**
 * What strangers can spend of an owner's money: thousands who each become a new visitor and ask a model, from one address and
 * from a thousand, with what it does to another bot. Over HTTP against a server as `npm start` runs it; the model is the strict
 * little server of the tests, which counts what it was asked for.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlServer } from "../fakes/control.ts";
import { startOpenAIServer } from "../fakes/openai-server.ts";
import { createApi } from "../scripts/serve/api.ts";
import { spawnServer } from "../scripts/serve/spawn-server.ts";

const SESSIONS = 10_000;
const AT_ONCE = 40;
const CAP = 60_000;
const ROUNDS = 60;

interface Bot {
  bot_id: string;
  secret_key: string;
  publishable_key: string;
}

export async function benchCrowd(): Promise<string> {
  const model = await startOpenAIServer();
  await controlServer(model.url).post("billing", { dear: true, keepsLimit: true });
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const vars = ["OPENAI_API_KEY:openai-test-key", `OPENAI_BASE_URL:${model.url}/v1`, "EMBEDDER:embedded"];
  const settings = [...vars, "CLIENT_ADDRESS_HEADER:x-real-ip"].flatMap((setting) => ["--var", setting]);
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state, ...settings]);
  try {
    const { url, operator_key } = server.ready;
    const api = createApi(url);
    const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operator_key, { name: "Bench" });
    const makeBot = async (limits: object): Promise<Bot> => {
      const body = { name: "Bench", allowed_origins: ["https://bench.example"], limits };
      const bot = await api<Bot>("POST", "/v1/bots", account_key, body);
      for (let n = 0; n < 20; n++) {
        const content = `# Berth ${n}\n\nBerth ${n} costs ${n + 10} euro a night.`;
        await api("PUT", `/v1/documents/berth-${n}?wait=true`, bot.secret_key, {
          content,
          content_type: "text/markdown",
        });
      }
      return bot;
    };
    const quiet = await makeBot({ messages_per_minute: null, tokens_per_day: null });
    const rows: string[] = [];
    for (const addresses of [1, 1_000]) {
      const bot = await makeBot({ tokens_per_day: CAP, when_spent: "refuse" });
      const alone = await firstWords(url, quiet, (round) => round < ROUNDS);
      let running = true;
      const crowd = play(url, bot, addresses).finally(() => (running = false));
      const beside = await firstWords(url, quiet, () => running);
      const statuses = await crowd;
      const { data } = await api<{ data: { input_tokens: number; output_tokens: number }[] }>(
        "GET",
        "/v1/usage",
        bot.secret_key,
      );
      const booked = data.reduce((sum, day) => sum + day.input_tokens + day.output_tokens, 0);
      if (booked > CAP) throw new Error(`${booked} tokens were spent of ${CAP}`);
      rows.push(
        `| ${addresses.toLocaleString("en")} | ${statuses.session429.toLocaleString("en")} | ${statuses.answered.toLocaleString("en")} | ${statuses.refused.toLocaleString("en")} | ${booked.toLocaleString("en")} | ${alone.toFixed(1)} | ${beside.toFixed(1)} | ${(beside / alone).toFixed(2)} |`,
      );
    }
    return [
      `${SESSIONS.toLocaleString("en")} anonymous sessions, ${AT_ONCE} at once, each of a new visitor who asks once. The bot has ${CAP.toLocaleString("en")} tokens a day and refuses beyond them; the model counts a token for three letters. Beside it another bot is asked, one question after the other: milliseconds to the first word.`,
      "",
      "| addresses | sessions refused | answered | questions refused | tokens spent | other bot, alone | beside the crowd | ratio |",
      "|---|---|---|---|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  } finally {
    await server.stop();
    await model.close();
    rmSync(state, { recursive: true, force: true });
  }
}

const headersOf = (more: Record<string, string>): Record<string, string> => ({
  "content-type": "application/json",
  origin: "https://bench.example",
  ...more,
});

const questionOf = (id: string): object => ({
  id: `c-${id}`,
  message: { id: `m-${id}`, role: "user", parts: [{ type: "text", text: "What does berth 7 cost?" }] },
});

async function play(url: string, bot: Bot, addresses: number) {
  const counts = { session429: 0, answered: 0, refused: 0 };
  let next = 0;
  const visit = async (): Promise<void> => {
    while (next < SESSIONS) {
      const at = next++;
      const address = `10.${(at % addresses) >> 8}.${(at % addresses) & 255}.7`;
      const opened = await fetch(`${url}/v1/embed-sessions`, {
        method: "POST",
        headers: headersOf({ "x-real-ip": address }),
        body: JSON.stringify({ publishable_key: bot.publishable_key }),
      });
      const session = (await opened.json()) as { token?: string };
      if (session.token === undefined) {
        counts.session429++;
        continue;
      }
      const answered = await fetch(`${url}/v1/chat`, {
        method: "POST",
        headers: headersOf({ "x-real-ip": address, authorization: `Bearer ${session.token}` }),
        body: JSON.stringify(questionOf(`${at}`)),
      });
      await answered.text();
      if (answered.ok) counts.answered++;
      else counts.refused++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visit));
  return counts;
}

/** Milliseconds, the median. */
async function firstWords(url: string, bot: Bot, goesOn: (round: number) => boolean): Promise<number> {
  const times: number[] = [];
  for (let round = 0; goesOn(round); round++) {
    const started = performance.now();
    const response = await fetch(`${url}/v1/chat`, {
      method: "POST",
      headers: headersOf({ authorization: `Bearer ${bot.secret_key}` }),
      body: JSON.stringify({ ...questionOf(`quiet-${started}`.replace(".", "-")), visitor_id: `visitor-${round}` }),
    });
    let first: number | undefined;
    const decoder = new TextDecoder();
    for await (const bytes of response.body!) {
      if (decoder.decode(bytes, { stream: true }).includes("text-delta")) first ??= performance.now() - started;
    }
    if (first === undefined) throw new Error("no word came");
    times.push(first);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}
