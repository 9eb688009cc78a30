/** What is timed about a widget up to the moment when one can type; its answers are in `stream.ts`. */

import type { Browser } from "playwright-core";
import type { Contender } from "./peers.ts";
import type { WidgetRow } from "./table.ts";
import { clickToInput, quietly, visit, whenVisible } from "./visit.ts";

/**
 * Everything, once, in three visits: one who clicks at once, one on whose page nothing else happens, and one who
 * points first.
 *
 * @param emptyHeap bytes of heap of the page without any widget
 */
export async function measureOnce(
  browser: Browser,
  contender: Contender,
  origin: string,
  emptyHeap: number,
): Promise<WidgetRow> {
  const { launcher, input, restMs = 700 } = contender;
  const css = contender.launcherCss ?? launcher ?? input;
  const row: WidgetRow = { name: contender.name };
  const cold = await visit(browser, origin);
  row.launcherMs = await whenVisible(cold.page, css);
  await cold.page.waitForLoadState("load");
  await cold.page.waitForTimeout(restMs);
  row.launcherBytes = cold.bytes();
  if (launcher) {
    const { ms, waited, arrived } = await clickToInput(cold.page, launcher, input);
    row.clickMs = ms;
    row.waitedMs = waited;
    row.typeBytes = cold.bytes(arrived);
  } else row.typeBytes = row.launcherBytes;
  await cold.page.waitForTimeout(500);
  row.openBytes = cold.bytes();
  const { tasks, shift } = await cold.page.evaluate<{ tasks: { start: number; ms: number }[]; shift: number }>(
    "probe.seen",
  );
  const clicked = (await cold.page.evaluate<number>("probe.times.clicked")) || Infinity;
  const longest = (after: boolean) =>
    Math.max(0, ...tasks.filter(({ start, ms }) => start + ms > clicked === after).map(({ ms }) => ms));
  row.loadTaskMs = longest(false);
  if (launcher) row.openTaskMs = longest(true);
  row.layoutShift = shift;
  await cold.close();
  const quiet = await quietly(browser, origin, css);
  row.bootScriptMs = quiet.boot;
  row.heapKb = (quiet.heap - emptyHeap) / 1024;
  if (launcher) {
    const ahead = await visit(browser, origin);
    await whenVisible(ahead.page, css);
    await ahead.page.waitForLoadState("load");
    await ahead.page.locator(launcher).first().hover();
    await ahead.page.waitForTimeout(1_000);
    row.aheadMs = (await clickToInput(ahead.page, launcher, input)).ms;
    await ahead.close();
  }
  return row;
}
