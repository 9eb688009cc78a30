/** Reads vitest's JSON report into the counts that `npm test` ends with. */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Report {
  testResults: { status: string; assertionResults: { status: string }[] }[];
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

export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
