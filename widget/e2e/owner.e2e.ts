/** What an owner does with the widget: the script again and late, the element and its attributes, calls and events, and mistakes that are told. */

import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, openPanel, part, waitForAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";
import type { VegaRAGElement } from "../../packages/widget/widget.d.ts";

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

const count = (page: Page) => page.locator("vegarag-chat").count();

/** Puts the script on the page as the lines for React in the docs do, and waits until it has run. */
const mount = (page: Page) =>
  page.evaluate(
    (src) =>
      new Promise<void>((done) => {
        const script = Object.assign(document.createElement("script"), { src, async: true, onload: () => done() });
        script.dataset.key = "vrp_test";
        document.head.append(script);
        const unmount = () => {
          window.VegaRAG?.destroy?.();
          script.remove();
        };
        Object.assign(window, { unmount });
      }),
    `${walk.fake.origin}/widget.js`,
  );

describe("the script", () => {
  it("serves the page again after destroy(): calls reach the widget that is shown, and it comes back when swept away", async () => {
    walk.host.pages.set("/", { script: "" });
    const { page, errors } = await walk.visit("/");
    for (let round = 0; round < 3; round++) {
      await page.evaluate("window.opened = 0; window.VegaRAG = { q: [['on', 'open', () => window.opened++]] }");
      await mount(page);
      expect(await count(page)).toBe(1);
      await page.evaluate("VegaRAG.open()");
      await part(page, "input").waitFor();
      expect(await page.evaluate("opened")).toBe(1);
      await page.evaluate("document.querySelector('vegarag-chat').remove()");
      await part(page, "input").waitFor();
      await page.evaluate("VegaRAG.close()");
      expect(await part(page, "panel").isVisible()).toBe(false);
      await page.evaluate("unmount()");
      expect(await count(page)).toBe(0);
      expect(await page.evaluate("'VegaRAG' in window")).toBe(false);
    }
    expect(errors).toEqual([]);
  });

  it("waits for a target that is drawn late, and says so once", async () => {
    walk.host.pages.set("/", { script: 'data-key="vrp_test" data-mode="inline" data-target="#later"' });
    const { page, errors } = await walk.visit("/");
    await expect.poll(() => errors).toEqual(["VegaRAG: no data-target #later"]);
    await page.evaluate(() => {
      const box = document.createElement("div");
      box.id = "later";
      document.body.append(box);
    });
    await page.locator("#later [part=input]").waitFor();
    expect(errors).toHaveLength(1);
  });

  it("is told once of a target that is no selector, and throws nothing into the page", async () => {
    walk.host.pages.set("/", { script: 'data-key="vrp_test" data-mode="inline" data-target="###"' });
    const { page, errors } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await expect.poll(() => errors).toEqual(["VegaRAG: no data-target ###"]);
    await page.clock.runFor(2_000);
    expect(errors).toHaveLength(1);
    expect(await count(page)).toBe(0);
    // The rest of the page's script is there: an element of the page's own still works.
    await page.evaluate(() => {
      document.body.innerHTML = '<vegarag-chat data-key="vrp_test" data-mode="inline"></vegarag-chat>';
    });
    await part(page, "input").waitFor();
  });
});

describe("the element", () => {
  it("follows its attributes when they are changed, with the conversation and the handlers it had", async () => {
    walk.host.pages.set("/", { script: "data-unused", body: '<div id="a" style="height:500px"></div>' });
    const { page, errors } = await walk.visit("/");
    await page.evaluate(() => {
      const chat: VegaRAGElement = document.createElement("vegarag-chat");
      document.querySelector("#a")!.append(chat);
      // Late, as frameworks do that set attributes after they have put an element in.
      chat.setAttribute("mode", "inline");
      chat.setAttribute("data-key", "vrp_test");
      const told = ((window as unknown as { told: string[] }).told = [] as string[]);
      chat.on("answer", ({ status }) => told.push(status));
    });
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await page.evaluate(() => {
      const chat = document.querySelector("vegarag-chat")!;
      chat.setAttribute("theme", "dark");
      chat.setAttribute("lang", "de");
    });
    await page.getByPlaceholder("Fragen Sie weiter").waitFor();
    expect(await page.locator(".frame").evaluate((frame) => getComputedStyle(frame).colorScheme)).toBe("dark");
    await part(page, "input").focus();
    await part(page, "message").nth(1).locator(".acts").waitFor();
    await ask(page, "And once more?");
    await part(page, "message").nth(3).locator(".acts").waitFor();
    expect(await page.evaluate("told")).toEqual(["complete", "complete"]);
    expect(
      await page.evaluate("document.querySelector('vegarag-chat').shadowRoot.querySelectorAll('.frame').length"),
    ).toBe(1);
    expect(errors).toEqual([]);
  });

  it("is as wide as its container, and no higher than the window where that has no height", async () => {
    for (const style of ["display:flex;height:500px", ""]) {
      walk.host.pages.set("/", {
        script: 'data-key="vrp_test" data-mode="inline" data-target="#c"',
        body: `<div id="c" style="${style}"></div>`,
      });
      const { page, context } = await walk.visit("/");
      await ask(page, "Which mount?");
      await waitForAnswer(page);
      await ask(page, "And again?");
      await part(page, "message").nth(3).locator(".acts").waitFor();
      const box = (await part(page, "panel").boundingBox())!;
      expect(box.width).toBeGreaterThan(1200);
      expect(box.height).toBeLessThanOrEqual(800);
      await context.close();
    }
  });

  it("as a page lies over everything on it", async () => {
    walk.host.pages.set("/", {
      script: 'data-key="vrp_test" data-mode="page"',
      body: '<div style="position:fixed;inset:0;z-index:99999;background:pink"></div>',
    });
    const { page } = await walk.visit("/");
    await part(page, "input").waitFor();
    const { x, y } = (await part(page, "input").boundingBox())!;
    expect(await page.evaluate(([x, y]) => document.elementFromPoint(x!, y!)?.localName, [x + 9, y + 9])).toBe(
      "vegarag-chat",
    );
  });
});

describe("calls and events", () => {
  it("survive handlers that throw, names that are nobody's, and calls after destroy()", async () => {
    const { page, requests } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    const log = await page.evaluate(() => {
      const log: string[] = [];
      const api = window.VegaRAG as never as Record<string, (...input: unknown[]) => () => void>;
      const fail = () => {
        throw new Error("the page's own");
      };
      api.on!("ready", fail);
      const off = api.on!("open", () => log.push("once"));
      api.on!("open", fail);
      for (const name of ["toString", "__proto__", "nobody"]) api.on!(name, () => log.push(name));
      Object.assign(window, { off, log, api });
      return log;
    });
    expect(log).toEqual([]);
    await openPanel(page);
    await expect.poll(() => page.evaluate("log")).toEqual(["once"]);
    await page.evaluate("off(); VegaRAG.close(); VegaRAG.open()");
    await part(page, "input").waitFor();
    await page.evaluate("VegaRAG.close(); VegaRAG.destroy()");
    const before = requests.length;
    await page.evaluate("api.open(); api.ask('Anybody there?'); api.toggle()");
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate("log")).toEqual(["once"]);
    expect(requests.slice(before)).toEqual([]);
  });

  it("are as few as the docs say in React, which mounts twice and may unmount before the script is there", async () => {
    const docs = await readFile(new URL("../../docs/widget.md", import.meta.url), "utf8");
    const effect = /```jsx\n([^`]+)```/.exec(docs)![1]!.replace("https://chat.example.com", walk.fake.origin);
    walk.host.pages.set("/react", { script: "" });
    const { page, errors } = await walk.visit("/react");
    /** Takes the steps, and waits for the scripts they put on the page to have run. */
    const run = (steps: string) =>
      page.evaluate(`(async () => {
        const loads = [];
        const useEffect = (mount) => (window.mount = () => {
          const { append } = Element.prototype;
          document.head.append = function (script) {
            loads.push(new Promise((done) => (script.onload = done)));
            append.call(this, script);
          };
          return mount();
        });
        ${effect}
        ${steps}
        await Promise.all(loads);
      })()`);
    await run("mount()(); window.unmount = mount();");
    await openPanel(page);
    expect(await count(page)).toBe(1);
    await run("unmount()");
    expect(await count(page)).toBe(0);
    await run("mount()();");
    expect(await count(page)).toBe(0);
    expect(await page.evaluate("'VegaRAG' in window")).toBe(false);
    expect(errors).toEqual([]);
  });

  it("may end it before it has begun", async () => {
    walk.host.pages.set("/ended", { head: '<script>window.VegaRAG = { q: [["open"], ["destroy"]] };</script>' });
    const { page, errors } = await walk.visit("/ended");
    await expect.poll(() => page.evaluate("'VegaRAG' in window")).toBe(false);
    expect(await page.locator("vegarag-chat").count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it("end with destroy(): what waits for a token sends nothing once it comes", async () => {
    let give = () => {};
    const waiting = new Promise<void>((done) => (give = done));
    let asked = 0;
    walk.host.backend.set("/token", async () => {
      asked++;
      await waiting;
      return { token: "h.e30.s" };
    });
    walk.host.pages.set("/", { script: 'data-token-url="/token"' });
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await expect.poll(() => asked).toBe(1);
    await page.evaluate("VegaRAG.destroy()");
    give();
    await page.waitForLoadState("networkidle");
    expect(walk.fake.calls).toEqual([]);
  });

  it("fetches nothing ahead once destroyed", async () => {
    walk.host.pages.set("/", { script: 'data-key="vrp_test" data-prefetch="idle"' });
    const { page, requests } = await walk.visit("/", {}, (opened) => opened.clock.install());
    await part(page, "launcher").waitFor();
    await page.evaluate("VegaRAG.destroy()");
    await page.clock.runFor(10_000);
    expect(requests.filter((url) => /\/widget\//.test(url))).toEqual([]);
  });
});

describe("what only the owner can mend", () => {
  it.each([
    ["a token address that is not there", 'data-token-url="/nothing"', "data-token-url must answer a GET"],
    ["a token address that answers something else", 'data-token-url="/page"', "data-token-url must answer a GET"],
    ["a page that may not use the key", 'data-key="vrp_test"', "add http://localhost"],
    ["a function for tokens that fails", 'data-mode="bubble"', "the function given to VegaRAG.identify()"],
  ])("is said in the console once, with the fix, and politely in the panel: %s", async (_name, script, fix) => {
    walk.fake.allowed = new Set(["https://elsewhere.example"]);
    walk.host.pages.set("/page", { script: "" });
    walk.host.pages.set("/", { script });
    const { page, errors } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    if (script.includes("bubble")) await page.evaluate("VegaRAG.identify(() => { throw new Error('signed out') })");
    await openPanel(page);
    await part(page, "notice").waitFor();
    expect(await part(page, "notice").innerText()).not.toMatch(/token|origin|identify/);
    await ask(page, "Which mount?");
    await part(page, "notice").waitFor();
    // Told by the reader, whose file may come after the notice is drawn.
    const told = () => errors.filter((text) => text.startsWith("VegaRAG:"));
    await expect.poll(told).toHaveLength(1);
    expect(told()[0]).toContain(fix);
  });

  it("has words of the owner's choice even where the panel cannot be loaded", async () => {
    walk.host.pages.set("/", { script: 'data-key="vrp_test" data-unavailable="Call us on 0123"' });
    const { page } = await walk.visit("/", {}, (opened) => opened.route("**/widget/panel-*", (route) => route.abort()));
    await part(page, "launcher").click();
    await page.getByRole("alert").getByText("Call us on 0123").waitFor();
    // The launcher stays where it was.
    const box = (await part(page, "launcher").boundingBox())!;
    expect(box.x + box.width).toBe(1280 - 20);
  });

  it("loads the words of a language also on the second try", async () => {
    walk.host.pages.set("/", { script: 'data-key="vrp_test" data-lang="de"' });
    let blocked = true;
    const { page } = await walk.visit("/", {}, (opened) =>
      opened.route("**/widget/panel-*", (route) => (blocked ? route.abort() : route.continue())),
    );
    await part(page, "launcher").click();
    await page.getByRole("alert").waitFor();
    blocked = false;
    await part(page, "launcher").click();
    await part(page, "send").waitFor();
    expect(await part(page, "send").getAttribute("aria-label")).toBe("Senden");
  });
});
