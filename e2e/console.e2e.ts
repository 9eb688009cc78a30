/** The console as an owner meets it, against the real server: by a link or by a key, and what the browser is told to keep out. */

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { SCREENS as ALL_SCREENS } from "../console/route.ts";
import { ENGLISH } from "../console/words/english.ts";
import { createApi } from "../scripts/serve/api.ts";
import { violations } from "./axe.ts";
import { launchBrowser, watch, type Watched } from "../widget/e2e/steps.ts";

const server = inject("server");
const api = createApi(server.url);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser?.close());

async function visit(fragment = "", locale = "en-US"): Promise<Watched> {
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, locale, reducedMotion: "reduce" });
  const visitor = watch(await context.newPage());
  await visitor.page.goto(`${server.url}/console/${fragment}`);
  return visitor;
}

/** An account of its own with a bot in it: what one test makes, no other sees. */
async function makeAccount(name: string): Promise<string> {
  return (await makeAccountAndBot(name)).account_key;
}

async function makeAccountAndBot(name: string): Promise<{ account_key: string; secret_key: string }> {
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", server.operator_key, { name });
  const { secret_key } = await api<{ secret_key: string }>("POST", "/v1/bots", account_key, { name });
  return { account_key, secret_key };
}

/** A visitor's question, answered in full. */
async function askBot(secretKey: string, text: string): Promise<void> {
  const { token } = await api<{ token: string }>("POST", "/v1/embed-tokens", secretKey, {});
  const message = { id: "m1", role: "user", parts: [{ type: "text", text }] };
  const response = await fetch(`${server.url}/v1/chat`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ id: "conversation-1", message }),
  });
  expect(await response.text()).toContain("[DONE]");
}

async function makeCode(accountKey: string): Promise<string> {
  return (await api<{ code: string }>("POST", "/v1/account/sign-in-codes", accountKey)).code;
}

/** Every screen of a bot by its name in the rail, as the console's own words have it. */
const SCREENS: string[] = ALL_SCREENS.map((name) => ENGLISH[name]);

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });

async function makeBot(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Make the bot" }).click();
}

describe("the console", () => {
  it("signs in by a link once, makes a bot with a website, and shows its script tag", async () => {
    const [key] = [await makeAccount("Harbour"), await makeAccount("Stranger")];
    const code = await makeCode(key);
    const { page, requests } = await visit(`#code=${code}`);
    await heading(page, "Your bots").waitFor();
    expect(page.url()).not.toContain(code);
    expect(requests.filter((url) => url.includes(code))).toEqual([]);
    await page.getByText("Harbour").waitFor();
    expect(await page.getByText("Stranger").count()).toBe(0);

    await page.getByLabel("Address of the website").fill("marina.internal");
    await makeBot(page, "Berths");
    await heading(page, "Websites").waitFor();
    // What the owner sees of it is what the API says.
    await page.getByText("Names that end in .internal are not on the public web.").first().waitFor();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("group").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No websites yet").waitFor();

    await page.getByRole("link", { name: "Install" }).click();
    const { data } = await api<{ data: { bot_id: string; name: string }[] }>("GET", "/v1/bots", key);
    expect(data.map(({ name }) => name)).toContain("Berths");
    const tag = await page.locator("pre").textContent();
    expect(tag).toMatch(
      new RegExp(`^<script src="${server.url}/widget.js" data-key="vrp_\\w+"\\s+data-face='[^']+' async></script>$`),
    );

    await page.getByLabel(/^Origin/).fill("https://www.example.com");
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    // The site that the bot was made for is there already.
    for (const origin of ["https://www.example.com", "https://marina.internal"]) {
      const row = page.locator("li", { has: page.getByText(origin, { exact: true }) });
      await row.getByRole("button", { name: "Remove" }).click();
      await row.getByRole("group").getByRole("button", { name: "Remove" }).click();
      await row.waitFor({ state: "detached" });
    }
    await page.getByText("Nowhere yet").waitFor();

    const again = await visit(`#code=${code}`);
    await again.page.getByText("This code was used already").waitFor();
  });

  it("signs in by a key, which it asks for again before it makes another, and forgets all of it", async () => {
    const key = await makeAccount("Lighthouse");
    const { page } = await visit();
    await page.getByLabel("Account key").fill("vra_not-one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This key opens nothing here.").waitFor();
    await page.getByLabel("Account key").fill("two words");
    await page.keyboard.press("Enter");
    await page.getByText("This key opens nothing here.").waitFor();
    await page.getByLabel("Account key").fill(key);
    await page.keyboard.press("Enter");
    await heading(page, "Your bots").waitFor();
    await makeBot(page, "Lamp");
    await page.getByLabel("Account key").fill(key);
    await page.keyboard.press("Enter");
    await page.getByText("Nothing. Open questions").waitFor();

    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).toBe('[{},{},""]');
    await page.reload();
    await heading(page, "Sign in").waitFor();
  });

  it("writes a page, deletes it once it is sure, uploads a file, and looks for what is not there", async () => {
    const { page } = await visit(`#code=${await makeCode(await makeAccount("Chandler"))}`);
    await page.getByRole("link", { name: "Open Chandler" }).click();
    await page.getByRole("link", { name: "Documents" }).click();
    await page.getByText("No documents yet").waitFor();
    await page.getByRole("button", { name: "Write a page" }).click();
    await page.getByLabel("Title").fill("<img src=x onerror=alert(1)>");
    await page.getByLabel("Text, in").fill("Rope costs 4 euro a metre.");
    await page.getByRole("button", { name: "Save" }).click();
    const row = page.locator("li", { hasText: "<img src=x onerror=alert(1)>" });
    await row.getByText("Answers").waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    await row.getByRole("button", { name: "Delete" }).click();
    await row.getByRole("button", { name: "Keep it" }).click();
    await row.getByRole("button", { name: "Delete" }).click();
    await row.getByRole("group").getByRole("button", { name: "Delete" }).click();
    await page.getByText("No documents yet").waitFor();

    const buffer = Buffer.from("# Anchors\n\nAn anchor of 6 kg costs 90 euro.");
    const scan = { name: "scan.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 no more than that") };
    const film = { name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(9) };
    await page.locator("#file").setInputFiles([{ name: "anchors.md", mimeType: "text/markdown", buffer }, film, scan]);
    // What can be known at once is said beside the file, what was found when it was read at the document.
    await page.locator("li", { hasText: "film.mp4" }).getByText("Not taken").waitFor();
    await page.locator("li", { hasText: "scan.pdf" }).getByText("Sent").waitFor();
    await page.getByText("Failed").last().waitFor();
    await page.locator("li", { hasText: "Anchors" }).getByText("Answers").waitFor();
    await page.getByLabel("Find").fill("no such thing");
    await page.getByText("None of the documents is like that.").waitFor();
  });

  it("shows what was not answered, takes the owner's answer, and asks again to show that it helped", async () => {
    const { account_key, secret_key } = await makeAccountAndBot("Yard");
    const stranger = await makeAccountAndBot("Rival");
    await askBot(secret_key, "Do you repair zeppelins?");
    await askBot(stranger.secret_key, "Do you paint submarines?");
    // What was asked reaches the owner's log a moment after its answer.
    const open = async () => (await api<{ data: unknown[] }>("GET", "/v1/insights/groups", secret_key)).data.length;
    await expect.poll(open).toBe(1);
    const { page } = await visit(`#code=${await makeCode(account_key)}`);
    await page.getByRole("link", { name: "Open Yard" }).click();
    await page.getByRole("link", { name: "Answer it: Do you repair zeppelins?" }).click();
    await heading(page, "Do you repair zeppelins?").waitFor();
    expect(await page.getByText("submarines").count()).toBe(0);
    await page.getByRole("button", { name: "Answer it yourself" }).click();
    await page.getByLabel("Answer", { exact: true }).fill("Only on Thursdays.");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("1 of 1 answered now, 0 of 1 before.").waitFor();
    // What a page says is asked as well; the owner's own answer goes before it.
    await page.getByRole("button", { name: "Write this page" }).click();
    const written = page.getByLabel("Text, in Markdown");
    expect(await written.inputValue()).toBe("## Do you repair zeppelins?\n\n");
    await written.fill("## Do you repair zeppelins?\n\nZeppelins are repaired in hall 4 on Thursdays.");
    await page.getByRole("button", { name: "Save and ask again" }).click();
    await written.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Ask again", exact: true }).waitFor();
    const { data } = await api<{ data: { title: string }[] }>("GET", "/v1/documents", secret_key);
    expect(data.map(({ title }) => title)).toEqual(["Do you repair zeppelins?"]);
    await page.getByRole("main").getByRole("button", { name: "Done" }).last().click();
    await page.getByText("No open questions").waitFor();

    await page.getByRole("link", { name: "Conversations" }).click();
    await page.getByRole("link", { name: "Do you repair zeppelins?" }).click();
    await page.locator(".transcript .user", { hasText: "Do you repair zeppelins?" }).waitFor();
    expect(await page.locator(".transcript .assistant").count()).toBe(1);
  });

  it("speaks German to a browser that does", async () => {
    const { page } = await visit(`#code=${await makeCode(await makeAccount("Werft"))}`, "de-AT");
    await page.getByRole("link", { name: "Werft öffnen" }).click();
    await page.getByRole("link", { name: "Fragen", exact: true }).click();
    await page.getByText("Keine offenen Fragen").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
  });

  it("says what went wrong in German, with how long to wait, and keeps the server's words behind", async () => {
    const { page } = await visit(`#code=${await makeCode(await makeAccount("Pegel"))}`, "de");
    await page.getByRole("link", { name: "Pegel öffnen" }).click();
    const refuse = (slug: string, status: number, detail: string, retry_after?: number) =>
      page.route("**/v1/conversations?*", (route) =>
        route.fulfill({
          status,
          contentType: "application/problem+json",
          body: JSON.stringify({ type: `https://x/problems/${slug}`, title: "x", status, detail, retry_after }),
        }),
      );
    await refuse("rate-limited", 429, "Too many calls.", 12);
    await page.getByRole("link", { name: "Gespräche", exact: true }).first().click();
    const problem = page.getByRole("alert").filter({ hasText: "Das war zu oft in kurzer Zeit." });
    await problem.getByText("Bitte in 12 s noch einmal versuchen.").waitFor();
    expect(await problem.getByText("Too many calls.").isVisible()).toBe(false);
    await problem.getByText("Einzelheiten").click();
    await problem.getByText("Too many calls.").waitFor();
    expect(await problem.getByText("Too many calls.").getAttribute("lang")).toBe("en");
    await page.unroute("**/v1/conversations?*");
    await refuse("invalid-request", 400, "query: At most 200 characters.");
    await problem.getByRole("button", { name: "Noch einmal" }).click();
    await page.getByText("So wird das nicht angenommen.").waitFor();
    // What is to be mended is not hidden.
    await page.getByText("query: At most 200 characters.").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it.each(["light", "dark"] as const)("has nothing that axe minds, in the %s theme", async (colorScheme) => {
    const { page } = await visit();
    await page.emulateMedia({ colorScheme });
    await heading(page, "Sign in").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel("Account key").fill(server.account_key);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /^Open / }).click();
    for (const screen of SCREENS) {
      await page.getByRole("link", { name: screen, exact: true }).click();
      await heading(page, screen).waitFor();
      await expect.poll(() => page.getByText("Loading …").count(), { message: screen }).toBe(0);
      expect(await violations(page), screen).toEqual([]);
    }
  });

  it("fits 320 pixels, and is served with a policy under which nothing else runs", async () => {
    const { page, errors } = await visit(`#code=${await makeCode(await makeAccount("Slip"))}`);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole("link", { name: "Open Slip" }).click();
    for (const screen of SCREENS) {
      // What the bar below has no room for is behind its last button.
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("option", { name: screen }).first().click();
      await heading(page, screen).waitFor();
      await expect.poll(() => page.getByText("Loading …").count(), { message: screen }).toBe(0);
      expect(await page.locator(".problem").allTextContents(), screen).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), screen).toBeLessThanOrEqual(320);
    }
    expect(errors).toEqual([]);
    const { headers } = await fetch(`${server.url}/console/`);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(headers.get("content-security-policy")).toContain("require-trusted-types-for 'script'");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });
});
