import { describe, expect, it } from "vitest";
import { findSharedPromises } from "./shared-promises.ts";

const found = (line: string, path = "worker/tenancy/x.ts"): number => findSharedPromises(path, line).length;

describe("promises that outlive a request", () => {
  it.each([
    "let client: Promise<OpenAI> | undefined;",
    "  const derived: Promise<CryptoKey> = derive();",
    "const cache = new Map<string, Promise<unknown>>();",
    "const cache = new Map<string, { until: number; value: Promise<unknown> }>();",
    "const seen = new WeakMap<object, Promise<void>>();",
    "  readonly #found: Promise<Found>;",
    "const all: Array<Promise<void>> = [];",
  ])("%s", (line) => expect(found(line)).toBe(1));

  it.each([
    "async function load(): Promise<OpenAI> {",
    "const load = async (): Promise<OpenAI> => new OpenAI();",
    "  findBot(botId: string): Promise<BotRecord | undefined>;",
    "const makers = new Map<string, () => Promise<Key>>();",
    "const cache = new Map<string, { until: number; value: unknown }>();",
  ])("are not %s", (line) => expect(found(line)).toBe(0));

  it("may be held by objects, which are one context, and by tests", () => {
    expect(found("let running: Promise<void> | undefined;", "worker/durable/scheduler.ts")).toBe(0);
    expect(found("let running: Promise<void> | undefined;", "worker/chat/x.test.ts")).toBe(0);
    expect(found("let running: Promise<void> | undefined;", "widget/x.ts")).toBe(0);
  });
});
