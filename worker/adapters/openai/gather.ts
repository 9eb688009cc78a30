/**
 * Takes what follows closely in one go. Whatever is taken passes everything that an answer is checked by, and goes out as
 * an event of its own: that costs many times what reading it costs, and nobody reads faster.
 */

export interface GatherOptions<Item> {
  /** Resolves to what comes next; undefined at the end. Called again when the one before has come. */
  read: () => Promise<Item | undefined>;
  /** Puts what came later behind what came before. */
  add: (item: Item, later: Item) => void;
  /** Whether it may wait for what follows it. Asked after each addition. */
  mayWait: (item: Item) => boolean;
  now: () => number;
}

/** Between two takings. Of a quick model it is three or four words. */
const GATHER_MS = 60;

/** Throws what `read` throws, behind all that came before it. */
export async function* gather<Item>({ read, add, mayWait, now }: GatherOptions<Item>): AsyncGenerator<Item, void> {
  let takenAt = -Infinity;
  for (let coming = read(); ;) {
    const item = await coming;
    if (item === undefined) return;
    const until = takenAt + GATHER_MS;
    let isRead = true;
    if (mayWait(item) && now() < until) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const over = new Promise<undefined>((resolve) => {
        timer = setTimeout(resolve, until - now(), undefined);
      });
      while (isRead && mayWait(item) && now() < until) {
        coming = read();
        // An end and a failure are for who takes next: what came before them is taken now.
        const later = await Promise.race([coming.catch(() => undefined), over]);
        isRead = later !== undefined;
        if (later !== undefined) add(item, later);
      }
      clearTimeout(timer);
    }
    takenAt = now();
    yield item;
    if (isRead) coming = read();
  }
}
