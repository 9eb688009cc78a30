/** Files through the whole product: fed, read by the Worker of their own, asked, cited with their page, and refused by name. */

import { beforeAll, describe, expect, it } from "vitest";
import {
  makeArabic,
  makeForm,
  makeGarbled,
  makePdf,
  makeProtected,
  makeScan,
  makeTable,
  makeTurned,
  makeWithStream,
} from "../../reader/test/make-pdf.ts";
import { FILE_LIMITS } from "../../reader/limits.ts";
import { makeZip } from "../../reader/test/make-zip.ts";
import { ask, call, createTenant, get, type Tenant } from "./harness.ts";

let bot: Tenant;
let other: Tenant;
beforeAll(async () => {
  [bot, other] = await Promise.all([createTenant("Lamps"), createTenant("Trains")]);
});

interface View {
  status: string;
  live_version: number | null;
  title: string;
  chunks: number;
  problem: { code: string; detail: string } | null;
  warnings: { code: string; pages?: number[] }[];
}

async function feed(
  tenant: Tenant,
  id: string,
  bytes: Uint8Array,
  name: string,
  fields: Record<string, string> = {},
): Promise<Response> {
  const body = new FormData();
  body.set("file", new File([bytes as Uint8Array<ArrayBuffer>], name));
  for (const [field, value] of Object.entries(fields)) body.set(field, value);
  return call(`/v1/documents/${id}?wait=true`, { method: "PUT", key: tenant.secretKey, body });
}

const view = async (response: Promise<Response>): Promise<View> => {
  const answer = await response;
  expect(answer.status).toBe(200);
  return answer.json<View>();
};

const PAGES = [
  {
    lines: [
      { size: 22, text: "Lamp handbook" },
      { size: 11, text: "This handbook is for everybody who owns one of our lamps." },
    ],
  },
  {
    lines: [
      { size: 16, text: "Warranty" },
      { size: 11, text: "The warranty of a reading lamp lasts seven years from delivery." },
    ],
  },
  {
    lines: [
      { size: 16, text: "Shipping" },
      { size: 11, text: "Shipping a reading lamp to Norway costs nineteen euros." },
    ],
  },
];

describe("a PDF", () => {
  it("answers with the page that says it, for its own bot alone", async () => {
    const fed = await view(
      feed(bot, "handbook", makePdf(PAGES, { title: "Handbook" }), "handbook.pdf", {
        url: "https://lamps.example/handbook.pdf",
      }),
    );
    expect(fed).toMatchObject({ status: "ready", title: "Handbook", warnings: [] });
    const { events, text } = await ask(bot, "How long does the warranty of a reading lamp last?", {
      conversation: "pdf",
    });
    expect(text).toContain("seven years");
    const citation = events.map(({ chunk }) => chunk).find((chunk) => chunk.type === "data-citation");
    expect(citation).toMatchObject({
      data: {
        quote: expect.stringContaining("seven years") as unknown,
        page: 2,
        url: "https://lamps.example/handbook.pdf#page=2",
        path: ["Warranty"],
      },
    });
    expect((await ask(other, "How long does the warranty of a reading lamp last?")).text).not.toContain("seven");
  });

  it.each([
    ["protected by a password", makeProtected(), "encrypted"],
    ["that is a scan", makeScan(), "scan-only"],
    ["that is a scan in strips", makeScan(12), "scan-only"],
    ["whose fonts say nothing", makeGarbled(), "garbled"],
    ["without a word", makePdf([{ lines: [] }]), "blank"],
    ["that is none", new TextEncoder().encode("%PDF-1.4 and then nothing of the kind"), "damaged"],
    ["by its name alone", new TextEncoder().encode("Just text."), "damaged"],
  ])("%s fails by name", async (_, bytes, code) => {
    const fed = await view(feed(bot, `bad-${code}`, bytes, "bad.pdf"));
    expect(fed).toMatchObject({ status: "failed", live_version: null, problem: { code } });
    expect(fed.problem!.detail).toMatch(/\.$/);
  });

  it("is called by its name where it cannot be read, in the list of its bot alone", async () => {
    await view(feed(bot, "nameless", makeScan(), "Prices 2026.pdf"));
    const listOf = (tenant: Tenant) =>
      get<{ data: { title: string }[] }>("/v1/documents?query=Prices", { key: tenant.secretKey });
    expect((await listOf(bot)).data.map(({ title }) => title)).toEqual(["Prices 2026.pdf"]);
    expect((await listOf(other)).data).toEqual([]);
  });

  it("has its words whole that were broken at the end of a line", async () => {
    const lines = [
      "The weathercock of the workshop turns with",
      "every breeze, and its shadow on the court-",
      "yard tells the hour to whoever has time.",
    ];
    const text = lines.map((line) => ({ size: 11, text: line }));
    await view(feed(bot, "broken", makePdf([{ lines: text }]), "broken.pdf"));
    const answer = await call("/v1/documents/broken/content", { key: bot.secretKey });
    expect((await answer.json<{ text: string }>()).text).toContain("its shadow on the courtyard tells the hour");
  });

  it("is read as its text stands, upright or turned", async () => {
    const rows = [
      ["Place", "Weekday", "Sunday"],
      ["Portree", "8.15", "10.30"],
      ["Skagen", "9.45", "12.00"],
      ["Kiel", "12.20", "14.30"],
    ];
    await view(feed(bot, "turned", makeTurned(rows), "turned.pdf"));
    const answer = await call("/v1/documents/turned/content", { key: bot.secretKey });
    expect((await answer.json<{ text: string }>()).text).toBe(rows.map((row) => row.join("\t")).join("\n"));
  });

  it("has the words of a title whole whose letters are set apart", async () => {
    const lines = [{ size: 12, text: "The annual report of the lighthouse", apart: 3 }];
    await view(feed(bot, "apart", makePdf([{ lines }]), "apart.pdf"));
    const answer = await call("/v1/documents/apart/content", { key: bot.secretKey });
    expect((await answer.json<{ text: string }>()).text).toBe("The annual report of the lighthouse");
  });

  it("keeps the words of Arabic apart where its file has no spaces", async () => {
    const words = ["التوصيل", "مجاني", "لجميع", "الطلبات"];
    await view(feed(bot, "arabic", makeArabic(words), "arabic.pdf"));
    const answer = await call("/v1/documents/arabic/content", { key: bot.secretKey });
    expect((await answer.json<{ text: string }>()).text).toBe(words.join(" "));
  });

  it("has the head of a table whose words are as long as its columns are wide", async () => {
    const rows = [
      ["Length of boat", "Hall", "Under canvas", "Trailer"],
      ["up to 5 m", "390", "240", "120"],
      ["5 to 7 m", "560", "350", "160"],
      ["7 to 9 m", "820", "510", "220"],
    ];
    await view(feed(bot, "table", makeTable(rows, [72, 148, 180, 252]), "table.pdf"));
    const { text } = await get<{ text: string }>("/v1/documents/table/content", { key: bot.secretKey });
    expect(text).toBe(rows.map((row) => row.join("\t")).join("\n"));
  });

  it("has what was filled into its form beside what it is called, and no password", async () => {
    const form = makeForm([
      { label: "Name of the club", type: "Tx", value: "Rowing Ostend" },
      { label: "Course", type: "Ch", value: "Two" },
      { label: "Members", type: "Tx", value: "412", inherited: true },
      { label: "Remarks", type: "Tx" },
      { label: "Password", type: "Tx", value: "hunter2", flags: 1 << 13 },
      { label: "Button", type: "Btn", value: "Off", flags: 1 << 16 },
    ]);
    await view(feed(bot, "form", form, "form.pdf"));
    const { text } = await get<{ text: string }>("/v1/documents/form/content", { key: bot.secretKey });
    expect(text.split("\n").filter((line) => line !== "")).toEqual([
      "Name of the club Rowing Ostend",
      "Course Two",
      "Members 412",
      "Remarks",
      "Password",
      "Button",
    ]);
  });

  it("that cannot be read never takes the place of one that can", async () => {
    await view(feed(bot, "kept", makePdf(PAGES), "kept.pdf"));
    const fed = await view(feed(bot, "kept", makeProtected(), "kept.pdf"));
    expect(fed).toMatchObject({ status: "failed", live_version: 1, problem: { code: "encrypted" } });
    expect((await ask(bot, "What does shipping a reading lamp to Norway cost?")).text).toContain("nineteen");
  });

  it("that would inflate to two hundred megabytes is refused before anything is kept, and the chat goes on", async () => {
    let left = 200;
    const zeros = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(new Uint8Array(1024 * 1024)) : controller.close()),
    });
    const packed = new Uint8Array(
      await new Response(zeros.pipeThrough(new CompressionStream("deflate"))).arrayBuffer(),
    );
    expect(packed.length).toBeLessThan(250_000);
    const [fed, answer] = await Promise.all([
      feed(bot, "bomb", makeWithStream(packed), "bomb.pdf"),
      ask(bot, "What does shipping a reading lamp to Norway cost?", { conversation: "meanwhile" }),
    ]);
    expect(fed.status).toBe(413);
    expect(await fed.json()).toMatchObject({ detail: expect.stringMatching(/Split it/) as unknown });
    expect((await call("/v1/documents/bomb", { key: bot.secretKey })).status).toBe(404);
    expect(answer.text).toContain("nineteen");
  });
});

describe("other files", () => {
  it("are known by their names, and read", async () => {
    const docx = await makeZip({
      "word/document.xml":
        "<w:document><w:body><w:p><w:r><w:t>The workshop opens at nine.</w:t></w:r></w:p></w:body></w:document>",
    });
    expect(await view(feed(bot, "hours", docx, "hours.docx"))).toMatchObject({ status: "ready" });
    expect((await ask(bot, "When does the workshop open?")).text).toContain("nine");
    const csv = new TextEncoder().encode("Model;Weight in kg;Colour\nMoth;1.2;green\nHeron;3.4;grey\n");
    expect(await view(feed(bot, "models", csv, "models.csv"))).toMatchObject({ status: "ready" });
    const { text } = await ask(bot, "What is the weight of the Heron model?", { conversation: "csv" });
    expect(text).toContain("3.4");
    expect(text).not.toContain("1.2");
  });

  it("are what their bytes are where their sender calls them text", async () => {
    const docx = await makeZip({
      "word/document.xml":
        "<w:document><w:body><w:p><w:r><w:t>The gate closes at ten.</w:t></w:r></w:p></w:body></w:document>",
    });
    const as = (type: string) => ({ content_type: type });
    const pdf = makePdf([{ lines: [{ size: 12, text: "The gate opens at six." }] }]);
    for (const [name, bytes, fields] of [
      ["gate.pdf", pdf, as("text/plain")],
      ["gate.txt", pdf, as("text/markdown; charset=utf-8")],
      ["gate", pdf, as("text/html")],
      ["gate.docx", docx, as("text/plain")],
    ] as const) {
      expect(await view(feed(bot, "gate", bytes, name, fields)), name).toMatchObject({ status: "ready" });
      const { text } = (await (await call("/v1/documents/gate/content", { key: bot.secretKey })).json()) as {
        text: string;
      };
      expect(text, name).toMatch(/^The gate (opens at six|closes at ten)\.$/);
    }
    // A text about PDF is one.
    const about = new TextEncoder().encode("A file begins with %PDF-1.7 and ends with %%EOF.");
    expect(await view(feed(bot, "about", about, "about.txt"))).toMatchObject({
      status: "ready",
      content_type: "text/plain",
    });
  });

  it.each([
    ["docx", "word/document.xml", "word/other.xml"],
    ["xlsx", "xl/worksheets/sheet1.xml", "xl/media/image1.emf"],
    ["pptx", "ppt/slides/slide1.xml", "ppt/media/video.mp4"],
    ["epub", "OEBPS/a.xhtml", "OEBPS/a.mp3"],
  ])("that are bombs are 413 as well, where what inflates would be read: %s", async (ending, read, unread) => {
    const zeros = "0".repeat(FILE_LIMITS.xmlBytes + 1);
    for (const declare of [zeros.length, 100]) {
      const bomb = await makeZip({ [read]: zeros }, { declare });
      expect((await feed(bot, "bomb", bomb, `bomb.${ending}`)).status).toBe(413);
    }
    const other = await makeZip({ [unread]: zeros });
    expect((await feed(bot, "no-bomb", other, `bomb.${ending}`)).status).toBe(200);
    expect((await call("/v1/documents/bomb", { key: bot.secretKey })).status).toBe(404);
  });

  it("of a kind that nobody reads are 415, and too large ones 413, and nothing is kept", async () => {
    expect((await feed(bot, "song", new Uint8Array(10), "song.mp3")).status).toBe(415);
    expect((await feed(bot, "huge", new Uint8Array(21 * 1024 * 1024), "huge.pdf")).status).toBe(413);
    for (const id of ["song", "huge"])
      expect((await call(`/v1/documents/${id}`, { key: bot.secretKey })).status).toBe(404);
  });
});
