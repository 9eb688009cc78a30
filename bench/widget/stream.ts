/** The widget while an answer of 1,000 tokens of Markdown comes in: how long frames wait, and how far it lags. */

import type { Browser } from "playwright-core";
import { finish } from "../../widget/e2e/answers.ts";
import type { FakeServer } from "../../widget/e2e/fake-server.ts";
import { median } from "./table.ts";
import { visit } from "./visit.ts";

const TOKENS = 1_000;
/** Milliseconds between tokens: 200 a second, faster than any hosted model writes. */
const PACE = 5;

/** Text, lists, tables and code in the proportions of a long answer. */
export function longAnswer(): string[] {
  const piece =
    "## Part\n\nThe mount **carries** up to six kilograms and needs no `alignment` at all, see [the guide](https://docs.example.com/guide).\n\n1. Set it on firm ground.\n2. Tighten the *three* screws.\n\n| Mount | Carries |\n|---|---|\n| Vega | 6 kg |\n| Deneb | 11 kg |\n\n```sh\nnpm run align -- --mount vega\n```\n\n";
  const tokens = piece.match(/\s*\S+|\s+/g)!;
  return Array.from({ length: TOKENS }, (_, index) => tokens[index % tokens.length]!);
}

/** @returns the longest gap between frames, and from the server's last event to the finished answer, in ms */
export async function measureStream(
  browser: Browser,
  fake: FakeServer,
  origin: string,
  runs: number,
): Promise<{ gap: number; lag: number }> {
  const gaps: number[] = [];
  const lags: number[] = [];
  const tokens = longAnswer();
  fake.pace = PACE;
  let ended = 0;
  fake.script = () => [
    { type: "text-start", id: "t" },
    ...tokens.map((delta) => ({ type: "text-delta" as const, id: "t", delta })),
    { type: "text-end", id: "t" },
    finish(),
  ];
  fake.onEnd = () => (ended = Date.now());
  for (let run = 0; run < runs; run++) {
    const { page, close } = await visit(browser, origin);
    await page.locator('[part="launcher"]').click();
    await page.locator('[part="input"]').fill("Tell me everything");
    await page.waitForTimeout(1_500);
    await page.evaluate('probe.watchFrames(".assistant .actions")');
    await page.locator('[part="input"]').press("Enter");
    await page.waitForFunction("probe.frames.done", undefined, { timeout: 60_000 });
    const frames = await page.evaluate<{ longest: number; done: number }>("probe.frames");
    gaps.push(frames.longest);
    // The last event itself needs one trip over the slow network, which is not the widget's.
    lags.push(frames.done - ended);
    await close();
  }
  return { gap: median(gaps)!, lag: median(lags)! };
}
