/** The real server towards a page that is not its own: tokens that die in a conversation, files, policies. */

import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { END, QUESTION, type SlowSite, startSlowSite } from "../scripts/serve/slow-site.ts";
import { signEmbedToken } from "../shared/sign-embed-token.ts";
import { directives } from "../widget/delivery.ts";
import { ask, openPanel, part, waitForAnswer } from "../widget/e2e/steps.ts";

let site: SlowSite;
beforeAll(async () => {
  site = await startSlowSite(inject("chromium"));
});
beforeEach(() => site.reset());
afterAll(() => site?.close());

describe("a token", () => {
  it("that is revoked in the middle of an answer neither ends it nor keeps the next question back", async () => {
    // A bot of its own: for a minute after this no token that a backend signs is taken.
    const bot = await site.anotherBot();
    site.host.pages.set("/", { script: `data-key="${bot.publishable_key}"` });
    const { page, requests } = await site.visit();
    await openPanel(page);
    await site.askAndSee(page);
    await site.api("POST", "/v1/bot/revoke-tokens", bot.secret_key);
    expect(await waitForAnswer(page, 30_000)).toContain(END);
    await site.slowly(0);
    await ask(page, "Which mount carries 6 kg?");
    await expect.poll(() => page.locator(".assistant.complete").count()).toBe(2);
    expect(await part(page, "notice").count()).toBe(0);
    expect(requests.filter((url) => url.endsWith("/v1/embed-sessions"))).toHaveLength(2);
  });

  it("of the owner's own backend is asked for when the chat is opened, and again when it has expired", async () => {
    const key = await site.api<{ kid: string; secret: string }>("POST", "/v1/signing-keys", site.bot.secret_key, {
      alg: "HS256",
    });
    const asked: number[] = [];
    // The first one dies in a few seconds: a minute of life and of leeway are nearly over when it is handed out.
    site.host.backend.set("/api/token", async () => {
      const now = Date.now() - (asked.length === 0 ? 117_000 : 0);
      asked.push(now);
      const token = await signEmbedToken(
        { ...key, visitorId: "anna", ttlSeconds: 60, origins: [site.host.origin] },
        now,
      );
      return { token };
    });
    site.host.pages.set("/", { script: 'data-token-url="/api/token"' });
    const { page } = await site.visit();
    await part(page, "launcher").hover();
    expect(asked).toEqual([]);
    await openPanel(page);
    await site.askAndSee(page);
    expect(await waitForAnswer(page, 30_000)).toContain(END);
    await site.slowly(0);
    await ask(page, "Which mount carries 6 kg?");
    await expect.poll(() => page.locator(".assistant.complete").count()).toBe(2);
    expect(await part(page, "notice").count()).toBe(0);
    expect(asked).toHaveLength(2);
    const { data } = await site.api<{ data: { visitor_id: string }[] }>(
      "GET",
      "/v1/conversations",
      site.bot.secret_key,
    );
    expect(data.filter(({ visitor_id }) => visitor_id === "anna")).toHaveLength(1);
  });
});

describe("the files of the widget", () => {
  it("work under a strict policy of the page, with what the docs say to allow", async () => {
    const allowed = Object.entries(directives("WIDGET")).map(([name, value]) => `${name} ${value}`);
    const policy = ["default-src 'none'", ...allowed, "base-uri 'none'", "require-trusted-types-for 'script'"].join(
      ";",
    );
    site.host.pages.set("/", { script: `data-key="${site.bot.publishable_key}"`, policy });
    await site.slowly(0);
    const { page, errors } = await site.visit();
    await openPanel(page);
    await ask(page, QUESTION);
    expect(await waitForAnswer(page)).toContain(END);
    await part(page, "citation").first().click();
    await part(page, "card").waitFor();
    expect(errors).toEqual([]);
  });

  it("may be read by every page, and are kept for as long as they stay the same", async () => {
    const { page, requests } = await site.visit();
    await openPanel(page);
    await part(page, "input").fill("a");
    await expect.poll(() => requests.some((url) => url.includes("/widget/reader-"))).toBe(true);
    const files = requests.filter((url) => url.includes("/widget"));
    expect(files).toHaveLength(4);
    for (const url of files) {
      const { headers } = await fetch(url, { headers: { origin: site.host.origin } });
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      const immutable = "public, max-age=31536000, immutable";
      const named = url.includes("/widget/");
      expect(headers.get("cache-control")).toBe(
        named ? immutable : "public, max-age=300, stale-while-revalidate=86400",
      );
      const same = await fetch(url, { headers: { "if-none-match": headers.get("etag")! } });
      expect(same.status).toBe(304);
    }
  });

  it("are named by a manifest that is asked for again each time", async () => {
    const response = await fetch(`${site.url}/widget/manifest.json`);
    expect(response.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const manifest = (await response.json()) as Record<"script" | "panel" | "panelIntegrity", string>;
    for (const path of [manifest.script, manifest.panel]) expect((await fetch(`${site.url}/${path}`)).status).toBe(200);
  });

  it("may be fetched beside each other by a page that begins with the chat open, and once each", async () => {
    const { panel, panelIntegrity, chat, chatIntegrity } = (await (
      await fetch(`${site.url}/widget/manifest.json`)
    ).json()) as Record<string, string>;
    site.host.pages.set("/", {
      script: `data-key="${site.bot.publishable_key}" data-mode="page"`,
      head: `<link rel="modulepreload" href="${site.url}/${panel}" integrity="${panelIntegrity}">
<link rel="modulepreload" href="${site.url}/${chat}" integrity="${chatIntegrity}">`,
    });
    const { page, requests, errors } = await site.visit();
    await part(page, "input").waitFor();
    const files = requests.filter((url) => url.includes("/widget"));
    expect(files.toSorted()).toEqual(
      [`${site.url}/widget.js`, `${site.url}/${panel}`, `${site.url}/${chat}`].toSorted(),
    );
    expect(errors).toEqual([]);
  });
});
