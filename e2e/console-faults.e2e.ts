/** When the server cannot be reached: each screen says so, keeps what is there, and comes back by its own button. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { SCREENS } from "../console/route.ts";
import { createApi } from "../scripts/serve/api.ts";
import { launchBrowser, watch } from "../widget/e2e/steps.ts";

const server = inject("server");
const api = createApi(server.url);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterAll(() => browser?.close());

/** What is not asked for at once has nothing to fail with. */
const QUIET = new Set(["playground"]);

it("says on every screen that the server cannot be reached, and comes back", { timeout: 120_000 }, async () => {
  const { code } = await api<{ code: string }>("POST", "/v1/account/sign-in-codes", server.account_key);
  const { page } = watch(await browser.newPage({ reducedMotion: "reduce" }));
  await page.goto(`${server.url}/console/#code=${code}`);
  await page.getByRole("link", { name: /^Open / }).click();
  await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
  const bot = page.url().split("/").at(-2)!;
  // The rest of the script has to be here before the line is cut.
  await page.evaluate((hash) => (location.hash = hash), `#/${bot}/usage`);
  await page.getByRole("heading", { name: "Usage and limits", exact: true }).waitFor();
  await expect.poll(() => page.getByText("Loading …").count()).toBe(0);
  for (const screen of SCREENS.filter((name) => !QUIET.has(name) && name !== "usage")) {
    await page.route("**/v1/**", (route) => route.abort());
    await page.evaluate((hash) => (location.hash = hash), `#/${bot}/${screen}`);
    const fault = page.locator(".problem", { hasText: "The server cannot be reached." });
    await fault.first().waitFor();
    await page.unroute("**/v1/**");
    const again = fault.getByRole("button", { name: "Try again" });
    const mend = async (): Promise<number> => {
      // One of them may mend others as well: what has gone meanwhile needs no click.
      if ((await again.count()) > 0)
        await again
          .first()
          .click({ timeout: 2_000 })
          .catch(() => undefined);
      return fault.count();
    };
    await expect.poll(mend, { message: screen }).toBe(0);
  }
});
