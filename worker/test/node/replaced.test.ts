/** A document replaced while a question about it is on its way: the old version answers or the new one, never neither. */

import { describe, expect, test } from "vitest";
import { type MemoryBot, type MemoryDocument, openMemoryBot } from "./bot.ts";

const page = (returns: string): MemoryDocument => ({
  id: "returns",
  contentType: "text/markdown",
  content: `# Returns\n\n${returns}`,
  url: "https://shop.example/returns",
});

const OLD = page("You can return a lamp within 30 days of delivery.");
const REST: MemoryDocument = {
  id: "care",
  contentType: "text/markdown",
  content: "# Care\n\nWipe the brass with a dry cloth once a month.",
  url: "https://shop.example/care",
};

/** A bot whose page of returns becomes the next of `versions` between each search and what is said of it. */
async function openChanging(versions: readonly MemoryDocument[]): Promise<{ bot: MemoryBot; left: MemoryDocument[] }> {
  const left = [...versions];
  const bot: MemoryBot = await openMemoryBot(
    [OLD, REST],
    {},
    {
      async afterSearch() {
        const next = left.shift();
        if (next !== undefined) await bot.replace(next);
      },
    },
  );
  return { bot, left };
}

describe("a document replaced between search and answer", () => {
  test.each([
    { name: "says another figure", next: page("You can return a lamp within 45 days of delivery."), says: "45 days" },
    {
      name: "says the same around it",
      next: page(`We like lamps.\n\n${"You can return a lamp within 30 days of delivery."}`),
      says: "30 days",
    },
    { name: "says it in other words", next: page("Send a lamp back within 60 days to return it."), says: "60 days" },
  ])("is answered by its new version where it $name", async ({ next, says }) => {
    const { bot, left } = await openChanging([next]);
    const { outcome, text, citations } = await bot.ask("Within how many days can I return a lamp?");
    expect(left).toEqual([]);
    expect(outcome).toBe("answered");
    expect(text).toContain(says);
    expect(citations.length).toBeGreaterThan(0);
    for (const { quote } of citations) expect(next.content).toContain(quote);
  });

  test("is answered by the version that stays, where it is replaced twice", async () => {
    const last = page("You can return a lamp within 90 days of delivery.");
    const { bot } = await openChanging([page("You can return a lamp within 45 days of delivery."), last]);
    const { outcome, text } = await bot.ask("Within how many days can I return a lamp?");
    expect(outcome).toBe("answered");
    expect(text).toContain("90 days");
  });

  test("is no longer quoted where the new version says nothing of it", async () => {
    const { bot } = await openChanging([page("Ask us.")]);
    const { outcome, text, citations } = await bot.ask("Within how many days can I return a lamp?");
    expect(["unsure", "declined"]).toContain(outcome);
    expect(text).not.toContain("30 days");
    expect(citations).toEqual([]);
  });
});
