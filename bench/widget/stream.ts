/** A widget while an answer of 1,000 tokens of Markdown comes in: how long frames wait, and how far it lags. */

import type { Browser } from "playwright-core";
import { finish } from "../../widget/e2e/answers.ts";
import type { FakeServer } from "../../widget/e2e/fake-server.ts";
import type { Contender } from "./peers.ts";
import { LAST_WORD, longAnswer, PACE } from "./stand-ins.ts";
import { median } from "./table.ts";
import { visit, whenVisible } from "./visit.ts";

/** The slowest peer takes 40 seconds to draw what its server wrote in six. */
const LIMIT = 90_000;

/** Has our own server write the long answer. @returns when it had written the last of it */
export function writeLongAnswer(fake: FakeServer): () => number {
  let ended = 0;
  fake.pace = PACE;
  fake.onEnd = () => (ended = Date.now());
  fake.script = () => [
    { type: "text-start", id: "t" },
    ...longAnswer().map((delta) => ({ type: "text-delta" as const, id: "t", delta })),
    { type: "text-end", id: "t" },
    finish(),
  ];
  return () => ended;
}

/**
 * @param ended when the server had written the last byte of the last answer
 * @returns the longest gap between frames, and from the server's last byte to the answer on the screen, in
 *   ms. That byte itself needs one trip over the network, which is the same for all.
 */
export async function measureStream(
  browser: Browser,
  contender: Contender,
  origin: string,
  ended: () => number,
  runs: number,
): Promise<{ frameGapMs: number; lagMs: number }> {
  const { launcher, input } = contender;
  const gaps: number[] = [];
  const lags: number[] = [];
  for (let run = 0; run < runs; run++) {
    const { page, close } = await visit(browser, origin);
    await whenVisible(page, contender.launcherCss ?? launcher ?? input);
    if (launcher) await page.locator(launcher).first().click();
    const field = page.locator(input).first();
    await field.fill("Tell me everything");
    await page.waitForTimeout(1_000);
    await field.focus();
    const watched = [LAST_WORD, contender.ended];
    await page.evaluate(`probe.watchFrames(${watched.map((each) => JSON.stringify(each)).join(", ")})`);
    await field.press("Enter");
    await page.waitForFunction("probe.frames.done", undefined, { timeout: LIMIT });
    const frames = await page.evaluate<{ longest: number; done: number }>("probe.frames");
    gaps.push(frames.longest);
    lags.push(frames.done - ended());
    await close();
  }
  return { frameGapMs: median(gaps)!, lagMs: median(lags)! };
}
