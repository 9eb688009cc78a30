/** The demo as a visitor meets it, against the real server: two companies, each with a bot that knows its own pages. */

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { createApi } from "../../scripts/serve/api.ts";
import {
  ask,
  lastAnswer,
  launchBrowser,
  openPanel,
  part,
  startAnew,
  waitForAnswer,
  watch,
  type Watched,
} from "./steps.ts";

const server = inject("server");
const api = createApi(server.url);
const FIRST_UNKNOWN = "I could not find that in Brinewren's pages.";
/** Where no page answers, and some come near. */
const UNSURE = "I could not find a clear answer to that. These pages come closest:";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser?.close());

/** A fresh visitor. */
async function visit(url: string): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const visitor = watch(await context.newPage());
  await visitor.page.goto(url);
  return visitor;
}

async function askAndWait(page: Page, question: string): Promise<string> {
  const answers = page.locator('[part="message"].assistant');
  const before = await answers.count();
  await ask(page, question);
  await answers.nth(before).waitFor();
  return waitForAnswer(page);
}

const calls = (requests: string[]) => requests.filter((url) => new URL(url).pathname.startsWith("/v1/"));

describe("the first company's owner", () => {
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${server.secret_key}` } });
    return (await response.json()) as T;
  };

  it("has a website that is kept in step with, and a PDF whose citation opens at its page", async () => {
    const sources = () => get<{ data: { url: string; status: string; last_sync: unknown }[] }>("/v1/sources");
    await expect.poll(async () => (await sources()).data[0]?.status).toBe("idle");
    expect((await sources()).data).toMatchObject([
      { url: `${server.url}/demo/journal/`, last_sync: { indexed: 3, failed: 0 } },
    ]);
    const { page } = await visit(server.demo_url);
    await part(page, "launcher").click();
    expect(await askAndWait(page, "When does the next race start?")).toContain("14 August 2027");
    expect(await askAndWait(page, "How long does the epoxy have to cure at 10 degrees?")).toContain("30 hours");
    await part(page, "citation").last().click();
    const href = await part(page, "card").locator("a").getAttribute("href");
    expect(href).toBe(`${server.url}/demo/mounting-guide.pdf#page=3`);
    expect((await fetch(href!)).headers.get("content-type")).toBe("application/pdf");
  });
});

describe("the first company", () => {
  it("is asked nothing before the launcher is clicked, then answers with quotes that stand in its pages", async () => {
    const { page, requests, errors } = await visit(server.demo_url);
    await part(page, "launcher").waitFor();
    await page.waitForLoadState("networkidle");
    expect(requests.filter((url) => /\/v1\/|\/widget\//.test(new URL(url).pathname))).toEqual([]);
    await openPanel(page);
    const answered = page.waitForResponse((response) => response.url().endsWith("/v1/chat"));
    await part(page, "suggestion").getByText("How long can I return").click();
    expect((await answered).headers()["x-vercel-ai-ui-message-stream"]).toBe("v1");
    expect(await waitForAnswer(page)).toContain("within 60 days of delivery");
    expect(calls(requests).map((url) => new URL(url).pathname)).toEqual(
      expect.arrayContaining(["/v1/embed-sessions", "/v1/embed-config", "/v1/chat"]),
    );

    await part(page, "citation").first().click();
    const card = part(page, "card");
    const quote = await card.locator("mark").innerText();
    const link = card.locator("a");
    expect(await link.getAttribute("href")).toContain(`${server.url}/demo/shipping#:~:text=You%20can%20return`);
    await Promise.all([page.waitForURL(`${server.url}/demo/shipping**`), link.click()]);
    expect(await page.locator("main").innerText()).toContain(quote);
    // The text fragment brought the passage into view; the panel came along with its conversation.
    await expect.poll(() => page.getByText(quote).first().isVisible()).toBe(true);
    await expect.poll(() => page.evaluate("scrollY")).toBeGreaterThan(0);
    await part(page, "messages").getByText("within 60 days of delivery").first().waitFor();
    expect(errors).toEqual([]);
  });

  it("shows a quote in the page the visitor is on, from prose and from an article's table", async () => {
    const { page } = await visit(`${server.demo_url}help/update-and-reset`);
    await openPanel(page);
    for (const question of ["What does error E2 mean?", "How do I restart a part?"]) {
      await askAndWait(page, question);
      await lastAnswer(page).locator('[part="citation"]').first().click();
      await part(page, "card").getByText("Open at this passage").click();
      await expect.poll(() => page.evaluate("CSS.highlights.get('vegarag-quote')?.size")).toBe(1);
      expect(await part(page, "card").getByText("no longer holds").count()).toBe(0);
      await page.keyboard.press("Escape");
    }
  });

  it("understands what a follow-up leans on", async () => {
    const { page } = await visit(server.demo_url);
    await openPanel(page);
    expect(await askAndWait(page, "What does the Passage plan cost?")).toContain("€4.50 a month");
    expect(await askAndWait(page, "And the Fleet plan?")).toContain("€29 a month");
  });

  it("says so where its pages have no answer, and cites nothing", async () => {
    const { page } = await visit(server.demo_url);
    await openPanel(page);
    const text = await askAndWait(page, "Who won the football world cup in 1998?");
    expect(text).toContain(FIRST_UNKNOWN);
    expect(await part(page, "citation").count()).toBe(0);
    expect(await part(page, "source").count()).toBe(0);
  });

  it("keeps the conversation over a reload and over its pages, until a new one is begun", async () => {
    const { page } = await visit(server.demo_url);
    await openPanel(page);
    await askAndWait(page, "What does the Passage plan cost?");
    await page.reload();
    await part(page, "messages").getByText("€4.50 a month").first().waitFor();
    await page.goto(`${server.demo_url}about`);
    await part(page, "messages").getByText("€4.50 a month").first().waitFor();
    expect(await part(page, "citation").count()).toBeGreaterThan(0);
    await startAnew(page);
    await part(page, "suggestion").first().waitFor();
    expect(await part(page, "message").count()).toBe(0);
    await page.reload();
    await part(page, "greeting").waitFor();
    expect(await part(page, "message").count()).toBe(0);
  });

  it("hears what its visitors thought of an answer", async () => {
    const { page } = await visit(server.demo_url);
    await openPanel(page);
    const question = "How much does the starter set cost?";
    await askAndWait(page, question);
    await page.getByRole("button", { name: "Poor answer" }).click();
    await page.getByLabel("What was wrong?").fill("No word about the discount");
    const rated = page.waitForResponse((response) => response.url().endsWith("/v1/feedback"));
    await page.locator(".acts .form .main").click();
    expect((await rated).status()).toBe(204);
    const rating = async () => {
      const { data } = await api<{ data: { question: string; rating: string; reason: string }[] }>(
        "GET",
        "/v1/insights?kind=rated",
        server.secret_key,
      );
      return data.find((entry) => entry.question === question);
    };
    await expect.poll(rating).toMatchObject({ rating: "down", reason: "No word about the discount" });
    await page.reload();
    await expect
      .poll(() => page.getByRole("button", { name: "Poor answer" }).getAttribute("aria-pressed"))
      .toBe("true");
  });
});

describe("two companies", () => {
  it("know nothing of each other, though they are asked the same by the same browser", async () => {
    const questions = [
      "What does the Passage plan cost?",
      "Which ferns are safe for cats?",
      "Do you deliver to Switzerland?",
    ];
    const context = await browser.newContext();
    const page = await context.newPage();
    const answers: string[][] = [];
    for (const url of [server.demo_url, server.second_demo_url]) {
      await page.goto(url);
      await openPanel(page);
      expect(await part(page, "message").count()).toBe(0);
      const told: string[] = [];
      for (const question of questions) {
        told.push(await askAndWait(page, question));
        for (const near of await lastAnswer(page).locator('[part="page"]').all()) {
          const href = (await near.getAttribute("href"))!;
          expect(href.startsWith(url)).toBe(true);
          expect(href.includes("/quillmoss/")).toBe(url === server.second_demo_url);
        }
        for (const marker of await lastAnswer(page).locator('[part="citation"]').all()) {
          await marker.click();
          const href = (await part(page, "card").locator("a").getAttribute("href"))!;
          expect(href.startsWith(url)).toBe(true);
          expect(href.includes("/quillmoss/")).toBe(url === server.second_demo_url);
          await page.keyboard.press("Escape");
        }
      }
      answers.push(told);
    }
    const [first, second] = answers as [string[], string[]];
    expect(first[0]).toContain("€4.50");
    expect(second[0]).toContain(UNSURE);
    expect(first[1]).toContain(FIRST_UNKNOWN);
    expect(second[1]).toContain("Boston fern");
    expect(first[2]).toContain("€19");
    expect(second[2]).toContain("Plant health rules keep us from sending to Switzerland");
    expect(first.join()).not.toMatch(/fern|moss|nursery/i);
    expect(second.join()).not.toMatch(/Brinewren|Passage|duties|€/);
  });
});

describe("the hosted page", () => {
  it("is a chat of its own under the strictest policy, by the key in its address", async () => {
    const { page, errors, requests } = await visit(`${server.url}/chat/#${server.publishable_key}`);
    await part(page, "input").waitFor();
    // Fetched by the page itself, beside the launcher: the launcher does not fetch it again.
    expect(requests.filter((url) => url.includes("/widget/panel-"))).toHaveLength(1);
    expect(await page.locator("link[rel=modulepreload]").first().getAttribute("integrity")).toMatch(/^sha256-/);
    expect(await askAndWait(page, "What does the Passage plan cost?")).toContain("€4.50 a month");
    await page.reload();
    await part(page, "messages").getByText("€4.50 a month").first().waitFor();
    expect(errors).toEqual([]);
  });

  it("says what is missing from its address", async () => {
    const { page } = await visit(`${server.url}/chat/`);
    await page.getByText("This address is not complete").waitFor();
    expect(await page.locator("vegarag-chat").count()).toBe(0);
  });
});
