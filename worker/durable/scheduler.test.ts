/** What is due is done: through failures, through crashes at any write, and never after it was dropped. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { createMemorySql } from "../test/node/sqlite.ts";
import { createScheduler, type Handler, type Scheduler, type SchedulerStorage } from "./scheduler.ts";

const START = 1_000_000;

/** One object's disk and its one alarm, which outlive the object. What is written in one turn is committed as one. */
class Disk {
  readonly sql = createMemorySql();
  alarm: number | undefined;
  time = START;
  #isWriting = false;
  #alarmBefore: number | undefined;

  /** An object that is made anew. @param writes it lives through that many more, and dies in the next */
  open(writes = Infinity): { storage: SchedulerStorage; isDead: () => boolean } {
    let left = writes;
    let isDead = false;
    const write = <T>(what: () => T): T => {
      if (isDead) throw new Error("dead");
      this.#begin(() => isDead);
      if (left-- > 0) return what();
      isDead = true;
      this.#isWriting = false;
      this.#run("ROLLBACK");
      this.alarm = this.#alarmBefore;
      throw new Error("crash");
    };
    const storage: SchedulerStorage = {
      sql: { exec: (query, ...bindings) => write(() => this.sql.exec(query, ...bindings)) },
      setAlarm: async (at) => write(() => void (this.alarm = at)),
      deleteAlarm: async () => write(() => void (this.alarm = undefined)),
    };
    return {
      storage: { ...storage, setAlarm: quiet(storage.setAlarm), deleteAlarm: quiet(storage.deleteAlarm) },
      isDead: () => isDead,
    };
  }

  /** Straight from the disk: no object is asked. */
  read(query: string): Record<string, unknown>[] {
    return [...this.sql.exec(query)];
  }

  dueTimes(): number[] {
    const made = this.read("SELECT 1 FROM sqlite_master WHERE name = 'due'").length > 0;
    return made ? this.read("SELECT at FROM due ORDER BY at").map(({ at }) => Number(at)) : [];
  }

  #begin(isDead: () => boolean): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#alarmBefore = this.alarm;
    this.#run("BEGIN");
    queueMicrotask(() => {
      if (!this.#isWriting || isDead()) return;
      this.#isWriting = false;
      this.#run("COMMIT");
    });
  }

  #run(statement: string): void {
    this.sql.exec(statement);
  }
}

/** The runtime breaks the object for it: nobody hears of the promise. */
function quiet<Args extends unknown[]>(work: (...args: Args) => Promise<void>): (...args: Args) => Promise<void> {
  return (...args) => work(...args).catch(() => undefined);
}

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("work that is due", () => {
  let disk: Disk;
  let scheduler: Scheduler;
  let done: string[];
  const doing = (...names: string[]): Record<string, Handler> =>
    Object.fromEntries(names.map((name) => [name, () => void done.push(name)]));

  beforeEach(() => {
    disk = new Disk();
    scheduler = createScheduler(disk.open().storage, () => disk.time);
    done = [];
  });

  it("is done when its time has come, once, and the alarm stands at the earliest of the rest", async () => {
    scheduler.at("late", START + 500);
    scheduler.at("early", START + 100);
    expect(disk.alarm).toBe(START + 100);
    disk.time = START + 100;
    await Promise.all([scheduler.run(doing("late", "early")), scheduler.run(doing("late", "early"))]);
    expect(done).toEqual(["early"]);
    expect(disk.alarm).toBe(START + 500);
    expect(scheduler.due("early")).toBeUndefined();
    disk.time = START + 500;
    await scheduler.run(doing("late", "early"));
    expect(done).toEqual(["early", "late"]);
    expect(disk.alarm).toBeUndefined();
  });

  it("can be moved, earlier and later", () => {
    scheduler.at("work", START + 500);
    scheduler.at("work", START + 100);
    expect(disk.alarm).toBe(START + 100);
    scheduler.at("work", START + 900);
    expect([disk.alarm, scheduler.due("work")]).toEqual([START + 900, START + 900]);
  });

  it("leaves nothing behind in an object that never has any", async () => {
    scheduler.wake();
    scheduler.drop("work");
    await scheduler.run({});
    expect(disk.read("SELECT name FROM sqlite_master")).toEqual([]);
  });

  it("is done again where it became due while it was being done", async () => {
    let times = 0;
    scheduler.at("work", START);
    await scheduler.run({
      work: async () => {
        await tick();
        if (++times < 3) scheduler.at("work", START);
      },
    });
    expect(times).toBe(3);
    expect(disk.dueTimes()).toEqual([]);
  });

  it("that fails waits for its own next try, longer each time, and holds up no other", async () => {
    const waits: number[] = [];
    const handlers = {
      ...doing("good"),
      bad: () => {
        throw new Error("no");
      },
    };
    scheduler.at("bad", START);
    for (let turn = 0; turn < 12; turn++) {
      disk.time = scheduler.due("bad")!;
      scheduler.at("good", disk.time);
      await scheduler.run(handlers);
      waits.push(scheduler.due("bad")! - disk.time);
      expect(disk.alarm).toBe(scheduler.due("bad"));
    }
    expect(done).toHaveLength(12);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map((seconds) => seconds * 1_000));
  });

  it.each([
    ["says how long to wait", new ProblemError("upstream-busy", { detail: "Busy.", retryAfter: 30 }), 30_000],
    [
      "says longer than is waited at the most",
      new ProblemError("upstream-busy", { detail: "Busy.", retryAfter: 9_999 }),
      60_000,
    ],
    [
      "says less than would be waited anyway",
      new ProblemError("upstream-busy", { detail: "Busy.", retryAfter: 0.1 }),
      1_000,
    ],
  ])("that fails and %s is tried then", async (_, error, wait) => {
    scheduler.at("work", START);
    await scheduler.run({ work: () => Promise.reject(error) }, 60_000);
    expect(scheduler.due("work")).toBe(START + wait);
  });

  it("fails for the first time again after it came forward, or was done", async () => {
    const fail = () => Promise.reject(new Error("no"));
    scheduler.at("work", START);
    for (let turn = 0; turn < 4; turn++) {
      disk.time = scheduler.due("work")!;
      await scheduler.run({ work: fail });
    }
    disk.time = scheduler.due("work")!;
    await scheduler.run({
      work: () => {
        scheduler.cameForward("work");
        return fail();
      },
    });
    expect(scheduler.due("work")).toBe(disk.time + 1_000);
    disk.time += 1_000;
    await scheduler.run({ work: () => scheduler.at("work", disk.time + 5) });
    disk.time += 5;
    await scheduler.run({ work: fail });
    expect(scheduler.due("work")).toBe(disk.time + 1_000);
  });

  it("that hangs holds up nothing that becomes due meanwhile", async () => {
    const gate = Promise.withResolvers<void>();
    scheduler.at("slow", START);
    const running = scheduler.run({ ...doing("quick"), slow: () => gate.promise });
    scheduler.at("quick", START);
    await vi.waitFor(() => expect(done).toEqual(["quick"]));
    gate.resolve();
    await running;
    expect(disk.dueTimes()).toEqual([]);
  });

  it("of a name that nobody knows is kept, and said", async () => {
    scheduler.at("of a later version", START);
    await scheduler.run(doing("work"));
    expect(scheduler.due("of a later version")).toBe(START + 1_000);
    expect(console.error).toHaveBeenCalledOnce();
  });

  it.each([
    ["dropped", () => scheduler.drop("work")],
    ["dropped with the whole object", () => scheduler.end()],
    ["dropped with everything that the object had", () => disk.sql.exec("DROP TABLE due")],
  ])("ends quietly and for good where it is %s while it is being done", async (_, drop) => {
    const gate = Promise.withResolvers<void>();
    scheduler.at("work", START);
    const running = scheduler.run({ work: () => gate.promise });
    drop();
    gate.reject(new Error("no such table: chunks"));
    await running;
    expect(console.error).not.toHaveBeenCalled();
    expect(disk.dueTimes()).toEqual([]);
  });

  it("that is dropped and made due anew while it is being done is done anew", async () => {
    const gate = Promise.withResolvers<void>();
    let times = 0;
    scheduler.at("work", START);
    const running = scheduler.run({ work: () => (++times === 1 ? gate.promise : undefined) });
    scheduler.drop("work");
    scheduler.at("work", START);
    gate.reject(new Error("dropped"));
    await running;
    expect(times).toBe(2);
  });
});

/** A number from 0 to 1 after the other, the same for the same seed (mulberry32). */
function draw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * One story: work is asked for, done, fails, is slow, and the object dies at a drawn write again and again. What
 * was asked for in a turn that was committed has to be done in the end.
 */
async function expectNothingLost(seed: number): Promise<void> {
  const random = draw(seed);
  const disk = new Disk();
  disk.sql.exec("CREATE TABLE asked (name TEXT NOT NULL, done INTEGER NOT NULL)");
  const names = ["index", "vectors", "report"];
  let scheduler: Scheduler;
  let storage: SchedulerStorage;
  let isDead = (): boolean => false;
  let alarm: Promise<void> | undefined;
  let isTrouble = true;

  const handlers: Record<string, Handler> = Object.fromEntries(
    names.map((name) => [
      name,
      async () => {
        const mine = storage;
        for (let steps = Math.floor(random() * 4); steps > 0; steps--) await tick();
        if (isTrouble && random() < 0.3) throw new Error("a service is down");
        mine.sql.exec("UPDATE asked SET done = 1 WHERE name = ?", name);
        if (random() < 0.5) await tick();
      },
    ]),
  );

  const live = (): void => {
    ({ storage, isDead } = disk.open(isTrouble ? Math.floor(random() * 60) : Infinity));
    scheduler = createScheduler(storage, () => disk.time);
    alarm = undefined;
    attempt(() => scheduler.wake());
  };
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!isDead()) throw error;
    }
  };
  /** At least once: it is only gone when its handler has returned, in an object that lived through it. */
  const deliver = (): void => {
    if (alarm !== undefined || disk.alarm === undefined || disk.alarm > disk.time) return;
    const due = disk.alarm;
    const died = isDead;
    disk.alarm = undefined;
    alarm = scheduler.run(handlers).then(
      () => void (alarm = undefined),
      (error: unknown) => {
        if (!died()) throw error;
      },
    );
    void alarm.catch(() => undefined);
    lost = due;
  };
  let lost: number | undefined;
  const step = async (): Promise<void> => {
    await tick();
    // Nothing is due later than the alarm says, whatever has been committed: a run that is on looks again by itself.
    const [first] = disk.dueTimes();
    if (alarm === undefined && !isDead() && first !== undefined) {
      expect(disk.alarm, `seed ${seed}`).toBeLessThanOrEqual(Math.max(first, disk.time));
    }
    if (isDead()) {
      if (alarm !== undefined) disk.alarm = random() < 0.8 ? Math.min(lost!, disk.alarm ?? Infinity) : disk.alarm;
      live();
    }
    deliver();
  };

  live();
  for (let turn = 0; turn < 40; turn++) {
    const name = names[Math.floor(random() * names.length)]!;
    if (random() < 0.4) {
      attempt(() => {
        storage.sql.exec("INSERT INTO asked VALUES (?, 0)", name);
        scheduler.at(name, disk.time + Math.floor(random() * 3_000));
      });
    }
    if (random() < 0.5) disk.time += Math.floor(random() * 2_000);
    await step();
  }
  // The trouble is over: whoever asks wakes the object, and everything is done.
  isTrouble = false;
  await step();
  if (!isDead()) live();
  for (let turn = 0; turn < 400 && (disk.dueTimes().length > 0 || alarm !== undefined); turn++) {
    disk.time += 10_000;
    attempt(() => scheduler.wake());
    await step();
  }
  expect(disk.read("SELECT * FROM asked WHERE done = 0"), `seed ${seed}`).toEqual([]);
  expect(disk.dueTimes(), `seed ${seed}`).toEqual([]);
}

describe("a crash", () => {
  it.each(Array.from({ length: 10 }, (_, at) => at * 20))("at any write loses nothing (from seed %i)", async (from) => {
    for (let seed = from; seed < from + 20; seed++) await expectNothingLost(seed);
  });
});
