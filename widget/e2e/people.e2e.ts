/** What people met on their pages: each case of it by hand, on a phone, beside dialogs and banners, in other themes and directions. */

import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composeText, finish, SOURCES } from "./answers.ts";
import { TEXT } from "./host-page.ts";
import { ask, lastAnswer, openPanel, part, waitForAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

const PHONE = { viewport: { width: 390, height: 700 }, isMobile: true, hasTouch: true };
const QUOTE = SOURCES[0]!.quotes[0]!;

/** Answers with one source on the customer's own site. */
function citeSite(path: string, more: object = {}): void {
  walk.fake.script = () => [
    ...composeText(
      "The Vega 80 carries 6 kg. [1]",
      [{ title: "Choosing a mount", url: `${walk.host.origin}${path}`, quotes: [QUOTE] }],
      walk.host.origin,
    ).map((chunk) => (chunk.type === "data-citation" ? { ...chunk, data: { ...chunk.data, ...more } } : chunk)),
    finish(),
  ];
}

const marked = (page: Page) =>
  page.evaluate(
    () => [...(CSS.highlights.get("vegarag-quote") ?? [])].map((range) => `${range as Range}`.trim()).length,
  );

const background = (page: Page, name: string) =>
  part(page, name).evaluate((element) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d")!;
    canvas.fillStyle = getComputedStyle(element).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).join(", ")})`;
  });

describe("on a phone the source", () => {
  it("of this page is read beside a bar, and one tap is back in the chat", async () => {
    citeSite("/guide");
    const { page, errors } = await walk.visit("/guide", PHONE);
    await openPanel(page);
    await ask(page, "What does it carry?");
    await waitForAnswer(page);
    await part(page, "citation").first().tap();
    await part(page, "card").getByText("Open at this passage").tap();
    await part(page, "bar").waitFor();
    expect(await part(page, "panel").count()).toBe(0);
    expect(await part(page, "launcher").isVisible()).toBe(false);
    expect(await part(page, "bar").innerText()).toContain("Source 1 of 1 · Choosing a mount");
    expect(await marked(page)).toBe(1);
    await page.getByRole("button", { name: "Back to the chat" }).tap();
    expect(await lastAnswer(page).innerText()).toContain("carries 6 kg");
    // Nothing brings up the keyboard before the visitor asks for it.
    const focused = () =>
      page.evaluate(() => document.querySelector("vegarag-chat")!.shadowRoot!.activeElement?.localName);
    expect(await focused()).not.toBe("textarea");
    await part(page, "card").getByRole("button", { name: "Close" }).tap();
    await part(page, "input").waitFor();
    expect(errors).toEqual([]);
  });

  it("of another page of the site is in sight there, and the chat is put down to a bar", async () => {
    citeSite("/guide");
    const { page } = await walk.visit("/", PHONE);
    await openPanel(page);
    await ask(page, "What does it carry?");
    await waitForAnswer(page);
    await part(page, "citation").first().tap();
    await part(page, "card").getByText("Open at this passage").tap();
    await page.waitForURL(/\/guide/);
    await part(page, "bar").waitFor();
    await expect.poll(() => marked(page)).toBe(1);
    // One colour for it, also where the browser has marked it by the address.
    const colours = await page.evaluate(() =>
      ["::target-text", "::highlight(vegarag-quote)"].map(
        (name) => getComputedStyle(document.querySelector("main p")!, name).backgroundColor,
      ),
    );
    expect(colours[0]).toBe(colours[1]);
    await page.getByRole("button", { name: "Back to the chat" }).tap();
    expect(await lastAnswer(page).innerText()).toContain("carries 6 kg");
    await page.reload();
    await part(page, "panel").waitFor();
  });
});

it("with a phone in one hand: ask, tap a citation, see the passage, come back, go on", async () => {
  citeSite("/guide");
  const { page, errors } = await walk.visit("/", PHONE);
  const height = page.viewportSize()!.height;

  /** As a thumb does it: where the middle of the thing is seen, on something that is large enough. */
  async function thumb(target: Locator, { least = 44, reach = 0.4 } = {}): Promise<void> {
    await target.waitFor();
    const middle = async () => {
      const { x, y, width, height } = (await target.boundingBox())!;
      return { x: x + width / 2, y: y + height / 2 };
    };
    /** What is around it counts: a citation is as high as its line, and takes the taps beside it. */
    const isHit = async () => {
      const { x, y } = await middle();
      return target.evaluate(
        (element, edges) =>
          edges.every(([x, y]) => {
            const hit = document.querySelector("vegarag-chat")!.shadowRoot!.elementFromPoint(x!, y!);
            return element.contains(hit);
          }),
        [-1, 1].map((side) => [x, y + side * (least / 2 - 1)]),
      );
    };
    // What comes up has come once it is where it stays.
    await expect.poll(isHit).toBe(true);
    const { x, y } = await middle();
    expect(y / height).toBeGreaterThan(reach);
    await page.touchscreen.tap(x, y);
  }

  await thumb(part(page, "launcher"));
  await thumb(part(page, "input"));
  await page.keyboard.type("What does it carry?");
  await thumb(part(page, "send"), { least: 36 });
  await waitForAnswer(page);
  // The words are where the answer is, and that begins at the top.
  await thumb(part(page, "citation").first(), { least: 34, reach: 0.1 });
  await part(page, "card").locator("mark").waitFor();
  await thumb(page.getByText("Open at this passage"));
  await page.waitForURL(/\/guide/);
  await expect.poll(() => marked(page)).toBe(1);
  const seen = await page.evaluate(() => {
    const [range] = CSS.highlights.get("vegarag-quote")!;
    const { top, bottom } = (range as Range).getBoundingClientRect();
    const bar = document.querySelector("vegarag-chat")!.shadowRoot!.querySelector(".bar")!.getBoundingClientRect();
    return top >= 0 && bottom <= bar.top;
  });
  expect(seen).toBe(true);
  await thumb(page.getByRole("button", { name: "Back to the chat" }), { reach: 0.9 });
  expect(await lastAnswer(page).innerText()).toContain("carries 6 kg");
  await thumb(part(page, "input"));
  await page.keyboard.type("And with a camera?");
  await thumb(part(page, "send"), { least: 36 });
  await page.getByText("And with a camera?").waitFor();
  await waitForAnswer(page);
  expect(walk.chats()).toBe(2);
  const asked = walk.fake.bodies.filter((body) => Object.hasOwn(body as object, "message")) as { id: string }[];
  expect(asked[0]!.id).toBe(asked[1]!.id);
  expect(errors).toEqual([]);
});

describe("the launcher", () => {
  const theme = { accent: "#0b5a68", position: "left", label: "Ask us" } as const;

  it("has the bot's colour, side and words from the first paint of a second visit", async () => {
    walk.fake.config.theme = theme;
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await page.getByText("Ask me anything").waitFor();
    await part(page, "close").click();
    const again = await walk.tab(context, "/guide");
    await part(again.page, "launcher").waitFor();
    expect(await background(again.page, "launcher")).toBe("rgb(11, 90, 104)");
    expect((await part(again.page, "launcher").boundingBox())!.x).toBeLessThan(40);
    expect(await part(again.page, "launcher").innerText()).toBe("Ask us");
    expect(again.requests).toEqual([`${walk.fake.origin}/widget.js`]);
  });

  it("has them at the first visit where the snippet says them, and the page's own before both", async () => {
    const face = JSON.stringify({ name: "Lindgren", theme });
    walk.host.pages.set("/", { script: `data-key="vrp_test" data-face='${face}' data-accent="#c2185b"` });
    const { page } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    expect(await background(page, "launcher")).toBe("rgb(194, 24, 91)");
    expect((await part(page, "launcher").boundingBox())!.x).toBeLessThan(40);
    expect(await part(page, "launcher").innerText()).toBe("Ask us");
  });

  const BANNER = `<div id="banner" style="position:fixed;inset:auto 0 0;height:80px;background:#ddd">Cookies?
    <button id="reject" style="position:absolute;right:20px;bottom:20px" onclick="document.querySelector('#banner').remove(); window.rejected = true">Reject</button></div>`;

  it("steps aside for a bar at the end of a phone's window, and comes back when that has gone", async () => {
    walk.host.pages.set("/", { body: TEXT + BANNER });
    const { page } = await walk.visit("/", PHONE);
    await part(page, "launcher").waitFor();
    const bottom = () => part(page, "launcher").evaluate((element) => element.getBoundingClientRect().bottom);
    await expect.poll(bottom).toBeLessThan(700 - 80);
    await page.locator("#reject").tap();
    expect(await page.evaluate("rejected")).toBe(true);
    await expect.poll(bottom).toBe(680);
  });

  it("stands where data-offset says, and is none where the page has a button of its own", async () => {
    walk.host.pages.set("/", { script: 'data-key="vrp_test" data-offset="30 90"' });
    walk.host.pages.set("/own", {
      script: 'data-key="vrp_test" data-launcher="none" data-opener=".help" data-hotkey="mod+k"',
      body: `${TEXT}<button class="help"><b>Help</b></button>`,
    });
    const { page, context } = await walk.visit("/", { reducedMotion: "reduce" });
    const { right, bottom } = await part(page, "launcher").evaluate((element) => element.getBoundingClientRect());
    expect([right, bottom]).toEqual([1280 - 30, 800 - 90]);
    await openPanel(page);
    const panel = (await part(page, "panel").boundingBox())!;
    expect(panel.y + panel.height).toBeLessThanOrEqual(800 - 90 - 52);

    const own = await walk.tab(context, "/own");
    await own.page.waitForFunction("window.VegaRAG?.open");
    expect(await part(own.page, "launcher").count()).toBe(0);
    await own.page.locator(".help b").click();
    await part(own.page, "input").waitFor();
    await own.page.keyboard.press("Escape");
    expect(await part(own.page, "panel").isVisible()).toBe(false);
    expect(await own.page.evaluate("document.activeElement.className")).toBe("help");
    await own.page.keyboard.press("Control+k");
    await part(own.page, "input").waitFor();
    await own.page.keyboard.press("Control+k");
    expect(await part(own.page, "panel").isVisible()).toBe(false);
  });

  it("says in the console that something took the tag's key away", async () => {
    walk.host.pages.set("/", { script: "" });
    walk.host.pages.set("/kept", { script: " " });
    const warnings: string[] = [];
    await walk.visit("/kept", {}, async (opened) => {
      opened.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
    });
    await expect.poll(() => warnings).toEqual([expect.stringContaining("data-key")]);
  });
});

it("the launcher says that an answer came while nobody looked", async () => {
  const { page } = await walk.visit("/");
  await openPanel(page);
  walk.fake.hold = 10;
  await ask(page, "Which mount?");
  await page.getByText("For a first").first().waitFor();
  await part(page, "close").click();
  walk.fake.release();
  await expect.poll(() => part(page, "launcher").getAttribute("aria-label")).toBe("Chat: An answer is ready");
  await part(page, "launcher").click();
  expect(await part(page, "launcher").getAttribute("aria-label")).toBe("Chat");
});

describe("beside the page's dialogs", () => {
  it("the panel is usable over a modal one, and stays when that is closed", async () => {
    walk.host.pages.set("/", {
      body: `${TEXT}<dialog id="modal"><button id="inside" onclick="VegaRAG.open()">Help</button></dialog>`,
    });
    const { page } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await part(page, "launcher").waitFor();
    await page.evaluate("document.querySelector('#modal').showModal()");
    await page.locator("#inside").click();
    await part(page, "input").waitFor();
    await ask(page, "Which mount?");
    expect(await waitForAnswer(page)).toContain("Shipping is free");
    // The dialog is met in all of its backdrop, and is no bar to step aside for.
    await page.clock.runFor(2_000);
    expect((await part(page, "panel").boundingBox())!.height).toBeGreaterThan(600);
    await page.evaluate("document.querySelector('#modal').close()");
    await expect.poll(() => part(page, "panel").isVisible()).toBe(true);
    expect(await page.evaluate("document.querySelector('vegarag-chat').parentElement.localName")).toBe("body");
  });

  it("Escape in an inline panel closes the dialog it stands in", async () => {
    walk.host.pages.set("/", {
      script: 'data-key="vrp_test" data-mode="inline" data-target="#here"',
      body: `${TEXT}<dialog id="modal"><div id="here" style="width:400px;height:500px"></div></dialog>`,
    });
    const { page } = await walk.visit("/");
    await page.evaluate("document.querySelector('#modal').showModal()");
    await part(page, "input").click();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate("document.querySelector('#modal').open")).toBe(false);
  });

  it("keys and focus belong to whoever types in the panel, also where the page listens on their way down", async () => {
    walk.host.pages.set("/", {
      head: `<script>
        window.taken = [];
        document.addEventListener("keydown", (event) => { taken.push(event.key); if (event.key === "s") event.preventDefault(); }, true);
        document.addEventListener("focusin", () => document.querySelector("#trap")?.focus(), true);
      </script>`,
      body: `<input id="trap">${TEXT}`,
    });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await part(page, "input").click();
    await page.evaluate("taken.length = 0");
    await page.keyboard.type("ships?");
    expect(await part(page, "input").inputValue()).toBe("ships?");
    await page.keyboard.press("Enter");
    expect(await waitForAnswer(page)).toContain("Shipping is free");
    expect(await page.evaluate("taken")).toEqual([]);
  });
});

describe("light and dark", () => {
  it.each([
    ["a class on html", 'class="dark"', "document.documentElement.className = 'light'"],
    ["an attribute on html", 'data-theme="dark"', "document.documentElement.dataset.theme = 'light'"],
    ["color-scheme", 'style="color-scheme:dark"', "document.documentElement.style.colorScheme = 'light'"],
    ["a class of many", 'class="theme-dark js"', "document.documentElement.className = 'theme-light js'"],
  ])("follow the page's own switch: %s", async (_what, html, change) => {
    walk.host.pages.set("/", { html: `lang="en" ${html}` });
    const { page } = await walk.visit("/", { colorScheme: "light" });
    await openPanel(page);
    expect(await background(page, "composer")).toBe("rgb(19, 23, 30)");
    await page.evaluate(change);
    await expect.poll(() => background(page, "composer")).toBe("rgb(255, 255, 255)");
  });

  it("follow the system where the page says nothing, and the owner before both", async () => {
    walk.host.pages.set("/own", { html: 'lang="en" class="dark"', script: 'data-key="vrp_test" data-theme="light"' });
    const { page, context } = await walk.visit("/", { colorScheme: "dark" });
    await openPanel(page);
    expect(await background(page, "composer")).toBe("rgb(19, 23, 30)");
    const own = await walk.tab(context, "/own");
    await openPanel(own.page);
    expect(await background(own.page, "composer")).toBe("rgb(255, 255, 255)");
  });

  it("leave ink that can be read on every accent", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    const worst = await page.evaluate(() => {
      const frame = document.querySelector("vegarag-chat")!.shadowRoot!.querySelector<HTMLElement>(".frame")!;
      const launcher = frame.querySelector<HTMLElement>(".launcher")!;
      const send = frame.querySelector<HTMLElement>(".send")!;
      const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
      const luminance = (colour: string) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
          const part = value / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
      };
      const contrast = (element: HTMLElement) => {
        const { color, backgroundColor } = getComputedStyle(element);
        const [high, low] = [luminance(color), luminance(backgroundColor)].sort((a, b) => b - a) as [number, number];
        return (high + 0.05) / (low + 0.05);
      };
      let worst = { ratio: 99, accent: "" };
      for (const scheme of ["light", "dark"])
        for (let hue = 0; hue < 360; hue += 12)
          for (const lightness of [0, 20, 40, 45, 48, 50, 52, 55, 60, 80, 100]) {
            const accent = `hsl(${hue} ${hue % 24 ? 30 : 90}% ${lightness}%)`;
            frame.style.colorScheme = scheme;
            frame.style.setProperty("--_accent", accent);
            for (const element of [launcher, send]) {
              const ratio = contrast(element);
              if (ratio < worst.ratio) worst = { ratio, accent: `${scheme} ${accent} ${element.className}` };
            }
          }
      return worst;
    });
    expect(worst.ratio, worst.accent).toBeGreaterThanOrEqual(4.5);
  });
});

describe("a page change with the panel open", () => {
  it("shows in the first frame what was said, with the bot's name, before any answer of the server", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    // From here on the server says nothing: what is shown comes from the device.
    walk.fake.faults.push({ match: /v1/, times: 99, hang: true });
    await page.addInitScript(() => {
      const seen: string[] = ((window as unknown as { seen: string[] }).seen = []);
      const look = () => {
        const box = document.querySelector("vegarag-chat")?.shadowRoot?.querySelector<HTMLElement>(".box");
        if (box?.innerText) seen.push(box.innerText);
        requestAnimationFrame(look);
      };
      look();
    });
    await page.goto(`${walk.host.origin}/guide`);
    await part(page, "input").waitFor();
    const [first] = (await page.evaluate("seen")) as string[];
    expect(first).toContain("Lindgren Instruments");
    expect(first).toContain("Which mount?");
    expect(first).toContain("Shipping is free above 200 €.");
    expect(first).not.toContain("**");
    expect(first).not.toMatch(/Loading|Assistant/);
  });
});

describe("what is typed and said", () => {
  it("is kept whole when it is too long, and told, and held back", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await part(page, "input").fill("x".repeat(5_012));
    await page.getByText("1,012 characters too many").waitFor();
    await page.keyboard.press("Enter");
    expect(await part(page, "send").getAttribute("aria-disabled")).toBe("true");
    expect((await part(page, "input").inputValue()).length).toBe(5_012);
    expect(walk.chats()).toBe(0);
    await part(page, "input").fill("Which mount?");
    await page.keyboard.press("Enter");
    await waitForAnswer(page);
  });

  it("is not met a second time by who walks through the panel by ear", async () => {
    const { page } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    const region = page.locator("[aria-live=polite]");
    // They are said once the reader has come, not in the same task that draws them.
    await expect.poll(() => region.textContent()).toContain("Shipping is free");
    await page.clock.runFor(5_000);
    expect(await region.textContent()).toBe("");
  });

  it("is not kept to be met again while a long one is still written", async () => {
    const { page } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await openPanel(page);
    walk.fake.hold = 30;
    await ask(page, "Which mount?");
    const region = page.locator("[aria-live=polite]");
    await expect.poll(() => region.textContent()).toContain("the mount we suggest");
    // All that is written so far has come, and what of it is still to be said is said and gone.
    await page.locator(".text").getByText("It is ready in a minute").waitFor();
    await page.clock.runFor(10_000);
    expect(await region.textContent()).toBe("");
    walk.fake.release();
    await waitForAnswer(page);
    await expect.poll(() => region.textContent()).toContain("Shipping is free");
    expect(await region.textContent()).not.toContain("the mount we suggest");
  });

  it("is readable in the card, whatever marks the source has, with the words around it", async () => {
    citeSite("/guide", {
      quote: "**Turn** two slow\ncircles to port.",
      before: "## Steps\n\n2. press _Ahead_.",
      after: "4. Press `Done`.",
      path: ["Support", "Help"],
    });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "How?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    const card = part(page, "card");
    expect(await card.locator("mark").innerText()).toBe("Turn two slow circles to port.");
    expect(await card.locator("blockquote").innerText()).toBe(
      "…Steps 2. press Ahead. Turn two slow circles to port. 4. Press Done.",
    );
    expect(await card.innerText()).toContain("› Support › Help");
  });

  it("is not printed", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await page.emulateMedia({ media: "print" });
    expect(await part(page, "panel").isVisible()).toBe(false);
    expect(await part(page, "launcher").isVisible()).toBe(false);
  });

  it("is there at 320 by 256, which is what 400 % zoom leaves", async () => {
    const { page } = await walk.visit("/", { viewport: { width: 320, height: 256 } });
    await openPanel(page);
    const greeting = (await part(page, "greeting").boundingBox())!;
    const field = (await part(page, "composer").boundingBox())!;
    expect(greeting.y).toBeGreaterThan(0);
    expect(greeting.y + greeting.height).toBeLessThan(field.y);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    const quote = (await part(page, "card").locator("mark").boundingBox())!;
    const way = (await part(page, "card").getByText("Open at this passage").boundingBox())!;
    expect(quote.y).toBeGreaterThan(40);
    expect(way.y + way.height).toBeLessThanOrEqual(256);
  });

  it("has the button of a long consent in reach there", async () => {
    walk.fake.config.notice = { consent: true, text: "What you type is kept, and read by people as well. ".repeat(8) };
    const { page } = await walk.visit("/", { viewport: { width: 320, height: 256 } });
    await part(page, "launcher").click();
    await page.getByRole("button", { name: "Agree and start" }).click();
    await expect.poll(() => part(page, "input").isVisible()).toBe(true);
  });
});

describe("an inline panel", () => {
  it("is whole before anybody turns to it, calls nobody, and keeps its height in use", async () => {
    const face = JSON.stringify({
      name: "Lindgren Instruments",
      greeting: "Every answer names its page.",
      suggested_questions: ["Which mount suits a beginner?"],
      theme: { headline: "Ask about our instruments" },
    });
    walk.host.pages.set("/", {
      script: `data-key="vrp_test" data-mode="inline" data-target="#here" data-face='${face}'`,
      body: `${TEXT}<div id="here" style="height:440px"></div>`,
    });
    const { page } = await walk.visit("/");
    await part(page, "input").waitFor();
    const text = await part(page, "panel").innerText();
    for (const words of ["Lindgren Instruments", "Ask about our instruments", "Every answer", "Which mount suits"])
      expect(text).toContain(words);
    expect(walk.fake.calls).toEqual([]);
    const boxes = () =>
      page.evaluate(() => {
        const root = document.querySelector("vegarag-chat")!.shadowRoot!;
        return ["header", ".panel", ".composer"].map(
          (name) => root.querySelector(name)!.getBoundingClientRect().height,
        );
      });
    const before = await boxes();
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    expect(await boxes()).toEqual(before);
  });

  it.each([
    ["none", "", 420],
    ["less than it needs", "height:300px", 420],
    ["more", "height:600px", 600],
  ])("in a container with a height of its own (%s) shows all of its face", async (_what, style, height) => {
    walk.host.pages.set("/", {
      // All that is known is a name.
      script: `data-key="vrp_test" data-mode="inline" data-target="#here" data-face='{"name":"Lindgren Instruments"}'`,
      body: `${TEXT}<div id="here" style="${style}"></div>`,
    });
    const { page } = await walk.visit("/");
    await part(page, "input").waitFor();
    expect((await part(page, "panel").boundingBox())!.height).toBe(height);
    for (const name of ["disclosure", "greeting"]) expect(await part(page, name).isVisible()).toBe(true);
    expect(await page.locator(".hello .logo").isVisible()).toBe(true);
  });
});

describe("from right to left", () => {
  it.each(["ar", "fa", "he", "ur"])("a panel in %s has its words and its direction", async (lang) => {
    walk.host.pages.set("/", { html: `lang="${lang}" dir="rtl"` });
    walk.fake.script = () => [
      ...composeText("| السعر | الخطة |\n|---|---|\n| $20 (USD) | شهر |\n\n[1]", SOURCES, walk.fake.origin),
      finish(),
    ];
    const { page } = await walk.visit("/");
    await openPanel(page);
    await part(page, "suggestion").first().waitFor();
    expect(await page.locator(".frame").evaluate((frame) => getComputedStyle(frame).direction)).toBe("rtl");
    expect(await part(page, "input").getAttribute("placeholder")).not.toMatch(/[a-z]/i);
    await ask(page, "كم السعر؟");
    await waitForAnswer(page);
    // A Latin name begins where the line begins, and a price in a cell is not torn apart.
    const { name, logo, cell } = await page.evaluate(() => {
      const root = document.querySelector("vegarag-chat")!.shadowRoot!;
      const range = document.createRange();
      range.selectNodeContents(root.querySelector("#title")!);
      return {
        name: range.getBoundingClientRect().right,
        logo: root.querySelector("header .logo")!.getBoundingClientRect().left,
        cell: getComputedStyle(root.querySelector("td")!).direction,
      };
    });
    expect(logo - name).toBeLessThan(16);
    expect(cell).toBe("ltr");
    // Columns go from right to left, each with its words at one edge.
    const [first, second] = await page.locator("td").evaluateAll((cells) =>
      cells.map((box) => {
        const words = document.createRange();
        words.selectNodeContents(box);
        return { left: box.getBoundingClientRect().left, edge: words.getBoundingClientRect().right };
      }),
    );
    expect(first!.left).toBeGreaterThan(second!.left);
    const [head] = await page.locator("th").evaluateAll((cells) =>
      cells.map((box) => {
        const words = document.createRange();
        words.selectNodeContents(box);
        return words.getBoundingClientRect().right;
      }),
    );
    expect(Math.abs(head! - first!.edge)).toBeLessThan(1.5);
  });

  it("a source says where it stands from right to left as well, and its Latin title stands by its number", async () => {
    walk.host.pages.set("/", { html: 'lang="ar" dir="rtl"' });
    citeSite("/guide", { path: ["المساعدة", "الحوامل"] });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "كم تحمل؟");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await part(page, "card").waitFor();
    const { host, heading, number, title } = await page.evaluate(() => {
      const card = document.querySelector("vegarag-chat")!.shadowRoot!.querySelector(".card")!;
      const box = (selector: string) => {
        const words = document.createRange();
        words.selectNodeContents(card.querySelector(selector)!);
        return words.getBoundingClientRect();
      };
      return { host: box(".path b"), heading: box(".path bdi"), number: box(".cite"), title: box(".head strong") };
    });
    expect(host.left).toBeGreaterThan(heading.left);
    expect(number.left - title.right).toBeLessThan(20);
  });
});

describe("ways on", () => {
  const contact = {
    text: "The desk answers by e-mail.",
    email: "help@lindgren.example",
    form: { fields: ["name" as const, "email" as const], consent_text: "You may write to me." },
  };

  it("where no page says it: the pages that come closest, and a person", async () => {
    walk.fake.config.contact = contact;
    const pages = [{ title: "Instruments", url: `${walk.host.origin}/guide`, heading: "Sounder D1" }];
    walk.fake.script = (_question, origin) => [
      ...composeText("No page says this. These come closest:", SOURCES, origin),
      { type: "data-pages", data: { pages } },
      finish(false, { outcome: "unsure" }),
    ];
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Steel hull?");
    await waitForAnswer(page);
    expect(await part(page, "page").innerText()).toBe("Instruments\nSounder D1");
    expect(await page.getByRole("button", { name: "Good answer" }).count()).toBe(0);
    expect(await part(page, "input").getAttribute("placeholder")).toBe("Ask in other words");

    await part(page, "person").click();
    const form = part(page, "contact");
    await form.getByText("The desk answers by e-mail.").waitFor();
    expect(await form.getByLabel("What is it about?").inputValue()).toBe("Steel hull?");
    await form.getByLabel("Name").fill("Mira");
    await form.getByLabel("E-mail").fill("mira@sailing.example");
    await form.getByRole("button", { name: "Send" }).click();
    // Not without the box, which starts empty.
    expect(walk.fake.handoffs).toEqual([]);
    await form.getByLabel("You may write to me.").check();
    await form.getByRole("button", { name: "Send" }).click();
    await page.getByText("Passed on to Lindgren Instruments. Your reference is 4F7K.").waitFor();
    expect(walk.fake.handoffs).toMatchObject([{ name: "Mira", email: "mira@sailing.example", message: "Steel hull?" }]);
  });

  it("keep what was typed for a person when the form is put away, and when it could not be sent", async () => {
    walk.fake.config.contact = { form: { fields: ["email"] } };
    walk.fake.script = (_question, origin) => [
      ...composeText("Yes.", SOURCES, origin),
      finish(false, { outcome: "contact" }),
    ];
    walk.fake.faults.push({ match: /handoffs/, times: 1, problem: "upstream-failed" });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Can I talk to a human?");
    await part(page, "person").click();
    await page.getByLabel("E-mail").fill("mira@sailing.example");
    await page.keyboard.press("Escape");
    await part(page, "person").click();
    expect(await page.getByLabel("E-mail").inputValue()).toBe("mira@sailing.example");
    await part(page, "contact").getByRole("button", { name: "Send" }).click();
    await page.getByText("No answer came.").waitFor();
    await part(page, "contact").getByRole("button", { name: "Send" }).click();
    await page.getByText("Your reference is 4F7K").waitFor();
  });

  it("say what was searched, who answered, and what is read before the first word", async () => {
    walk.fake.config.contact = contact;
    walk.fake.hold = 2;
    walk.fake.script = (_question, origin) => [
      { type: "data-progress", data: { reading: ["Calibrate the wind sensor", "Instruments"] }, transient: true },
      { type: "data-spelling", data: { asked: "calbrate", used: "calibrate" } },
      ...composeText("Not yet. [1]", SOURCES, origin),
      finish(true, { outcome: "curated" }),
    ];
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "calbrate?");
    await page.getByText("Reading 2 pages").waitFor();
    await page.getByText("Calibrate the wind sensor").waitFor();
    walk.fake.release();
    const text = await waitForAnswer(page);
    expect(text).toContain("Answer by Lindgren Instruments");
    expect(text).toContain("Searched for calibrate");
    expect(await page.getByText("Reading 2 pages").count()).toBe(0);
    // The question stands at the top.
    const [question, list] = await page.evaluate(() => {
      const root = document.querySelector("vegarag-chat")!.shadowRoot!;
      return [".q", ".messages"].map((name) => root.querySelector(name)!.getBoundingClientRect().top);
    });
    expect(question! - list!).toBeLessThan(30);
  });

  it("ask for consent where the owner wants it, once on this device", async () => {
    walk.fake.config.notice = { consent: true, url: "https://lindgren.example/privacy" };
    const { page, context } = await walk.visit("/");
    await part(page, "launcher").click();
    await part(page, "consent").getByText("Lindgren Instruments’s assistant").waitFor();
    expect(await part(page, "input").count()).toBe(0);
    await page.evaluate("VegaRAG.ask('Now?')");
    expect(walk.chats()).toBe(0);
    await page.getByRole("button", { name: "Agree and start" }).click();
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    const other = await walk.tab(context, "/guide");
    await openPanel(other.page);
  });

  it("hear of a consent that was given, or taken back, in another tab", async () => {
    walk.fake.config.notice = { consent: true };
    const first = await walk.visit("/");
    const second = await walk.tab(first.context, "/guide");
    for (const { page } of [first, second]) {
      await part(page, "launcher").click();
      await part(page, "consent").waitFor();
    }
    await first.page.evaluate("VegaRAG.ask('Which mount?')");
    await first.page.locator(".q").getByText("Which mount?").waitFor();
    expect(walk.chats()).toBe(0);
    await second.page.getByRole("button", { name: "Agree and start" }).click();
    // What waited for it here goes out, once.
    await waitForAnswer(first.page);
    expect(walk.chats()).toBe(1);

    await second.page.evaluate("VegaRAG.reset()");
    for (const { page } of [first, second]) {
      await part(page, "consent").waitFor();
      await page.evaluate("VegaRAG.ask('And now?')");
      await page.locator(".q").getByText("And now?").waitFor();
    }
    expect(walk.chats()).toBe(1);
  });

  it("have agreed to nothing any more where the site's storage was cleared", async () => {
    walk.fake.config.notice = { consent: true };
    const { page, context } = await walk.visit("/");
    await part(page, "launcher").click();
    await page.getByRole("button", { name: "Agree and start" }).click();
    await part(page, "input").waitFor();
    const other = await walk.tab(context, "/guide");
    await other.page.evaluate("localStorage.clear()");
    await expect.poll(() => part(page, "consent").isVisible()).toBe(true);
  });
});

describe("a question that comes before the bot's settings", () => {
  /** Holds the settings back until they are let go. */
  async function slowly(script = 'data-key="vrp_test"', head = ""): Promise<{ page: Page; come: () => void }> {
    let come = () => {};
    const here = new Promise<void>((resolve) => (come = resolve));
    walk.host.pages.set("/", { script, head });
    const { page } = await walk.visit("/", {}, async (opened) => {
      await opened.clock.install();
      await opened.route("**/v1/embed-config", async (route) => {
        await here;
        await route.continue();
      });
    });
    return { page, come };
  }
  const ASKED = `<script>window.VegaRAG = { q: [["ask", "Which mount?"]] }</script>`;

  it.each(["typed", "asked by the page"])("is asked once they are here: %s", async (how) => {
    const { page, come } = await slowly(undefined, how === "typed" ? "" : ASKED);
    if (how === "typed") {
      await openPanel(page);
      await ask(page, "Which mount?");
    }
    await expect.poll(() => part(page, "input").inputValue()).toBe("Which mount?");
    expect(walk.chats()).toBe(0);
    come();
    await waitForAnswer(page);
    expect(walk.chats()).toBe(1);
    expect(await part(page, "input").inputValue()).toBe("");
  });

  it.each(["typed", "asked by the page"])("waits for the consent that they ask for: %s", async (how) => {
    walk.fake.config.notice = { consent: true };
    const { page, come } = await slowly(undefined, how === "typed" ? "" : ASKED);
    if (how === "typed") {
      await openPanel(page);
      await ask(page, "Which mount?");
    }
    await expect.poll(() => part(page, "input").inputValue()).toBe("Which mount?");
    come();
    await part(page, "consent").waitFor();
    expect(walk.chats()).toBe(0);
    // It can be seen, where the field is not.
    await page.locator(".q").getByText("Which mount?").waitFor();
    await page.getByRole("button", { name: "Agree and start" }).click();
    await waitForAnswer(page);
    expect(walk.chats()).toBe(1);
    expect(await part(page, "input").inputValue()).toBe("");
  });

  it.each([
    ["do not come in time", 4_000, ""],
    [
      "do not come, and a snippet knows the bot",
      4_000,
      ` data-face='{"name":"Lindgren","suggested_questions":["A?"]}'`,
    ],
    ["cannot be had", 0, ""],
  ])("is not asked where they %s", async (_what, wait, face) => {
    walk.fake.config.notice = { consent: true };
    if (!wait) walk.fake.faults.push({ match: /embed-config/, times: 99, problem: "internal" });
    const { page, come } = await slowly(`data-key="vrp_test"${face}`);
    if (!wait) come();
    await openPanel(page);
    await ask(page, "Which mount?");
    await part(page, "notice").waitFor();
    // Longer than any patience that a widget may have had with them.
    await page.clock.runFor(wait);
    expect(walk.chats()).toBe(0);
    expect(await part(page, "input").inputValue()).toBe("Which mount?");
    come();
    // However often they were asked for until then.
    walk.fake.faults = [];
    if (!wait) await page.getByRole("button", { name: "Try again" }).click();
    await part(page, "consent").waitFor();
    expect(walk.chats()).toBe(0);
    await page.getByRole("button", { name: "Agree and start" }).click();
    await waitForAnswer(page);
    expect(walk.chats()).toBe(1);
  });

  it("waits for consent that the owner wants since the last page", async () => {
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await part(page, "suggestion").first().waitFor();
    walk.fake.config.notice = { consent: true };
    walk.host.pages.set("/guide", { head: ASKED });
    const next = await walk.tab(context, "/guide");
    await part(next.page, "consent").waitFor();
    await next.page.locator(".q").getByText("Which mount?").waitFor();
    expect(walk.chats()).toBe(0);
  });

  it("comes from a suggestion, and goes out with the consent: the keyboard needs one key", async () => {
    walk.fake.config.notice = { consent: true };
    const { page } = await walk.visit("/");
    await part(page, "launcher").click();
    await part(page, "consent").waitFor();
    await part(page, "suggestion").first().click();
    const question = walk.fake.config.suggested_questions[0]!;
    await page.locator(".q").getByText(question).waitFor();
    expect(walk.chats()).toBe(0);
    expect(
      await page.evaluate(() => document.querySelector("vegarag-chat")!.shadowRoot!.activeElement?.textContent),
    ).toBe("Agree and start");
    await page.keyboard.press("Enter");
    await waitForAnswer(page);
    expect(await page.locator(".q").allInnerTexts()).toEqual([question]);
  });

  it("is not asked again either, where consent is wanted since", async () => {
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "internal" });
    const { page, context } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.getByRole("button", { name: "Try again" }).waitFor();
    walk.fake.config.notice = { consent: true };
    walk.fake.calls = [];
    const next = await walk.tab(context, "/guide");
    await part(next.page, "launcher").click();
    await part(next.page, "consent").waitFor();
    await next.page.getByRole("button", { name: "Try again" }).click();
    await next.page.evaluate("VegaRAG.ask('And now?')");
    await next.page.locator(".q").getByText("And now?").waitFor();
    expect(walk.chats()).toBe(0);
    await next.page.getByRole("button", { name: "Agree and start" }).click();
    await waitForAnswer(next.page);
  });

  it("is the visitor's again where it was typed over meanwhile", async () => {
    const { page, come } = await slowly();
    await openPanel(page);
    await ask(page, "Which mount?");
    await part(page, "input").fill("No, which tube");
    come();
    await part(page, "suggestion").first().waitFor();
    expect(await part(page, "input").inputValue()).toBe("No, which tube");
    expect(walk.chats()).toBe(0);
  });
});

describe("the list of conversations", () => {
  it("goes back to an earlier one, and a deletion can be taken back", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "First?");
    await waitForAnswer(page);
    await part(page, "list").click();
    await part(page, "reset").click();
    await ask(page, "Second?");
    await waitForAnswer(page);
    await part(page, "list").click();
    await expect.poll(() => part(page, "conversation").locator("b").allInnerTexts()).toEqual(["Second?", "First?"]);
    await page.getByRole("button", { name: "Delete: First?" }).click();
    await page.getByText("“First?” deleted").waitFor();
    expect(await part(page, "conversation").count()).toBe(1);
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await part(page, "conversation").count()).toBe(2);
    expect(walk.fake.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
    await part(page, "conversation").getByText("First?").click();
    await page.locator(".user").getByText("First?").waitFor();
    await waitForAnswer(page);
    expect(await page.locator(".user").count()).toBe(1);
  });

  it("deletes for good when the time to take it back is over", async () => {
    const { page } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await openPanel(page);
    await ask(page, "First?");
    await waitForAnswer(page);
    await part(page, "list").click();
    await part(page, "conversation").waitFor();
    await page.getByRole("button", { name: "Delete: First?" }).click();
    await page.clock.runFor(6_100);
    await expect.poll(() => walk.fake.calls.filter((call) => call.startsWith("DELETE")).length).toBe(1);
    expect(await part(page, "conversation").count()).toBe(0);
  });
});

/** Milliseconds that the page was busy at a stretch while it was answered. */
async function longestTask(): Promise<number> {
  const { page } = await walk.visit("/");
  await openPanel(page);
  await page.evaluate(() => {
    const tasks: number[] = ((window as unknown as { tasks: number[] }).tasks = []);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
    }).observe({ type: "longtask" });
  });
  await ask(page, "Accents?");
  await waitForAnswer(page, 30_000);
  const tasks = (await page.evaluate("tasks")) as number[];
  return Math.max(0, ...tasks);
}

describe("accents", () => {
  it.each([
    ["one on each of 15,000 letters", "e\u0301".repeat(15_000)],
    ["four on each letter", "e\u0301\u0302\u0303\u0304 ".repeat(3_750)],
    ["one on each of 15,000 letters that have no form with it", "x\u0302".repeat(15_000)],
    ["all on one letter", `e${"\u0301".repeat(15_000)}`],
  ])("cost the page no long task: %s", async (_what, text) => {
    walk.fake.pace = 0;
    walk.fake.script = (_question, origin) => [...composeText(text, SOURCES, origin), finish()];
    // Beside other work any task is long at times: the shortest of three is the text's own.
    let longest = Infinity;
    for (let time = 0; time < 3 && longest >= 500; time++) longest = Math.min(longest, await longestTask());
    expect(longest).toBeLessThan(500);
  });
});
