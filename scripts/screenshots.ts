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
import type { BrowserContextOptions } from "playwright-core";
import { buildWidget } from "../widget/build.ts";
import { startFakeServer } from "../widget/e2e/fake-server.ts";
import { startHost } from "../widget/e2e/host-page.ts";
import { ANSWERED, createStates, DESK, PHONE, type State } from "../widget/e2e/states.ts";
import { launchBrowser, openPanel } from "../widget/e2e/steps.ts";

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

const assets = `${await mkdtemp(join(tmpdir(), "vegarag-shots-"))}/`;
await buildWidget(assets);
const fake = await startFakeServer({ assets, pace: 0 });
const host = await startHost(() => fake.origin);
const browser = await launchBrowser();
await mkdir(OUT, { recursive: true });

const STATES = createStates(fake, host, SITE);

/** On a phone and in the dark: the states that look another way there. */
const ON_PHONE = ["launcher", "open", "reading", "answer", "citation", "unsure", "form", "conversations", "arabic"];
const IN_THE_DARK = ["open", "answer", "citation", "unsure", "form", "error", "offline", "rich", "conversations"];

const { config } = fake;
async function shoot(name: string, state: State, options: BrowserContextOptions, html?: string): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name) && !(all && wanted.includes(name.replace(/^(dark-|phone-)+/, ""))))
    return;
  fake.config = { ...config, ...state.config };
  fake.script = state.script ?? ANSWERED;
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
