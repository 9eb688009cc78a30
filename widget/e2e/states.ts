/**
 * The widget in every state of its design, and how to get there: what the screenshots take, and what axe and the
 * strictest policy look at.
 */

import type { BrowserContextOptions, Page } from "playwright-core";
import type { Citation } from "../../shared/chat.ts";
import { composeText, type FakeSource, finish, type Script } from "./answers.ts";
import type { FakeServer } from "./fake-server.ts";
import type { Host, HostPage } from "./host-page.ts";
import { ask, lastAnswer, part, waitForAnswer } from "./steps.ts";

const QUESTION = "Which mount suits a beginner?";
const FIRST = "أي حامل يناسب المبتدئ؟";
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
const SHIPPING = `| To | Takes | Costs | Free from |
|---|---|---|---|
| Germany, Denmark, Netherlands | 2 to 3 working days | 6 € | 150 € |
| Rest of the European Union, Norway, Switzerland | 4 to 6 working days | 14 € | 300 € |

It is sent from the harbour. [3]`;
/** What an Arabic page of an owner with a Latin name is like. */
const ARABIC_PAGE: Pick<State, "page" | "config"> = {
  page: { html: 'lang="ar" dir="rtl"' },
  config: {
    name: "Lindgren Instruments",
    greeting: "أهلًا! اسألني عن تلسكوباتنا وحواملها.",
    suggested_questions: ["كيف أنظف المرآة؟", "كم تكلفة الشحن؟"],
    contact: {
      text: "تجيب الورشة بالبريد خلال يوم عمل واحد.",
      email: "help@lindgren.example",
      form: { fields: ["name" as const, "email" as const], consent_text: "يجوز لشركة Lindgren أن تكتب إليّ بشأن هذا." },
    },
  },
};
const CONTACT = {
  text: "The workshop answers by e-mail, within one working day.",
  email: "help@lindgren.example",
  form: { fields: ["name" as const, "email" as const], consent_text: "Lindgren may write to me about this." },
};

/** An owner's own picture, as the server gives it. */
const LOGO = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44"><rect width="44" height="44" fill="#0b2a33"/><path d="M22 8l9 21H13z" fill="#f0b65a"/><path d="M6 33q8-5 16 0t16 0" fill="none" stroke="#7fd3df" stroke-width="3"/></svg>')}`;

export const DESK: BrowserContextOptions = { viewport: { width: 1000, height: 720 }, reducedMotion: "reduce" };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 760 },
  reducedMotion: "reduce",
  isMobile: true,
  hasTouch: true,
};

export interface State {
  /** What the server answers. */
  script?: Script;
  config?: object;
  page?: HostPage;
  /** The chat is opened first, unless there is nothing to open. */
  closed?: true;
  options?: BrowserContextOptions;
  walk: (page: Page) => Promise<unknown>;
}

const CONTEXT = {
  path: ["Help", "Mounts"],
  before: "and both fit every tube.",
  after: "Set the tripod down, put the tube on and look.",
};
/** A citation with what stands around it. */
const withContext = (
  chunks: ReturnType<Script>,
  told: Pick<Citation, "path" | "before" | "after"> = CONTEXT,
): ReturnType<Script> =>
  chunks.map((chunk) =>
    chunk.type === "data-citation"
      ? {
          ...chunk,
          data: { ...chunk.data, ...told },
        }
      : chunk,
  );
const says =
  (text: string, end = finish(), sources = SOURCES, ...more: ReturnType<Script>): Script =>
  (_question, origin) => [...more, ...withContext(composeText(text, sources, origin)), end];

/** Where a state says nothing else. */
export const ANSWERED = says(ANSWER);

const answered = async (page: Page, question = QUESTION) => {
  await ask(page, question);
  await waitForAnswer(page);
};
/** @param site what stands on the page of a state that is a part of one */
export function createStates(fake: FakeServer, host: Host, site: string): Record<string, State> {
  const failing = (problem: "upstream-failed" | "rate-limited" | "origin-not-allowed", retryAfter?: number) => {
    fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem, ...(retryAfter ? { retryAfter } : {}) });
  };

  return {
    launcher: { closed: true, walk: (page) => part(page, "launcher").waitFor() },
    label: {
      closed: true,
      page: { script: 'data-key="vrp_label" data-label="Ask Lindgren" data-accent="#0b5a68"' },
      walk: (page) => part(page, "launcher").waitFor(),
    },
    open: { walk: (page) => part(page, "suggestion").first().waitFor() },
    face: {
      config: {
        greeting: "Fitting, plans, shipping, repairs. Every answer names the page it stands on.",
        theme: { headline: "What would you like to know about your instruments?", logo: LOGO },
        notice: { url: "https://lindgren.example/privacy" },
      },
      walk: (page) => part(page, "disclosure").getByText("Privacy").waitFor(),
    },
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
      script: says(
        "The workshop answers by e-mail, within one working day. [1]",
        finish(false, { outcome: "contact" }),
      ),
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
    down: {
      script: says("The Vega 80 carries up to 6 kg and needs no alignment. [1]", finish(true, { degraded: "down" })),
      walk: (page) => answered(page),
    },
    cut: {
      script: (_question, origin) => [
        ...withContext(composeText("The Vega 80 carries up to 6 kg [1] and needs no", SOURCES, origin)),
        { type: "error", errorText: "internal" },
      ],
      async walk(page) {
        await ask(page, QUESTION);
        await part(page, "notice").waitFor();
        await lastAnswer(page).locator(".text").waitFor();
      },
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
        body: site.replace("</main>", '<div id="chat"></div></main>'),
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
    table: { script: says(SHIPPING), walk: (page) => answered(page, "What does shipping cost?") },
    arabic: { ...ARABIC_PAGE, script: says(ARABIC, finish(), ARABIC_SOURCES), walk: (page) => answered(page, FIRST) },
    "arabic-open": { ...ARABIC_PAGE, walk: (page) => part(page, "suggestion").first().waitFor() },
    "arabic-citation": {
      ...ARABIC_PAGE,
      script: (_question, origin) => [
        ...withContext(composeText(ARABIC, ARABIC_SOURCES, origin), {
          path: ["المساعدة", "الحوامل"],
          before: "الحوامل كلها تناسب أنابيبنا.",
          after: "ضع الحامل وانظر.",
        }),
        finish(),
      ],
      async walk(page) {
        await answered(page, FIRST);
        await part(page, "citation").first().click();
        await part(page, "card").waitFor();
      },
    },
    "arabic-latin-card": {
      ...ARABIC_PAGE,
      script: says(ARABIC, finish(), ARABIC_SOURCES),
      async walk(page) {
        await answered(page, FIRST);
        await part(page, "citation").last().click();
        await part(page, "card").waitFor();
      },
    },
    "arabic-unsure": {
      ...ARABIC_PAGE,
      script: says("لا صفحة تقول هذا. هذه أقربها:", finish(false, { outcome: "unsure" }), ARABIC_SOURCES, {
        type: "data-pages",
        data: {
          pages: [
            { title: "اختيار الحامل", url: "https://lindgren.example/guide", heading: "Vega 80" },
            { title: "Price list 2026", url: "https://lindgren.example/prices" },
          ],
        },
      }),
      walk: (page) => answered(page, "هل يناسب قاعدة من الخرسانة؟"),
    },
    "arabic-declined": {
      ...ARABIC_PAGE,
      script: says("لم أجد ذلك في هذه الصفحات.", finish(false, { outcome: "declined" })),
      walk: (page) => answered(page, "هل تبيعون سترات النجاة؟"),
    },
    "arabic-contact": {
      ...ARABIC_PAGE,
      script: says("تجيب الورشة بالبريد خلال يوم عمل واحد. [1]", finish(false, { outcome: "contact" }), ARABIC_SOURCES),
      walk: (page) => answered(page, "هل يمكنني التحدث إلى شخص؟"),
    },
    "arabic-curated": {
      ...ARABIC_PAGE,
      script: says("ليس بعد. نوصل داخل أوروبا فقط. [2]", finish(true, { outcome: "curated" }), ARABIC_SOURCES, {
        type: "data-spelling",
        data: { asked: "الشخن", used: "الشحن" },
      }),
      walk: (page) => answered(page, "هل الشخن إلى كندا ممكن؟"),
    },
    "arabic-form": {
      ...ARABIC_PAGE,
      script: says("لم أجد ذلك في هذه الصفحات.", finish(false, { outcome: "declined" })),
      async walk(page) {
        await answered(page, "هل تبيعون سترات النجاة؟");
        await part(page, "person").click();
        await part(page, "contact").waitFor();
      },
    },
    "arabic-consent": {
      ...ARABIC_PAGE,
      config: { ...ARABIC_PAGE.config, notice: { consent: true, url: "https://lindgren.example/privacy" } },
      closed: true,
      async walk(page) {
        await part(page, "launcher").click();
        await part(page, "consent").waitFor();
      },
    },
  };
}
