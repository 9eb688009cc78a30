/** Named elements of the page, which a stranger may have put there, decide nothing: neither where code comes from nor where tokens go. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TEXT } from "./host-page.ts";
import { ask, openPanel, part, waitForAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
beforeEach(() => walk.reset());
afterAll(() => walk?.close());

/** By which a widget could be led elsewhere, or take itself for loaded. */
const NAMES = [
  "currentScript",
  "scripts",
  "baseURI",
  "URL",
  "VegaRAG",
  "vegarag-chat",
  "location",
  "fetch",
  "customElements",
  "sessionStorage",
];

const EVIL = "https://evil.example/widget.js";
/** Every kind of element whose name or id becomes a property of the document or of the window. */
const KINDS: Record<string, (name: string) => string> = {
  img: (name) => `<img name="${name}" id="${name}" src="${EVIL}" alt="">`,
  embed: (name) => `<embed name="${name}" src="${EVIL}">`,
  form: (name) =>
    `<form name="${name}" id="${name}" action="${EVIL}"><input name="src" value="${EVIL}"><input name="open" value="1"><input name="q"><input name="nonce"></form>`,
  iframe: (name) => `<iframe name="${name}" src="about:blank" title="x"></iframe>`,
  object: (name) => `<object id="${name}" name="${name}" data="about:blank"></object>`,
  link: (name) => `<a id="${name}" name="${name}" href="${EVIL}">x</a><dialog id="${name}" open></dialog>`,
};

describe("markup of a stranger above the tag does not take the token", () => {
  it.each(Object.keys(KINDS))("%s", async (kind) => {
    const head = NAMES.map((name) => KINDS[kind]!(name)).join("");
    walk.host.pages.set("/named", { head, script: 'data-token-url="/token"', body: TEXT });
    walk.host.backend.set("/token", () => Promise.resolve({ token: "header.eyJzdWIiOiJhbm5hIn0.owner-signed" }));
    const tokens: string[] = [];
    const { page, requests } = await walk.visit("/named", {}, async (opened) => {
      opened.on("request", (request) => {
        if (request.headers()["authorization"] !== undefined) tokens.push(request.url());
      });
      await opened.route("https://evil.example/**", (route) => route.abort());
    });
    await openPanel(page);
    await ask(page, "Which mount?");
    expect(await waitForAnswer(page)).toContain("Shipping is free");
    expect(await part(page, "panel").count()).toBe(1);
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.filter((url) => !url.startsWith(walk.fake.origin))).toEqual([]);
    const code = requests.filter((url) => url.includes("/widget/"));
    expect(code.filter((url) => !url.startsWith(walk.fake.origin))).toEqual([]);
  });
});
