import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { createTurns } from "./in-turn.ts";

const forget = () => undefined;

describe("turns", () => {
  it("come in the order of their questions, one at each look at the network", async () => {
    // By a clock that stands still nobody has waited too long, however slow the machine is.
    const inTurn = createTurns(() => 0);
    let looks = 0;
    let isOver = false;
    const looking = (async () => {
      for (; !isOver; looks++) await scheduler.wait(0);
    })();
    const order: number[] = [];
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async (_, at) => {
        await inTurn(forget);
        order.push(at);
        seen.push(looks);
      }),
    );
    isOver = true;
    await looking;
    expect(order).toEqual(Array.from({ length: 8 }, (_, at) => at));
    // Two timers of one look fire in either order, so the first and the last may each be a look off.
    expect(seen.at(-1)! - seen[0]!).toBeGreaterThanOrEqual(5);
  });

  it("are kept by those who leave", async () => {
    const inTurn = createTurns(() => Date.now());
    const kept: Promise<void>[] = [];
    const turns = [1, 2, 3].map(() => inTurn((turn) => kept.push(turn)));
    expect(kept).toEqual(turns);
    await Promise.all(kept);
  });

  it("come to those behind one whose object was ended in it", async () => {
    const inTurn = createTurns(() => Date.now());
    const stub = env.CONVERSATION.getByName(JSON.stringify(["conversation", `bot_${"t".repeat(25)}`, "v", "c"]));
    const ended = runInDurableObject(stub, async (_, state) => {
      void inTurn(forget);
      await scheduler.wait(0);
      state.abort("ended in its turn");
    });
    await Promise.all([expect(ended).rejects.toThrow("ended in its turn"), inTurn(forget), inTurn(forget)]);
    await inTurn(forget);
  });
});
