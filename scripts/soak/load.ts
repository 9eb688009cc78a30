/** Everything at once: owners who send, replace and delete, a website that changes, visitors who ask, stop and forget. */

import { randomBytes } from "node:crypto";
import type { SitePage } from "../../fakes/control.ts";
import type { Client } from "./client.ts";
import type { Kept } from "./truth.ts";

export interface SoakBot {
  name: string;
  key: string;
}

/** Pages that nobody changes, so that what an answer has to say is known. */
export const STABLE = 30;
export const SITE_PAGES = 25;
/** Documents that are sent, replaced and deleted, by one owner each at a time. */
const CHANGING = 12;
const PAUSE_MS = 50;

export const word = (): string => `w${randomBytes(6).toString("hex")}`;
export const stableText = (n: number, code: string): string =>
  `# Berth ${n}\n\nThe code of berth number ${n} is ${code}. It lies in row ${n % 7}.\n`;

/** What every loop is asked between two things: false ends it. */
export type GoesOn = () => Promise<boolean>;

interface Loops {
  client: Client;
  truth: Kept;
  goesOn: GoesOn;
}

const pause = (ms = PAUSE_MS): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const draw = (most: number): number => randomBytes(4).readUInt32LE() % most;

export async function changeDocuments({ client, truth, goesOn }: Loops, bot: SoakBot): Promise<void> {
  const documents = truth.documents.get(bot.name)!;
  while (await goesOn()) {
    const id = `changing-${draw(CHANGING)}`;
    const code = word();
    const path = `/v1/documents/${id}`;
    if (draw(4) === 0) {
      await truth.change(documents, id, null, async () => {
        const answered = await client.call("DELETE", path, bot.key);
        truth.count("documents deleted");
        return answered?.status === 204 || answered?.status === 404;
      });
    } else {
      const content = `# Notice ${id}\n\nThe word of the day is ${code}.\n\n${"Ships come and go with the tide. ".repeat(draw(400))}`;
      await truth.change(documents, id, code, async () => {
        const answered = await client.call("PUT", `${path}?wait=true`, bot.key, {
          content,
          content_type: "text/markdown",
        });
        if (answered !== undefined && answered.status !== 200) truth.fault(`PUT ${path}: ${answered.status}`);
        truth.count("documents sent");
        return answered?.status === 200 && answered.body["status"] === "ready";
      });
    }
    await pause(200);
  }
}

/** Asks until it is answered: after a kill the same message again, which is one question. */
export async function askForCodes({ client, truth, goesOn }: Loops, bot: SoakBot, codes: string[]): Promise<void> {
  for (let turn = 0; await goesOn(); turn++) {
    const visitor = `visitor-${draw(20)}`;
    const conversation = `c-${word()}`;
    const n = draw(STABLE);
    const question = `What is the code of berth number ${n}?`;
    const message = { id: word(), role: "user", parts: [{ type: "text", text: question }] };
    const body = { id: conversation, message, visitor_id: visitor };
    const path = `/v1/chat/${conversation}`;
    const name = `${bot.name} ${conversation}`;
    const what = draw(10);
    const stop = (): void => {
      if (what === 0) void client.call("POST", `${path}/stop?visitor_id=${visitor}`, bot.key);
    };
    let heard = await client.ask(bot.key, body, stop);
    while (heard.end === undefined && (await goesOn())) {
      truth.count(heard.status === 0 ? "answers cut and asked again" : `answers refused with ${heard.status}`);
      await pause(500);
      heard = await client.ask(bot.key, body, stop);
    }
    if (heard.end === undefined) continue;
    truth.count(heard.end === "abort" ? "answers stopped" : "answers read");
    if (heard.end === "error") truth.fault(`an answer ended with an error: ${question}`);
    if (heard.end === "finish" && !heard.text.includes(codes[n]!)) {
      truth.fault(`${bot.name}: "${question}" was answered with "${heard.text.slice(0, 200)}"`);
    }
    truth.answers.set(name, { key: bot.key, visitor, conversation, text: [heard.text] });
    if (what === 1) {
      const entry = truth.answers.get(name)!;
      entry.text = [heard.text, null];
      const answered = await client.call("DELETE", `${path}?visitor_id=${visitor}`, bot.key);
      if (answered?.status === 204 || answered?.status === 404) entry.text = [null];
      truth.count("conversations deleted");
    }
    await pause();
  }
}

export function sitePage(n: number, code: string): SitePage {
  return {
    tagged: true,
    body: `<html><head><title>Pier ${n}</title></head><body><main><h1>Pier ${n}</h1><p>The sign of pier ${n} reads ${code}.</p></main></body></html>`,
  };
}

export interface Site {
  pages: Map<number, string>;
  /** Puts the pages as they are now in front of the server. */
  publish(): Promise<void>;
}

/** The website changes, and is read anew as often as it may be. */
export async function changeSite({ client, truth, goesOn }: Loops, bot: SoakBot, source: string, site: Site) {
  for (let next = SITE_PAGES; await goesOn();) {
    const known = [...site.pages.keys()];
    site.pages.delete(known[draw(known.length)]!);
    for (let n = 0; n < 3; n++) site.pages.set(known[draw(known.length)]!, word());
    site.pages.set(next++, word());
    await site.publish();
    const answered = await client.call("POST", `/v1/sources/${source}/sync`, bot.key);
    if (answered?.status === 202 || answered?.status === 200) truth.count("syncs begun");
    for (let waited = 0; waited < 30 && (await goesOn()); waited++) await pause(1_000);
  }
}
