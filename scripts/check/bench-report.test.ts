import { expect, it } from "vitest";
import { joinReport, readOpening, splitReport } from "./bench-report.ts";

it("replaces one section and keeps the others", () => {
  const report = joinReport(
    "# Benchmarks",
    ["A", "B"],
    new Map([
      ["B", "old b"],
      ["A", "### Sub\n\nold a"],
    ]),
  );
  expect(report).toBe("# Benchmarks\n\n## A\n\n### Sub\n\nold a\n\n## B\n\nold b\n");
  const sections = splitReport(report);
  sections.set("B", "new b");
  expect(joinReport(readOpening(report), ["A", "B"], sections)).toBe(report.replace("old b", "new b"));
});

it("starts from nothing", () => {
  expect(readOpening("")).toBe("");
  expect(joinReport("# Benchmarks", ["A", "B"], splitReport("").set("B", "text"))).toBe(
    "# Benchmarks\n\n## B\n\ntext\n",
  );
});
