/** Reads vitest's JSON report into what `npm test` ends with: the counts, and why tests were skipped. */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Assertion {
  status: string;
  title?: string;
  /** Of the suites around it. */
  ancestorTitles?: string[];
}

interface Report {
  testResults: { status: string; assertionResults: Assertion[] }[];
}

/**
 * `exitCode` is vitest's. What fails without being a test (a file that cannot be loaded, an error
 * nobody caught, a crash that left no report) counts as one failure, never as none.
 */
export function countTests(report: Report | undefined, exitCode: number): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report?.testResults ?? []) {
    const statuses = file.assertionResults.map((test) => test.status);
    const failed = statuses.filter((status) => status === "failed").length;
    counts.passed += statuses.filter((status) => status === "passed").length;
    counts.failed += failed;
    counts.skipped += statuses.filter((status) => status !== "passed" && status !== "failed").length;
    if (file.status === "failed" && failed === 0) counts.failed++;
  }
  if (counts.failed === 0 && (exitCode !== 0 || report === undefined)) counts.failed++;
  return counts;
}

/** A line for each reason. A test that may be skipped, or its suite, ends in what it needs, in brackets. */
export function explainSkips(report: Report | undefined): string[] {
  const reasons = new Map<string, number>();
  for (const { status, title = "", ancestorTitles = [] } of report?.testResults.flatMap((f) => f.assertionResults) ??
    []) {
    if (status === "passed" || status === "failed") continue;
    const named = [title, ...ancestorTitles].map((text) => /\(([^()]+)\)$/.exec(text)?.[1]).find(Boolean);
    const reason = named ?? "not chosen";
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => `${count} skipped: ${reason}`);
}

export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
