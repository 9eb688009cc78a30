/**
 * An answer on a customer's page, from the real server with a slow model: what a visitor sees of it when
 * pages, tabs and servers come and go before it is complete.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { END, QUESTION, type SlowSite, startSlowSite } from "../scripts/serve/slow-site.ts";
import { lastAnswer, openPanel, part, waitForAnswer } from "../widget/e2e/steps.ts";

let site: SlowSite;
beforeAll(async () => {
  site = await startSlowSite(inject("chromium"));
});
beforeEach(() => site.reset());
afterAll(() => site?.close());

describe("an answer that is being written", () => {
  it.each(["reload", "navigate"])("survives a %s, and is written once", async (how) => {
    const { page } = await site.visit();
    await openPanel(page);
    await site.askAndSee(page);
    if (how === "reload") await page.reload();
    else await page.goto(`${site.host.origin}/guide`);
    await lastAnswer(page).getByText("The Vega 80").waitFor();
    await part(page, "stop").waitFor();
    expect(await waitForAnswer(page, 30_000)).toContain(END);
    expect(await part(page, "message").count()).toBe(2);
    expect(await part(page, "citation").count()).toBe(1);
    expect(await site.generations()).toBe(1);
  });

  it("is seen in a second tab as well, word for word", async () => {
    const { page } = await site.visit();
    await openPanel(page);
    await site.askAndSee(page);
    const second = await page.context().newPage();
    await second.goto(`${site.host.origin}/guide`);
    await openPanel(second);
    await part(second, "stop").waitFor();
    const [one, two] = await Promise.all([waitForAnswer(page, 30_000), waitForAnswer(second, 30_000)]);
    expect(one).toContain(END);
    expect(two).toBe(one);
    // And what is asked in the second is followed by the first.
    await site.askAndSee(second, "The Vega 80", "Which mount carries 6 kg?");
    await part(page, "stop").waitFor();
    await expect.poll(() => page.locator(".assistant.complete").count(), { timeout: 30_000 }).toBe(2);
    expect(await part(page, "message").count()).toBe(4);
  });

  it("stops when it is told to, keeps what was there, and costs nothing more", async () => {
    await site.openai.post("answers", [[{ content: "The Vega 80 is an altazimuth mount. [1] And " }, { stall: true }]]);
    const { page } = await site.visit();
    await openPanel(page);
    await site.askAndSee(page);
    await part(page, "stop").click();
    await lastAnswer(page).getByText("You stopped this answer").waitFor();
    expect(await lastAnswer(page).innerText()).toContain("The Vega 80 is an altazimuth mount.");
    await site.openai.waitFor("/v1/chat/completions", "left-by-client");
    await page.reload();
    await lastAnswer(page).getByText("You stopped this answer").waitFor();
    await site.slowly(0);
    await page.getByRole("button", { name: "Ask again" }).click();
    expect(await waitForAnswer(page)).toContain(END);
    expect(await part(page, "message").count()).toBe(2);
  });

  it.each([
    ["at its first words", "The"],
    ["in the middle", "needs no alignment"],
  ])(
    "that a crash cuts %s is not shown as complete, and can be had again",
    { timeout: 120_000 },
    async (_when, words) => {
      const { page } = await site.visit();
      await openPanel(page);
      await site.askAndSee(page, words);
      await site.crash();
      await site.restart();
      await page
        .getByText(/This answer is not complete|Waits to be sent/)
        .first()
        .waitFor({ timeout: 30_000 });
      expect(await page.locator(".assistant.complete").count()).toBe(0);
      await page.getByText(QUESTION, { exact: true }).waitFor();
      await page.getByRole("button", { name: "Try again" }).click();
      expect(await waitForAnswer(page)).toContain(END);
      await page.reload();
      expect(await waitForAnswer(page)).toContain(END);
      expect(await part(page, "message").count()).toBe(2);
    },
  );

  it("can be asked for while the server is away, and comes with it", { timeout: 120_000 }, async () => {
    const { page, requests } = await site.visit();
    await openPanel(page);
    await site.askAndSee(page);
    await site.crash();
    await part(page, "notice").getByText("Trying again").waitFor();
    const before = requests.length;
    const again = page.getByRole("button", { name: "Try again" });
    await again.click();
    await expect.poll(() => requests.length).toBeGreaterThan(before);
    await site.restart();
    // A start may take longer than the widget's patience: then the button is there again, until the widget
    // tries by itself. Looked for and clicked in one step, because a click waits for a button that has gone.
    const complete = async () => {
      await again.evaluateAll((buttons) => (buttons[0] as HTMLElement | undefined)?.click());
      return page.locator(".assistant.complete").count();
    };
    await expect.poll(complete, { timeout: 30_000, interval: 500 }).toBe(1);
    expect(await lastAnswer(page).innerText()).toContain(END);
    expect(await part(page, "message").count()).toBe(2);
  });
});
