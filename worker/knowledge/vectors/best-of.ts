/** The best few of many scores, in one pass and constant memory. */

export interface BestOf {
  /** Offers one candidate. `key` is a whole number and breaks ties: the smaller one is better. */
  offer(key: number, score: number): void;
  /** Best first. Empties the collection. */
  take(): { key: number; score: number }[];
}

/** Keeps the `size` best candidates offered to it. */
export function createBestOf(size: number): BestOf {
  // A heap with the worst kept candidate on top: most candidates are refused by one comparison.
  let heap: { key: number; score: number }[] = [];

  const isWorse = (a: { key: number; score: number }, b: { key: number; score: number }): boolean =>
    a.score < b.score || (a.score === b.score && a.key > b.key);

  function sink(from: number): void {
    const moving = heap[from];
    if (moving === undefined) return;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      let below = heap[child];
      const right = heap[child + 1];
      if (below !== undefined && right !== undefined && isWorse(right, below)) {
        child += 1;
        below = right;
      }
      if (below === undefined || !isWorse(below, moving)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = moving;
  }

  return {
    offer(key, score) {
      if (heap.length < size) {
        heap.push({ key, score });
        if (heap.length === size) for (let at = size >> 1; at >= 0; at--) sink(at);
        return;
      }
      const worst = heap[0];
      if (worst === undefined || score < worst.score || (score === worst.score && key > worst.key)) return;
      heap[0] = { key, score };
      sink(0);
    },
    take() {
      const best = heap.sort((a, b) => (isWorse(a, b) ? 1 : -1));
      heap = [];
      return best;
    },
  };
}
