/**
 * What an owner waits for in the console: each screen as a browser opens it, and each call of the screens, of a bot with
 * 10,000 conversations and 5,000 documents. Documents are sent; the log is written into the bot's database between two
 * starts, as asking so often would take an hour.
 */

import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "playwright-core";
import { SCREENS } from "../../console/route.ts";
import { ENGLISH } from "../../console/words/english.ts";
import { type Ready, spawnServer } from "../../scripts/serve/spawn-server.ts";
import { launchBrowser } from "../../widget/e2e/steps.ts";
import { topicOf } from "../../worker/durable/topics.ts";

const DOCUMENTS = 5_000;
const CONVERSATIONS = 10_000;
/** Of the questions, so many are not answered, and ask so many things. */
const UNANSWERED = 3_000;
const INTENTS = 500;
const DAYS = 80;
const ROUNDS = 15;
/** Each screen is opened so often. */
const OPENINGS = 7;
const DAY_MS = 86_400_000;

const SIZES = `${CONVERSATIONS.toLocaleString("en")} conversations, ${UNANSWERED.toLocaleString("en")} unanswered questions in ${INTENTS} intents and ${DOCUMENTS.toLocaleString("en")} documents`;

const CALLS: Record<string, readonly string[]> = {
  Home: [
    "/v1/insights/numbers?days=28&pages=false",
    "/v1/insights/groups?state=open&limit=3",
    "/v1/documents?status=failed&limit=100",
    "/v1/sources?limit=100",
    "/v1/handoffs?state=open&limit=100",
    "/v1/bot/refused-origins",
  ],
  Questions: ["/v1/insights/groups?state=open&limit=50", "/v1/insights/groups?state=done&limit=50"],
  Conversations: [
    "/v1/conversations?limit=50",
    "/v1/conversations?query=lantern&limit=50",
    "/v1/conversations?query=nowhere&limit=50",
    "/v1/conversations?outcome=declined&limit=50",
    "/v1/conversations?rating=down&limit=50",
    "/v1/conversations?visitor_id=visitor-7&limit=50",
  ],
  Documents: [
    "/v1/documents?sort=-updated_at&limit=50",
    "/v1/documents?sort=-updated_at&query=nowhere&limit=50",
    "/v1/answers?limit=100",
  ],
  "Hand-off": ["/v1/handoffs?state=open&limit=50", "/v1/webhooks", "/v1/bot"],
  "Usage and limits": ["/v1/insights/numbers?days=90", "/v1/insights/numbers?days=7", "/v1/usage?days=31"],
  "Keys, audit log, danger zone": [
    "/v1/publishable-keys",
    "/v1/mcp-keys",
    "/v1/audit?limit=50",
    "/v1/insights/numbers?days=400",
  ],
};

/** One section, as Markdown. */
export async function benchConsole(): Promise<string> {
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const start = () => spawnServer(["--port", "0", "--no-demo", "--state", state]);
  try {
    const filling = await start();
    let keys: Keys;
    try {
      keys = await fill(filling.ready);
    } finally {
      await filling.stop();
    }
    writeLog(globSync(join(state, "data/do/vegarag-Ledger/*.sqlite")).find((file) => !file.includes("metadata"))!);
    const server = await start();
    try {
      const { url } = server.ready;
      // The newest conversation is one that can be read.
      await ask(url, keys.secret_key, "newest");
      const calls = await measureCalls(url, keys.secret_key);
      return `${await measureScreens(url, keys.account_key)}\n${calls}`;
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

async function send(url: string, key: string, method: string, path: string, body?: unknown): Promise<string> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${text}`);
  return text;
}

interface Keys {
  account_key: string;
  secret_key: string;
}

async function ask(url: string, key: string, conversation: string): Promise<void> {
  const message = { id: "m", role: "user", parts: [{ type: "text", text: "What is open?" }] };
  await send(url, key, "POST", "/v1/chat", { id: conversation, visitor_id: "v", message });
}

async function fill({ url, operator_key }: Ready): Promise<Keys> {
  const { account_key } = JSON.parse(await send(url, operator_key, "POST", "/v1/accounts", { name: "Bench" })) as {
    account_key: string;
  };
  const { secret_key: key } = JSON.parse(await send(url, account_key, "POST", "/v1/bots", { name: "Bench" })) as {
    secret_key: string;
  };
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < DOCUMENTS; at = next++) {
      const content = `# Page ${at}\n\nThe ${WORDS[at % WORDS.length]} of room ${at} is open from nine to five.`;
      const address = `https://www.example.com/pages/${at}`;
      const body = { content, content_type: "text/markdown", url: address };
      await send(url, key, "PUT", `/v1/documents/page-${at}?wait=true`, body);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  await ask(url, key, "c");
  await send(url, key, "POST", "/v1/handoffs", { conversation_id: null, visitor_id: "v", message: "Call me" });
  return { account_key, secret_key: key };
}

const WORDS =
  "lantern harbour anchor compass rudder sail mast rope pump stove lamp cabin deck hull keel winch radio chart buoy ferry".split(
    " ",
  );

/** As it stands after three months, with nothing in groups yet: as if nobody had looked. */
function writeLog(file: string): void {
  const db = new DatabaseSync(file);
  const answer = db.prepare(
    `INSERT INTO answers (answer_id, question_id, visitor_id, conversation_id, question, status, answered, grounded, at, outcome, topic, rating)
     VALUES (?, ?, ?, ?, ?, 'complete', ?, ?, ?, ?, ?, ?)`,
  );
  const conversation = db.prepare(
    `INSERT INTO conversations (visitor_id, conversation_id, first_question, questions, unanswered, started_at, last_at, answered, rated_up, rated_down, came_back)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const cited = db.prepare("INSERT INTO cited VALUES (?, ?, ?, ?)");
  const now = Date.now();
  db.exec("BEGIN");
  for (let at = 0; at < CONVERSATIONS; at++) {
    const began = now - DAYS * DAY_MS + Math.floor((at / CONVERSATIONS) * DAYS * DAY_MS);
    const ids = [`visitor-${at % 7_000}`, `conversation-${at}`] as const;
    const isUnanswered = at % Math.floor(CONVERSATIONS / UNANSWERED) === 0;
    for (const turn of at % 2 === 0 ? [0] : [0, 1]) {
      const intent = (at * 7) % INTENTS;
      const words = [intent, intent + 3, intent * 3].map((word) => `${WORDS[word % WORDS.length]}${word % 97}`);
      const question = `How do I ${["find", "mend", "return", "order"][at % 4]} the ${words.join(" ")} ${turn}?`;
      const answered = !(isUnanswered && turn === 0);
      answer.run(
        `msg_${at}_${turn}`,
        `q${turn}`,
        ...ids,
        question,
        Number(answered),
        Number(answered),
        began + turn * 1_000,
        answered ? "answered" : at % 3 === 0 ? "declined" : "unsure",
        topicOf(question).join(" "),
        at % 40 === 0 ? "down" : at % 9 === 0 ? "up" : null,
      );
      if (!answered) continue;
      for (const page of [(at * 13) % 3_000, (at * 17) % 3_000]) {
        cited.run(`msg_${at}_${turn}`, `Page ${page}`, `https://www.example.com/pages/${page}`, began);
      }
    }
    const [rated, down] = [at % 9 === 0, at % 40 === 0];
    const first = `How do I find the ${WORDS[at % WORDS.length]}?`;
    conversation.run(...ids, first, 1, Number(isUnanswered), began, began + 1_000, 1, Number(rated), Number(down), 0);
  }
  db.exec("COMMIT");
  db.close();
}

/** From the click to the frame in which nothing of the screen is on its way any more. In the page, as a click would be. */
function open([hash, title]: readonly [string, string]): Promise<number> {
  const started = performance.now();
  location.hash = hash;
  return new Promise((done) => {
    const look = (): void => {
      const isThere = document.querySelector("h1")?.textContent === title && !document.querySelector(".loading");
      if (isThere) done(performance.now() - started);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

async function openAll(page: Page, botId: string): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(SCREENS.map((screen) => [screen, []]));
  for (let round = 0; round < OPENINGS; round++) {
    for (const screen of SCREENS) {
      times.get(screen)!.push(await page.evaluate(open, [`#/${botId}/${screen}`, ENGLISH[screen]] as const));
    }
  }
  return times;
}

async function measureScreens(url: string, accountKey: string): Promise<string> {
  const { code } = JSON.parse(await send(url, accountKey, "POST", "/v1/account/sign-in-codes")) as { code: string };
  const { data } = JSON.parse(await send(url, accountKey, "GET", "/v1/bots")) as { data: { bot_id: string }[] };
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en" });
    await page.goto(`${url}/console/#code=${code}`);
    await page.getByRole("link", { name: /^Open / }).waitFor();
    const rows = [...(await openAll(page, data[0]!.bot_id))].map(([screen, [first = NaN, ...rest]]) => {
      const sorted = rest.toSorted((a, b) => a - b);
      const name = ENGLISH[screen as keyof typeof ENGLISH];
      return `| ${name} | ${first.toFixed(0)} | ${sorted[sorted.length >> 1]!.toFixed(0)} (${sorted[0]!.toFixed(0)}) |`;
    });
    return [
      `Each screen in a browser, from the click to the frame in which nothing of it is on its way, of a bot with ${SIZES}. Milliseconds: the first opening, then the median of ${OPENINGS - 1}, the fastest in brackets.`,
      "",
      "| screen | first | then |",
      "|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  } finally {
    await browser.close();
  }
}

async function measureCalls(url: string, key: string): Promise<string> {
  const rows: string[] = [];
  for (const [screen, paths] of Object.entries(CALLS)) {
    for (const path of paths) {
      const times: number[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const started = performance.now();
        await send(url, key, "GET", path);
        times.push(performance.now() - started);
      }
      const [first = NaN, ...rest] = times;
      const sorted = rest.toSorted((a, b) => a - b);
      rows.push(
        `| ${screen} | \`${path}\` | ${first.toFixed(0)} | ${sorted[ROUNDS >> 1]!.toFixed(1)} (${sorted[0]!.toFixed(1)}) |`,
      );
    }
  }
  return [
    `Each call of a screen, over HTTP against a server as \`npm start\` runs it, of the same bot. Milliseconds: the first call after the start, then the median of ${ROUNDS}, the fastest in brackets. The first call for groups is the first that anybody makes: every question is put into its group then.`,
    "",
    "| screen | call | first | then |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

if (import.meta.main) console.log(await benchConsole());
