/** Steps that walks through the console share: accounts of their own, signing in, going to a screen, and what a page asked for. */

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { SCREENS, type Screen } from "../console/route.ts";
import { ENGLISH } from "../console/words/english.ts";
import { createApi } from "../scripts/serve/api.ts";
import { watch, type Watched } from "../widget/e2e/steps.ts";

/** Every screen of a bot, with its name in the rail. */
export const SCREEN_NAMES: readonly (readonly [Screen, string])[] = SCREENS.map((name) => [name, ENGLISH[name]]);

export interface Owner {
  account_key: string;
  bot_id: string;
  secret_key: string;
  publishable_key: string;
}

export interface Consoles {
  /** An account of its own with a bot in it: what one test makes, no other sees. */
  makeOwner: (name: string, settings?: object) => Promise<Owner>;
  call: <T>(method: string, path: string, key: string, body?: unknown) => Promise<T>;
  /** A visitor's question, answered in full. */
  ask: (owner: Owner, text: string, visitor?: string, conversation?: string) => Promise<void>;
  open: (fragment?: string, options?: BrowserContextOptions) => Promise<Watched>;
  /** Signed in by a link, so that no account key is asked for, at a screen of the bot. */
  openByCode: (owner: Owner, screen?: Screen, options?: BrowserContextOptions) => Promise<Watched>;
  /** Signed in by the account key, as half an hour later. */
  openByKey: (owner: Owner, screen?: Screen, options?: BrowserContextOptions) => Promise<Watched>;
}

export function createConsoles(browser: () => Browser, url: string, operatorKey: string): Consoles {
  const api = createApi(url);
  const open: Consoles["open"] = async (fragment = "", options = {}) => {
    const context = await browser().newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-US",
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
      ...options,
    });
    const visitor = watch(await context.newPage());
    await visitor.page.goto(`${url}/console/${fragment}`);
    return visitor;
  };
  const at = async (visitor: Watched, { bot_id }: Owner, screen: Screen | undefined): Promise<Watched> => {
    await heading(visitor.page, ENGLISH.bots).waitFor();
    if (screen !== undefined) await goTo(visitor.page, bot_id, screen);
    return visitor;
  };
  return {
    call: (method, path, key, body) => api(method, path, key, body),
    async makeOwner(name, settings = {}) {
      const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operatorKey, { name });
      const bot = await api<Owner>("POST", "/v1/bots", account_key, { name, ...settings });
      return { ...bot, account_key };
    },
    async ask({ secret_key }, text, visitor = "visitor-1", conversation = "conversation-1") {
      const response = await fetch(`${url}/v1/chat`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret_key}`, "content-type": "application/json" },
        body: JSON.stringify({
          id: conversation,
          visitor_id: visitor,
          message: { id: `m-${text.length}-${conversation}`, role: "user", parts: [{ type: "text", text }] },
        }),
      });
      expect(await response.text()).toContain("[DONE]");
    },
    open,
    async openByCode(owner, screen, options) {
      const { code } = await api<{ code: string }>("POST", "/v1/account/sign-in-codes", owner.account_key);
      return at(await open(`#code=${code}`, options), owner, screen);
    },
    async openByKey(owner, screen, options) {
      const visitor = await open("", options);
      await visitor.page.getByLabel("Account key").fill(owner.account_key);
      await visitor.page.keyboard.press("Enter");
      return at(visitor, owner, screen);
    },
  };
}

export const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });

/** By its address, as from a link; all that it loads has come. */
export async function goTo(page: Page, botId: string, screen: Screen, asked = ""): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#/${botId}/${screen}${asked}`);
  await heading(page, ENGLISH[screen]).first().waitFor();
  await settled(page, screen);
}

export async function settled(page: Page, message = ""): Promise<void> {
  await expect.poll(() => page.getByText("Loading …").count(), { message }).toBe(0);
}
