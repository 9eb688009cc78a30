import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { gather } from "./gather.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lists of letters, as the test lets them come. */
function open(mayWait: (letters: string[]) => boolean = () => true) {
  const come: (() => Promise<string[] | undefined>)[] = [];
  let waiting: ((coming: Promise<string[] | undefined>) => void) | undefined;
  let asked = 0;
  const give = (coming: () => Promise<string[] | undefined>): void => {
    if (waiting === undefined) come.push(coming);
    else waiting(coming());
    waiting = undefined;
  };
  const gathered = gather<string[]>({
    read() {
      asked += 1;
      const coming = come.shift();
      return coming === undefined ? new Promise((resolve) => (waiting = resolve)) : coming();
    },
    add: (letters, later) => void letters.push(...later),
    mayWait,
    now: () => Date.now(),
  });
  return {
    take: async () => (await gathered.next()).value ?? undefined,
    say: (...letters: string[]) => letters.forEach((letter) => give(() => Promise.resolve([letter]))),
    end: () => give(() => Promise.resolve(undefined)),
    fail: (reason: Error) => give(() => Promise.reject(reason)),
    asked: () => asked,
  };
}

describe("what comes", () => {
  test("is taken at once where nothing was taken before, and later where nothing was for a while", async () => {
    const { take, say } = open();
    say("a");
    expect(await take()).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(60);
    say("b");
    expect(await take()).toEqual(["b"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is taken together with what follows closely, once the moment is over", async () => {
    const { take, say } = open();
    say("a");
    await take();
    say("b", "c");
    const taking = take();
    await vi.advanceTimersByTimeAsync(30);
    say("d");
    await vi.advanceTimersByTimeAsync(30);
    expect(await taking).toEqual(["b", "c", "d"]);
    // What was asked for meanwhile is not lost, and asked for once.
    say("e");
    await vi.advanceTimersByTimeAsync(60);
    expect(await take()).toEqual(["e"]);
  });

  test("is taken at once where it may not wait, itself or what followed it", async () => {
    const { take, say } = open((letters) => !letters.includes("!"));
    say("a");
    await take();
    say("b", "!", "c");
    expect(await take()).toEqual(["b", "!"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("without a pause is not gathered for ever", async () => {
    let reads = 0;
    const gathered = gather<number[]>({
      read: () => {
        reads += 1;
        // A quarter of the moment passes with each.
        vi.setSystemTime(Date.now() + 15);
        return Promise.resolve([reads]);
      },
      add: (numbers, later) => void numbers.push(...later),
      mayWait: () => true,
      now: () => Date.now(),
    });
    await gathered.next();
    expect((await gathered.next()).value).toEqual([2, 3, 4, 5]);
  });
});

describe("an end and a failure", () => {
  test("come behind what came before them, without waiting", async () => {
    const { take, say, end } = open();
    say("a");
    await take();
    say("b");
    end();
    expect(await take()).toEqual(["b"]);
    expect(await take()).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("are thrown to whoever takes next", async () => {
    const { take, say, fail, asked } = open();
    say("a");
    await take();
    say("b");
    fail(new Error("gone"));
    expect(await take()).toEqual(["b"]);
    await expect(take()).rejects.toThrow("gone");
    expect(asked()).toBe(3);
  });
});
