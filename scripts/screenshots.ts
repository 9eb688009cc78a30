/**
 * `node scripts/screenshots.ts`: the widget in every state that the docs show, against the fake server of
 * the walks, into `docs/screenshots/`.
 */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { buildWidget } from "../widget/build.ts";
import { composeText, finish } from "../widget/e2e/answers.ts";
import { startFakeServer } from "../widget/e2e/fake-server.ts";
import { type HostPage, startHost } from "../widget/e2e/host-page.ts";
import { ask, launchBrowser, openPanel, part, waitForAnswer } from "../widget/e2e/steps.ts";

const OUT = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));

const SITE = `<style>
  body { margin: 0; font: 17px/1.65 Georgia, serif; color: #22262e; background: #fbfaf7 }
  header { padding: 18px 40px; border-bottom: 1px solid #e5e1d8; font-weight: 700; letter-spacing: .02em }
  main { max-width: 620px; padding: 28px 40px }
  h1 { font-size: 34px; line-height: 1.2 }
</style>
<header>Lindgren Instruments</header><main><h1>Choosing a mount</h1>
<p>The Vega 80 is an altazimuth mount that carries up to 6 kg and needs no alignment. Set the tripod down, put the tube on and look.</p>
<p>An equatorial mount follows the sky with one motor once it is aligned with the pole. It asks for ten minutes at dusk, and repays them when you take photographs.</p>
<p>Both take every tube we have made since 1988.</p></main>`;
const DARK = SITE.replace("#22262e", "#dfe2e8").replace("#fbfaf7", "#14161a").replace("#e5e1d8", "#2b2f37");

const assets = `${await mkdtemp(join(tmpdir(), "vegarag-shots-"))}/`;
await buildWidget(assets);
const fake = await startFakeServer({ assets, pace: 1 });
const host = await startHost(() => fake.origin);
const browser = await launchBrowser();
await mkdir(OUT, { recursive: true });

const DESK: BrowserContextOptions = { viewport: { width: 1000, height: 720 }, reducedMotion: "reduce" };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 760 }, reducedMotion: "reduce", isMobile: true };
const QUESTION = "Which mount suits a beginner?";

const ARABIC_SITE = SITE.replace(/Lindgren Instruments/, "أدوات ليندغرين")
  .replace("Choosing a mount", "اختيار الحامل")
  .replace(
    /<p>[^]*<\/main>/,
    `<p>فيغا 80 حامل سمتي يحمل حتى 6 كغ ولا يحتاج إلى ضبط. ضع الحامل الثلاثي وركّب الأنبوب وانظر.</p>
<p>الحامل الاستوائي يتبع السماء بمحرك واحد بعد ضبطه على القطب. يطلب عشر دقائق عند الغسق، ويعوضها عندما تلتقط الصور.</p></main>`,
  );
const ARABIC_ANSWER = `ننصح لأول تلسكوب بحامل **Vega 80**. [1] يصبح جاهزًا في دقيقة:

1. ضع الحامل الثلاثي على أرض ثابتة.
2. ركّب الأنبوب وشدّ البرغي.
3. وجّهه بيدك، فلا حاجة إلى ضبط.

الشحن مجاني لما فوق 200 €. [2]`;
const ARABIC_SOURCES = [
  { title: "اختيار الحامل", url: "/guide", quotes: ["فيغا 80 حامل سمتي يحمل حتى 6 كغ ولا يحتاج إلى ضبط."] },
  { title: "قائمة الأسعار 2026", quotes: ["الشحن مجاني لما فوق 200 €."] },
];

async function shoot(
  name: string,
  walk: (page: Page) => Promise<unknown>,
  site: HostPage = {},
  options = DESK,
): Promise<void> {
  host.pages.set("/guide", { body: SITE, ...site });
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${host.origin}/guide`);
  await walk(page);
  await page.evaluate("document.fonts.ready");
  await page.screenshot({ path: join(OUT, `${name}.png`) });
  await context.close();
  fake.release();
  console.log(`docs/screenshots/${name}.png`);
}

const answered = async (page: Page, question = QUESTION) => {
  await openPanel(page);
  await ask(page, question);
  await waitForAnswer(page);
};

try {
  await shoot("launcher", (page) => part(page, "launcher").waitFor());
  await shoot("open", async (page) => {
    await openPanel(page);
    await part(page, "suggestion").first().waitFor();
  });
  await shoot("streaming", async (page) => {
    fake.hold = 46;
    await openPanel(page);
    await ask(page, QUESTION);
    await part(page, "messages").getByText("Point it by").waitFor();
  });
  await shoot("citation", async (page) => {
    await answered(page);
    await part(page, "citation").first().click();
    await part(page, "card").waitFor();
  });
  await shoot("error", async (page) => {
    fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "upstream-failed" });
    await openPanel(page);
    await ask(page, QUESTION);
    await part(page, "notice").waitFor();
  });
  await shoot("offline", async (page) => {
    await answered(page);
    await page.context().setOffline(true);
    await part(page, "notice").waitFor();
  });
  await shoot("phone", (page) => answered(page), {}, PHONE);
  await shoot("dark", (page) => answered(page), {
    body: DARK,
    script: 'data-key="vrp_dark" data-theme="dark" data-accent="#6d4aff"',
  });
  const { config, script } = fake;
  fake.config = {
    ...config,
    name: "أدوات ليندغرين",
    greeting: "أهلًا! اسألني عن تلسكوباتنا وحواملها.",
    suggested_questions: ["كيف أنظف المرآة؟", "كم تكلفة الشحن؟"],
  };
  fake.script = () => [...composeText(ARABIC_ANSWER, ARABIC_SOURCES, fake.origin), finish()];
  await shoot("arabic", (page) => answered(page, "أي حامل يناسب المبتدئ؟"), {
    html: 'lang="ar" dir="rtl"',
    body: ARABIC_SITE,
  });
  Object.assign(fake, { config, script });
  await shoot(
    "inline",
    async (page) => {
      await ask(page, QUESTION);
      await waitForAnswer(page);
    },
    {
      script: 'data-key="vrp_inline" data-mode="inline" data-target="#chat"',
      body: SITE.replace("</main>", '<div id="chat" style="height:430px"></div></main>'),
    },
    { ...DESK, viewport: { width: 1000, height: 860 } },
  );
  await shoot(
    "page",
    async (page) => {
      await ask(page, QUESTION);
      await waitForAnswer(page);
    },
    { script: 'data-key="vrp_page" data-mode="page"' },
  );
} finally {
  await browser.close();
  await fake.close();
  await host.close();
  await rm(assets, { recursive: true, force: true });
}
