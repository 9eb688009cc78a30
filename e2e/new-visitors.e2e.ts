/** A bot that asks something of new visitors, met by the real widget in a browser. */

import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { END, type SlowSite, startSlowSite, QUESTION } from "../scripts/serve/slow-site.ts";
import { controlServer } from "../fakes/control.ts";
import type { FakeServer } from "../fakes/http-server.ts";
import { startTurnstileServer } from "../fakes/turnstile-server.ts";
import { directives } from "../widget/delivery.ts";
import { ask, openPanel, part, waitForAnswer } from "../widget/e2e/steps.ts";

let service: FakeServer;
let site: SlowSite;
beforeAll(async () => {
  service = await startTurnstileServer();
  site = await startSlowSite(inject("chromium"), {
    TURNSTILE_SECRET_KEY: "turnstile-test-secret",
    TURNSTILE_VERIFY_URL: `${service.url}/turnstile/v0/siteverify`,
  });
});
beforeEach(async () => {
  await site.reset();
  await site.slowly(0);
});
afterAll(async () => {
  await site?.close();
  await service?.close();
});

const POLICY = Object.entries(directives("WIDGET")).map(([name, value]) => `${name} ${value}`);
const STRICT = ["default-src 'none'", ...POLICY, "base-uri 'none'", "require-trusted-types-for 'script'"].join(";");

/** A page of a bot of its own, with these limits. */
async function pageWith(limits: object, body = "<main></main>"): Promise<void> {
  const bot = await site.anotherBot();
  await site.api("PATCH", "/v1/bot", bot.secret_key, { limits });
  site.host.pages.set("/", { script: `data-key="${bot.publishable_key}"`, policy: STRICT, body });
}

describe("a new visitor", () => {
  it("does the work that the bot asks for, and none when they come back", async () => {
    await pageWith({ turnstile: false, proof_of_work: 14 });
    const { page, requests, errors } = await site.visit();
    await openPanel(page);
    await ask(page, QUESTION);
    expect(await waitForAnswer(page)).toContain(END);
    const proofs = () => requests.filter((url) => url.includes("/widget/proof-")).length;
    expect(proofs()).toBe(1);
    // The panel was open, and is again.
    await page.reload();
    await part(page, "input").waitFor();
    await ask(page, "Which mount carries 6 kg?");
    await expect.poll(() => page.locator(".assistant.complete").count()).toBe(2);
    expect(proofs()).toBe(1);
    // The refusal that says what is needed stands in the browser's console; nothing else does.
    expect(errors.filter((text) => !text.includes("403"))).toEqual([]);
  });

  it("fetches nothing for it where the bot asks for nothing", async () => {
    await pageWith({ turnstile: false });
    const { page, requests, errors } = await site.visit();
    await openPanel(page);
    await ask(page, QUESTION);
    expect(await waitForAnswer(page)).toContain(END);
    expect(requests.filter((url) => url.includes("/widget/proof-"))).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("brings the token of Turnstile that the page has, as soon as it has one", async () => {
    await pageWith({}, `<main></main><input type="hidden" name="cf-turnstile-response">`);
    await controlServer(service.url).post("issue", { token: "a-person", hostname: "localhost" });
    const { page, requests } = await site.visit();
    await openPanel(page);
    await ask(page, QUESTION);
    await expect.poll(() => requests.some((url) => url.includes("/widget/proof-"))).toBe(true);
    await page.locator("[name=cf-turnstile-response]").evaluate((field) => {
      (field as unknown as { value: string }).value = "a-person";
    });
    expect(await waitForAnswer(page)).toContain(END);
  });

  it("is told that the chat is not available where the page has none", async () => {
    await pageWith({});
    const { page } = await site.visit();
    await openPanel(page);
    await ask(page, QUESTION);
    await part(page, "notice").first().waitFor();
    expect(await part(page, "notice").first().innerText()).toContain("not available");
  });
});
