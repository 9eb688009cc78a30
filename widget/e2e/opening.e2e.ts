/** From pointing at the launcher to typing: what is prepared before the click, and that nobody notices. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, openPanel, part } from "./steps.ts";
import type { VegaRAG } from "../../packages/widget/widget.d.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

/** Points at the launcher until the panel is there, and drawn if it is to be seen. */
async function pointAtLauncher(page: Page): Promise<void> {
  await part(page, "launcher").hover();
  await part(page, "panel").waitFor({ state: "attached" });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

const isFocused = (page: Page) => part(page, "input").evaluate((input) => input.matches(":focus"));

describe("a panel that is fetched before the click", () => {
  it("is laid out, and neither seen, clicked, focused nor heard of", async () => {
    const { page } = await walk.visit("/");
    await pointAtLauncher(page);
    const box = await part(page, "panel").evaluate((panel) => {
      const { x, y, width, height } = panel.getBoundingClientRect();
      return { x, y, width, height };
    });
    expect(box).toMatchObject({ width: 400, height: 640 });
    expect(await part(page, "panel").isVisible()).toBe(false);
    expect(await page.locator("body").ariaSnapshot()).not.toMatch(/dialog|textbox/);
    expect(await page.getByRole("dialog").count()).toBe(0);
    const hit = await page.evaluate(
      ({ x, y, width, height }) => document.elementFromPoint(x + width / 2, y + height / 2)?.localName,
      box,
    );
    expect(hit).not.toBe("vegarag-chat");
    await part(page, "launcher").focus();
    await page.keyboard.press("Tab");
    expect(await isFocused(page)).toBe(false);
    expect(walk.fake.calls).toEqual([]);

    await part(page, "launcher").click();
    expect(await part(page, "panel").isVisible()).toBe(true);
    expect(await isFocused(page)).toBe(true);
  });

  it("comes up like any other once it is opened", async () => {
    const { page } = await walk.visit("/");
    await pointAtLauncher(page);
    const rise = part(page, "panel").evaluate(
      (panel) =>
        new Promise<string>((resolve) =>
          panel.addEventListener("animationstart", (event) => resolve((event as AnimationEvent).animationName)),
        ),
    );
    // So that the listener is there before the click is.
    await part(page, "panel").evaluate(() => {});
    await part(page, "launcher").click();
    expect(await rise).toBe("open");
  });

  it("shows what has changed until it is opened", async () => {
    const { page, context } = await walk.visit("/");
    await pointAtLauncher(page);
    await page.setViewportSize({ width: 390, height: 700 });
    await context.setOffline(true);
    await part(page, "launcher").click();
    expect(await part(page, "panel").getAttribute("aria-modal")).toBe("true");
    await page.getByText("You are offline").waitFor();
  });

  it("is there from the first touch on", async () => {
    const { page, context } = await walk.visit("/", { hasTouch: true });
    const { x, y, width, height } = (await part(page, "launcher").boundingBox())!;
    const fetched = page.waitForRequest(/panel-/);
    const session = await context.newCDPSession(page);
    const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
    await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await fetched;
    expect(await part(page, "input").count()).toBe(0);
  });
});

describe("opening", () => {
  it("lets the page go on between making the panel and showing it", async () => {
    const { page } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    await page.evaluate(() => {
      const order: string[] = [];
      Object.assign(window, { order });
      const { append } = Element.prototype;
      Element.prototype.append = function (...nodes) {
        append.apply(this, nodes);
        if (this.className !== "frame bubble") return;
        order.push("made");
        // What the page has waiting: it comes before what is put off later.
        setTimeout(() => order.push("the page's own"));
      };
      const { focus } = HTMLElement.prototype;
      HTMLElement.prototype.focus = function (options) {
        order.push(`focus on ${this.localName}`);
        focus.call(this, options);
      };
    });
    await openPanel(page);
    await expect.poll(() => isFocused(page)).toBe(true);
    expect(await page.evaluate("order")).toEqual(["made", "the page's own", "focus on textarea"]);
  });

  it("and closing at once leaves it closed, and the focus where it was", async () => {
    const { page, errors } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    await page.evaluate(() => {
      Object.assign(window, { told: [] });
      const { VegaRAG, told } = window as unknown as { VegaRAG: VegaRAG; told: string[] };
      for (const name of ["open", "close"] as const) VegaRAG.on(name, () => told.push(name));
      const { append } = Element.prototype;
      Element.prototype.append = function (...nodes) {
        append.apply(this, nodes);
        // Between making it and showing it.
        if (this.className === "frame bubble") setTimeout(() => VegaRAG.close());
      };
    });
    await part(page, "launcher").click();
    await part(page, "panel").waitFor({ state: "attached" });
    await expect.poll(() => page.evaluate("told")).toEqual(["close"]);
    expect(await part(page, "panel").isVisible()).toBe(false);
    expect(await part(page, "launcher").getAttribute("aria-expanded")).toBe("false");
    expect(walk.fake.calls).toEqual([]);
    expect(errors).toEqual([]);
  });
});

it("nothing moves in a panel that is closed", async () => {
  const { page } = await walk.visit("/");
  await openPanel(page);
  walk.fake.hold = 0;
  await ask(page, "Which mount?");
  await page.locator(".step").waitFor();
  const moving = () => page.evaluate(() => document.querySelector("vegarag-chat")!.shadowRoot!.getAnimations().length);
  expect(await moving()).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  expect(await moving()).toBe(0);
});
