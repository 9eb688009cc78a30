/** After the load: is everything as it was promised, and does nothing wait, run or lie about that should not? */

import type { Client } from "./client.ts";
import { type Site, type SoakBot } from "./load.ts";
import type { Kept, KeptAnswer } from "./truth.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until it is so, or long enough. */
export async function until(isSo: () => Promise<boolean>, seconds: number): Promise<boolean> {
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await pause(1_000)) if (await isSo()) return true;
  return false;
}

export async function verifyDocuments(client: Client, truth: Kept, bots: readonly SoakBot[]): Promise<void> {
  for (const bot of bots) {
    const isSettled = await until(async () => {
      const counts = (await client.call("GET", "/v1/bot", bot.key))?.body;
      const list = await client.call("GET", "/v1/documents?status=queued&limit=1", bot.key);
      const indexing = await client.call("GET", "/v1/documents?status=indexing&limit=1", bot.key);
      const waiting = [list, indexing].flatMap((answered) => (answered?.body["data"] as unknown[] | undefined) ?? [0]);
      return counts !== undefined && waiting.length === 0;
    }, 120);
    if (!isSettled) truth.fault(`${bot.name}: documents still wait two minutes after the last was sent`);
    const documents = truth.documents.get(bot.name)!;
    for (const [id, allowed] of documents) {
      const content = await client.call("GET", `/v1/documents/${id}/content`, bot.key);
      const text = content?.status === 200 ? JSON.stringify(content.body) : null;
      const isSo = allowed.some((code) => (code === null ? text === null : text?.includes(code)));
      if (!isSo) truth.fault(`${bot.name}: ${id} should hold ${allowed.join(" or ")}, and is ${text?.slice(0, 120)}`);
      truth.count("documents verified");
      await verifySearch(client, truth, bot, id, allowed);
    }
  }
}

/** What is there is found, and what is not is not. */
async function verifySearch(client: Client, truth: Kept, bot: SoakBot, id: string, allowed: (string | null)[]) {
  const [code] = allowed;
  if (allowed.length !== 1 || code === undefined) return;
  const query = code ?? `word of the day ${id}`;
  const answered = await client.call("POST", "/v1/search", bot.key, { query, top_k: 20 });
  const matches = (answered?.body["matches"] as { document_id: string; text: string }[] | undefined) ?? [];
  const found = matches.some(({ document_id, text }) => document_id === id && (code === null || text.includes(code)));
  if (found === (code === null))
    truth.fault(`${bot.name}: ${id} is ${found ? "found although it was deleted" : "not found"}`);
}

export async function verifyAnswers(client: Client, truth: Kept): Promise<void> {
  const left = [...truth.answers];
  const verifyNext = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await verifyOne(...next);
  };
  const verifyOne = async (name: string, { key, visitor, conversation, text }: KeptAnswer): Promise<void> => {
    const path = `/v1/chat/${conversation}?visitor_id=${visitor}`;
    const read = async (): Promise<string | null | undefined> => {
      const answered = await client.call("GET", path, key);
      if (answered?.status === 404) return null;
      if (answered?.status !== 200) return undefined;
      const { messages, running } = answered.body as {
        messages: { role: string; parts: unknown[] }[];
        running: boolean;
      };
      const answers = messages.filter(({ role }) => role === "assistant");
      if (running || answers.length !== 1 || messages.length !== 2)
        return `${messages.length} messages, running: ${running}`;
      const parts = answers[0]!.parts as { type: string; text?: string }[];
      return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
    };
    const is = await read();
    if (!text.some((allowed) => allowed === is)) {
      truth.fault(
        `${name}: should say ${JSON.stringify(text).slice(0, 160)}, and is ${JSON.stringify(is)?.slice(0, 160)}`,
      );
    }
    truth.count("answers verified");
  };
  await Promise.all(Array.from({ length: 8 }, verifyNext));
}

/** A page that is missing twice is gone: the site is read twice more, and then is what the bot has. */
export async function verifySite(client: Client, truth: Kept, bot: SoakBot, source: string, site: Site): Promise<void> {
  await site.publish();
  const path = `/v1/sources/${source}`;
  const isIdle = (): Promise<boolean> =>
    until(async () => (await client.call("GET", path, bot.key))?.body["status"] === "idle", 120);
  for (let turn = 0; turn < 3; turn++) {
    await isIdle();
    const isBegun = await until(
      async () => ((await client.call("POST", `${path}/sync`, bot.key))?.status ?? 500) < 300,
      60,
    );
    if (!isBegun || !(await isIdle())) truth.fault("the website was not read to its end");
  }
  const found = new Map<string, string>();
  for (let cursor = ""; ;) {
    const page = await client.call("GET", `/v1/documents?source_id=${source}&limit=100${cursor}`, bot.key);
    for (const { url, document_id } of (page?.body["data"] ?? []) as { url: string; document_id: string }[]) {
      const content = await client.call("GET", `/v1/documents/${encodeURIComponent(document_id)}/content`, bot.key);
      found.set(new URL(url).pathname, JSON.stringify(content?.body));
    }
    const next = page?.body["next_cursor"];
    if (typeof next !== "string") break;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  found.delete("/");
  for (const [n, code] of site.pages) {
    if (!found.get(`/pier/${n}`)?.includes(code))
      truth.fault(`page /pier/${n} of the website is not there as it is now`);
    found.delete(`/pier/${n}`);
    truth.count("pages verified");
  }
  for (const path of found.keys()) truth.fault(`page ${path} of the website is there, and has gone long since`);
}
