/** Pages that are in the way, on purpose or not: the widget works there, and leaves them as they were. */

import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { directives } from "../delivery.ts";
import { composeText, finish } from "./answers.ts";
import { TEXT, type HostPage } from "./host-page.ts";
import { ask, openPanel, part, waitForAnswer, waitForPlainAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

const PAGES: Record<string, HostPage> = {
  "resets with !important": {
    head: `<style>* { all: unset !important; display: none !important; visibility: hidden !important }
      html, body { display: block !important; visibility: visible !important }</style>`,
  },
  "rules for everything": {
    head: `<style>* { font: 5px serif !important; color: red !important; opacity: .2 !important; transform: rotate(3deg); letter-spacing: 9px }
      button, textarea, section, p { position: static !important; width: 3px !important; float: right }
      vegarag-chat { position: absolute; left: -9999px; pointer-events: none }</style>`,
  },
  "something above everything": {
    body: `${TEXT}<div style="position:fixed;inset:0;z-index:2147483647;background:#fff8"></div>`,
  },
  "transforms and filters on the page": {
    head: "<style>html, body { transform: scale(1); filter: grayscale(1); contain: paint; overflow: hidden }</style>",
  },
  "a zoom of its own": { head: "<style>html { zoom: 1.5 }</style>" },
  "a language that is none": { html: 'lang="constructor"' },
  "quirks mode": { doctype: "" },
  "a base element": { head: '<base href="https://elsewhere.example/deep/" target="_top">' },
  "a right-to-left document": { html: 'lang="he" dir="rtl"' },
  "fetch, JSON and Promise replaced before us": {
    head: `<script>
      window.fetch = () => { throw new Error("page fetch"); };
      JSON.parse = () => { throw new Error("page parse"); };
      JSON.stringify = () => "[]";
      window.Promise = function () { throw new Error("page promise"); };
      Array.prototype.toJSON = function () { return "broken"; };
    </script>`,
  },
  "arrays with methods of the page's own": {
    head: `<script>
      for (const name of ["each", "remove", "first", "contains"]) Array.prototype[name] = function () { return "page"; };
      for (const name of ["map", "filter", "reduce", "find", "forEach", "includes", "flat", "entries", "join"])
        Array.prototype[name] = function () { throw new Error("page " + name); };
      Array.from = () => { throw new Error("page from"); };
    </script>`,
  },
  "methods on every object": {
    head: `<script>
      Object.prototype.each = function () {};
      Object.prototype["$family"] = function () {};
      Object.prototype.answer = Object.prototype.message = Object.prototype.notice = "page";
      Object.prototype.mode = Object.prototype.body = "page";
    </script>`,
  },
  "frozen built-ins": {
    head: `<script>
      for (const thing of [Object.prototype, Array.prototype, Function.prototype, Promise.prototype, Promise, JSON, String.prototype])
        Object.freeze(thing);
    </script>`,
  },
  "shortcuts and a focus trap on the page": {
    head: `<script>
      document.addEventListener("keydown", (event) => { event.preventDefault(); event.stopPropagation(); document.title = "shortcut"; });
      document.addEventListener("focusin", (event) => { if (event.target !== document.body) document.querySelector("#trap")?.focus(); });
    </script>`,
    body: `<button id="trap">Trap</button>${TEXT}`,
  },
  "no storage": {
    head: `<script>
      for (const kind of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, kind, { get() { throw new Error("denied"); } });
    </script>`,
  },
  "full storage": {
    head: '<script>Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };</script>',
  },
  "no custom elements": { head: '<script>customElements.define = () => { throw new Error("no"); };</script>' },
  "a clock in 1970": {
    head: "<script>Date.now = () => 1000; Date = class extends Date { constructor() { super(1000); } };</script>",
  },
  "a clock in 2100": { head: "<script>Date.now = () => 4102444800000;</script>" },
};

describe("the widget answers on a page with", () => {
  it.each(Object.keys(PAGES))("%s", async (name) => {
    walk.host.pages.set("/hostile", PAGES[name]!);
    const { page, errors } = await walk.visit("/hostile");
    await part(page, "launcher").click();
    await part(page, "input").waitFor();
    const box = (await part(page, "panel").boundingBox())!;
    expect(box.width).toBeGreaterThan(380);
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(1280);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(800);
    await part(page, "input").click();
    await page.keyboard.type("Which mount?");
    await page.keyboard.press("Enter");
    const text = await waitForAnswer(page);
    expect(text).toContain("Shipping is free above 200 €.");
    await part(page, "citation").first().click();
    await part(page, "card").waitFor();
    expect(await part(page, "launcher").evaluate((node) => getComputedStyle(node).letterSpacing)).toBe("normal");
    expect(await page.title()).not.toBe("shortcut");
    expect(errors).toEqual([]);
  });

  it("a sandbox without an origin, in which fetch is wrapped", async () => {
    walk.host.pages.set("/in", {
      head: "<script>((own) => { window.fetch = (...input) => own.apply(window, input); })(fetch);</script>",
    });
    walk.host.pages.set("/sandbox", {
      script: "",
      body: '<iframe src="/in" sandbox="allow-scripts" width="600" height="700"></iframe>',
    });
    const { page, errors } = await walk.visit("/sandbox");
    const inner = page.frameLocator("iframe");
    await inner.locator('[part="launcher"]').click();
    await inner.locator('[part="input"]').fill("Which mount?");
    await inner.locator('[part="input"]').press("Enter");
    await inner.locator(".assistant .acts").waitFor();
    expect(errors).toEqual([]);
  });

  it("scrolling and pasting of its own", async () => {
    walk.host.pages.set("/hijack", {
      body: `${TEXT}<script>for (const name of ["wheel", "touchmove", "paste"])
        window.addEventListener(name, (event) => event.preventDefault(), { passive: false });</script>`,
    });
    const { page } = await walk.visit("/hijack", { viewport: { width: 1280, height: 400 } });
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    const top = () => part(page, "messages").evaluate((box) => box.scrollTop);
    const before = await top();
    await part(page, "messages").hover();
    await page.mouse.wheel(0, 200);
    await expect.poll(top).toBeGreaterThan(before);
    const pasted = await part(page, "input").evaluate((field) =>
      field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, composed: true, cancelable: true })),
    );
    expect(pasted).toBe(true);
  });

  it("a strict policy and Trusted Types, without one violation", async () => {
    const list = Object.entries(directives("WIDGET"))
      .map(([directive, origin]) => `${directive} ${directive === "script-src" ? "'self' " : ""}${origin}`)
      .join("; ");
    walk.host.pages.set("/strict", {
      policy: `default-src 'self'; ${list}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; object-src 'none'`,
    });
    const { page, errors } = await walk.visit("/strict", {}, (opened) =>
      opened.addInitScript(() => {
        (window as unknown as { violations: string[] }).violations = [];
        document.addEventListener("securitypolicyviolation", (event) =>
          (window as unknown as { violations: string[] }).violations.push(
            `${event.violatedDirective} ${event.blockedURI}`,
          ),
        );
      }),
    );
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await part(page, "card").waitFor();
    await page.getByRole("button", { name: "Good answer" }).click();
    await page.evaluate("VegaRAG.destroy()");
    expect(await page.evaluate("violations")).toEqual([]);
    expect(errors).toEqual([]);
  });

  it.each([
    ["data:", "the logo", false],
    ["'self'", "the first letter of the name", true],
  ])("a policy with img-src %s, which shows %s", async (images, _shown, isHidden) => {
    const { config } = walk.fake;
    const svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path d='M0 0h8v8z'/></svg>";
    walk.fake.config = { ...config, theme: { logo: `data:image/svg+xml,${encodeURIComponent(svg)}` } };
    walk.host.pages.set("/logo", {
      policy: `default-src 'self'; script-src 'self' WIDGET; connect-src WIDGET; img-src ${images}`,
    });
    const { page } = await walk.visit("/logo");
    await openPanel(page);
    const logo = page.locator(".hello .logo");
    await expect.poll(() => logo.locator("img").evaluate((image: HTMLImageElement) => image.hidden)).toBe(isHidden);
    const size = await logo.evaluate((box) => getComputedStyle(box).fontSize);
    expect(size).toBe(isHidden ? "20px" : "0px");
    expect(await logo.locator("img").getAttribute("alt")).toBe("");
    walk.fake.config = config;
  });

  it("a policy of nonces", async () => {
    walk.host.pages.set("/nonce", {
      policy: "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'; connect-src WIDGET; style-src 'none'",
      script: 'data-key="vrp_test" nonce="abc"',
    });
    const { page, errors } = await walk.visit("/nonce");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    expect(errors).toEqual([]);
  });
});

describe("the page", () => {
  it("is left as it was: no rule leaks out, and destroy() leaves nothing", async () => {
    const { page } = await walk.visit("/", {}, (opened) =>
      opened.addInitScript(() => {
        const log = ((window as unknown as { live: Map<string, number> }).live = new Map<string, number>());
        for (const target of [window, document] as EventTarget[]) {
          const add = target.addEventListener;
          const remove = target.removeEventListener;
          const count = (name: string, by: number) => log.set(name, (log.get(name) ?? 0) + by);
          target.addEventListener = function (this: EventTarget, ...input: [string, never]) {
            count(input[0], 1);
            const { signal } = ((input as unknown[])[2] ?? {}) as AddEventListenerOptions;
            signal?.addEventListener("abort", () => count(input[0], -1));
            add.apply(this, input);
          } as typeof add;
          target.removeEventListener = function (this: EventTarget, ...input: [string, never]) {
            count(input[0], -1);
            remove.apply(this, input);
          } as typeof remove;
        }
      }),
    );
    await part(page, "launcher").waitFor();
    const look = () =>
      page.evaluate(() => {
        const style = getComputedStyle(document.querySelector("p")!);
        return [...style].map((name) => style.getPropertyValue(name)).join();
      });
    const globals = () =>
      page.evaluate(() =>
        Object.keys(window)
          .filter((name) => !["live", "VegaRAG"].includes(name))
          .sort(),
      );
    // Without the element itself, which stands in the body.
    const body = "document.body.outerHTML.replace(/<vegarag-chat[^]*<.vegarag-chat>/, '')";
    const before = [await look(), await globals(), await page.evaluate(body)];
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await page.evaluate("VegaRAG.destroy()");
    expect([await look(), await globals(), await page.evaluate(body)]).toEqual(before);
    expect(await page.locator("vegarag-chat").count()).toBe(0);
    expect(await page.evaluate("document.adoptedStyleSheets.length")).toBe(0);
    expect(await page.evaluate("document.head.querySelectorAll('link').length")).toBe(0);
    // DOMContentLoaded is over and may stay counted.
    expect(await page.evaluate("[...live].filter(([name, count]) => count && name !== 'DOMContentLoaded')")).toEqual(
      [],
    );
  });

  it("may run the script twice, and again after destroy()", async () => {
    const { page } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    const again = `new Promise((done) => { const s = document.createElement("script"); s.src = "${walk.fake.origin}/widget.js";
      s.dataset.key = "vrp_test"; s.onload = done; document.head.append(s); })`;
    await page.evaluate(again);
    expect(await page.locator("vegarag-chat").count()).toBe(1);
    await page.evaluate("VegaRAG.destroy()");
    await page.evaluate(again);
    expect(await page.locator("vegarag-chat").count()).toBe(1);
    await openPanel(page);
  });

  it("may replace its body, in the middle of a conversation", async () => {
    const { page } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await page.evaluate(() => {
      document.body.replaceWith(document.createElement("body"));
      for (const child of document.querySelectorAll("html > :not(head)")) child.remove();
      document.documentElement.append(document.createElement("body"));
    });
    expect(await waitForAnswer(page)).toContain("Shipping is free");
  });

  it("may make and move elements of its own, and take them away", async () => {
    walk.host.pages.set("/own", { script: "data-unused", body: `<div id="a"></div><div id="b"></div>${TEXT}` });
    const { page } = await walk.visit("/own");
    await page.evaluate(() => {
      const chat = document.createElement("vegarag-chat");
      chat.setAttribute("key", "vrp_test");
      chat.setAttribute("mode", "inline");
      document.querySelector("#a")!.append(chat);
    });
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await page.evaluate(() => document.querySelector("#b")!.append(document.querySelector("vegarag-chat")!));
    expect(await page.locator('#b [part="message"]').count()).toBe(2);
    await page.evaluate(() => document.querySelector("vegarag-chat")!.remove());
    await expect.poll(() => page.evaluate("'VegaRAG' in window")).toBe(false);
  });
});

describe("a hostile answer", () => {
  it("runs nothing, asks for nothing and loads nothing", async () => {
    const payload =
      '<img src=x onerror="window.ran=1"><script>window.ran=1</script> ![x](https://evil.example/pixel.png) [a](javascript:window.ran=1) <iframe src="https://evil.example"></iframe> <svg onload="window.ran=1">';
    walk.fake.script = () => [
      ...composeText(
        `${payload} [1]`,
        [{ title: payload, url: "javascript:window.ran=1", quotes: [payload] }],
        walk.fake.origin,
      ),
      finish(),
    ];
    walk.fake.config.greeting = payload;
    walk.fake.config.suggested_questions = [payload];
    walk.fake.config.name = payload;
    const { page, requests, errors } = await walk.visit("/");
    await openPanel(page);
    await ask(page, payload);
    await waitForAnswer(page);
    await part(page, "citation").first().click();
    await part(page, "card").waitFor();
    expect(await page.evaluate("window.ran")).toBeUndefined();
    expect(requests.filter((url) => !url.startsWith(walk.fake.origin))).toEqual([]);
    expect(await page.locator('[part="panel"] :is(img, script, iframe, svg[onload])').count()).toBe(0);
    expect(errors).toEqual([]);
  });
});

describe("an endless answer", () => {
  it("is laid out no further than a browser can while there is nothing to read it with", async () => {
    walk.fake.script = () => [...composeText("\u0301".repeat(100_000), [], walk.fake.origin), finish()];
    const { page } = await walk.visit("/", {}, (opened) => opened.route("**/reader-*", (route) => route.abort()));
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForPlainAnswer(page);
    expect(await page.locator(".assistant .plain").evaluate((text) => text.textContent!.length)).toBe(20_000);
  });
});

describe("an answer whose words for its quality are none", () => {
  it.each(["__proto__", "constructor", { toString: 1 }])(
    "ends all the same, and leaves the page's objects alone: %j",
    async (odd) => {
      walk.fake.script = () => [...composeText("Yes.", [], walk.fake.origin), finish(true, { degraded: odd as never })];
      const { page, errors } = await walk.visit("/");
      await openPanel(page);
      await ask(page, "Which mount?");
      expect(await waitForAnswer(page)).toContain("Yes.");
      await page.reload();
      expect(await waitForAnswer(page)).toContain("Yes.");
      expect(await page.evaluate("Object.keys(Object.prototype)")).toEqual([]);
      expect(errors).toEqual([]);
    },
  );
});

describe("a pinned widget", () => {
  const pinned = async () => {
    const { script, integrity } = (await (await fetch(`${walk.fake.origin}/widget/manifest.json`)).json()) as Record<
      string,
      string
    >;
    return {
      script: "",
      head: `<script src="${walk.fake.origin}/${script}" integrity="${integrity}" crossorigin data-key="vrp_test" async></script>`,
    };
  };

  it("runs from its versioned address", async () => {
    walk.host.pages.set("/", await pinned());
    const { page, errors } = await walk.visit("/");
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    expect(errors).toEqual([]);
  });

  it.each(["panel", "chat", "reader"])("does not run a %s that is not the one it was built with", async (file) => {
    walk.host.pages.set("/", await pinned());
    const { page } = await walk.visit("/", {}, (opened) =>
      opened.route(`**/${file}-*.js*`, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${await response.text()};window.tampered = true` });
      }),
    );
    await part(page, "launcher").click();
    if (file !== "reader") await page.getByText("Chat unavailable").waitFor();
    else {
      await part(page, "input").waitFor();
      const refused = page.waitForEvent("console", (message) => /integrity/.test(message.text()));
      await ask(page, "Which mount?");
      await refused;
      // Without the file the answer is plain text, and complete.
      expect(await waitForPlainAnswer(page)).toContain("Shipping is free above 200 €. [3]");
    }
    expect(await page.evaluate("window.tampered")).toBeUndefined();
  });
});

describe("what is shipped", () => {
  it("has no eval, no HTML sink but Preact's own, and no address of anybody else", async () => {
    const manifest = JSON.parse(
      await readFile(new URL("../../dist/assets/widget/manifest.json", import.meta.url), "utf8").catch(() => "{}"),
    ) as { panel?: string; chat?: string };
    if (!manifest.panel || !manifest.chat) return;
    let code = "";
    for (const file of [manifest.panel, manifest.chat])
      code += await readFile(new URL(`../../dist/assets/${file}`, import.meta.url), "utf8");
    expect(code).not.toMatch(/\beval\(|new Function|document\.write|insertAdjacentHTML/);
    const addresses = (code.match(/https?:\/\/[\w.-]+/g) ?? []).filter((url) => !url.startsWith("http://www.w3.org"));
    expect(addresses).toEqual([]);
  });
});
