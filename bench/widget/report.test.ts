import { expect, it } from "vitest";
import { formatReport } from "./report.ts";
import type { WidgetRow } from "./table.ts";

const conduct = {
  strict: { shows: true, violations: [] },
  axe: [0, 0, 0] as [number, number, number],
  back: { closed: true, open: true },
};
const floor: WidgetRow = { name: "floor", launcherMs: 500 };
const own: WidgetRow = {
  name: "vegarag",
  launcherBytes: 2_500,
  launcherMs: 551,
  clickMs: 280,
  waitedMs: 190,
  loadTaskMs: 0,
  frameGapMs: 40,
  conduct,
};
const peer: WidgetRow = {
  name: "other 1.0",
  launcherBytes: 90_000,
  launcherMs: 700,
  clickMs: 60,
  waitedMs: 0,
  loadTaskMs: 0,
  conduct: { ...conduct, strict: { shows: false, violations: ["script-src"] } },
};

const variants = {
  idle: { ...own, clickMs: 12, waitedMs: 0, openBytes: 20_000 },
  inline: { name: "vegarag, inline", launcherMs: 560 },
};
const inPage: WidgetRow = { name: "in-page 2.0", launcherMs: 740 };

/** The cells of the first line that begins so. */
function line(name: string, rows = { floors: [floor], own, variants, peers: [peer, inPage] }): string[] {
  const lines = formatReport(rows).split("\n");
  const found = lines.find((text) => text.startsWith(`| ${name}`)) ?? "";
  return found.slice(2, -2).split(" | ");
}

it("says of each figure whether its target is met and whether anybody is ahead of it", () => {
  expect(line("KB until the launcher")).toEqual([
    "KB until the launcher shows",
    "≤ 2.5",
    "2.5",
    "met",
    "–",
    "90.0 (other)",
    "ahead",
  ]);
  expect(line("launcher, ms").slice(2)).toEqual(["551", "**missed**", "500", "700 (other)", "ahead"]);
  expect(line("longest task").slice(2)).toEqual(["< 50", "–", "–", "< 50 (other)", "level"]);
});

it("holds the click that fetches against a target without its request, and against others that fetch", () => {
  expect(line("click → input where the click").slice(2)).toEqual(["280", "met", "–", "–", "–"]);
  const fetching = { ...peer, waitedMs: 50 };
  expect(line("click → input where the click", { floors: [floor], own, variants, peers: [fetching] }).slice(2)).toEqual(
    ["280", "met", "–", "60 (other)", "behind"],
  );
});

it("holds against others what is like them: all fetched before the click, with a launcher, without one", () => {
  expect(line("click → input where it").slice(2)).toEqual(["12", "–", "–", "60 (other)", "ahead"]);
  expect(line("navigation → input, with a").slice(2)).toEqual(["831", "–", "–", "760 (other)", "behind"]);
  expect(line("navigation → input, without").slice(2)).toEqual(["560", "–", "500", "740 (in-page)", "ahead"]);
});

it("counts what was not measured as missed, and what does not show as worse than any violation", () => {
  expect(line("heap").slice(1, 4)).toEqual(["≤ 600", "–", "**missed**"]);
  expect(line("strict policy").slice(2)).toEqual(["0", "met", "–", "does not show (other)", "ahead"]);
});

it("keeps the row of a widget that failed", () => {
  const failed = { name: "other 1.0", failed: "TimeoutError" };
  expect(line("other 1.0", { floors: [floor], own, variants, peers: [failed] })).toContain("failed: TimeoutError");
});
