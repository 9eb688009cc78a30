/** What was promised to somebody and has to be so at the end, whatever was killed in between. */

/** Null: not there. Several where a call was cut off and nobody knows whether it was done. */
type Allowed = (string | null)[];

export interface KeptAnswer {
  key: string;
  visitor: string;
  conversation: string;
  text: Allowed;
}

interface Truth {
  /** By bot and document: the word that stands in it. */
  documents: Map<string, Map<string, Allowed>>;
  /** By bot, visitor and conversation: the answer that was read to its end. */
  answers: Map<string, KeptAnswer>;
  /** What went wrong, in words. Empty is what a soak is for. */
  faults: string[];
  counts: Record<string, number>;
}

export function createTruth() {
  const truth: Truth = { documents: new Map(), answers: new Map(), faults: [], counts: {} };
  return {
    ...truth,
    count(what: string, by = 1): void {
      truth.counts[what] = (truth.counts[what] ?? 0) + by;
    },
    fault(what: string): void {
      // A thousand of a kind say no more than some.
      if (truth.faults.length < 200) truth.faults.push(what);
    },
    /** Runs a change of one thing: until it is answered, both what was and what is to be may be so. */
    async change(things: Map<string, Allowed>, name: string, next: string | null, run: () => Promise<boolean>) {
      const before = things.get(name) ?? [null];
      things.set(name, [...new Set([...before, next])]);
      if (await run()) things.set(name, [next]);
    },
  };
}

export type Kept = ReturnType<typeof createTruth>;
