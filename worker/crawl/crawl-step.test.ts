import { describe, expect, it } from "vitest";
import type { Address } from "./address.ts";
import { REQUESTS_PER_STEP, runStep, type StepParts } from "./crawl-step.ts";

interface Waiting {
  origin: string;
  kind: Address["kind"];
  /** How long its answer takes. */
  ms: number;
  /** Requests it costs, redirects included. */
  requests?: number;
}

/** A site behind a clock of its own, which fails the seventh request at once, the third of a host, and the 51st of a step. */
function play(queue: Waiting[], pace = { in_flight: 6, per_host: 2, spacing_ms: 500 }) {
  let time = 0;
  let inFlight = 0;
  let requests = 0;
  const hosts = new Map<string, { at: number; busy: number; robots: boolean }>();
  for (const { origin } of queue) hosts.set(origin, { at: 0, busy: 0, robots: true });
  const starts: { origin: string; at: number; kind: string }[] = [];
  const timers: { at: number; wake: () => void }[] = [];
  const sleep = (ms: number): Promise<void> => new Promise((wake) => timers.push({ at: time + ms, wake }));
  const parts: StepParts = {
    pace,
    waiting: () =>
      [...hosts].flatMap(([origin, { at, robots }]) =>
        queue.some((each) => each.origin === origin)
          ? [{ origin, at, robots: robots && queue.some((each) => each.origin === origin && each.kind === "robots") }]
          : [],
      ),
    next: (origins, kinds) =>
      queue.find(({ origin, kind }) => origins.includes(origin) && kinds.includes(kind)) as unknown as
        | Address
        | undefined,
    begins(address) {
      const waiting = address as unknown as Waiting;
      queue.splice(queue.indexOf(waiting), 1);
      const host = hosts.get(waiting.origin)!;
      host.at = time + pace.spacing_ms;
      starts.push({ origin: waiting.origin, at: time, kind: waiting.kind });
    },
    async visit(address, onRequest) {
      const { origin, ms, requests: cost = 1 } = address as unknown as Waiting;
      const host = hosts.get(origin)!;
      host.busy++;
      inFlight++;
      for (let n = 0; n < cost; n++) {
        onRequest();
        requests++;
      }
      if (inFlight > pace.in_flight || host.busy > pace.per_host || requests > 50) throw new Error("too many at once");
      await sleep(ms);
      host.busy--;
      inFlight--;
    },
    goesOn: () => true,
    now: () => time,
    sleep,
  };
  /** Lets the next timer go off whenever nothing else happens. */
  const run = async (): Promise<number | undefined> => {
    let done = false;
    const step = runStep(parts).finally(() => (done = true));
    while (!done) {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      timers.sort((one, other) => one.at - other.at);
      const next = timers.shift();
      if (next === undefined) continue;
      time = Math.max(time, next.at);
      next.wake();
    }
    return step;
  };
  return { run, starts, requests: () => requests, left: () => queue.length };
}

const pages = (origin: string, count: number, ms = 100): Waiting[] =>
  Array.from({ length: count }, () => ({ origin, kind: "page" as const, ms }));

describe("a step", () => {
  it("keeps two requests to a host, half a second apart, and six in all", async () => {
    const hosts = ["a", "b", "c", "d", "e"];
    const site = play(hosts.flatMap((origin) => pages(origin, 8, 3_000)));
    await site.run();
    for (const origin of hosts) {
      const times = site.starts.filter((start) => start.origin === origin).map(({ at }) => at);
      times.slice(1).forEach((at, n) => expect(at - times[n]!).toBeGreaterThanOrEqual(500));
    }
    expect(site.requests()).toBe(40);
  });

  it("ends before a Worker has made as many requests as it may, redirects of lists counted", async () => {
    const lists = Array.from({ length: 5 }, (): Waiting => ({ origin: "a", kind: "sitemap", ms: 10, requests: 6 }));
    const site = play([...lists, ...pages("a", 60, 10)], { in_flight: 6, per_host: 6, spacing_ms: 0 });
    expect(await site.run()).toBeDefined();
    expect(site.requests()).toBeLessThanOrEqual(REQUESTS_PER_STEP);
    expect(site.left()).toBeGreaterThan(0);
    const rest = play(pages("a", 44, 10), { in_flight: 6, per_host: 6, spacing_ms: 0 });
    expect(await rest.run()).toBeUndefined();
    expect(rest.left()).toBe(0);
  });

  it("asks nothing of a host before its robots.txt", async () => {
    const site = play([...pages("a", 1), { origin: "a", kind: "robots", ms: 50 }, ...pages("b", 1)]);
    await site.run();
    expect(site.starts.filter(({ origin }) => origin === "a").map(({ kind }) => kind)).toEqual(["robots", "page"]);
  });

  it("leaves what is due much later to another alarm, and says when", async () => {
    const site = play(pages("a", 3, 10), { in_flight: 6, per_host: 2, spacing_ms: 10_000 });
    expect(await site.run()).toBe(10_000);
    expect(site.left()).toBe(2);
  });
});
