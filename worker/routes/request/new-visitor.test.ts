import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ProblemError } from "../../../shared/problem.ts";
import type { Call } from "../../http/route.ts";
import { TURNSTILE_CHARACTERS } from "../../outside/turnstile.ts";
import { createSettings } from "../../tenancy/bot-settings.ts";
import type { BotRecord } from "../../tenancy/directory.ts";
import { verifyNewVisitor } from "./new-visitor.ts";

const ORIGIN = "https://shop.example";
const WORK = { challenge: "a challenge", nonce: "00000001" };
let asked: string[];
let taken: [string, number][];

/** Each wall says what it was asked; what it answers is said by the test. */
interface World {
  turnstile?: boolean;
  wanted?: boolean;
  bits?: number | null;
  isDone?: boolean;
  isNew?: boolean;
}

async function verify(
  { turnstile = false, wanted = true, bits = null, isDone = true, isNew = true }: World,
  brought: Parameters<typeof verifyNewVisitor>[3],
): Promise<ProblemError | undefined> {
  const proofOfWork = {
    verify: async (work: unknown, botId: string, wants: number) => {
      asked.push("work");
      expect([work, botId, wants]).toEqual([WORK, "bot_1", bits]);
      return isDone ? { id: "seed", until: 7 } : undefined;
    },
    challenge: async (botId: string, wants: number) => ({ challenge: `for ${botId}`, seed: "s", bits: wants }),
  };
  const settings = { turnstile: turnstile ? { secret: "s", url: "https://turnstile.example/" } : undefined };
  const call = { composition: { settings, proofOfWork } } as unknown as Call;
  const made = createSettings({ name: "Bot", limits: { proof_of_work: bits, turnstile: wanted } });
  const ledger = {
    takeWork: async (id: string, until: number) => {
      asked.push("ledger");
      taken.push([id, until]);
      return isNew;
    },
  };
  return verifyNewVisitor(
    call,
    { botId: "bot_1", settings: made } as BotRecord,
    ledger as unknown as Parameters<typeof verifyNewVisitor>[2],
    brought,
    ORIGIN,
  ).then(
    () => undefined,
    (error: unknown) => error as ProblemError,
  );
}

beforeEach(() => {
  [asked, taken] = [[], []];
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    asked.push("turnstile");
    const { response } = JSON.parse(body) as { response: string };
    return Response.json({ success: response === "good", hostname: "shop.example" });
  });
});
afterEach(() => vi.unstubAllGlobals());

const TODO = { challenge: "for bot_1", seed: "s", bits: 4 };

describe("a new visitor", () => {
  it("brings nothing where nothing is wanted, and what is brought all the same is looked at where it can be", async () => {
    expect(await verify({}, {})).toBeUndefined();
    expect(await verify({}, { proof_of_work: WORK, turnstile_token: "bad" })).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await verify({ turnstile: true, wanted: false }, {})).toBeUndefined();
    expect((await verify({ turnstile: true, wanted: false }, { turnstile_token: "bad" }))?.slug).toBe("forbidden");
  });

  it("is told of all that is missing at once, and nothing dear is asked until then", async () => {
    const both = { turnstile: true, bits: 4 };
    expect(await verify(both, {})).toMatchObject({
      slug: "forbidden",
      detail: expect.stringMatching(/Turnstile token .* and a proof of work/),
      needs: { turnstile: true, proof_of_work: TODO },
    });
    expect((await verify(both, { proof_of_work: WORK }))?.needs).toEqual({ turnstile: true, proof_of_work: TODO });
    expect((await verify(both, { turnstile_token: "good" }))?.needs).toEqual({ proof_of_work: TODO });
    expect((await verify({ ...both, isDone: false }, { turnstile_token: "good", proof_of_work: WORK }))?.needs).toEqual(
      {
        proof_of_work: TODO,
      },
    );
    const begin = "A new visitor of this bot has to bring";
    expect(await verify({ turnstile: true }, {})).toMatchObject({
      detail: `${begin} a Turnstile token (turnstile_token).`,
      needs: { turnstile: true },
    });
    expect(await verify({ bits: 4 }, {})).toMatchObject({
      detail: `${begin} a proof of work (proof_of_work), as needs says it.`,
      needs: { proof_of_work: TODO },
    });
    expect(asked.filter((wall) => wall !== "work")).toEqual([]);
  });

  it("is let in with both, asked of the cheapest first", async () => {
    const brought = { turnstile_token: "good", proof_of_work: WORK };
    expect(await verify({ turnstile: true, bits: 4 }, brought)).toBeUndefined();
    expect(asked).toEqual(["work", "turnstile", "ledger"]);
    expect(taken).toEqual([["seed", 7]]);
    expect(await verify({ bits: 4 }, { proof_of_work: WORK })).toBeUndefined();
    expect(await verify({ turnstile: true }, { turnstile_token: "good" })).toBeUndefined();
  });

  it("is refused with a bad token, one that is none, or work that was used", async () => {
    const all = { turnstile: true, bits: 4 };
    expect((await verify(all, { turnstile_token: "bad", proof_of_work: WORK }))?.slug).toBe("forbidden");
    const long = "x".repeat(TURNSTILE_CHARACTERS + 1);
    asked = [];
    expect((await verify({ turnstile: true }, { turnstile_token: long }))?.detail).toBe("No Turnstile token.");
    expect(asked).toEqual([]);
    const used = await verify({ ...all, isNew: false }, { turnstile_token: "good", proof_of_work: WORK });
    expect(used).toMatchObject({
      slug: "forbidden",
      detail: expect.stringContaining("used already"),
      needs: { proof_of_work: TODO },
    });
    expect(taken).toHaveLength(1);
  });
});
