/** Bad networks, dying tokens and full servers: a state in plain words each, and nothing sent twice. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { END } from "./answers.ts";
import { ask, openPanel, part, waitForAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

describe("a connection that", () => {
  it.each([1, 2, 5, 20, 40])(
    "is cut after event %i is picked up there, and every event is taken once",
    async (event) => {
      walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, cutAfter: event });
      const { page } = await walk.visit("/");
      await openPanel(page);
      await ask(page, "Which mount?");
      const text = await waitForAnswer(page);
      expect(text.match(/free above 200/g)).toHaveLength(1);
      expect(await part(page, "citation").count()).toBe(4);
      expect(walk.fake.generations).toBe(1);
    },
  );

  it("is cut again and again gets there as long as each brings something", async () => {
    for (let event = 3; event < 60; event += 15)
      walk.fake.faults.push({ match: /chat$|stream$/, times: 1, cutAfter: event });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    expect(await waitForAnswer(page, 30_000)).toContain(END);
    expect(walk.fake.generations).toBe(1);
  });

  it.each([
    ["no JSON", 'id: 6\ndata: {"type":\n\n'],
    ["an object where text was due", 'id: 6\ndata: {"type":"text-delta","id":"t","delta":{"type":"script"}}\n\n'],
    ["a number that skips events", 'id: 9\ndata: {"type":"text-delta","id":"t","delta":"skipped"}\n\n'],
    ["a foreign page", "<html>proxy error</html>\n\nid: 8\ndata: {}\n\n"],
  ])("carries %s is read again from the last good event", async (_what, text) => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, garble: { event: 6, text } });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    const shown = await waitForAnswer(page);
    expect(shown).toContain("For a first telescope the Vega 80");
    expect(shown).toContain(END);
    expect(shown).not.toContain("skipped");
  });

  it("never comes about leaves the question, says so, and sends it once under the same id", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 99, reset: true });
    const { page } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await openPanel(page);
    await ask(page, "Which mount?");
    await expect
      .poll(
        async () => {
          await page.clock.runFor(4_000);
          return page.getByText("The chat cannot be reached").count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    await page.locator(".user.unsent").waitFor();
    walk.fake.faults = [];
    await page.getByRole("button", { name: "Try again" }).click();
    await expect
      .poll(
        async () => {
          await page.clock.runFor(500);
          return page.getByText(END).count();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    expect(new Set(walk.questions()).size).toBe(1);
    expect(walk.fake.generations).toBe(1);
  });

  it("is away keeps the question over a reload, as not sent, and sends the same one", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 99, problem: "internal" });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByText("No answer came").waitFor();
    await page.reload();
    const waiting = page.locator(".user");
    // Once, with the button that helps: a notice would say it again.
    await waiting.getByText("Waits to be sent").waitFor();
    expect(await page.getByText("Waits to be sent").count()).toBe(1);
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(1);
    expect(await part(page, "notice").count()).toBe(0);
    walk.fake.faults = [];
    await waiting.getByRole("button", { name: "Try again" }).click();
    expect(await waitForAnswer(page)).toContain(END);
    expect(new Set(walk.questions()).size).toBe(1);
  });
});

describe("a token that", () => {
  it.each(["token-expired", "unauthenticated"] as const)(
    "died while idle (%s) is renewed without a word, once",
    async (problem) => {
      const { page } = await walk.visit("/");
      await openPanel(page);
      await page.getByText("Ask me anything").waitFor();
      walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem });
      await ask(page, "Which mount?");
      expect(await waitForAnswer(page)).toContain(END);
      expect(walk.fake.calls.filter((call) => call.endsWith("embed-sessions"))).toHaveLength(2);
      expect(walk.fake.generations).toBe(1);
    },
  );

  it("dies in the middle of an answer does not end it", async () => {
    walk.fake.faults.push(
      { match: /POST \/v1\/chat$/, times: 1, cutAfter: 8 },
      { match: /GET .*stream$/, times: 1, problem: "token-expired" },
    );
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    expect(await waitForAnswer(page)).toContain(END);
  });

  it("stood in the page and died asks for a reload, and keeps the text", async () => {
    const token = `h.${Buffer.from('{"sub":"anna","iat":1,"exp":601}').toString("base64url")}.s`;
    walk.host.pages.set("/", { script: `data-token="${token}"` });
    const { page, errors } = await walk.visit("/");
    await openPanel(page);
    await page.getByText("Ask me anything").waitFor();
    walk.fake.tokens.dead.add(token);
    await ask(page, "Which mount?");
    await page.getByText("Your session has ended").waitFor();
    await page.getByRole("button", { name: "Go on" }).waitFor();
    await page.getByText("Which mount?", { exact: true }).waitFor();
    await expect.poll(() => errors.filter((error) => error.includes("data-token-url"))).toHaveLength(1);
  });

  it("comes from the owner's backend, asked for only when the chat is opened", async () => {
    const token = `h.${Buffer.from('{"sub":"anna","iat":1,"exp":601}').toString("base64url")}.s`;
    walk.host.pages.set("/", {
      script: 'data-token-url="/api/token"',
      head: '<base href="https://elsewhere.example/">',
    });
    let asked = 0;
    const { page } = await walk.visit("/", {}, (opened) =>
      opened.route("**/api/token", (route) => {
        asked++;
        return route.fulfill({ json: { token } });
      }),
    );
    await part(page, "launcher").hover();
    expect(asked).toBe(0);
    await openPanel(page);
    await ask(page, "Which mount?");
    expect(await waitForAnswer(page)).toContain(END);
    expect(asked).toBe(1);
  });
});

describe("a server that", () => {
  it("does not know this origin is explained to the owner once, and politely to the visitor", async () => {
    walk.fake.allowed = new Set(["https://elsewhere.example"]);
    const { page, errors } = await walk.visit("/");
    await openPanel(page);
    await page.getByText("The chat is not available on this page").waitFor();
    await ask(page, "Hello?");
    // Nobody knows whether its owner wants consent: nothing is sent, and nothing is lost.
    expect(await part(page, "input").inputValue()).toBe("Hello?");
    expect(walk.chats()).toBe(0);
    const told = () => errors.filter((error) => error.startsWith("VegaRAG"));
    await expect.poll(told).toHaveLength(1);
    expect(told()[0]).toContain(`add ${walk.host.origin} to the bot's allowed_origins`);
  });

  it("is busy counts down to the next try", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "rate-limited", retryAfter: 2 });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByText(/Again in [12] s/).waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    expect(await waitForAnswer(page)).toContain(END);
    expect(walk.chats()).toBe(2);
    expect(new Set(walk.questions()).size).toBe(1);
  });

  it.each([
    ["budget-exhausted", "has reached its limit", false],
    ["upstream-failed", "No answer came", true],
    ["invalid-request", "could not be sent", false],
    ["unauthenticated", "not available on this page", false],
    ["internal", "No answer came", true],
  ] as const)("answers %s is told in plain words", async (problem, words, helps) => {
    // A token that is refused is renewed once before anybody hears of it.
    const times = problem === "unauthenticated" ? 2 : 1;
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times, problem });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByText(words).waitFor();
    await page.locator(".user.unsent").waitFor();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(helps ? 1 : 0);
    // Whatever it was, the next question is taken.
    await ask(page, "And now?");
    expect(await waitForAnswer(page)).toContain(END);
  });

  it("fails in the middle of an answer keeps what is there, and may be asked again", async () => {
    const whole = walk.fake.script;
    walk.fake.script = (question, origin) => [
      ...whole(question, origin).slice(0, 10),
      {
        type: "data-problem",
        data: { type: "https://x/problems/upstream-timeout", title: "", status: 504, detail: "", instance: "" },
        transient: true,
      },
      { type: "error", errorText: "timeout" },
    ];
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByText("This answer is not complete.").waitFor();
    expect(await page.locator(".assistant").innerText()).toContain("For a first telescope");
    walk.fake.script = whole;
    await page.getByRole("button", { name: "Try again" }).click();
    expect(await waitForAnswer(page)).toContain(END);
    expect(await page.locator('[part="message"]').count()).toBe(2);
    expect(new Set(walk.questions()).size).toBe(1);
  });

  it("is busy for a while says for how long, whatever it calls that", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "upstream-busy", retryAfter: 30 });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByText(/Again in (30|29|28) s/).waitFor();
    // Not in the alert: a screen reader would speak each second.
    expect(await page.locator('[part="notice"] [role="alert"]').innerText()).not.toMatch(/\d/);
  });

  it.each([
    ["a gateway that does not reach it", { status: 502, type: "text/html", text: "<h1>Bad gateway</h1>" }],
    ["a page to log in on", { status: 200, type: "text/html", text: "<form>" }],
    ["a refusal in other words", { status: 401, type: "text/plain", text: "" }],
  ])("is behind %s is asked again, and nothing is sent twice", async (_what, foreign) => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, foreign });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    expect(await waitForAnswer(page)).toContain(END);
    expect(new Set(walk.questions()).size).toBe(1);
    expect(walk.fake.generations).toBe(1);
  });

  it("begins to answer and never goes on is given up, in plain words", async () => {
    const stalled = { status: 200, type: "application/json", text: "{", open: true };
    walk.fake.faults.push({ match: /embed-config/, times: 1, foreign: stalled });
    const { page } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await openPanel(page);
    await expect.poll(() => walk.fake.calls).toContain("GET /v1/embed-config");
    await expect
      .poll(
        async () => {
          await page.clock.runFor(5_000);
          return page.getByText("The chat cannot be reached").count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Ask me anything").waitFor();
  });

  it("does not take a rating is told again when asked to", async () => {
    walk.fake.faults.push({ match: /feedback/, times: 1, problem: "internal" });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await page.getByRole("button", { name: "Good answer" }).click();
    await page.getByText("No answer came").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => walk.fake.feedback).toMatchObject([{ rating: "up" }]);
    expect(await page.getByText("No answer came").count()).toBe(0);
    expect(walk.chats()).toBe(1);
  });

  it("does not tell its settings is not asked before it does: its owner may want consent", async () => {
    walk.fake.faults.push({ match: /embed-config/, times: 1, hang: true });
    const { page } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await openPanel(page);
    await ask(page, "Which mount?");
    await expect
      .poll(
        async () => {
          await page.clock.runFor(1_000);
          return part(page, "notice").count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    await expect
      .poll(
        async () => {
          await page.clock.runFor(5_000);
          return page.getByText("The chat cannot be reached").count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    expect(walk.chats()).toBe(0);
    expect(await part(page, "input").inputValue()).toBe("Which mount?");
    await page.clock.resume();
    await page.getByRole("button", { name: "Try again" }).click();
    expect(await waitForAnswer(page)).toContain(END);
    expect(await part(page, "input").inputValue()).toBe("");
  });

  it("is told of by a problem that says something, whoever has found it", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "upstream-timeout" });
    walk.host.pages.set("/", {
      head: `<script>
        window.told = [];
        window.VegaRAG = { q: [["on", "problem", (problem) => told.push(problem)]] };
      </script>`,
    });
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await part(page, "suggestion").first().waitFor();
    await ask(page, "Which mount?");
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await context.setOffline(true);
    await page.getByRole("button", { name: "Try again" }).click();
    await part(page, "notice").getByText("You are offline").waitFor();
    const told = (await page.evaluate("told")) as { slug: string; detail: string }[];
    expect(told.map(({ slug }) => slug)).toEqual(["upstream-timeout", "offline"]);
    for (const { detail } of told) expect(detail).toMatch(/\w{3}/);
  });
});
