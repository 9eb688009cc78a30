/** Takes `docs/benchmarks.md` apart into its sections and puts it together again. */

/** Text of each section by its heading, without what stands before the first. */
export function splitReport(report: string): Map<string, string> {
  return new Map(
    report
      .split(/^## /m)
      .slice(1)
      .map((section): [string, string] => {
        const end = section.indexOf("\n");
        return end === -1 ? [section.trim(), ""] : [section.slice(0, end).trim(), section.slice(end).trim()];
      }),
  );
}

/** What stands before the first section; empty where there is none. */
export function readOpening(report: string): string {
  return (report.split(/^## /m)[0] ?? "").trim();
}

/** Sections that are not in `order` are left out: nothing measures them any more. */
export function joinReport(opening: string, order: readonly string[], sections: ReadonlyMap<string, string>): string {
  const parts = order.flatMap((heading) => {
    const text = sections.get(heading);
    return text === undefined ? [] : [`## ${heading}\n\n${text.trim()}`];
  });
  return `${[opening.trim(), ...parts].join("\n\n")}\n`;
}
