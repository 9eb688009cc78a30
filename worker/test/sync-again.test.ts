/** What a sync costs the site and the bot: nothing twice, nothing while the site asks for a pause, and files like pages. */

import { env } from "cloudflare:workers";
import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, describe, expect, inject, it, vi } from "vitest";
import { type FakeControl, openSite, type SitePage } from "../../fakes/control.ts";
import { makePdf } from "../../reader/test/make-pdf.ts";
import { makeZip } from "../../reader/test/make-zip.ts";
import { compose } from "../compose.ts";
import { ask, createTenant, get, type Tenant } from "./harness.ts";
import { endSync, html, pagesOf, passTime, startSource, syncAgain } from "./site.ts";
import { runAlarms } from "./stored.ts";

let bot: Tenant;
beforeAll(async () => {
  bot = await createTenant("Marina");
});

const site = (pages: Record<string, SitePage>): Promise<FakeControl> => openSite(inject("fakeFarm"), pages);
const timesAsked = async (fake: FakeControl, path: string): Promise<number> =>
  (await fake.log()).filter((request) => request.path === path).length;

describe("a second sync of a site that has not changed", () => {
  it("asks for each page once, gets no body for those that are tagged, and embeds nothing", async () => {
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    const fake = await site({
      "/": {
        body: html(
          "Berths",
          "All berths.",
          numbers.map((n) => `/berth/${n}`),
        ),
        tagged: true,
      },
      ...Object.fromEntries(
        numbers.map((n) => [
          `/berth/${n}`,
          { body: html(`Berth ${n}`, `Berth ${n} costs ${n + 100} euro a night.`), tagged: n % 2 === 0 },
        ]),
      ),
    });
    const { embedder } = compose(env).engines;
    const embed = vi.spyOn(embedder!, "embed");
    const source = await startSource(bot, { url: `${fake.url}/` });
    await endSync(bot, source);
    await runAlarms();
    expect(embed).toHaveBeenCalled();
    embed.mockClear();
    const versions = async () =>
      (
        await get<{ data: { document_id: string; version: number; updated_at: string }[] }>("/v1/documents?limit=100", {
          key: bot.secretKey,
        })
      ).data.map(({ document_id, version, updated_at }) => [document_id, version, updated_at]);
    const before = await versions();
    const seen = (await fake.log()).length;
    expect(await syncAgain(bot, source)).toMatchObject({
      status: "idle",
      last_sync: { fetched: 41, unchanged: 41, indexed: 0, failed: 0, skipped: {} },
    });
    await runAlarms();
    expect(embed).not.toHaveBeenCalled();
    expect(await versions()).toEqual(before);
    const again = (await fake.log()).slice(seen).filter(({ path }) => path === "/" || path.startsWith("/berth/"));
    expect(again).toHaveLength(41);
    expect(again.filter(({ headers }) => headers["if-none-match"] !== undefined)).toHaveLength(21);
  });
});

describe("a site that asks for a pause", () => {
  it.each([429, 503])("is not asked for anything before it is over: %i", async (status) => {
    const fake = await site({
      "/": { body: html("Home", "The harbour office.", ["/busy", "/later"]) },
      "/busy": { body: html("Busy", `The pilot boards at buoy ${status}.`) },
      "/later": { body: html("Later", `The tug has ${status} horse powers.`) },
    });
    const fault = { kind: "status", status, headers: { "retry-after": "20" } } as const;
    await fake.script([{ path: "/busy", times: 1, fault }]);
    const source = await startSource(bot, { url: `${fake.url}/`, pace: { in_flight: 1, spacing_ms: 0 } });
    const stub = env.SOURCE.getByName(JSON.stringify(["source", bot.botId, source]));
    for (let alarms = 0; alarms < 5; alarms++) await runDurableObjectAlarm(stub);
    expect(await timesAsked(fake, "/busy")).toBe(1);
    expect(await timesAsked(fake, "/later")).toBe(0);
    passTime(20_000);
    expect(await endSync(bot, source)).toMatchObject({ status: "idle", last_sync: { indexed: 3, failed: 0 } });
    expect(await timesAsked(fake, "/busy")).toBe(2);
  });
});

describe("files that a site links to", () => {
  it("are read like its pages, and cited with theirs", async () => {
    const pdf = makePdf(
      [
        { lines: [{ size: 11, text: "Rules of the harbour for everybody who moors a boat there." }] },
        { lines: [{ size: 11, text: "The mooring fee for a catamaran is sixty francs a night." }] },
      ],
      { title: "Harbour rules" },
    );
    const docx = await makeZip({
      "word/document.xml":
        "<w:document><w:body><w:p><w:r><w:t>The sauna is heated from six in the evening.</w:t></w:r></w:p></w:body></w:document>",
    });
    const fake = await site({
      "/": { body: html("Home", "Forms and rules.", ["/rules.pdf", "/sauna.docx", "/scan.pdf", "/noindex.pdf"]) },
      "/rules.pdf": { type: "application/pdf", base64: pdf.toBase64(), tagged: true },
      "/sauna.docx": {
        type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        base64: docx.toBase64(),
      },
      "/scan.pdf": { type: "application/pdf", body: "%PDF-1.4 and nothing more" },
      "/noindex.pdf": { type: "application/pdf", base64: pdf.toBase64(), headers: { "x-robots-tag": "noindex" } },
    });
    const source = await startSource(bot, { url: `${fake.url}/` });
    await endSync(bot, source);
    expect(await pagesOf(bot, source)).toMatchObject({
      "/rules.pdf": "indexed",
      "/sauna.docx": "indexed",
      "/scan.pdf": "unreadable",
      "/noindex.pdf": "noindex",
    });
    const { text, events } = await ask(bot, "What is the mooring fee for a catamaran?", { conversation: "fee" });
    expect(text).toContain("sixty francs");
    expect(events.map(({ chunk }) => chunk).find(({ type }) => type === "data-citation")).toMatchObject({
      data: { page: 2, url: `${fake.url}/rules.pdf#page=2` },
    });
    expect((await ask(bot, "When is the sauna heated?", { conversation: "sauna" })).text).toContain("six");
    expect(await syncAgain(bot, source)).toMatchObject({ last_sync: { unchanged: 3, indexed: 0 } });
  });
});
