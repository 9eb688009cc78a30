/** What the widget's benchmark measures of each widget, and the table it is shown in. */

export interface WidgetRow {
  name: string;
  /** Brotli, until the launcher shows, and until one can type. */
  launcherBytes?: number;
  typeBytes?: number;
  launcherMs?: number;
  /** Click to a focused, empty input: with the panel fetched ahead, and without. */
  aheadMs?: number;
  clickMs?: number;
  bootScriptMs?: number;
  longestTaskMs?: number;
  heapKb?: number;
  layoutShift?: number;
  frameGapMs?: number;
  lagMs?: number;
  failed?: string;
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

const number = (value: number | undefined, digits = 0) =>
  value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);
const kb = (value: number | undefined) => (value === undefined ? "–" : (value / 1000).toFixed(1));

export function formatTable(rows: readonly WidgetRow[]): string {
  const head = [
    "widget",
    "KB br: launcher → typing",
    "launcher ms",
    "click→input ms: ahead / not",
    "boot script ms",
    "longest task ms",
    "heap KB open",
    "layout shift",
    "1,000 tokens: longest frame gap / lag ms",
  ];
  const lines = rows.map((row) =>
    row.failed
      ? [row.name, `failed: ${row.failed.replaceAll("|", "\\|")}`, ...head.slice(2).map(() => "")]
      : [
          row.name,
          `${kb(row.launcherBytes)} → ${kb(row.typeBytes)}`,
          number(row.launcherMs),
          `${number(row.aheadMs)} / ${number(row.clickMs)}`,
          number(row.bootScriptMs),
          number(row.longestTaskMs),
          number(row.heapKb),
          number(row.layoutShift, 3),
          row.frameGapMs === undefined ? "–" : `${number(row.frameGapMs)} / ${number(row.lagMs)}`,
        ],
  );
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
