/**
 * `node scripts/screenshots.ts [--to DIR] [NAME …]`: the widget in every state, on a desk and on a phone, light and
 * dark, against the fake server of the walks, into `docs/screenshots/`. With names, only those. Elsewhere it takes
 * every state in all four looks, to be looked at and not to be kept.
 */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { BrowserContextOptions, Page } from "playwright-core";
import { buildWidget } from "../widget/build.ts";
import { composeText, type FakeSource, finish, type Script } from "../widget/e2e/answers.ts";
import { startFakeServer } from "../widget/e2e/fake-server.ts";
import { type HostPage, startHost } from "../widget/e2e/host-page.ts";
import { ask, lastAnswer, launchBrowser, openPanel, part, waitForAnswer } from "../widget/e2e/steps.ts";

const { values, positionals: wanted } = parseArgs({ options: { to: { type: "string" } }, allowPositionals: true });
const OUT = values.to ?? fileURLToPath(new URL("../docs/screenshots/", import.meta.url));
const all = values.to !== undefined;

const SITE = `<style>
  body { margin: 0; font: 17px/1.65 Georgia, serif; color: #22262e; background: #fbfaf7 }
  .dark body { color: #dfe2e8; background: #14161a }
  header { padding: 18px 40px; border-bottom: 1px solid #e5e1d8; font-weight: 700; letter-spacing: .02em }
  .dark header { border-color: #2b2f37 }
  main { max-width: 560px; padding: 28px 40px }
  h1 { font-size: 34px; line-height: 1.2 }
</style>
<header>Lindgren Instruments</header><main><h1>Choosing a mount</h1>
<p>The Vega 80 is an altazimuth mount that carries up to 6 kg and needs no alignment. Set the tripod down, put the tube on and look.</p>
<p>An equatorial mount follows the sky with one motor once it is aligned with the pole. It asks for ten minutes at dusk, and repays them when you take photographs.</p>
<p>Both take every tube we have made since 1988.</p></main>`;

const QUESTION = "Which mount suits a beginner?";
const SOURCES: FakeSource[] = [
  {
    title: "Choosing a mount",
    url: "/guide",
    quotes: ["The Vega 80 is an altazimuth mount that carries up to 6 kg and needs no alignment."],
  },
  {
    title: "Care and cleaning",
    url: "https://docs.lindgren.example/care",
    quotes: ["Blow dust away before you touch the mirror."],
  },
  { title: "Price list 2026", quotes: ["Shipping within the country costs 12 €, and nothing above 200 €."] },
];
const ANSWER = `For a first telescope the **Vega 80** is the mount we suggest. [1] It is ready in a minute:

1. Set the tripod on firm ground.
2. Put the tube on the saddle and tighten the screw. [1]
3. Point it by hand. No alignment is needed. [1]

Keep the mirror clean, and *never* wipe it dry. [2] Shipping is free above 200 €. [3]`;
const RICH = `The mounts differ in load and use: [1]

| Mount | Carries | Suits | Motor | Weight |
|---|---|---|---|---|
| Vega 80 | 6 kg | beginners | none | 4.2 kg |
| Deneb EQ | 11 kg | photographs | one | 9.8 kg |

Point it from a script: [2]

\`\`\`sh
curl http://mount.local/goto?object=M31&rate=sidereal&wait=true
\`\`\`

- [x] tripod
- [ ] power for the night`;
const ARABIC = `ننصح لأول تلسكوب بحامل **Vega 80**. [1] يصبح جاهزًا في دقيقة:

1. ضع الحامل الثلاثي على أرض ثابتة.
2. ركّب الأنبوب وشدّ البرغي. [1]
3. وجّهه بيدك، فلا حاجة إلى ضبط.

الشحن مجاني لما فوق 200 €. [2]`;
const ARABIC_SOURCES: FakeSource[] = [
  { title: "اختيار الحامل", url: "/guide", quotes: ["فيغا 80 حامل سمتي يحمل حتى 6 كغ ولا يحتاج إلى ضبط."] },
  { title: "Price list 2026", quotes: ["الشحن مجاني لما فوق 200 €."] },
];
const CONTACT = {
  text: "The workshop answers by e-mail, within one working day.",
  email: "help@lindgren.example",
  form: { fields: ["name" as const, "email" as const], consent_text: "Lindgren may write to me about this." },
};

const assets = `${await mkdtemp(join(tmpdir(), "vegarag-shots-"))}/`;
await buildWidget(assets);
const fake = await startFakeServer({ assets, pace: 0 });
const host = await startHost(() => fake.origin);
const browser = await launchBrowser();
await mkdir(OUT, { recursive: true });

const DESK: BrowserContextOptions = { viewport: { width: 1000, height: 720 }, reducedMotion: "reduce" };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 760 },
  reducedMotion: "reduce",
  isMobile: true,
  hasTouch: true,
};

interface State {
  /** What the server answers. */
  script?: Script;
  config?: object;
  page?: HostPage;
  /** The chat is opened first, unless there is nothing to open. */
  closed?: true;
  options?: BrowserContextOptions;
  walk: (page: Page) => Promise<unknown>;
}

/** A citation with what stands around it. */
const withContext = (chunks: ReturnType<Script>): ReturnType<Script> =>
  chunks.map((chunk) =>
    chunk.type === "data-citation"
      ? {
          ...chunk,
          data: {
            ...chunk.data,
            path: ["Help", "Mounts"],
            before: "and both fit every tube.",
            after: "Set the tripod down, put the tube on and look.",
          },
        }
      : chunk,
  );
const says =
  (text: string, end = finish(), sources = SOURCES, ...more: ReturnType<Script>): Script =>
  (_question, origin) => [...more, ...withContext(composeText(text, sources, origin)), end];

const answered = async (page: Page, question = QUESTION) => {
  await ask(page, question);
  await waitForAnswer(page);
};
const failing = (problem: "upstream-failed" | "rate-limited" | "origin-not-allowed", retryAfter?: number) => {
  fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem, ...(retryAfter ? { retryAfter } : {}) });
};

const STATES: Record<string, State> = {
  launcher: { closed: true, walk: (page) => part(page, "launcher").waitFor() },
  label: {
    closed: true,
    page: { script: 'data-key="vrp_label" data-label="Ask Lindgren" data-accent="#0b5a68"' },
    walk: (page) => part(page, "launcher").waitFor(),
  },
  open: { walk: (page) => part(page, "suggestion").first().waitFor() },
  consent: {
    config: { notice: { consent: true, url: "https://lindgren.example/privacy" } },
    closed: true,
    async walk(page) {
      await part(page, "launcher").click();
      await part(page, "consent").waitFor();
    },
  },
  reading: {
    script: says(ANSWER, finish(), SOURCES, {
      type: "data-progress",
      data: { reading: ["Choosing a mount", "Care and cleaning", "Price list 2026"] },
      transient: true,
    }),
    async walk(page) {
      fake.hold = 2;
      await ask(page, QUESTION);
      await page.getByText("Reading 3 pages").waitFor();
    },
  },
  streaming: {
    async walk(page) {
      fake.hold = 46;
      await ask(page, QUESTION);
      await part(page, "messages").getByText("Put the tube").waitFor();
    },
  },
  answer: { walk: (page) => answered(page) },
  citation: {
    async walk(page) {
      await answered(page);
      await part(page, "citation").first().click();
      await part(page, "card").waitFor();
    },
  },
  rich: { script: says(RICH), walk: (page) => answered(page, "Compare the mounts, and can I script one?") },
  unsure: {
    config: { contact: CONTACT },
    script: says("No page says this. These come closest:", finish(false, { outcome: "unsure" }), SOURCES, {
      type: "data-pages",
      data: {
        pages: [
          { title: "Choosing a mount", url: "https://lindgren.example/guide", heading: "Vega 80" },
          { title: "Care and cleaning", url: "https://lindgren.example/care" },
        ],
      },
    }),
    walk: (page) => answered(page, "Does it fit a pier of concrete?"),
  },
  declined: {
    config: { contact: CONTACT },
    script: says("I could not find that in these pages.", finish(false, { outcome: "declined" })),
    walk: (page) => answered(page, "Do you sell life jackets?"),
  },
  contact: {
    config: { contact: CONTACT },
    script: says("The workshop answers by e-mail, within one working day. [1]", finish(false, { outcome: "contact" })),
    walk: (page) => answered(page, "Can I talk to a human?"),
  },
  form: {
    config: { contact: CONTACT },
    script: says("I could not find that in these pages.", finish(false, { outcome: "declined" })),
    async walk(page) {
      await answered(page, "Do you sell life jackets?");
      await part(page, "person").click();
      await part(page, "contact").waitFor();
    },
  },
  passed: {
    config: { contact: { form: { fields: ["email" as const] } } },
    script: says("I could not find that in these pages.", finish(false, { outcome: "declined" })),
    async walk(page) {
      await answered(page, "Do you sell life jackets?");
      await part(page, "person").click();
      await page.getByLabel("E-mail").fill("mira@sailing.example");
      await part(page, "contact").getByRole("button", { name: "Send" }).click();
      await part(page, "passed").waitFor();
    },
  },
  curated: {
    script: says("Not yet. We deliver inside Europe only. [1]", finish(true, { outcome: "curated" })),
    walk: (page) => answered(page, "Do you ship to Canada?"),
  },
  spelling: {
    script: says(ANSWER, finish(), SOURCES, {
      type: "data-spelling",
      data: { asked: "begginer mont", used: "beginner mount" },
    }),
    walk: (page) => answered(page, "begginer mont"),
  },
  budget: {
    script: says("The Vega 80 carries up to 6 kg and needs no alignment. [1]", finish(true, { degraded: "budget" })),
    walk: (page) => answered(page),
  },
  error: {
    async walk(page) {
      failing("upstream-failed");
      await ask(page, QUESTION);
      await part(page, "notice").waitFor();
    },
  },
  busy: {
    async walk(page) {
      failing("rate-limited", 24);
      await ask(page, QUESTION);
      await part(page, "notice").waitFor();
    },
  },
  unlisted: {
    async walk(page) {
      failing("origin-not-allowed");
      await ask(page, QUESTION);
      await part(page, "notice").waitFor();
    },
  },
  offline: {
    async walk(page) {
      await answered(page);
      await page.context().setOffline(true);
      await part(page, "notice").waitFor();
    },
  },
  stopped: {
    async walk(page) {
      fake.hold = 30;
      await ask(page, QUESTION);
      await lastAnswer(page).getByText("ready in").waitFor();
      await part(page, "stop").click();
      await page.getByText("You stopped").waitFor();
    },
  },
  poor: {
    async walk(page) {
      await answered(page);
      await page.getByRole("button", { name: "Poor answer" }).click();
    },
  },
  long: {
    async walk(page) {
      await ask(
        page,
        `We bought two mounts in May. ${"Since then the tube drifts to the east by two degrees. ".repeat(12)}`,
      );
      await waitForAnswer(page);
      await part(page, "input").fill("x ".repeat(2_506));
      await page.getByText("too many").waitFor();
    },
  },
  conversations: {
    async walk(page) {
      await answered(page);
      await part(page, "list").click();
      await part(page, "reset").click();
      await answered(page, "What does shipping cost?");
      await part(page, "list").click();
      await part(page, "conversation").nth(1).waitFor();
      await page.getByRole("button", { name: `Delete: ${QUESTION}` }).click();
      await part(page, "removed").waitFor();
    },
  },
  inline: {
    closed: true,
    options: { ...DESK, viewport: { width: 1000, height: 900 } },
    page: {
      script: `data-key="vrp_inline" data-mode="inline" data-target="#chat" data-face='{"name":"Lindgren Instruments","greeting":"Every answer names the page it stands on.","suggested_questions":["Which mount suits a beginner?","How do I clean the mirror?"],"theme":{"headline":"Ask about our instruments"}}'`,
      body: SITE.replace("</main>", '<div id="chat" style="height:440px"></div></main>'),
    },
    walk: (page) => part(page, "suggestion").first().waitFor(),
  },
  hosted: { closed: true, page: { script: 'data-key="vrp_page" data-mode="page"' }, walk: (page) => answered(page) },
  zoom: {
    options: { viewport: { width: 320, height: 256 }, reducedMotion: "reduce" },
    walk: (page) => part(page, "suggestion").first().waitFor(),
  },
  "zoom-card": {
    options: { viewport: { width: 320, height: 256 }, reducedMotion: "reduce" },
    async walk(page) {
      await answered(page);
      await part(page, "citation").first().click();
      await part(page, "card").waitFor();
    },
  },
  bar: {
    options: PHONE,
    script: (_question, origin) => [
      ...withContext(
        composeText(ANSWER, [{ ...SOURCES[0]!, url: `${host.origin}/guide` }, ...SOURCES.slice(1)], origin),
      ),
      finish(),
    ],
    async walk(page) {
      await answered(page);
      await part(page, "citation").first().tap();
      await part(page, "card").getByText("Open at this passage").tap();
      await part(page, "bar").waitFor();
    },
  },
  arabic: {
    page: { html: 'lang="ar" dir="rtl"' },
    config: {
      name: "Lindgren Instruments",
      greeting: "أهلًا! اسألني عن تلسكوباتنا وحواملها.",
      suggested_questions: ["كيف أنظف المرآة؟", "كم تكلفة الشحن؟"],
    },
    script: says(ARABIC, finish(), ARABIC_SOURCES),
    walk: (page) => answered(page, "أي حامل يناسب المبتدئ؟"),
  },
  "arabic-open": {
    page: { html: 'lang="ar" dir="rtl"' },
    config: {
      name: "Lindgren Instruments",
      greeting: "أهلًا! اسألني عن تلسكوباتنا وحواملها.",
      suggested_questions: ["كيف أنظف المرآة؟", "كم تكلفة الشحن؟"],
    },
    walk: (page) => part(page, "suggestion").first().waitFor(),
  },
};

/** On a phone and in the dark: the states that look another way there. */
const ON_PHONE = ["launcher", "open", "reading", "answer", "citation", "unsure", "form", "conversations", "arabic"];
const IN_THE_DARK = ["open", "answer", "citation", "unsure", "form", "error", "offline", "rich", "conversations"];

const { config } = fake;
async function shoot(name: string, state: State, options: BrowserContextOptions, html?: string): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name) && !(all && wanted.includes(name.replace(/^(dark-|phone-)+/, ""))))
    return;
  fake.config = { ...config, ...state.config };
  fake.script = state.script ?? says(ANSWER);
  fake.faults = [];
  host.pages.set("/guide", { body: SITE, ...state.page, ...(html ? { html } : {}) });
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${host.origin}/guide`);
  if (!state.closed) await openPanel(page);
  await state.walk(page);
  await page.evaluate("document.fonts.ready");
  await page.screenshot({ path: join(OUT, `${name}.png`) });
  await context.close();
  fake.release();
  console.log(join(OUT, `${name}.png`));
}

try {
  for (const [name, state] of Object.entries(STATES)) {
    await shoot(name, state, state.options ?? DESK);
    const dark = `${state.page?.html ?? 'lang="en"'} class="dark"`;
    const fixed = state.options !== undefined;
    if ((all && !fixed) || ON_PHONE.includes(name)) await shoot(`phone-${name}`, state, PHONE);
    if (all || IN_THE_DARK.includes(name)) await shoot(`dark-${name}`, state, state.options ?? DESK, dark);
    if (all && !fixed) await shoot(`dark-phone-${name}`, state, PHONE, dark);
  }
} finally {
  await browser.close();
  await fake.close();
  await host.close();
  await rm(assets, { recursive: true, force: true });
}
