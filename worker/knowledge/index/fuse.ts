/**
 * One ranking out of two: full text and vectors, as a weighted sum of scores brought to one scale, and
 * the order in which results are shown. Where scores come from and what ids mean is the caller's.
 */

export interface Scored<Id> {
  id: Id;
  /** Higher is better. */
  score: number;
}

/**
 * Full text and vector matches in one list, best first, every id once. Ties keep the order of the full text list,
 * then of the vector list.
 *
 * @param weight of the vectors, 0 to 1, as measured for their embedder; 0 is full text alone
 * @param certainty how near the best match comes to what was asked for, 0 to 1: the most that a score can be
 */
export function fuse<Id>(
  fullText: readonly Scored<Id>[],
  vectors: readonly Scored<Id>[],
  weight: number,
  certainty = 1,
): Scored<Id>[] {
  if (!(weight >= 0 && weight <= 1)) throw new RangeError(`A weight of ${weight} is not between 0 and 1.`);
  const sums = new Map<Id, number>();
  // Without vectors (none made yet, or a search that failed) full text decides alone, on the full scale.
  const share = vectors.length === 0 ? 0 : fullText.length === 0 ? 1 : weight;
  for (const [list, part] of [
    [fullText, 1 - share],
    [vectors, share],
  ] as const) {
    if (part === 0) continue;
    for (const [id, score] of normalise(list)) sums.set(id, (sums.get(id) ?? 0) + part * score);
  }
  // Array.sort is stable and a Map keeps insertion order: equal sums stay as they came.
  return [...sums].map(([id, score]) => ({ id, score: certainty * score })).sort((a, b) => b.score - a.score);
}

/** Scores from 0 (the worst of the list) to 1 (the best); the best occurrence of an id counts. */
function normalise<Id>(list: readonly Scored<Id>[]): Map<Id, number> {
  const best = new Map<Id, number>();
  for (const { id, score } of list) {
    if (Number.isFinite(score) && score > (best.get(id) ?? -Infinity)) best.set(id, score);
  }
  let low = Infinity;
  let high = -Infinity;
  for (const score of best.values()) {
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  for (const [id, score] of best) best.set(id, high === low ? 1 : (score - low) / (high - low));
  return best;
}

/**
 * The same matches with at most `perGroup` of one document among the first `window`: further chunks of a
 * page that already stands there step back behind the best of other pages, and follow right after.
 * Nothing is dropped. One chunk a page puts the right page among the first five most often (`npm run
 * bench`); its second chunk follows at place six.
 */
export function diversify<Match>(
  matches: readonly Match[],
  groupOf: (match: Match) => unknown,
  { window = 5, perGroup = 1 }: { window?: number; perGroup?: number } = {},
): Match[] {
  const first: Match[] = [];
  const later: Match[] = [];
  const taken = new Map<unknown, number>();
  for (const match of matches) {
    const group = groupOf(match);
    const count = taken.get(group) ?? 0;
    if (first.length < window && count < perGroup) {
      taken.set(group, count + 1);
      first.push(match);
    } else {
      later.push(match);
    }
  }
  return [...first, ...later];
}
