/** What an owner does beside the loop: people who were passed on, webhooks, keys, limits, erasing, finding, and all of it by keyboard. */

import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { launchBrowser } from "../widget/e2e/steps.ts";
import { violations } from "./axe.ts";
import { createConsoles, goTo, heading, type Owner, settled } from "./console-steps.ts";

const server = inject("server");
let browser: Browser;
const { makeOwner, call, ask, open, openByCode, openByKey } = createConsoles(
  () => browser,
  server.url,
  server.operator_key,
);

beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser?.close());

const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function download(page: Page, act: () => Promise<void>): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return readFile(await file.path(), "utf8");
}

const handOff = (owner: Owner, message: string, more: object = {}) =>
  call<{ reference: string }>("POST", "/v1/handoffs", owner.secret_key, {
    conversation_id: null,
    visitor_id: "visitor-1",
    message,
    ...more,
  });

describe("hand-off", () => {
  it("shows who waits, with a reply and the conversation; closes one and takes that back; saves all as CSV", async () => {
    const owner = await makeOwner("Desk");
    await ask(owner, "Do you repair zeppelins?");
    const who = { name: "Mira", email: "mira+boats@sailing.example", conversation_id: "conversation-1" };
    const { reference } = await handOff(owner, "=1+1 please call", who);
    const { page } = await openByCode(owner, "handoff");
    const row = page.locator("li", { hasText: "please call" });
    expect(await row.getByRole("link", { name: "Reply by e-mail" }).getAttribute("href")).toBe(
      `mailto:mira%2Bboats%40sailing.example?subject=${encodeURIComponent(`Your question ${reference}`)}`,
    );
    const csv = await download(page, () => page.getByRole("button", { name: "Save as CSV" }).click());
    expect(csv).toContain("'=1+1 please call");
    await row.getByRole("button", { name: "Done" }).click();
    await page.getByText(`${reference} is done.`).waitFor();
    await page.getByText("Nobody waits for you.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row.getByRole("link", { name: "Conversation" }).click();
    await page.locator(".transcript .user", { hasText: "Do you repair zeppelins?" }).waitFor();
    await goTo(page, owner.bot_id, "handoff");
    await row.getByRole("button", { name: "Delete" }).click();
    await row.getByRole("group").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Nobody waits for you.").waitFor();
  });

  it("saves how visitors reach the owner, and clears it", async () => {
    const owner = await makeOwner("Reach");
    const { page } = await openByCode(owner, "handoff");
    const form = card(page, "How visitors reach you");
    await form.getByLabel("What the bot says of it").fill("We are here.");
    await form.getByLabel("E-mail address", { exact: true }).fill("help@example.com");
    await form.getByLabel("A form in the chat").check();
    await form.getByLabel("It asks for a name").uncheck();
    await form.getByLabel("What the visitor agrees to").fill("You may write to me.");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Saved.").waitFor();
    const contact = async () => (await call<{ contact: object }>("GET", "/v1/bot", owner.secret_key)).contact;
    expect(await contact()).toEqual({
      text: "We are here.",
      email: "help@example.com",
      form: { fields: ["email"], consent_text: "You may write to me." },
    });
    await form.getByLabel("A form in the chat").uncheck();
    await form.getByLabel("What the bot says of it").fill("");
    await form.getByRole("button", { name: "Save" }).click();
    await expect.poll(contact).toEqual({ email: "help@example.com" });
    await form.getByLabel("E-mail address", { exact: true }).fill("nobody");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Must be an e-mail address.").waitFor();
  });

  it("makes a webhook with the account key given again, shows its secret once, tries it, renews and deletes it", async () => {
    const owner = await makeOwner("Hooks");
    const { page } = await openByKey(owner, "handoff");
    const hooks = card(page, "Webhooks");
    await hooks.getByRole("button", { name: "Add a webhook" }).click();
    // Nothing listens there.
    await hooks.getByLabel("Address").fill("https://hooks.example.com/in");
    await hooks.getByLabel("a question was not answered").check();
    await hooks.getByLabel("Account key").fill("vra_wrong");
    await hooks.getByRole("button", { name: "Add a webhook" }).click();
    await hooks.getByText("X-Vegarag-Account-Key is not a key of this account.").waitFor();
    await hooks.getByLabel("Account key").fill(owner.account_key);
    await hooks.getByRole("button", { name: "Add a webhook" }).click();
    const secret = await hooks.locator(".once code").textContent();
    expect(secret).toMatch(/^whsec_/);
    await hooks.getByRole("button", { name: "Copy" }).click();
    await hooks.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    await hooks.getByRole("button", { name: "I have it" }).click();
    expect(await page.content()).not.toContain(secret);

    await hooks.getByText("Nothing delivered yet").waitFor();
    await hooks.getByRole("button", { name: "Send a test" }).click();
    await hooks.getByText("It did not arrive:").waitFor();
    await hooks.getByRole("button", { name: "Deliveries" }).click();
    await hooks
      .getByRole("row", { name: /webhook\.test/ })
      .getByText(/^next try/)
      .waitFor();
    await hooks.getByRole("button", { name: "New secret" }).click();
    await hooks.getByLabel("Account key").fill(owner.account_key);
    await hooks.getByRole("button", { name: "New secret" }).last().click();
    await expect.poll(() => hooks.locator(".once code").textContent()).toMatch(/^whsec_/);
    expect(await hooks.locator(".once code").textContent()).not.toBe(secret);
    expect(await violations(page)).toEqual([]);
    await hooks.getByRole("button", { name: "Delete" }).click();
    await hooks.getByRole("group").getByRole("button", { name: "Delete" }).click();
    await hooks.getByText("No webhooks.").waitFor();
  });
});

describe("keys", () => {
  it.each([
    ["Publishable keys", /^$/],
    ["Secret keys", /^vrs_/],
    ["Signing keys", /^\S{20,}$/],
    ["Keys for agents and editors (MCP)", /^vrm_/],
    ["Account keys", /^vra_/],
  ])("%s are made with a name, shown once and revoked", async (title, shown) => {
    const owner = await makeOwner("Ring");
    const { page } = await openByKey(owner, "keys");
    const keys = card(page, title);
    await keys.getByRole("button", { name: "New" }).click();
    await keys.getByLabel("Name").fill("Nightly import");
    const isSecret = title !== "Publishable keys";
    expect(await keys.getByLabel("Account key, once more").count()).toBe(Number(isSecret));
    if (isSecret) await keys.getByLabel("Account key, once more").fill(owner.account_key);
    await keys.getByRole("button", { name: "Make it" }).click();
    const row = keys.locator("li", { hasText: "Nightly import" });
    await row.getByText("Last used: never").waitFor();
    if (isSecret) {
      const secret = (await keys.locator(".once code").textContent()) ?? "";
      expect(secret).toMatch(shown);
      if (title.includes("MCP")) expect(await keys.locator("pre").textContent()).toContain(`Bearer ${secret}`);
      await keys.getByRole("button", { name: "I have it" }).click();
      expect(await page.content()).not.toContain(secret);
    }
    await row.getByRole("button", { name: "Revoke" }).click();
    await row.getByRole("group").getByRole("button", { name: "Revoke" }).click();
    await expect.poll(() => row.count()).toBe(0);
    // The button that had the focus is gone: it is in the card still.
    expect(await keys.evaluate((card) => card === document.activeElement)).toBe(true);
  });

  it("need no account key for ten minutes after a link; every client has its block; all tokens can be refused", async () => {
    const owner = await makeOwner("Fresh");
    const { page } = await openByCode(owner, "keys");
    const keys = card(page, "Keys for agents and editors (MCP)");
    await keys.getByRole("button", { name: "New" }).click();
    await keys.getByRole("button", { name: "Make it" }).click();
    const key = await keys.locator(".once code").textContent();
    for (const client of ["Claude Code", "Cursor", "VS Code", "Codex", "Gemini CLI", "Windsurf", "Other"]) {
      await keys.getByRole("button", { name: client, exact: true }).click();
      expect(await keys.locator("pre").textContent(), client).toContain(`${server.url}/mcp`);
      expect(await keys.textContent(), client).toContain(key);
    }
    const token = await call<{ token: string }>("POST", "/v1/embed-tokens", owner.secret_key, {});
    await page.getByRole("button", { name: "Refuse every token" }).click();
    await page.getByRole("group").getByRole("button", { name: "Refuse every token" }).click();
    await page.getByText("Refused. Everywhere within a minute.").waitFor();
    const used = await fetch(`${server.url}/v1/embed-config`, { headers: { authorization: `Bearer ${token.token}` } });
    expect(used.status).toBe(401);
  });
});

describe("usage, audit and danger", () => {
  it("shows figures with what they count and saves limits, which the audit log tells of", async () => {
    const owner = await makeOwner("Meter");
    await ask(owner, "Do you repair zeppelins?");
    const { page } = await openByCode(owner, "usage");
    const tile = (name: string) => page.locator(".tile", { has: page.getByText(name, { exact: true }) });
    await expect.poll(() => tile("Unanswered").locator("strong").textContent()).toBe("1");
    expect(await tile("Unanswered").getByRole("link").getAttribute("href")).toBe(`#/${owner.bot_id}/questions`);
    await tile("Confirmed").getByText("somebody said that an answer helped").waitFor();
    await tile("Assumed").getByText("nobody said anything").waitFor();
    await card(page, "Never cited in these days").getByText("No pages yet.").waitFor();
    const csv = await download(page, () => page.getByRole("button", { name: "Save as CSV" }).click());
    expect(csv.split("\r\n")[0]).toContain("day,conversations,questions");
    const limits = card(page, "Limits");
    await limits.getByLabel("Messages a day, one visitor").fill("50");
    await limits.getByLabel("Tokens a day", { exact: true }).fill("");
    await limits.getByRole("button", { name: "Save" }).click();
    await limits.getByText("Saved.").waitFor();
    const { limits: set } = await call<{ limits: object }>("GET", "/v1/bot", owner.secret_key);
    expect(set).toMatchObject({ messages_per_day: 50, tokens_per_day: null, messages_per_minute: 120 });
    await goTo(page, owner.bot_id, "audit");
    await page.locator("li", { hasText: "Settings changed" }).getByText("fields: limits").waitFor();
    await page.getByRole("button", { name: "The whole account" }).click();
    await page.locator("li", { hasText: "Bot made" }).waitFor();
  });

  it("saves everything of a visitor, erases it once that is sure, and keeps the neighbour's", async () => {
    const owner = await makeOwner("Forget");
    await ask(owner, "Do you repair zeppelins?", "ann", "one");
    await ask(owner, "Do you paint submarines?", "bob", "two");
    await handOff(owner, "Call ann", { visitor_id: "ann" });
    const { page } = await openByCode(owner, "danger");
    const visitor = card(page, "One visitor");
    await visitor.getByLabel("Id of the visitor").fill("nobody");
    await visitor.getByRole("button", { name: "Look" }).click();
    await visitor.getByText("There is no such thing here.").waitFor();
    await visitor.getByLabel("Id of the visitor").fill("ann");
    await visitor.getByRole("button", { name: "Look" }).click();
    await visitor.getByText("Conversations: 1. Questions in them: 1.").waitFor();
    const saved = await download(page, () => visitor.getByRole("button", { name: "Save everything" }).click());
    expect(JSON.parse(saved)).toMatchObject({ visitor_id: "ann", handoffs: [{ message: "Call ann" }], data: [{}] });
    await visitor.getByRole("button", { name: "Erase for good" }).click();
    await visitor.getByRole("group").getByRole("button", { name: "Erase for good" }).click();
    await visitor.getByText("Everything of ann is erased.").waitFor();
    const { data } = await call<{ data: { visitor_id: string }[] }>("GET", "/v1/conversations", owner.secret_key);
    expect(data.map(({ visitor_id }) => visitor_id)).toEqual(["bob"]);
  });

  it("asks before it keeps conversations for less time, and deletes the bot only by its name", async () => {
    const owner = await makeOwner("Gone");
    const { page } = await openByCode(owner, "danger");
    const kept = card(page, "How long conversations are kept");
    await kept.getByLabel("Days").fill("7");
    await kept.getByRole("button", { name: "Save" }).click();
    await kept.getByText("are deleted for good. Save?").waitFor();
    const days = async () =>
      (await call<{ retention_days: number }>("GET", "/v1/bot", owner.secret_key)).retention_days;
    expect(await days()).toBe(90);
    await kept.getByRole("alert").getByRole("button", { name: "Save" }).click();
    await kept.getByText("Saved.").waitFor();
    expect(await days()).toBe(7);
    const bot = card(page, "This bot");
    await bot.getByRole("button", { name: "Delete for good" }).click();
    await bot.getByText("What is lost. Conversations of the last 400 days: 0;").waitFor();
    await bot.getByLabel("Type the bot’s name").fill("gone");
    await page.keyboard.press("Enter");
    await bot.getByText("That is not its name.").waitFor();
    await bot.getByLabel("Type the bot’s name").fill("Gone");
    await page.keyboard.press("Enter");
    await heading(page, "Your bots").waitFor();
    await page.getByText("No bots yet.").waitFor();
  });
});

describe("conversations", () => {
  it("are found by words, outcome and visitor, by an address that can be kept; one is forgotten", async () => {
    const owner = await makeOwner("Log");
    await ask(owner, "Do you repair zeppelins?", "ann", "one");
    await ask(owner, "hello", "bob", "two");
    const { page } = await openByCode(owner, "conversations");
    const rows = page.locator(".pick > li");
    const each = [expect.stringMatching(/^Small talk ?hello/), expect.stringMatching(/^Declined ?Do you/)];
    await expect.poll(() => rows.allTextContents()).toEqual(each);
    await page.getByText("More filters").click();
    await page.getByLabel("Words in a question").fill("zeppelin");
    await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining("Do you repair zeppelins?")]);
    expect(page.url()).toContain("query=zeppelin");
    await page.getByLabel("What came of it").selectOption("Small talk");
    await page.getByText("No conversation is like that.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => rows.count()).toBe(2);
    const today = new Date().toISOString().slice(0, 10);
    await page.getByLabel("To", { exact: true }).fill(today);
    await page.getByLabel("From", { exact: true }).fill(today);
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByLabel("Visitor").fill("bob");
    await expect.poll(() => rows.count()).toBe(1);
    const csv = await download(page, () => page.getByRole("button", { name: "Save as CSV" }).click());
    expect(csv).toContain(",bob,hello,");
    expect(csv).not.toContain("zeppelin");
    await goTo(page, owner.bot_id, "conversations", "?visitor_id=ann");
    await page.getByRole("link", { name: "Do you repair zeppelins?" }).click();
    await page.locator(".transcript .assistant").getByText("Declined").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Forget" }).click();
    await page.getByRole("group").getByRole("button", { name: "Forget" }).click();
    await page.getByText("This conversation is not there any more.").waitFor();
    await page.getByText("No conversation is like that.").waitFor();
  });
});

describe("an origin that was refused", () => {
  it("is allowed by one click, and opens the chat from then on", async () => {
    const owner = await makeOwner("Quay");
    const openChat = () =>
      fetch(`${server.url}/v1/embed-sessions`, {
        method: "POST",
        headers: { origin: "https://staging.quay.example", "content-type": "application/json" },
        body: JSON.stringify({ publishable_key: owner.publishable_key }),
      });
    expect((await openChat()).status).toBe(403);
    const { page } = await openByCode(owner, "install");
    await page.getByRole("button", { name: "Allow https://staging.quay.example" }).click();
    await page.getByText("No page was refused.").waitFor();
    await expect.poll(async () => (await openChat()).status).toBe(200);
  });
});

describe("by keyboard alone", () => {
  it("signs in, goes anywhere by ⌘K, makes a key and signs out", async () => {
    const owner = await makeOwner("Keys only");
    const { page } = await open();
    await heading(page, "Sign in").waitFor();
    const { keyboard } = page;
    const go = async (words: string, title: string) => {
      await keyboard.press("Control+k");
      await page.getByRole("dialog").getByRole("combobox").waitFor();
      await keyboard.type(words);
      // Bots are found as soon as their list has come.
      await page.getByRole("dialog").getByRole("option").first().waitFor();
      await keyboard.press("Enter");
      await heading(page, title).first().waitFor();
      await settled(page);
    };
    const tabTo = async (name: RegExp) => {
      const focused = () =>
        page.evaluate(() => document.activeElement?.ariaLabel ?? (document.activeElement as HTMLElement).innerText);
      for (let step = 0; step < 120; step++) {
        if (name.test(await focused())) return;
        await keyboard.press("Tab");
      }
      throw new Error(`No Tab leads to ${name}.`);
    };
    await keyboard.type(owner.account_key);
    await keyboard.press("Enter");
    await heading(page, "Your bots").waitFor();
    await go("Keys only", "Home");
    await go("audit", "Audit log");
    await keyboard.press("Control+k");
    expect(await violations(page)).toEqual([]);
    await keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await go("make a key", "Keys");
    await tabTo(/^New: Keys for agents/);
    await keyboard.press("Enter");
    // A person sees the field before typing.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
    await keyboard.type("Editor");
    await keyboard.press("Tab");
    await keyboard.type(owner.account_key);
    await keyboard.press("Enter");
    await page.locator(".once code").getByText(/^vrm_/).waitFor();
    await tabTo(/^I have it$/);
    await keyboard.press("Enter");
    await go("conversations", "Conversations");
    await keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await keyboard.type("nothing is called that");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await heading(page, "Documents").waitFor();
    expect(await page.getByLabel("Find").inputValue()).toBe("nothing is called that");
    await go("sign out", "Sign in");
  });

  it("goes by letters to screens and along a list, never while somebody types, and not where they are turned off", async () => {
    const owner = await makeOwner("Letters");
    await ask(owner, "Do you repair zeppelins?", "ann", "one");
    await ask(owner, "Who built the pyramids?", "bob", "two");
    const { page, errors } = await openByCode(owner, "home");
    const { keyboard } = page;
    const goes = async (keys: string, title: string) => {
      for (const key of keys) await keyboard.press(key);
      await heading(page, title).first().waitFor();
      await settled(page);
    };
    await goes("gq", "Questions");
    await goes("gw", "Websites");
    await page.getByLabel("Address of the website").focus();
    await keyboard.type("gq");
    expect(await page.getByLabel("Address of the website").inputValue()).toBe("gq");
    await page.locator("body").click({ position: { x: 1_200, y: 780 } });
    await goes("gc", "Conversations");
    const open = () => page.locator(".pick a[aria-current]").innerText();
    await expect.poll(open).toContain("pyramids");
    await keyboard.press("j");
    await expect.poll(open).toContain("zeppelins");
    await page.locator(".transcript .user", { hasText: "zeppelins" }).waitFor();
    await keyboard.press("j");
    await keyboard.press("k");
    await expect.poll(open).toContain("pyramids");
    // The list of keys is the palette; there they are turned off as well.
    await keyboard.press("?");
    await page.getByRole("option", { name: "Questions G Q" }).waitFor();
    await keyboard.type("single letters");
    await keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    for (const key of "gq?") await keyboard.press(key);
    await heading(page, "Conversations").first().waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await keyboard.type("single letters");
    await keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await goes("gq", "Questions");
    expect(errors).toEqual([]);
  });
});

describe("the theme", () => {
  it("follows the system until one is chosen, which a reload keeps", async () => {
    const owner = await makeOwner("Dusk");
    const { page } = await openByCode(owner, "home", { colorScheme: "dark" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.getByRole("button", { name: "Theme: system" }).click();
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.reload();
    await heading(page, "Sign in").waitFor();
    expect(await ground()).toBe(light);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await ground()).toBe(light);
  });
});
