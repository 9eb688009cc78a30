/** Whatever goes wrong, nothing is lost: neither what the visitor wrote nor what was already shown. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeEvent, type StreamChunk } from "../../shared/stream.ts";
import { END, finish } from "./answers.ts";
import { ask, openPanel, part, startAnew, waitForAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

describe("an answer that", () => {
  const problem: StreamChunk = {
    type: "data-problem",
    data: { type: "https://x/problems/upstream-timeout", title: "", status: 504, detail: "", instance: "" },
    transient: true,
  };
  const start: StreamChunk = { type: "start", messageId: "a", messageMetadata: { conversation_id: "c" } };
  const delta: StreamChunk = { type: "text-delta", id: "t", delta: "Half." };
  const told = (...chunks: StreamChunk[]) => chunks.map((chunk, at) => encodeEvent(at + 1, chunk)).join("");

  it.each([
    ["fails before it has begun", told(problem, { type: "error", errorText: "" }), "No answer came", "unsent"],
    ["is stopped before it has begun", told({ type: "abort" }), "You stopped this answer", "stopped"],
    ["is finished before it has begun", told(finish()), "No answer came", "unsent"],
    [
      "names a problem nobody knows",
      told(
        start,
        delta,
        { ...problem, data: { ...problem.data, type: "x/constructor" } },
        { type: "error", errorText: "" },
      ),
      "This answer is not complete",
      "failed",
    ],
    [
      "names a problem that sounds like ours",
      told(
        start,
        delta,
        { ...problem, data: { ...problem.data, type: "x/network-x" } },
        { type: "error", errorText: "" },
      ),
      "This answer is not complete",
      "failed",
    ],
    ["is told to be done without an end", `${told(start, delta)}data: [DONE]\n\n`, "The connection broke", "failed"],
  ])("%s ends as such, and can be asked for again", async (_what, text, words, status) => {
    walk.fake.faults.push(
      { match: /POST \/v1\/chat$/, times: 1, foreign: { status: 200, type: "text/event-stream", text } },
      { match: /GET .*stream$/, times: 9, foreign: { status: 204, type: "text/plain", text: "" } },
    );
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByText(words).waitFor();
    await part(page, "send").waitFor();
    expect(await page.locator(`[part="message"].${status}`).count()).toBe(1);
    if (status === "failed") expect(await page.locator(".assistant").innerText()).toContain("Half.");
    walk.fake.faults = [];
    await page.getByRole("button", { name: status === "stopped" ? "Ask again" : "Try again" }).click();
    expect(await waitForAnswer(page)).toContain(END);
    expect(new Set(walk.questions()).size).toBe(1);
  });

  it("is cut between a problem and its error says the problem", async () => {
    const whole = walk.fake.script;
    walk.fake.script = (question, origin) => [
      ...whole(question, origin).slice(0, 10),
      problem,
      { type: "error", errorText: "timeout" },
    ];
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, cutAfter: 12 });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByText("This answer is not complete.").waitFor();
    // One message for one fault.
    expect(await page.getByRole("alert").count()).toBe(1);
    expect(await page.getByText("slow or lost").count()).toBe(0);
  });
});

describe("a question that could not be sent", () => {
  it("is kept with the next ones, over a reload and in another tab, and each can be sent", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "internal" });
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "First?");
    await page.getByText("No answer came").waitFor();
    await ask(page, "Second?");
    await waitForAnswer(page);
    const first = page.locator(".unsent");
    expect(await first.innerText()).toContain("First?");
    await first.getByRole("button", { name: "Try again" }).waitFor();

    const other = await walk.tab(context, "/guide");
    await openPanel(other.page);
    await ask(other.page, "Third?");
    await waitForAnswer(other.page);
    await page.getByText("Third?", { exact: true }).waitFor();
    await expect.poll(() => first.allInnerTexts()).toEqual([expect.stringContaining("First?")]);

    await page.reload();
    await first.waitFor();
    await page.getByRole("button", { name: "Try again" }).first().click();
    await expect.poll(() => first.count()).toBe(0);
    await waitForAnswer(page);
    expect(new Set(walk.questions()).size).toBe(3);
    expect(walk.fake.generations).toBe(3);
  });

  it("says why after a reload as well, while the server is away", async () => {
    const { page, errors } = await walk.visit("/");
    await openPanel(page);
    await part(page, "suggestion").first().waitFor();
    walk.fake.faults.push({ match: /v1/, times: 99, problem: "internal" });
    await ask(page, "Which mount?");
    await page.locator(".user.unsent").waitFor();
    await page.reload();
    await page.getByText("No answer came").waitFor();
    walk.fake.faults = [];
    await page.getByRole("button", { name: "Try again" }).click();
    expect(await waitForAnswer(page)).toContain(END);
    expect(errors.filter((error) => !/Failed to load resource/.test(error))).toEqual([]);
  });

  it("because another tab was first waits for that answer, shows it, and can be sent then", async () => {
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Before?");
    await waitForAnswer(page);
    await part(page, "close").click();
    walk.fake.hold = 12;
    const other = await walk.tab(context, "/guide");
    await openPanel(other.page);
    await ask(other.page, "Theirs?");
    await other.page.locator(".assistant.streaming").waitFor();

    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "conflict" });
    const mine = await walk.tab(context, "/");
    await part(mine.page, "launcher").waitFor();
    await mine.page.evaluate('VegaRAG.ask("Mine?")');
    await mine.page.locator(".user").getByText("Mine?").waitFor();
    await mine.page.locator(".assistant.streaming").waitFor();
    walk.fake.release();
    await waitForAnswer(mine.page);
    const order = await mine.page.locator('[part="message"]').allInnerTexts();
    expect(order.map((text) => /Before\?|Mine\?|Theirs\?/.exec(text)?.[0] ?? "answer")).toEqual([
      "Before?",
      "answer",
      "Theirs?",
      "answer",
      "Mine?",
    ]);
    await mine.page.locator(".unsent").getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => mine.page.locator(".unsent").count()).toBe(0);
    await waitForAnswer(mine.page);
    expect(walk.fake.generations).toBe(3);
  });

  it("by the page while an answer is written is left in the input", async () => {
    walk.fake.hold = 12;
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.locator(".assistant.streaming").waitFor();
    await page.evaluate('VegaRAG.ask("And the price?")');
    expect(await part(page, "input").inputValue()).toBe("And the price?");
    walk.fake.release();
    await waitForAnswer(page);
    expect(walk.fake.generations).toBe(1);
  });

  it("and was refused is not sent again just because the network came back", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "invalid-request" });
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByText("could not be sent").waitFor();
    await context.setOffline(true);
    await context.setOffline(false);
    await page.evaluate("new Promise(requestAnimationFrame)");
    expect(walk.chats()).toBe(1);
  });
});

describe("what was said before", () => {
  it.each([
    ["the question", false],
    ["the reading of what was before", true],
  ])("is shown also where the page asks first, and %s is with the server first", async (_what, late) => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "First?");
    await waitForAnswer(page);
    await part(page, "close").click();
    const [taken, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    walk.fake.faults.push({ match: /GET \/v1\/chat\/[^/]+$/, times: 1, wait: told.promise });
    if (late) walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, wait: taken.promise });
    await page.reload();
    await part(page, "launcher").waitFor();
    await page.evaluate('VegaRAG.ask("Second?")');
    await expect.poll(() => walk.fake.calls.filter((call) => /^GET \/v1\/chat\//.test(call)).length).toBe(1);
    taken.resolve();
    await waitForAnswer(page);
    // What was before comes after the answer, and says what was then.
    told.resolve();
    await page.getByText("First?", { exact: true }).waitFor();
    await page.getByText("Second?", { exact: true }).waitFor();
    expect(await page.locator('[part="message"]').count()).toBe(4);
  });

  it("stays where storage fills up", async () => {
    const { page } = await walk.visit("/", {}, (opened) =>
      opened.addInitScript(() => {
        const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (...input) {
          if ((window as unknown as { full: boolean }).full) throw new DOMException("full", "QuotaExceededError");
          set.apply(this, input);
        };
      }),
    );
    await openPanel(page);
    await ask(page, "First?");
    await waitForAnswer(page);
    await page.evaluate("window.full = true");
    await startAnew(page);
    await ask(page, "Second?");
    await waitForAnswer(page);
    // As when another tab writes.
    await page.evaluate(() => window.dispatchEvent(new StorageEvent("storage", { key: "vegarag:vrp_test" })));
    await page.evaluate("new Promise(requestAnimationFrame)");
    await page.getByText("Second?", { exact: true }).waitFor();
    expect(await page.getByText("First?", { exact: true }).count()).toBe(0);
  });
});

describe("a device that", () => {
  it("is offline says so, and goes on by itself", async () => {
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await page.getByText("Ask me anything").waitFor();
    await context.setOffline(true);
    await page.getByText("You are offline").waitFor();
    await ask(page, "Which mount?");
    await page.getByText("Which mount?", { exact: true }).waitFor();
    await context.setOffline(false);
    expect(await waitForAnswer(page)).toContain(END);
    expect(await page.getByText("You are offline").count()).toBe(0);
    expect(walk.fake.generations).toBe(1);
  });

  it("goes offline in the middle of an answer keeps what is there and gets the rest", async () => {
    walk.fake.hold = 12;
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, cutAfter: 12 });
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await context.setOffline(true).then(() => context.setOffline(false));
    await ask(page, "Which mount?");
    await page.locator(".assistant").getByText("For a first").waitFor();
    await context.setOffline(true);
    await page.getByText("You are offline").waitFor();
    expect(await page.locator(".assistant").innerText()).toContain("For a first telescope");
    walk.fake.release();
    await context.setOffline(false);
    expect(await waitForAnswer(page)).toContain(END);
    expect(walk.fake.generations).toBe(1);
  });

  it("opens the chat offline is told, and can try again", async () => {
    const { page, context } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    await context.setOffline(true);
    await part(page, "launcher").click();
    await page.getByText("Chat unavailable").waitFor();
    expect(await part(page, "launcher").getAttribute("aria-expanded")).toBe("false");
    await context.setOffline(false);
    await openPanel(page);
    await page.getByText("Ask me anything").waitFor();
    await ask(page, "Which mount?");
    expect(await waitForAnswer(page)).toContain(END);
  });

  it("is offline when the chat is opened with its file here already says so, and goes on", async () => {
    const { page, context } = await walk.visit("/");
    const ahead = page.waitForResponse(/panel-/);
    await part(page, "launcher").hover();
    await ahead;
    await part(page, "panel").waitFor({ state: "attached" });
    await context.setOffline(true);
    await part(page, "launcher").click();
    await page.getByText("You are offline").waitFor();
    await context.setOffline(false);
    await page.getByText("Ask me anything").waitFor();
    expect(await page.getByText("You are offline").count()).toBe(0);
  });

  it("cannot have the chat's file at first can try again, in a part of the page and in its language", async () => {
    walk.host.pages.set("/", {
      html: 'lang="de"',
      script: 'data-key="vrp_test" data-mode="inline" data-target="#here"',
      body: '<div id="here" style="height: 500px"></div>',
    });
    let blocked = true;
    const { page } = await walk.visit("/", {}, (opened) =>
      opened.route("**/panel-*", (route) => (blocked ? route.abort("blockedbyclient") : route.continue())),
    );
    await page.getByText("Der Chat ist auf dieser Seite nicht verfügbar").waitFor();
    blocked = false;
    await page.getByRole("button", { name: "Chat" }).click();
    await part(page, "input").waitFor();
    expect(await part(page, "input").getAttribute("placeholder")).toBe("Stellen Sie eine Frage");
    expect(await page.getByText("Der Chat ist auf dieser Seite nicht verfügbar").count()).toBe(0);
    expect(await part(page, "launcher").count()).toBe(0);
  });

  it("loses the second file before the first has come is told, page included, and can try again", async () => {
    let blocked = true;
    let lost = () => {};
    const isLost = new Promise<void>((resolve) => (lost = resolve));
    const { page, errors } = await walk.visit("/", {}, async (opened) => {
      await opened.route("**/widget/chat-*", async (route) => {
        if (!blocked) return route.continue();
        await route.abort("blockedbyclient");
        lost();
      });
      await opened.route("**/widget/panel-*", async (route) => {
        await isLost;
        await route.continue();
      });
    });
    await page.evaluate(() => {
      window.VegaRAG!.q.push(["on", "problem", ({ slug }) => document.body.setAttribute("data-problem", slug)]);
      window.VegaRAG!.q.push(["open"]);
    });
    await page.locator("[data-problem=load]").waitFor();
    await page.getByText("Chat unavailable").waitFor();
    blocked = false;
    await openPanel(page);
    await ask(page, "Which mount?");
    expect(await waitForAnswer(page)).toContain(END);
    expect(errors.filter((error) => !/blocked|Failed to load/i.test(error))).toEqual([]);
  });

  it("cannot have the list of conversations is told, and has it with another press", async () => {
    let blocked = true;
    const { page } = await walk.visit("/", {}, (opened) =>
      opened.route("**/widget/pages-*", (route) => (blocked ? route.abort("blockedbyclient") : route.continue())),
    );
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await part(page, "list").click();
    await page.getByText("The chat cannot be reached").waitFor();
    blocked = false;
    await part(page, "list").click();
    await part(page, "conversation").getByText("Which mount?").waitFor();
    expect(await page.getByText("The chat cannot be reached").count()).toBe(0);
  });

  it("has two tabs shows the same conversation in both", async () => {
    const first = await walk.visit("/");
    await openPanel(first.page);
    await ask(first.page, "One?");
    await waitForAnswer(first.page);
    const second = await walk.tab(first.context, "/guide");
    await openPanel(second.page);
    await part(second.page, "messages").getByText(END).waitFor();
    await ask(second.page, "Two?");
    await waitForAnswer(second.page);
    await first.page.getByText("Two?", { exact: true }).waitFor();
    await expect.poll(() => part(first.page, "messages").getByText(END).count()).toBe(2);
    expect(walk.fake.generations).toBe(2);
  });

  it("goes back finds the page as it was, with the answer finished", async () => {
    walk.fake.hold = 12;
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.locator(".assistant").getByText("For a first").waitFor();
    await page.goto(`${walk.host.origin}/guide`);
    walk.fake.release();
    await page.goBack();
    expect(await waitForAnswer(page)).toContain(END);
    expect(walk.fake.generations).toBe(1);
  });
});
