/** The widget and the bot in apps as people build them: the package's components, whole documents that are taken over, and `useChat`. */

import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { END } from "./answers.ts";
import { ask, part, waitForAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

const APPS = fileURLToPath(new URL("apps/", import.meta.url));

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
  for (const entry of ["react-client.jsx", "tag-in-head.jsx", "vue.js", "use-chat.jsx"]) await bundle(entry);
  await bundle("server.jsx", true, join(walk.assets, "server/"));
  rendering = (await import(join(walk.assets, "server/apps/server.js"))) as Rendering;
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

/** One file beside the widget's, from its server. */
async function bundle(entry: string, ssr = false, folder = walk.assets): Promise<void> {
  await build({
    configFile: false,
    root: APPS,
    logLevel: "error",
    publicDir: false,
    define: { "process.env.NODE_ENV": '"production"', __VUE_PROD_DEVTOOLS__: "false", __VUE_OPTIONS_API__: "false" },
    ssr: { noExternal: true },
    oxc: { jsx: { runtime: "automatic", development: false } },
    build: {
      outDir: join(folder, "apps"),
      emptyOutDir: false,
      ssr,
      modulePreload: false,
      rolldownOptions: {
        input: join(APPS, entry),
        output: { format: "es", codeSplitting: false, entryFileNames: `${entry.split(".")[0]}.js` },
        preserveEntrySignatures: "strict",
      },
    },
  });
}

interface Rendering {
  renderComponents: (server: string) => string;
  renderTagInHead: (src: string) => string;
}
let rendering: Rendering;

/** What a server sends of a whole document, and the script that takes it over. */
const withScript = (html: string, app: string) =>
  `<!doctype html>${html.replace("</body>", `<script type="module" src="WIDGET/apps/${app}" crossorigin></script></body>`)}`;

const widgets = (page: Page) => page.locator("vegarag-chat").count();

async function expectAnswers(page: Page): Promise<void> {
  await part(page, "launcher").click();
  await part(page, "input").waitFor();
  await ask(page, "Which mount?");
  expect(await waitForAnswer(page)).toContain(END);
}

describe("React", () => {
  it("takes over a document with the tag in its head, and the widget in its body is no mismatch", async () => {
    const document = withScript(rendering.renderTagInHead(`${walk.fake.origin}/widget.js`), "tag-in-head.js");
    walk.host.pages.set("/", { document });
    const { page, errors } = await walk.visit("/");
    await page.getByText("taken over").waitFor();
    expect(errors).toEqual([]);
    expect(await widgets(page)).toBe(1);
    await expectAnswers(page);
  });

  it("has one widget by the component, in strict mode, over a page change, and none without it", async () => {
    walk.host.pages.set("/", {
      document: withScript(rendering.renderComponents(walk.fake.origin), "react-client.js"),
    });
    const { page, errors } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    expect(errors).toEqual([]);
    await expectAnswers(page);
    await page.locator("#go").click();
    await page.getByText("two").waitFor();
    expect(await widgets(page)).toBe(1);
    expect(await part(page, "panel").isVisible()).toBe(true);
    await page.locator("#go").click();
    await expect.poll(() => widgets(page)).toBe(0);
    expect(await page.evaluate("window.VegaRAG")).toBeUndefined();
  });
});

describe("Vue", () => {
  it("has one widget by the component over a page change, and none without it", async () => {
    walk.host.pages.set("/", {
      script: "",
      body: `<div id="app"></div><script type="module" src="${walk.fake.origin}/apps/vue.js"></script>`,
    });
    const { page, errors } = await walk.visit("/");
    await part(page, "launcher").waitFor();
    await page.locator("#go").click();
    await expect.poll(() => widgets(page)).toBe(1);
    await expectAnswers(page);
    await page.locator("#go").click();
    await expect.poll(() => widgets(page)).toBe(0);
    expect(errors).toEqual([]);
  });
});

describe("useChat", () => {
  beforeEach(() => {
    walk.host.pages.set("/", {
      script: "",
      body: `<div id="app"></div><script type="module" src="${walk.fake.origin}/apps/use-chat.js"></script>`,
    });
  });

  it("asks with a token, and finds what was said after a reload", async () => {
    const { page, errors } = await walk.visit("/");
    await page.locator("#ask").click();
    await page.locator(".assistant").getByText(END).waitFor();
    await page.reload();
    await page.locator(".assistant").getByText(END).waitFor();
    expect(await page.locator(".user").allInnerTexts()).toEqual(["Which mount?"]);
    expect(walk.fake.generations).toBe(1);
    expect(errors.filter((error) => !/404/.test(error))).toEqual([]);
  });

  it("follows an answer over a reload, and stops the generation itself", async () => {
    walk.fake.hold = 12;
    const { page } = await walk.visit("/");
    await page.locator("#ask").click();
    await page.locator(".assistant").getByText("For a first").waitFor();
    await page.reload();
    await page.locator(".assistant").getByText("For a first").waitFor();
    await page.locator("#stop").click();
    await expect.poll(() => walk.fake.calls.filter((call) => call.endsWith("/stop")).length).toBe(1);
    await page.locator("#status").getByText("ready").waitFor();
    expect(walk.fake.generations).toBe(1);
  });
});
