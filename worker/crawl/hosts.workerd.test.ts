/** What is remembered of a host between two requests to it. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createHosts } from "./hosts.ts";

const ORIGIN = "https://docs.example.com";
const DAY_MS = 86_400_000;

describe("createHosts", () => {
  it("waits as long as the pace or the site says, and not for ever", async () => {
    const stub = env.SOURCE.getByName(JSON.stringify(["source", "bot_0000000000000000000000000", "src_hosts"]));
    await runInDurableObject(stub, (_, { storage }) => {
      const hosts = createHosts(storage.sql);
      hosts.keepRobots(ORIGIN, "", 0);
      hosts.wasAsked(ORIGIN, 1_000, 500);
      expect(hosts.find(ORIGIN)!.nextAt).toBe(1_500);
      hosts.keepRobots(ORIGIN, "User-agent: *\nCrawl-delay: 3", 0);
      hosts.wasAsked(ORIGIN, 2_000, 500);
      expect(hosts.find(ORIGIN)!.nextAt).toBe(5_000);
      hosts.keepRobots(ORIGIN, "User-agent: *\nCrawl-delay: 3600", 0);
      hosts.wasAsked(ORIGIN, 6_000, 500);
      expect(hosts.find(ORIGIN)!.nextAt).toBe(16_000);
      // What Retry-After asked for is not forgotten for a shorter pause.
      hosts.waitUntil(ORIGIN, 90_000);
      hosts.wasAsked(ORIGIN, 7_000, 500);
      expect(hosts.find(ORIGIN)!.nextAt).toBe(90_000);
    });
  });

  it("lets the last good robots.txt hold for thirty days, and forbids everything without one", async () => {
    const stub = env.SOURCE.getByName(JSON.stringify(["source", "bot_0000000000000000000000000", "src_robots"]));
    await runInDurableObject(stub, (_, { storage }) => {
      const hosts = createHosts(storage.sql);
      const problem = { status: "blocked-by-robots", detail: "robots.txt could not be read." } as const;
      hosts.keepProblem(ORIGIN, problem, 0);
      expect(hosts.find(ORIGIN)!.problem).toEqual(problem);
      hosts.keepRobots(ORIGIN, "User-agent: vegarag\nDisallow: /private", DAY_MS);
      hosts.keepProblem(ORIGIN, problem, 30 * DAY_MS);
      expect(hosts.find(ORIGIN)!.problem).toBeUndefined();
      expect(hosts.find(ORIGIN)!.robots.allows("/private")).toBe(false);
      hosts.keepProblem(ORIGIN, problem, 32 * DAY_MS);
      expect(hosts.find(ORIGIN)!.problem).toEqual(problem);
    });
  });
});
