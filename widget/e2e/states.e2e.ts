/**
 * Every state of the design, on a desk and on a dark phone: axe finds nothing, the strictest policy no violation,
 * nothing runs over the side, every ring of focus is whole, and what a thumb presses is as large as a thumb.
 */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { directives } from "../delivery.ts";
import { TEXT } from "./host-page.ts";
import { ANSWERED, createStates, DESK, PHONE } from "./states.ts";
import { openPanel } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

const STATES = Object.keys(createStates({} as never, {} as never, ""));
let walk: Walk;
let axe = "";
beforeAll(async () => {
  walk = await startWalk();
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

const POLICY = [
  "default-src 'self'",
  ...Object.entries(directives("WIDGET")).map(
    ([name, origin]) => `${name} ${name === "script-src" ? "'self' 'unsafe-inline' " : ""}${origin}`,
  ),
  // A logo is a data: URL of the owner's.
  "img-src data:",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  "base-uri 'none'",
].join("; ");

/** What axe finds in the widget, as `rule: element`. */
const broken = (page: Page) =>
  page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (context: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run({ include: [["vegarag-chat"]] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });

/** Elements whose words are cut at the side without a sign of it. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const root = document.querySelector("vegarag-chat")!.shadowRoot!;
    for (const element of root.querySelectorAll<HTMLElement>("button, p, li, h2, h3, a, label")) {
      const { overflowX, textOverflow } = getComputedStyle(element);
      if (element.scrollWidth > element.clientWidth + 1 && overflowX !== "visible" && textOverflow !== "ellipsis")
        found.push(element.outerHTML.slice(0, 120));
    }
    for (const picture of root.querySelectorAll("img")) {
      const [own, around] = [picture.getBoundingClientRect(), picture.parentElement!.getBoundingClientRect()];
      if (own.top < around.top || own.bottom > around.bottom) found.push("a picture stands out of its frame");
    }
    const messages = root.querySelector(".messages");
    if (messages && messages.scrollWidth > messages.clientWidth + 1) found.push("the conversation scrolls sideways");
    return found;
  });

/** What takes the focus and has a part of its ring cut away by what it lies in. */
const cutRings = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const root = document.querySelector("vegarag-chat")!.shadowRoot!;
    for (const element of root.querySelectorAll<HTMLElement>("button, a, textarea, input, [tabindex='0']")) {
      element.focus({ focusVisible: true } as FocusOptions);
      const own = getComputedStyle(element);
      const isDrawn = own.outlineStyle !== "none" && own.outlineColor !== "rgba(0, 0, 0, 0)";
      if (root.activeElement !== element || !isDrawn) continue;
      const reach = parseFloat(own.outlineOffset) + parseFloat(own.outlineWidth);
      const { left, right, top, bottom } = element.getBoundingClientRect();
      let isCut = own.maskImage !== "none" && reach > 0;
      for (let around = element.parentElement; around && !isCut; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        const edge = around.getBoundingClientRect();
        // Where there is more to scroll to, the ring is whole a little further on.
        if (overflowX !== "visible" && around.scrollWidth <= around.clientWidth)
          isCut ||= left - reach < edge.left || right + reach > edge.right;
        if (overflowY !== "visible" && around.scrollHeight <= around.clientHeight)
          isCut ||= top - reach < edge.top || bottom + reach > edge.bottom;
      }
      if (isCut) found.push(element.outerHTML.slice(0, 120));
    }
    return found;
  });

/** What a thumb presses and is less than 44 high or wide, all that reaches beyond it included; a marker in a text as far as a line allows. */
const tooSmall = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const root = document.querySelector("vegarag-chat")!.shadowRoot!;
    for (const element of root.querySelectorAll<HTMLElement>("button, a.btn, a.row, textarea, input")) {
      const target = element.matches("[type=checkbox]") ? element.closest("label")! : element;
      const { width, height } = target.getBoundingClientRect();
      if (!target.checkVisibility({ visibilityProperty: true })) continue;
      const beyond = getComputedStyle(target, "::after");
      const [wide, high] = [width, height].map((own, at) =>
        Math.max(own, parseFloat(at ? beyond.height : beyond.width) || 0),
      );
      const isMarker = target.matches(".cite");
      if (high! < (isMarker ? 34 : 44) || wide! < (isMarker ? 28 : 44))
        found.push(`${wide} x ${high} ${target.outerHTML.slice(0, 120)}`);
    }
    return found;
  });

describe.each([
  ["a desk", DESK, "light"],
  ["a dark phone", PHONE, "dark"],
])("on %s", (_where, look, theme) => {
  it.each(STATES)("%s", async (name) => {
    const state = createStates(walk.fake, walk.host, TEXT)[name]!;
    walk.fake.pace = 0;
    walk.fake.config = { ...walk.fake.config, ...state.config };
    walk.fake.script = state.script ?? ANSWERED;
    const html = `${state.page?.html ?? 'lang="en"'} class="${theme}"`;
    walk.host.pages.set("/guide", { ...state.page, html, policy: POLICY });
    const { page, errors } = await walk.visit("/guide", state.options ?? look, (opened) =>
      opened.addInitScript(() => {
        const violations: string[] = [];
        Object.assign(window, { violations });
        document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
          violations.push(`${violatedDirective} ${blockedURI}`),
        );
      }),
    );
    if (!state.closed) await openPanel(page);
    await state.walk(page);
    expect(await page.evaluate("violations")).toEqual([]);
    expect(errors.filter((error) => !/Failed to load resource|VegaRAG: origin-not-allowed/.test(error))).toEqual([]);
    await page.evaluate(axe);
    expect(await broken(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    if (look === PHONE && !state.options) expect(await tooSmall(page)).toEqual([]);
    // At 400 % zoom the header is as low as its buttons are high, and the window cuts the ring's upper line.
    if (!name.startsWith("zoom")) expect(await cutRings(page)).toEqual([]);
  });
});
