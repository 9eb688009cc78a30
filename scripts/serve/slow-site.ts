/**
 * A customer's site for browser walks: pages with the widget, a real server of its own, and a model behind
 * it that writes slowly, so that a walk can do something in the middle of an answer.
 */

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type Host, startHost, TEXT } from "../../widget/e2e/host-page.ts";
import { ask, lastAnswer, launchBrowser, part, watch, type Watched } from "../../widget/e2e/steps.ts";
import { type AnswerStep, controlServer, type FakeControl } from "../../fakes/control.ts";
import { startOpenAIServer } from "../../fakes/openai-server.ts";
import { type Api, createApi } from "./api.ts";
import { type SpawnedServer, spawnServer } from "./spawn-server.ts";

/** What the model writes; the first sentence is the guide's. */
const ANSWER =
  "The Vega 80 is an altazimuth mount that carries up to 6 kg and needs no alignment. [1] " +
  "An equatorial mount follows the sky with one motor once it is aligned with the pole.";
export const END = "aligned with the pole.";
export const QUESTION = "Which mount needs no alignment?";

export interface Bot {
  secret_key: string;
  publishable_key: string;
}

export interface SlowSite {
  host: Host;
  /** Of the server, without a slash at the end; the same after a restart. */
  url: string;
  api: Api;
  openai: FakeControl;
  bot: Bot;
  /** Another bot with the same guide, for a walk that leaves its bot changed. */
  anotherBot: () => Promise<Bot>;
  /** A fresh visitor. */
  visit: (path?: string) => Promise<Watched>;
  /** Asks, and returns when the first words are there and the answer still runs. */
  askAndSee: (page: Page, words?: string, question?: string) => Promise<void>;
  /** From now on the model waits so many milliseconds after each word. */
  slowly: (waitMs: number) => Promise<void>;
  /** Answers the model was asked for since it was last told how fast to write. */
  generations: () => Promise<number>;
  /** Kills the server; the model is quick from here on. */
  crash: () => Promise<void>;
  /** Starts it again, where it was and with what it had stored. */
  restart: () => Promise<void>;
  /** Everything as it was before the last walk. */
  reset: () => Promise<void>;
  close: () => Promise<void>;
}

/** @param more settings of the server */
export async function startSlowSite(chromium: string, more: Record<string, string> = {}): Promise<SlowSite> {
  const model = await startOpenAIServer();
  const openai = controlServer(model.url);
  const state = mkdtempSync(join(tmpdir(), "vegarag-walks-"));
  const settings = ["OPENAI_API_KEY:openai-test-key", `OPENAI_BASE_URL:${model.url}/v1`, "EMBEDDER:embedded"];
  settings.push(...Object.entries(more).map(([name, value]) => `${name}:${value}`));
  const vars = settings.flatMap((setting) => ["--var", setting]);
  const start = (port: string) => spawnServer(["--port", port, "--no-demo", "--state", state, ...vars]);
  let server: SpawnedServer = await start("0");
  const host = await startHost(() => server.ready.url);
  const api = createApi(server.ready.url);
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", server.ready.operator_key, {
    name: "Lindgren",
  });
  const guide = { title: "Choosing a mount", url: `${host.origin}/guide`, content: TEXT, content_type: "text/html" };
  async function anotherBot(): Promise<Bot> {
    const settings = { name: "Lindgren Instruments", allowed_origins: [host.origin] };
    const made = await api<Bot>("POST", "/v1/bots", account_key, settings);
    await api("PUT", "/v1/documents/guide?wait=true", made.secret_key, guide);
    return made;
  }
  const bot = await anotherBot();
  const browser = await launchBrowser([], chromium);

  async function slowly(waitMs: number): Promise<void> {
    const words = ANSWER.match(/\S+\s*/g)!.flatMap((content): AnswerStep[] => [{ content }, { waitMs }]);
    await openai.post("answers", [[...words, { finish: "stop" }]]);
  }

  return {
    host,
    url: server.ready.url,
    api,
    openai,
    bot,
    anotherBot,
    slowly,
    async visit(path = "/") {
      const visitor = watch(await (await browser.newContext()).newPage());
      await visitor.page.goto(host.origin + path);
      return visitor;
    },
    async askAndSee(page, words = "The Vega 80", question = QUESTION) {
      await ask(page, question);
      await lastAnswer(page).getByText(words).waitFor();
      await part(page, "stop").waitFor();
    },
    generations: async () => (await openai.state<{ asked: number }>()).asked,
    async crash() {
      server.process.kill("SIGKILL");
      await once(server.process, "exit");
      await slowly(0);
    },
    async restart() {
      server = await start(new URL(server.ready.url).port);
    },
    async reset() {
      for (const context of browser.contexts()) await context.close();
      for (const path of ["/", "/guide"]) host.pages.set(path, { script: `data-key="${bot.publishable_key}"` });
      await slowly(200);
    },
    async close() {
      await browser.close();
      await server.stop();
      await host.close();
      await model.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}
