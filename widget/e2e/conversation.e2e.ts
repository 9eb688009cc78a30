/** The main walks: what a visitor does with the chat from opening it to coming back to it. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ANSWER, composeText, finish, SOURCES } from "./answers.ts";
import { ask, openPanel, part, waitForAnswer, startAnew, waitForPlainAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

describe("before the visitor opens the chat", () => {
  it("a page view costs widget.js and nothing else", async () => {
    const { page, requests } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    await page.mouse.move(5, 5);
    await page.waitForLoadState("networkidle");
    expect(requests).toEqual([`${walk.fake.origin}/widget.js`]);
    expect(walk.fake.calls).toEqual([]);
  });

  it("pointing at the launcher fetches the panel ahead, and calls no API", async () => {
    const { page, requests } = await walk.visit("/");
    const panel = page.waitForRequest(/panel-/);
    await part(page, "launcher").hover();
    await panel;
    expect(requests.filter((url) => !url.startsWith(walk.fake.origin))).toEqual([]);
    expect(walk.fake.calls).toEqual([]);
  });
});

describe("a conversation", () => {
  it("opens with the greeting, focuses the input, answers with citations and follows up", async () => {
    const { page, errors } = await walk.visit("/");
    await openPanel(page);
    await expect.poll(() => part(page, "input").evaluate((input) => input.matches(":focus"))).toBe(true);
    await page.getByText("Ask me anything about our telescopes").waitFor();
    await part(page, "suggestion").first().click();
    const text = await waitForAnswer(page);
    expect(text).toContain("the Vega 80 is the mount we suggest");
    expect(await part(page, "citation").count()).toBe(4);
    expect(await page.locator("table td").allInnerTexts()).toContain("11 kg");
    // They leave after use.
    expect(await part(page, "suggestion").count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it.each([
    ["is made without a model", { degraded: "budget" }, "Short answer: today’s limit is reached."],
    ["is cut for its length", { reason: "length" }, "This answer is not complete."],
  ] as const)("says of an answer that %s, also when it is read again", async (_what, more, words) => {
    walk.fake.script = (_question, origin) => [
      ...composeText("It carries 6 kg. [1]", SOURCES, origin),
      finish(true, more),
    ];
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "What does it carry?");
    expect(await waitForAnswer(page)).toContain(words);
    await page.reload();
    await part(page, "input").waitFor();
    expect(await waitForAnswer(page)).toContain(words);
    walk.fake.script = (_question, origin) => [...composeText("It carries 6 kg. [1]", SOURCES, origin), finish()];
    await ask(page, "What else?");
    await expect.poll(() => page.getByText(words).count()).toBe(1);
    expect(await waitForAnswer(page)).not.toContain(words);
  });

  it("shows the quote of a citation, and leads to the source at the passage", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Care?");
    await waitForAnswer(page);
    await part(page, "citation").nth(2).click();
    const card = part(page, "card");
    expect(await card.innerText()).toContain(SOURCES[1]!.quotes[0]!);
    expect(await card.locator("a").getAttribute("href")).toContain("https://docs.example.com/care#:~:text=Blow%20dust");
    expect(await card.locator("a").getAttribute("rel")).toContain("noopener");
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    expect(
      await part(page, "citation")
        .nth(2)
        .evaluate((marker) => marker.matches(":focus")),
    ).toBe(true);
  });

  it("marks the quote in the page the visitor is on, and says so when it is gone", async () => {
    walk.fake.script = () => [
      ...composeText(
        "See here. [1] And here. [1]",
        [
          {
            title: "This page",
            url: `${walk.host.origin}/guide`,
            quotes: [SOURCES[0]!.quotes[0]!, "Not in this page."],
          },
        ],
        walk.host.origin,
      ),
      finish(),
    ];
    const { page, errors } = await walk.visit("/guide");
    await openPanel(page);
    await ask(page, "Where?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await part(page, "card").getByText("Open at this passage").click();
    const marked = () =>
      page.evaluate(() =>
        [...(CSS.highlights.get("vegarag-quote") ?? [])].map((range) => `${range as Range}`.replace(/\s+/g, " ")),
      );
    await expect.poll(marked).toEqual([SOURCES[0]!.quotes[0]!]);
    await part(page, "citation").nth(1).click();
    await part(page, "card").getByText("Open at this passage").click();
    await part(page, "card").getByText("no longer holds").waitFor();
    expect(errors).toEqual([]);
  });

  it.each([
    ["over inline elements and hard spaces", "<p>A <b>quiet</b>&nbsp;<i>mo<u>tor</u></i>\n turns it.</p>"],
    ["over soft hyphens", "<p>A quiet mo&shy;tor turns it.</p>"],
    ["over the cells of a table", "<table><tr><td>A quiet motor</td><td>turns it.</td></tr></table>"],
    ["in details that are closed", "<details><summary>More</summary><p>A quiet motor turns it.</p></details>"],
    [
      "behind a twin that is not shown",
      '<p style="visibility:hidden">A quiet motor turns it.</p><p>A quiet motor turns it.</p>',
    ],
  ])("finds a quote %s, and brings it into view", async (_where, body) => {
    walk.host.pages.set("/far", { body: `<main><div style="height:3000px"></div>${body}</main>` });
    walk.fake.script = () => [
      ...composeText(
        "See here. [1]",
        [{ title: "This page", url: `${walk.host.origin}/far`, quotes: ["A quiet motor turns it."] }],
        walk.host.origin,
      ),
      finish(),
    ];
    const { page } = await walk.visit("/far", { reducedMotion: "reduce" });
    await openPanel(page);
    await ask(page, "Where?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await part(page, "card").getByText("Open at this passage").click();
    const marked = () =>
      page.evaluate(() => {
        const [range] = [...(CSS.highlights.get("vegarag-quote") ?? [])] as Range[];
        const box = range?.getBoundingClientRect();
        const element = range?.startContainer.parentElement;
        return Boolean(
          box &&
          box.height > 0 &&
          box.top >= 0 &&
          box.bottom <= innerHeight &&
          element?.checkVisibility({ visibilityProperty: true }),
        );
      });
    await expect.poll(marked).toBe(true);
    expect(await part(page, "card").getByText("no longer holds").count()).toBe(0);
  });

  it("finds a quote that the page shows only later, and takes its word back", async () => {
    walk.host.pages.set("/late", { body: "<p>Loading</p>" });
    walk.fake.script = () => [
      ...composeText(
        "See here. [1]",
        [{ title: "This page", url: `${walk.host.origin}/late`, quotes: ["A quiet motor turns it."] }],
        walk.host.origin,
      ),
      finish(),
    ];
    const { page } = await walk.visit("/late");
    await openPanel(page);
    await ask(page, "Where?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    const card = part(page, "card");
    await card.getByText("Open at this passage").click();
    await card.getByText("no longer holds").waitFor();
    await page.evaluate(() => (document.querySelector("p")!.textContent = "A quiet motor turns it."));
    await card.getByText("Open at this passage").click();
    await expect.poll(() => page.evaluate("CSS.highlights.size")).toBe(1);
    expect(await card.getByText("no longer holds").count()).toBe(0);
  });

  it("offers a source that leads nowhere without a link, and the next one with it", async () => {
    walk.fake.script = () => [
      { type: "text-start", id: "t" },
      { type: "text-delta", id: "t", delta: "Both. [1] [2]" },
      { type: "source-url", sourceId: "1", url: "https://[nowhere", title: "Nowhere" },
      { type: "source-url", sourceId: "2", url: "https://docs.example.com/", title: "Somewhere" },
      finish(),
    ];
    const { page, errors } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Where?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await part(page, "card").getByText("Nowhere").waitFor();
    expect(await part(page, "card").locator("a").count()).toBe(0);
    await part(page, "citation").nth(1).click();
    await part(page, "card").locator('a[href="https://docs.example.com/"]').waitFor();
    expect(errors).toEqual([]);
  });

  it("says so where copying is blocked, for an answer and for code", async () => {
    walk.fake.script = () => [
      { type: "text-start", id: "t" },
      { type: "text-delta", id: "t", delta: "Run:\n\n```\nnpm start\n```" },
      finish(),
    ];
    const { page } = await walk.visit("/", {}, (opened) =>
      opened.addInitScript(() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = () => (window as unknown as { allowed?: boolean }).allowed ?? false;
      }),
    );
    await openPanel(page);
    await ask(page, "How?");
    await waitForAnswer(page);
    await page.locator(".acts").getByRole("button", { name: "Copy" }).click();
    await page.locator(".acts").getByText("Copying is blocked here").waitFor();
    await page.locator(".code").getByRole("button", { name: "Copy" }).click();
    await page.locator(".code").getByText("Copying is blocked here").waitFor();
    await page.evaluate("window.allowed = true");
    await page.locator(".code").getByRole("button", { name: "Copy" }).click();
    await page.locator(".code").getByText("Copied").waitFor();
    expect(await page.locator(".code").getByText("blocked").count()).toBe(0);
  });

  it("promises nothing that a blocked file would have to do", async () => {
    walk.fake.script = () => [
      ...composeText(
        "See here. [1]",
        [{ title: "This page", url: `${walk.host.origin}/guide`, quotes: ["Not looked for."] }],
        walk.host.origin,
      ),
      finish(),
    ];
    const { page } = await walk.visit("/guide", {}, (opened) =>
      opened.route("**/reader-*", (route) => route.abort("blockedbyclient")),
    );
    await openPanel(page);
    await ask(page, "Where?");
    await waitForPlainAnswer(page);
    const source = page.context().waitForEvent("page");
    await part(page, "source").first().click();
    expect((await source).url()).toContain("/guide");
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copying is blocked here").waitFor();
    expect(await page.getByRole("button", { name: "Copied" }).count()).toBe(0);
  });

  it("says that it was stopped where nothing was written yet, and asks again", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, hang: true });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await expect.poll(walk.chats).toBe(1);
    await part(page, "stop").click();
    await page.locator(".user").getByText("You stopped this answer").waitFor();
    await page.getByRole("button", { name: "Ask again" }).click();
    expect(await waitForAnswer(page)).toContain("Shipping is free");
    expect(await page.locator('[part="message"]').count()).toBe(2);
  });

  it("stops, keeps what was written, and writes it again when asked to", async () => {
    walk.fake.hold = 12;
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.locator('[part="message"].assistant').getByText("For a first").waitFor();
    await part(page, "stop").click();
    await page.getByText("You stopped this answer").waitFor();
    expect(await page.locator('[part="message"].assistant').innerText()).toContain("For a first telescope");
    expect(walk.fake.calls.at(-1)).toMatch(/stop$/);
    walk.fake.release();
    await page.getByRole("button", { name: "Ask again" }).click();
    expect(await waitForAnswer(page)).toContain("Shipping is free");
    expect(await page.locator('[part="message"]').count()).toBe(2);
  });

  it.each(["reload", "navigate"])("survives a %s in the middle of an answer", async (how) => {
    walk.fake.hold = 15;
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.locator('[part="message"].assistant').getByText("For a first").waitFor();
    if (how === "reload") await page.reload();
    else await page.goto(`${walk.host.origin}/guide`);
    await page.locator('[part="message"].assistant').getByText("For a first").waitFor();
    await part(page, "stop").waitFor();
    walk.fake.release();
    const text = await waitForAnswer(page);
    expect(text).toContain("Shipping is free above 200 €.");
    expect(await page.locator('[part="message"]').count()).toBe(2);
    expect(await part(page, "citation").count()).toBe(4);
    expect(walk.fake.generations).toBe(1);
  });

  it("keeps a draft over a page change, and forgets the conversation when a new one is started", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await part(page, "input").fill("A thought not finish");
    await page.goto(`${walk.host.origin}/guide`);
    await part(page, "input").waitFor();
    expect(await part(page, "input").inputValue()).toBe("A thought not finish");
    await page.getByText("Shipping is free").waitFor();
    await startAnew(page);
    expect(await page.locator('[part="message"]').count()).toBe(0);
    await page.reload();
    await page.getByText("Ask me anything").waitFor();
    expect(await page.locator('[part="message"]').count()).toBe(0);
  });

  it("is another one for another bot on the same site", async () => {
    walk.host.pages.set("/other", { script: 'data-key="vrp_other"' });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await page.goto(`${walk.host.origin}/other`);
    await openPanel(page);
    await page.getByText("Ask me anything").waitFor();
    expect(await page.locator('[part="message"]').count()).toBe(0);
  });

  it("takes a rating with a reason, and copies an answer", async () => {
    const { page, context } = await walk.visit("/");
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await page.getByRole("button", { name: "Poor answer" }).click();
    await page.getByLabel("What was wrong?").fill("Too long");
    await page.locator(".acts .form .main").click();
    await page.getByText("Thank you for telling us.").waitFor();
    await expect.poll(() => walk.fake.feedback.length).toBe(2);
    // Two calls side by side come in either order.
    expect(walk.fake.feedback).toContainEqual(
      expect.objectContaining({ rating: "down", reason: "Too long", message_id: "answer-0" }),
    );
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    // Its numbers mean something only with the list of what they name.
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `${ANSWER}\n\n[1] Choosing a mount: ${walk.fake.origin}/guide\n[2] Care and cleaning: https://docs.example.com/care\n[3] Price list 2026`,
    );
  });
});

describe("the page's API", () => {
  it("takes calls queued before the script, tells events, and is gone after destroy()", async () => {
    walk.host.pages.set("/api", {
      head: `<script>
        window.VegaRAG = window.VegaRAG || { q: [] };
        window.events = [];
        for (const name of ["ready", "open", "close", "message", "answer", "citation-click", "feedback", "problem"])
          VegaRAG.q.push(["on", name, (detail) => events.push([name, detail])]);
        VegaRAG.q.push(["ask", "Which mount?"]);
      </script>`,
    });
    const { page, errors } = await walk.visit("/api");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await part(page, "card")
      .locator("a")
      .evaluate((link) => {
        link.addEventListener("click", (event) => event.preventDefault());
        (link as HTMLElement).click();
      });
    await page.keyboard.press("Escape");
    await page.evaluate("VegaRAG.close()");
    const events = (await page.evaluate("events")) as [string, never][];
    expect(events.map(([name]) => name)).toEqual(["ready", "open", "message", "answer", "citation-click", "close"]);
    expect(events[3]![1]).toMatchObject({ text: ANSWER, status: "complete", answered: true });
    await page.evaluate("VegaRAG.destroy()");
    expect(await page.locator("vegarag-chat").count()).toBe(0);
    expect(await page.evaluate("'VegaRAG' in window")).toBe(false);
    expect(errors).toEqual([]);
  });

  it("hears that it is open before it hears what was asked, also where the panel stands ready", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await page.keyboard.press("Escape");
    await page.evaluate(() => {
      const told: string[] = [];
      for (const name of ["open", "message", "answer"] as const) window.VegaRAG!.on!(name, () => told.push(name));
      window.VegaRAG!.ask!("Which mount?");
      Object.assign(window, { told });
    });
    await expect.poll(() => page.evaluate("told")).toEqual(["open", "message", "answer"]);
    await page.evaluate("VegaRAG.ask('And the price?')");
    await expect.poll(() => page.evaluate("told")).toEqual(["open", "message", "answer", "message", "answer"]);
  });

  it.each([
    [
      "tells the server the page without its query, which may be the visitor's own",
      "",
      (origin: string) => `${origin}/`,
    ],
    ["keeps the page to itself where the owner says so", ' data-page="off"', () => null],
  ])("%s", async (_what, more, expected) => {
    walk.host.pages.set("/", { script: `data-key="vrp_test"${more}` });
    const { page } = await walk.visit("/?session=private#top");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    const body = walk.fake.bodies.find((told) => Object.hasOwn(told as object, "message"));
    expect(body).toHaveProperty("page", expected(walk.host.origin));
    expect(JSON.stringify(walk.fake.bodies)).not.toContain("private");
  });

  it("starts another visitor's conversation when another one signs in", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    const token = `h.${Buffer.from('{"sub":"anna","iat":1,"exp":601}').toString("base64url")}.s`;
    await part(page, "input").fill("Something private");
    await page.evaluate(`VegaRAG.identify(() => "${token}")`);
    await expect.poll(() => page.locator('[part="message"]').count()).toBe(0);
    expect(await part(page, "input").inputValue()).toBe("");
  });

  it.each(["typed", "asked by the page"])(
    "keeps what another visitor asks before it is known who that is: %s",
    async (how) => {
      const tokenOf = (sub: string) => `h.${Buffer.from(`{"sub":"${sub}","iat":1,"exp":601}`).toString("base64url")}.s`;
      const signIn = (sub: string) =>
        `<script>window.VegaRAG = { q: [["identify", () => "${tokenOf(sub)}"]] }</script>`;
      walk.host.pages.set("/", { head: signIn("anna") });
      walk.host.pages.set("/guide", { head: signIn("ben") });
      const { page } = await walk.visit("/");
      await openPanel(page);
      await ask(page, "Anna's?");
      await waitForAnswer(page);
      await part(page, "input").fill("Anna's draft");
      let come = () => {};
      const here = new Promise<void>((resolve) => (come = resolve));
      await page.route("**/v1/embed-config", async (route) => {
        await here;
        await route.continue();
      });
      await page.goto(`${walk.host.origin}/guide`);
      await part(page, "input").waitFor();
      if (how === "typed") await ask(page, "Ben's?");
      else await page.evaluate(`VegaRAG.ask("Ben's?")`);
      come();
      await expect.poll(() => page.locator(".q").allInnerTexts()).toEqual(["Ben's?"]);
      await waitForAnswer(page);
      expect(await part(page, "input").inputValue()).toBe("");
      const asked = walk.fake.bodies.filter((body) => Object.hasOwn(body as object, "message")) as { id: string }[];
      expect(new Set(asked.map(({ id }) => id)).size).toBe(2);
    },
  );

  it("works as an element inside a form and as a part of the page, which calls nobody unasked", async () => {
    walk.host.pages.set("/inline", {
      script: 'data-key="vrp_test" data-mode="inline" data-target="#here"',
      body: `<form action="/submitted"><div id="here" style="height: 500px"></div><button>Page</button></form>`,
    });
    const { page } = await walk.visit("/inline");
    await part(page, "input").waitFor();
    expect(walk.fake.calls).toEqual([]);
    expect(await part(page, "launcher").count()).toBe(0);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    expect(page.url()).toContain("/inline");
    expect(await page.locator('#here [part="panel"]').count()).toBe(1);
  });

  it("stands on the hosted page with the key in the fragment", async () => {
    const { page, errors } = await walk.visit("/");
    await page.goto(`${walk.fake.origin}/chat/#vrp_hosted`);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    expect(walk.fake.bodies[0]).toMatchObject({ publishable_key: "vrp_hosted" });
    expect(errors).toEqual([]);
  });
});
