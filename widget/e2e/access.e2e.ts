/** For everyone: axe in every state and theme, the keyboard alone, focus, languages, zoom and reduced motion. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composeText, finish } from "./answers.ts";
import { ask, openPanel, part, waitForAnswer, waitForPlainAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
let axe = "";
beforeAll(async () => {
  walk = await startWalk();
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

/** Everything axe finds in the widget, as `rule: element`. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run: (
          context: object,
        ) => Promise<
          Record<"violations" | "incomplete", { id: string; nodes: { html: string; any: { message: string }[] }[] }[]>
        >;
      };
    };
    const found = await axe.run({ include: [["vegarag-chat"]] });
    // What lies over something else has a colour behind it that axe leaves to people to tell.
    const doubtful = found.incomplete.filter(({ id }) => id !== "color-contrast");
    return [...found.violations, ...doubtful].flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ""}`),
    );
  });
}

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.querySelector("vegarag-chat")?.shadowRoot?.activeElement;
    return element?.getAttribute("part") ?? element?.getAttribute("aria-label") ?? element?.localName ?? "";
  });

const UNDO = `document.querySelector("vegarag-chat").shadowRoot.activeElement?.textContent`;

describe("axe finds nothing", () => {
  it.each([
    ["light", undefined],
    ["dark", undefined],
    ["light", "#ffee55"],
    ["dark", "#101040"],
    ["light", "#00c2a8"],
    ["dark", "#ff2d2d"],
  ])("in any state in the %s theme with the accent %s", async (theme, accent) => {
    walk.host.pages.set("/", {
      script: `data-key="vrp_test" data-theme="${theme}" ${accent ? `data-accent="${accent}"` : ""}`,
    });
    const { page } = await walk.visit("/", { reducedMotion: "reduce" });
    await part(page, "launcher").waitFor();
    expect(await violations(page)).toEqual([]);
    await openPanel(page);
    await part(page, "suggestion").first().waitFor();
    expect(await violations(page)).toEqual([]);
    walk.fake.hold = 10;
    await ask(page, "Which mount?");
    await page.getByText("For a first").first().waitFor();
    expect(await violations(page)).toEqual([]);
    walk.fake.release();
    await waitForAnswer(page);
    expect(await violations(page)).toEqual([]);
    await part(page, "citation").first().click();
    await part(page, "card").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Poor answer" }).click();
    expect(await violations(page)).toEqual([]);
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "rate-limited", retryAfter: 30 });
    await ask(page, "Again?");
    await page.getByText("Too many questions at once").waitFor();
    expect(await violations(page)).toEqual([]);
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "upstream-failed" });
    await ask(page, "Once more?");
    await part(page, "notice").getByRole("button", { name: "Try again" }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it.each(["inline", "page"])("where the panel is no dialog: %s", async (mode) => {
    walk.host.pages.set("/", { script: `data-key="vrp_test" data-mode="${mode}" data-target="body"` });
    const { page } = await walk.visit("/", { reducedMotion: "reduce" });
    await part(page, "input").waitFor();
    expect(await violations(page)).toEqual([]);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await part(page, "card").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe("the keyboard alone", () => {
  it("opens, asks, reads a citation, closes with Escape and is back where it came from", async () => {
    const { page } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("launcher");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("input");
    expect(await part(page, "launcher").getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.type("Which mount?");
    await page.keyboard.press("Enter");
    await waitForAnswer(page);
    expect(await focused(page)).toBe("input");

    const seen: string[] = [];
    for (let steps = 0; steps < 30 && !seen.includes("citation"); steps++) {
      await page.keyboard.press("Shift+Tab");
      seen.push(await focused(page));
    }
    expect(seen).toContain("source");
    expect(seen).toContain("citation");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("card");
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe("citation");
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe("launcher");
    expect(await part(page, "launcher").getAttribute("aria-expanded")).toBe("false");
    expect(await part(page, "panel").isVisible()).toBe(false);
  });

  it("comes back to the page's own button that opened the chat", async () => {
    walk.host.pages.set("/", { body: '<button id="help" onclick="VegaRAG.open()">Help</button>' });
    const { page } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    await page.focus("#help");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("input");
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.id")).toBe("help");
  });

  it("stays inside where the panel covers the page", async () => {
    const { page } = await walk.visit("/", { viewport: { width: 390, height: 700 } });
    await openPanel(page);
    await page.getByText("Ask me anything").waitFor();
    for (let steps = 0; steps < 12; steps++) {
      await page.keyboard.press("Tab");
      expect(await focused(page)).not.toBe("");
      expect(await focused(page)).not.toBe("launcher");
    }
  });

  it("is told whether the panel covers the page, also when the window turns", async () => {
    const { page } = await walk.visit("/", { viewport: { width: 800, height: 600 } });
    await openPanel(page);
    await page.getByText("Ask me anything").waitFor();
    const modal = () => part(page, "panel").getAttribute("aria-modal");
    expect(await modal()).toBeNull();
    await page.setViewportSize({ width: 390, height: 700 });
    await expect.poll(modal).toBe("true");
    await page.setViewportSize({ width: 800, height: 600 });
    await expect.poll(modal).toBeNull();
  });

  it("is never left nowhere: not when an answer ends under the stop button, not when a form has done its work", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    walk.fake.hold = 10;
    await ask(page, "Which mount?");
    await page.getByText("For a first").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("stop");
    walk.fake.release();
    await waitForAnswer(page);
    expect(await focused(page)).toBe("send");
    await page.getByRole("button", { name: "Poor answer" }).press("Enter");
    await page.keyboard.type("Too long");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Thank you").waitFor();
    expect(await focused(page)).toBe("poor");
    await expect
      .poll(() => walk.fake.feedback)
      .toMatchObject([{ rating: "down" }, { rating: "down", reason: "Too long" }]);
  });

  it("is not lost with what was pressed: a suggestion, a folded question, a deleted conversation and the way to take that back", async () => {
    const { page } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await openPanel(page);
    await part(page, "suggestion").first().press("Enter");
    await waitForAnswer(page);
    expect(await focused(page)).toBe("input");
    await ask(page, "A long story. ".repeat(60));
    await waitForAnswer(page);
    await page.getByRole("button", { name: "Show all" }).press("Enter");
    expect(await focused(page)).toBe("messages");
    await part(page, "list").click();
    for (const isTakenBack of [true, false]) {
      await page.getByRole("button", { name: /^Delete: / }).press("Enter");
      expect(await page.evaluate(UNDO)).toBe("Undo");
      if (isTakenBack) await page.keyboard.press("Enter");
      else await page.clock.runFor(30_000);
      await part(page, "removed").waitFor({ state: "detached" });
      expect(await focused(page)).toBe("reset");
    }
  });

  it("does not send while an input method is composing, nor on Shift+Enter", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await part(page, "input").fill("two");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("lines");
    expect(await part(page, "input").inputValue()).toBe("two\nlines");
    await part(page, "input").dispatchEvent("keydown", { key: "Enter", isComposing: true });
    expect(walk.fake.calls.filter((call) => call === "POST /v1/chat")).toEqual([]);
  });
});

describe("a screen reader", () => {
  it("meets a conversation whose every part has a role and a name", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    const tree = await part(page, "panel").ariaSnapshot();
    for (const line of [
      '- dialog "Lindgren Instruments"',
      '- heading "Lindgren Instruments" [level=2]',
      '- button "Conversations"',
      '- button "Close"',
      '- log "Conversation"',
      '"Source 1: Choosing a mount"',
      '- list "Sources"',
      '- button "Good answer"',
      '- textbox "Your question"',
      '- button "Send"',
    ])
      expect(tree).toContain(line);
    expect(tree).toContain("You said:");
  });

  it("is told finished sentences, each once", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await page.evaluate(() => {
      const told = ((window as unknown as { told: string[] }).told = [] as string[]);
      const region = document.querySelector("vegarag-chat")!.shadowRoot!.querySelector("[aria-live=polite]")!;
      new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const node of addedNodes) told.push(node.textContent ?? "");
      }).observe(region, { childList: true });
    });
    walk.fake.pace = 15;
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    const told = (await page.evaluate("told")) as string[];
    expect(told.length).toBeGreaterThan(3);
    expect(told.length).toBeLessThan(25);
    const all = told.join(" ");
    expect(all.match(/No alignment is needed/g)).toHaveLength(1);
    expect(all).not.toMatch(/\*\*|\[1\]/);
    for (const sentence of told.slice(0, -1)) expect(sentence).toMatch(/[.:!?…|)\w]$/);
    // The number of an item is said with its words, and not with the sentence before.
    for (const sentence of told) expect(sentence).not.toMatch(/(?:^|\s)\d\.$/);
  });
});

it("an answer that ends before the file that speaks is here is told all the same, and an older one is not", async () => {
  let come = () => {};
  const here = new Promise<void>((resolve) => (come = resolve));
  const { page } = await walk.visit("/", {}, (opened) =>
    opened.route("**/widget/reader-*", async (route) => {
      await here;
      await route.continue();
    }),
  );
  walk.fake.pace = 0;
  await openPanel(page);
  await ask(page, "Which mount?");
  await waitForPlainAnswer(page);
  come();
  const region = page.locator("[aria-live=polite]");
  await expect.poll(() => region.textContent()).toContain("No alignment is needed");
  await page.reload();
  await waitForAnswer(page);
  expect(await region.textContent()).toBe("");
});

describe("words and directions", () => {
  it("follow the page's language, and are loaded only when they are needed", async () => {
    walk.host.pages.set("/", { html: 'lang="ar" dir="rtl"' });
    const { page, requests } = await walk.visit("/");
    expect(await part(page, "launcher").getAttribute("aria-label")).toBe("Chat");
    await page.waitForLoadState("networkidle");
    expect(requests.filter((url) => /ar-/.test(url))).toEqual([]);
    await openPanel(page);
    expect(await part(page, "input").getAttribute("placeholder")).toBe("اكتب سؤالك");
    expect(await part(page, "launcher").getAttribute("aria-label")).toBe("المحادثة");
    expect(requests.filter((url) => /\/ar-/.test(url))).toHaveLength(1);
    await expect.poll(() => requests.filter((url) => /\/chat-ar-/.test(url)).length).toBe(1);
    expect(requests.filter((url) => /(de|fr|ja)-\w+\.json/.test(url))).toEqual([]);
    const panel = (await part(page, "panel").boundingBox())!;
    expect(panel.x).toBeLessThan(100);
    // An English answer in an Arabic panel runs its own way.
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    expect(
      await page
        .locator(".text p")
        .first()
        .evaluate((node) => getComputedStyle(node).direction),
    ).toBe("ltr");
    expect(await violations(page)).toEqual([]);
  });

  it("are English where those of the conversation cannot be had, and the chat works", async () => {
    walk.host.pages.set("/", { script: 'data-key="vrp_test" data-lang="de"' });
    const { page } = await walk.visit("/", {}, (opened) => opened.route("**/chat-de-*.json", (route) => route.abort()));
    await openPanel(page);
    expect(await part(page, "input").getAttribute("placeholder")).toBe("Stellen Sie eine Frage");
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await page.getByRole("button", { name: "Good answer" }).waitFor();
  });

  it("come from data-lang first, and can be replaced one by one", async () => {
    walk.host.pages.set("/", {
      html: 'lang="fr"',
      script: `data-key="vrp_test" data-lang="de-AT" data-strings='{"placeholder":"Na, was gibt’s?"}'`,
    });
    const { page } = await walk.visit("/");
    await openPanel(page);
    expect(await part(page, "input").getAttribute("placeholder")).toBe("Na, was gibt’s?");
    expect(await part(page, "send").getAttribute("aria-label")).toBe("Senden");
  });
});

describe("eyes and hands", () => {
  it("find every target at least 24 by 24, also on a phone and at 400 % zoom, without scrolling sideways", async () => {
    for (const viewport of [
      { width: 390, height: 700 },
      { width: 320, height: 256 },
    ]) {
      const { page, context } = await walk.visit("/", { viewport });
      await openPanel(page);
      await ask(page, "Which mount?");
      await waitForAnswer(page);
      const small = await page.evaluate(() =>
        [...document.querySelector("vegarag-chat")!.shadowRoot!.querySelectorAll("button, a, textarea")]
          .map((node) => {
            const { width, height } = node.getBoundingClientRect();
            // A number in a sentence is small to the eye; what takes the tap reaches beyond it.
            const { left, top } = getComputedStyle(node, "::after");
            const more = (inset: string) => Math.max(0, -2 * (Number.parseFloat(inset) || 0));
            return { name: node.outerHTML.slice(0, 80), width: width + more(left), height: height + more(top) };
          })
          .filter(({ width, height }) => width > 0 && (width < 24 || height < 24))
          .map(({ name }) => name),
      );
      expect(small).toEqual([]);
      const messages = await part(page, "messages").evaluate((box) => box.scrollWidth - box.clientWidth);
      expect(messages).toBeLessThanOrEqual(0);
      const panel = (await part(page, "panel").boundingBox())!;
      expect(panel.width).toBeLessThanOrEqual(viewport.width);
      expect((await part(page, "input").boundingBox())!.y).toBeLessThan(viewport.height);
      await context.close();
    }
  });

  it("keep the conversation and the field above a phone's keyboard", async () => {
    const { page } = await walk.visit("/", {
      viewport: { width: 390, height: 760 },
      isMobile: true,
      reducedMotion: "reduce",
    });
    await openPanel(page);
    const shrink = (height: number, offsetTop: number) =>
      page.evaluate(
        (size) => {
          for (const [name, value] of Object.entries(size))
            Object.defineProperty(visualViewport, name, { value, configurable: true });
          visualViewport!.dispatchEvent(new Event("resize"));
        },
        { height, offsetTop },
      );
    await shrink(380, 40);
    expect(await part(page, "panel").boundingBox()).toMatchObject({ x: 0, y: 40, width: 390, height: 380 });
    await shrink(760, 0);
    expect(await part(page, "panel").boundingBox()).toMatchObject({ y: 0, height: 760 });
  });

  it("read quotes in quotes as wide as there is room", async () => {
    walk.fake.script = () => [...composeText(`${"> ".repeat(7)}as deep as quotes go`, [], walk.fake.origin), finish()];
    const { page } = await walk.visit("/", { viewport: { width: 320, height: 500 } });
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    const list = part(page, "messages");
    expect(await list.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    expect((await list.locator(".assistant blockquote p").boundingBox())!.width).toBeGreaterThan(120);
  });

  it("see a card and nothing through it, however small the window", async () => {
    const { page } = await walk.visit("/", { viewport: { width: 320, height: 256 } });
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await part(page, "source").first().click();
    const card = (await part(page, "card").boundingBox())!;
    const list = (await page.locator(".body").boundingBox())!;
    // So small a window holds nothing beside it.
    expect(card.y).toBeLessThanOrEqual(list.y);
    expect(card.y + card.height).toBeGreaterThanOrEqual(list.y + list.height);
    expect(await part(page, "card").evaluate((card) => getComputedStyle(card).backgroundColor)).toBe(
      "rgb(255, 255, 255)",
    );
  });

  it.each([
    "transparent",
    "#fff0",
    "rgb(0 0 0 / 10%)",
    "CanvasText",
    "currentcolor",
    "color-mix(in srgb, CurrentColor 90%, red)",
    "var(--unknown)",
  ])("find the launcher also in the accent %s", async (accent) => {
    walk.host.pages.set("/", { script: `data-key="vrp_test" data-accent="${accent}"` });
    const { page } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    const [ground, ink] = await part(page, "launcher").evaluate((node) => {
      const { backgroundColor, color } = getComputedStyle(node);
      return [backgroundColor, color];
    });
    expect(`${ground} ${ink}`).not.toMatch(/\/|rgba|transparent/);
    expect(ink).toBe(accent === "#fff0" ? "lab(0 0 0)" : "lab(100 0 0)");
    const [dark, light] = await page.evaluate(
      (colors) => {
        const pen = new OffscreenCanvas(1, 1).getContext("2d")!;
        const luminance = (color: string) => {
          pen.fillStyle = color;
          pen.fillRect(0, 0, 1, 1);
          const [red, green, blue] = Array.from(pen.getImageData(0, 0, 1, 1).data, (value) => (value / 255) ** 2.2);
          return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
        };
        return colors.map(luminance).sort();
      },
      [ground, ink] as string[],
    );
    expect((light! + 0.05) / (dark! + 0.05)).toBeGreaterThan(4.5);
    await page.keyboard.press("Tab");
    // Two rings of two colours: no page has both.
    const ring = await part(page, "launcher").evaluate((node) => {
      const { outlineColor, boxShadow } = getComputedStyle(node);
      return `${outlineColor} ${boxShadow}`;
    });
    expect(ring).toMatch(/rgb\(255, 255, 255\).*rgb\(0, 0, 0\)/);
  });

  it("read a long label on the launcher within the window", async () => {
    walk.host.pages.set("/", {
      script: `data-key="vrp_test" data-label="${"Ask us about telescopes and mounts. ".repeat(3)}"`,
    });
    const { page } = await walk.visit("/", { viewport: { width: 320, height: 500 } });
    const box = (await part(page, "launcher").boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(20);
    expect(await part(page, "launcher").evaluate((node) => node.scrollHeight - node.clientHeight)).toBe(0);
  });

  it("see no motion where they asked for none, and borders in forced colours", async () => {
    const { page } = await walk.visit("/", { reducedMotion: "reduce", forcedColors: "active" });
    await openPanel(page);
    expect(await part(page, "panel").evaluate((node) => getComputedStyle(node).animationName)).toBe("none");
    expect(await part(page, "send").evaluate((node) => getComputedStyle(node).borderTopWidth)).toBe("1px");
    expect(await part(page, "launcher").evaluate((node) => getComputedStyle(node, "::before").borderBottomWidth)).toBe(
      "2px",
    );
  });

  it("lose nothing to wider text spacing", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }",
      );
      document.querySelector("vegarag-chat")!.shadowRoot!.adoptedStyleSheets.push(sheet);
    });
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    expect(await part(page, "messages").evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
    expect(await part(page, "send").isVisible()).toBe(true);
  });
});
