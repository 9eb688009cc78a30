/** What the widget's benchmark measures of each widget, and how several runs of it become one row. */

import type { Conduct } from "./conduct.ts";

export interface WidgetRow {
  name: string;
  /** Brotli, until the launcher shows, and until one can type. */
  launcherBytes?: number;
  typeBytes?: number;
  /** All that is there half a second later: what opening asks for. */
  openBytes?: number;
  launcherMs?: number;
  /** Click to a focused, empty input: pointed at a second before, and not. */
  aheadMs?: number;
  clickMs?: number;
  /** How much of `clickMs` had passed when what the click fetched was there. */
  waitedMs?: number;
  bootScriptMs?: number;
  /** Longest task until the click, and from there on. Chromium tells of none under 50 ms: then 0. */
  loadTaskMs?: number;
  openTaskMs?: number;
  heapKb?: number;
  layoutShift?: number;
  frameGapMs?: number;
  lagMs?: number;
  conduct?: Conduct;
  /** Why there are no times, and why there is no conduct. */
  failed?: string;
  conductFailed?: string;
}

/** From the navigation to a focused input, for a visitor who clicks as soon as there is something to click. */
export function arrivalMs({ launcherMs, clickMs }: WidgetRow): number | undefined {
  return launcherMs === undefined ? undefined : launcherMs + (clickMs ?? 0);
}

/** Whether it comes before the click or after is only a matter of when a widget does its work. */
export function longestTaskMs({ loadTaskMs, openTaskMs }: WidgetRow): number | undefined {
  return loadTaskMs === undefined ? undefined : Math.max(loadTaskMs, openTaskMs ?? 0);
}

export const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Medians of all but the script time: another load on the machine only adds to it, so the least is the truest. */
export function combine(rows: readonly WidgetRow[]): WidgetRow {
  const row: WidgetRow = { name: rows[0]?.name ?? "" };
  for (const key of Object.keys(rows[0] ?? {}) as (keyof WidgetRow)[]) {
    const values = rows.map((each) => each[key]).filter((value) => typeof value === "number");
    const one = key === "bootScriptMs" ? Math.min(...values) : median(values);
    if (values.length && one !== undefined) Object.assign(row, { [key]: one });
  }
  return row;
}

export const number = (value: number | undefined, digits = 0) =>
  value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);
export const kb = (bytes: number | undefined) => (bytes === undefined ? "–" : (bytes / 1000).toFixed(1));
export const task = (ms: number | undefined) => (ms === 0 ? "< 50" : number(ms));

/** What went wrong, short enough for a cell. */
export const reason = (error: unknown) => `${error}`.split("\n")[0]!.slice(0, 120).replaceAll("|", "\\|");

export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...lines] = rows;
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
