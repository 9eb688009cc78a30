/** What visitors and pages wrote is text in the console: sixty strings that would run anywhere else, in every field that takes one. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { SCREENS } from "../console/route.ts";
import { createApi } from "../scripts/serve/api.ts";
import { launchBrowser, watch } from "../widget/e2e/steps.ts";
import { HOSTILE, RUNS } from "./hostile-texts.ts";

const server = inject("server");
const api = createApi(server.url);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterAll(() => browser?.close());

async function seed(): Promise<string> {
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", server.operator_key, {
    name: HOSTILE[0],
  });
  const [a = "", b = "", c = ""] = HOSTILE;
  const { secret_key: key } = await api<{ secret_key: string }>("POST", "/v1/bots", account_key, {
    name: a,
    instructions: b,
    greeting: c,
    no_answer_text: a,
    suggested_questions: HOSTILE.slice(0, 8),
    theme: { label: a.slice(0, 60), headline: b },
    notice: { text: c },
    contact: { text: a, form: { fields: ["name"], consent_text: b } },
    texts: { de: { greeting: a, no_answer_text: b, suggested_questions: [c] } },
    limits: { messages_per_minute: null, bot_messages_per_minute: null, messages_per_day: null },
  });
  await api("POST", "/v1/publishable-keys", key, { name: a });
  await Promise.all(
    HOSTILE.map(async (text, n) => {
      await api("PUT", `/v1/documents/page-${n}?wait=true`, key, {
        title: text,
        content: `# ${text}\n\n${text} costs ${n} euro.`,
        content_type: "text/markdown",
      });
      await api("PUT", `/v1/answers/answer-${n}`, key, { questions: [`Curated ${n} ${text}`], answer: text });
      const message = { id: `m${n}`, role: "user", parts: [{ type: "text", text: `Who wrote number ${n}? ${text}` }] };
      const answer = await fetch(`${server.url}/v1/chat`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ id: `c${n}`, message, visitor_id: `visitor-${n}` }),
      });
      expect(await answer.text()).toContain("[DONE]");
      await api("POST", "/v1/handoffs", key, {
        conversation_id: `c${n}`,
        visitor_id: `visitor-${n}`,
        name: text.slice(0, 100),
        message: text,
        consent: true,
      });
    }),
  );
  return (await api<{ code: string }>("POST", "/v1/account/sign-in-codes", account_key)).code;
}

it("fires none of sixty strings on any screen", { timeout: 180_000 }, async () => {
  expect(new Set(HOSTILE).size).toBe(60);
  const code = await seed();
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const { page, errors, requests } = watch(await context.newPage());
  let fired = 0;
  await page.exposeFunction("fired", () => fired++);
  page.on("dialog", () => fired++);
  await page.goto(`${server.url}/console/#code=${code}`);
  await page.getByRole("link", { name: /^Open / }).click();
  await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
  const bot = page.url().split("/").at(-2)!;
  let shown = "";
  for (const screen of SCREENS) {
    await page.evaluate((hash) => (location.hash = hash), `#/${bot}/${screen}`);
    await expect.poll(() => page.getByText("Loading …").count(), { message: screen }).toBe(0);
    await page.locator("main .page > *").first().waitFor();
    shown += await page.locator("main").innerText();
  }
  // They stand there, word for word.
  for (const text of [RUNS[2]!, RUNS[16]!]) expect(shown).toContain(text);
  expect(await page.locator("main :is(img, iframe, script, object, style, meta, [onload], [onerror])").count()).toBe(0);
  expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
  expect(fired).toBe(0);
  expect(errors).toEqual([]);
});
