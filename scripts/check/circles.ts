/** Circles in the graph of imports, those of types included: files of which each reaches every other. */

import { type Import, importsOf } from "./arrows.ts";

/** Two files may name each other's types. What is larger has no order in which it could be read. */
export const LARGEST_CIRCLE = 2;

/**
 * The circles of more than one file, each in order of its paths.
 *
 * @param sources text by path from the repository root
 */
export function findCircles(sources: ReadonlyMap<string, string>): string[][] {
  const reaches = (path: string): string[] =>
    importsOf(path, sources.get(path)!).flatMap(({ target }: Import) => (sources.has(target) ? [target] : []));
  // Tarjan's: a file that was come upon while those that it reaches are open belongs together with them.
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  function visit(path: string): void {
    order.set(path, order.size);
    lowest.set(path, order.get(path)!);
    open.push(path);
    for (const next of reaches(path)) {
      if (!order.has(next)) visit(next);
      else if (!open.includes(next)) continue;
      lowest.set(path, Math.min(lowest.get(path)!, lowest.get(next)!));
    }
    if (lowest.get(path) !== order.get(path)) return;
    const circle = open.splice(open.indexOf(path));
    if (circle.length > 1) circles.push(circle.toSorted());
  }

  for (const path of sources.keys()) if (!order.has(path)) visit(path);
  return circles;
}
