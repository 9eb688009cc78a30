import { describe, expect, it } from "vitest";
import { countTests, explainSkips, formatCounts } from "./test-counts.ts";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe("countTests", () => {
  it("counts what passed, failed and was skipped", () => {
    const report = { testResults: [file("passed", "passed", "skipped"), file("failed", "failed", "passed", "todo")] };
    expect(countTests(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it("counts a file that could not be loaded as one failure", () => {
    expect(countTests({ testResults: [file("failed"), file("passed", "passed")] }, 1)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it("counts an error outside of all tests as one failure", () => {
    expect(countTests({ testResults: [file("passed", "passed")] }, 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it("counts a missing report as one failure whatever the exit code", () => {
    expect(countTests(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe("formatCounts", () => {
  it("mentions skipped tests only when there are any", () => {
    expect(formatCounts({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(formatCounts({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
  });
});

it("tells of skipped tests by what they or their suite need", () => {
  const skipped = (title: string, ...ancestorTitles: string[]) => ({ status: "skipped", title, ancestorTitles });
  const assertionResults = [
    { status: "passed", title: "works (needs nothing)" },
    skipped("reads a list", "the public suite (needs ../shared/data)"),
    skipped("reads another (needs ../shared/data)"),
    skipped("left out by -t"),
  ];
  const report = { testResults: [{ status: "passed", assertionResults }] };
  expect(explainSkips(report)).toEqual(["2 skipped: needs ../shared/data", "1 skipped: not chosen"]);
});
