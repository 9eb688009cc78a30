/** Office files, books and tables, made here entry by entry: what a reader sees of them, and what is refused. */

import { describe, expect, it } from "vitest";
import { parseCsv, TABLE_LIMITS } from "../worker/knowledge/extract/csv.ts";
import { formatOfType } from "../worker/knowledge/extract/formats.ts";
import { readDocx } from "./docx.ts";
import { readEpub } from "./epub.ts";
import { FILE_LIMITS } from "./limits.ts";
import { joinPages } from "./pages.ts";
import { readPptx } from "./pptx.ts";
import { Refusal } from "./refusal.ts";
import { makeZip } from "./test/make-zip.ts";
import { readXlsx } from "./xlsx.ts";
import { openArchive } from "./zip.ts";

const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error.problem.code;
    throw error;
  }
  return "none";
};

describe("a Word document", () => {
  const paragraph = (text: string, properties = ""): string =>
    `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
  const files = (body: string): Record<string, string> => ({
    "word/document.xml": `<w:document><w:body>${body}</w:body></w:document>`,
    "word/styles.xml":
      '<w:styles><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="H2"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style><w:style w:styleId="LB"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>',
    "word/numbering.xml":
      '<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
    "docProps/core.xml": "<cp:coreProperties><dc:title>Handbook &amp; more</dc:title></cp:coreProperties>",
  });
  const read = async (body: string) => joinPages(await readDocx(openArchive(await makeZip(files(body)))), undefined);

  it("has headings by style in any language, lists, tables and a title", async () => {
    const item = (id: number, depth: number) => `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="${id}"/></w:numPr>`;
    const { title, text } = await read(
      paragraph("Returns", '<w:pStyle w:val="berschrift1"/>') +
        paragraph("Within 30 days &lt;of delivery&gt;.") +
        paragraph("Steps", '<w:pStyle w:val="H2"/>') +
        paragraph("Pack it", item(1, 0)) +
        paragraph("with paper", item(2, 1)) +
        paragraph("Send it", item(1, 0)) +
        `<w:tbl><w:tr><w:tc>${paragraph("Country")}</w:tc><w:tc>${paragraph("Price")}</w:tc></w:tr><w:tr><w:tc>${paragraph("Norway")}</w:tc><w:tc>${paragraph("19")}</w:tc></w:tr></w:tbl>`,
    );
    expect(title).toBe("Handbook & more");
    expect(text).toMatch(/^# Returns/);
    expect(text).toContain("Within 30 days <of delivery>.");
    expect(text).toMatch(/## Steps/);
    expect(text).toMatch(/1\. Pack it[\s\S]*- with paper[\s\S]*2\. Send it/);
    expect(text).toMatch(/Country\tPrice\nNorway\t19/);
  });

  it("has lists by style, and headings that count", async () => {
    const { text } = await read(
      paragraph("Gate", '<w:pStyle w:val="H2"/><w:numPr><w:numId w:val="1"/></w:numPr>') +
        paragraph("It closes at ten", '<w:pStyle w:val="LB"/>') +
        paragraph("It opens at six", '<w:pStyle w:val="LB"/>') +
        paragraph("Nobody waits", '<w:pStyle w:val="LB"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
    );
    expect(text).toBe("## Gate\n\n- It closes at ten\n- It opens at six\n\nNobody waits");
  });

  it("keeps cells under their columns, and says in each row what one says of several", async () => {
    const cell = (text: string, properties = "") =>
      `<w:tc><w:tcPr>${properties}</w:tcPr>${text === "" ? "<w:p/>" : paragraph(text)}</w:tc>`;
    const row = (...cells: string[]) => `<w:tr>${cells.join("")}</w:tr>`;
    const { text } = await read(
      `<w:tbl>${row(cell("Zone"), cell("Weight"), cell("Price"))}${row(cell("EU", '<w:vMerge w:val="restart"/>'), cell("1 kg"), cell("5"))}${row(cell("", "<w:vMerge/>"), cell("2 kg"), cell("7"))}${row(cell("Elsewhere", '<w:gridSpan w:val="2"/>'), cell("20"))}</w:tbl>`,
    );
    expect(text).toBe("Zone\tWeight\tPrice\nEU\t1 kg\t5\nEU\t2 kg\t7\nElsewhere\t\t20");
  });

  it("is read with its text boxes, once, and without what is hidden", async () => {
    const box = `<w:txbxContent>${paragraph("In the box.")}</w:txbxContent>`;
    const { text } = await read(
      `<w:p><w:r><w:t>Before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>and behind, state</w:t><w:noBreakHyphen/><w:t>run.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Secret.</w:t></w:r></w:p>`,
    );
    expect(text).toBe("In the box.\n\nBefore and behind, state-run.");
  });

  it("says nothing that was deleted in it", async () => {
    const { text } = await read(
      `<w:p><w:del><w:r><w:t>old price</w:t></w:r></w:del><w:r><w:t>new price</w:t></w:r></w:p>`,
    );
    expect(text).toContain("new price");
    expect(text).not.toContain("old");
  });
});

describe("a spreadsheet", () => {
  it("gives a table a sheet, with dates as dates and no hidden sheet", async () => {
    const zip = await makeZip({
      "xl/workbook.xml":
        '<workbook><sheets><sheet name="Prices" r:id="rId1"/><sheet name="Secret" state="hidden" r:id="rId2"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels":
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>',
      "xl/sharedStrings.xml":
        "<sst><si><t>Item</t></si><si><t>Since</t></si><si><r><t>La</t></r><r><t>mp</t></r></si></sst>",
      "xl/styles.xml":
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/><numFmt numFmtId="165" formatCode="0.00 &quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
      "xl/worksheets/sheet1.xml":
        '<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>Price</t></is></c></row><row><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>46027</v></c><c r="C2"><v>19.899999999999999</v></c></row><row><c r="B3" s="2"><v>46027.5</v></c><c r="C3" s="3"><v>3</v></c></row></sheetData></worksheet>',
      "xl/worksheets/sheet2.xml":
        '<worksheet><sheetData><row><c t="inlineStr"><is><t>canary</t></is></c></row></sheetData></worksheet>',
    });
    const { text } = joinPages(await readXlsx(openArchive(zip)), undefined);
    expect(text).toContain("Prices");
    expect(text).toContain("Item\tSince\tPrice\nLamp\t2026-01-05\t19.9\n\t2026-01-05 12:00\t3");
    expect(text).not.toContain("canary");
  });
});

describe("the numbers and cells of a sheet", () => {
  const read = async (rows: string, merged: string, head = "") => {
    const zip = await makeZip({
      "xl/workbook.xml": '<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels":
        '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
      "xl/styles.xml":
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="#,##0.00\\ [$€-407]"/><numFmt numFmtId="171" formatCode="0.0%;[Red]-0.0%"/><numFmt numFmtId="172" formatCode="&quot;£&quot;#,##0"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/></cellXfs></styleSheet>',
      "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${head}${rows}</sheetData>${merged}</worksheet>`,
    });
    return joinPages(await readXlsx(openArchive(zip)), undefined).text;
  };
  const row = (at: number, ...cells: string[]) => `<row r="${at}">${cells.join("")}</row>`;
  const text = (at: string, value: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const number = (at: string, value: number, style: number) => `<c r="${at}" s="${style}"><v>${value}</v></c>`;
  const HEAD = row(3, text("A3", "Zone"), text("B3", "Weight"), text("C3", "Price"));

  it("are told as they are shown, in each row what one cell says of several, under the head and not the title", async () => {
    const rows =
      row(1, text("A1", "Shipping 2026")) +
      HEAD +
      row(4, text("A4", "EU"), text("B4", "1 kg"), number("C4", 4.5, 2)) +
      row(5, text("B5", "2 kg"), number("C5", 0.19, 1)) +
      row(6, text("A6", "Norway"), number("B6", 0.075, 3), number("C6", 1200, 4));
    expect(await read(rows, '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A4:A5"/></mergeCells>')).toBe(
      "## S\n\nShipping 2026\n\nZone\tWeight\tPrice\nEU\t1 kg\t4.50 €\nEU\t2 kg\t19%\nNorway\t7.5%\t1200 £",
    );
  });

  it("say no more again than a table may grow by", async () => {
    const rows =
      HEAD +
      row(4, text("A4", "x".repeat(30_000)), text("B4", "1")) +
      Array.from({ length: 500 }, (_, at) => row(5 + at, text(`B${5 + at}`, "2"))).join("");
    expect((await read(rows, '<mergeCells><mergeCell ref="A4:A504"/></mergeCells>')).length).toBeLessThan(600_000);
  });
});

describe("a sheet of more rows than are kept", () => {
  it("says so", async () => {
    const sheet = (rows: number) =>
      makeZip({
        "xl/workbook.xml": '<workbook><sheets><sheet name="Long" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels":
          '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${"<row><c><v>1</v></c></row>".repeat(rows)}</sheetData></worksheet>`,
      });
    const warningsOf = async (rows: number) => (await readXlsx(openArchive(await sheet(rows)))).warnings;
    expect(await warningsOf(TABLE_LIMITS.rows)).toEqual([]);
    expect(await warningsOf(TABLE_LIMITS.rows + 1)).toMatchObject([
      { code: "too-large", detail: expect.stringContaining("Long") as unknown },
    ]);
  });
});

describe("a file's page", () => {
  it("is content from its first line to its last, as no page of a website is", async () => {
    const prose = "<p>" + "The lamp stands on the table and shines until the morning comes. ".repeat(40) + "</p>";
    const { text } = joinPages(
      { title: undefined, pages: [{ html: `<p>Doe</p>${prose}<ul><li>One</li><li>Two</li></ul><p>Page end</p>` }] },
      undefined,
    );
    for (const word of ["Doe", "One", "Two", "Page end"]) expect(text).toContain(word);
  });
});

describe("a presentation", () => {
  it("gives a page a slide, its title first, and what was said", async () => {
    const shape = (type: string, ...lines: string[]): string =>
      `<p:sp><p:nvPr><p:ph type="${type}"/></p:nvPr><p:txBody>${lines.map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join("")}</p:txBody></p:sp>`;
    const zip = await makeZip({
      "ppt/presentation.xml":
        '<p:presentation><p:sldIdLst><p:sldId r:id="r1"/><p:sldId r:id="r2"/></p:sldIdLst></p:presentation>',
      "ppt/_rels/presentation.xml.rels":
        '<Relationships><Relationship Id="r1" Target="slides/slide1.xml"/><Relationship Id="r2" Target="slides/slide2.xml"/></Relationships>',
      "ppt/slides/slide1.xml": `<p:sld>${shape("body", "Keep it dry", "Keep it warm")}${shape("title", "Care")}${shape("sldNum", "1")}</p:sld>`,
      "ppt/slides/slide2.xml": `<p:sld>${shape("title", "Warranty")}${shape("body", "Seven years")}</p:sld>`,
      "ppt/slides/_rels/slide2.xml.rels":
        '<Relationships><Relationship Id="n" Target="../notesSlides/notesSlide1.xml"/></Relationships>',
      "ppt/notesSlides/notesSlide1.xml": `<p:notes>${shape("sldImg", "x")}${shape("body", "From the day of delivery")}</p:notes>`,
    });
    const { text, blocks } = joinPages(await readPptx(openArchive(zip)), undefined);
    expect(text).toMatch(/Care\n+- Keep it dry\n+- Keep it warm/);
    const warranty = blocks.find((block) => block.text.includes("Seven years"));
    expect(warranty?.page).toBe(2);
    expect(text).toContain("From the day of delivery");
    expect(text).not.toMatch(/^1$/m);
  });
});

describe("a book", () => {
  const book = (more: Record<string, string> = {}): Record<string, string> => ({
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
    "OEBPS/book.opf":
      '<package><metadata><dc:title>Lamps</dc:title><dc:language>de</dc:language></metadata><manifest><item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="b%20c.xhtml"/><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>',
    "OEBPS/nav.xhtml": "<html><body><p>contents</p></body></html>",
    "OEBPS/a.xhtml": "<html><body><h1>First</h1><p>Alpha.</p></body></html>",
    "OEBPS/b c.xhtml": "<html><body><h1>Second</h1><p>Beta.</p></body></html>",
    ...more,
  });

  it("is read along its spine", async () => {
    const { title, language, text } = joinPages(await readEpub(openArchive(await makeZip(book()))), undefined);
    expect([title, language]).toEqual(["Lamps", "de"]);
    expect(text).toMatch(/First[\s\S]*Alpha\.[\s\S]*Second[\s\S]*Beta\./);
    expect(text).not.toContain("contents");
  });

  it("that is protected says so, scrambled fonts aside", async () => {
    const protectedBy = (file: string) => ({ "META-INF/encryption.xml": `<e><CipherReference URI="${file}"/></e>` });
    const read = async (file: string) => readEpub(openArchive(await makeZip(book(protectedBy(file)))));
    expect(await codeOf(() => read("OEBPS/a.xhtml"))).toBe("encrypted");
    expect(await codeOf(() => read("OEBPS/font.otf"))).toBe("none");
  });
});

describe("an archive", () => {
  it("that is none, or holds none of what it should, is damaged", async () => {
    expect(await codeOf(() => openArchive(new Uint8Array(100)))).toBe("damaged");
    expect(await codeOf(() => openArchive(new Uint8Array(0)))).toBe("damaged");
    const other = await makeZip({ "readme.txt": "x" });
    expect(await codeOf(() => readDocx(openArchive(other)))).toBe("damaged");
    for (let cut = 1; cut < other.length; cut += 7) {
      const code = await codeOf(async () => openArchive(other.slice(0, other.length - cut)).text("readme.txt"));
      expect(code, String(cut)).toBe("damaged");
    }
  });

  it("under a password says so", async () => {
    const compound = new Uint8Array(600);
    compound.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    expect(await codeOf(() => openArchive(compound))).toBe("encrypted");
  });

  it("is refused as soon as it inflates beyond the limit, whatever it declares", async () => {
    const zeros = "0".repeat(FILE_LIMITS.xmlBytes + 1);
    const honest = await makeZip({ "word/document.xml": zeros });
    expect(honest.length).toBeLessThan(200_000);
    expect(await codeOf(() => readDocx(openArchive(honest)))).toBe("too-large");
    const lying = await makeZip({ "word/document.xml": zeros }, { declare: 100 });
    expect(await codeOf(() => readDocx(openArchive(lying)))).toBe("too-large");
  });

  it("nested deeper than any program writes is refused at once", async () => {
    const xml = `<w:document><w:body>${"<w:tbl><w:tr><w:tc>".repeat(500_000)}</w:body></w:document>`;
    expect(await codeOf(async () => readDocx(openArchive(await makeZip({ "word/document.xml": xml }))))).toBe(
      "damaged",
    );
  });

  it("with entities of its own is not read", async () => {
    const zip = await makeZip({ "word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><w:document>&a;</w:document>' });
    expect(await codeOf(() => readDocx(openArchive(zip)))).toBe("damaged");
  });
});

describe("comma-separated values", () => {
  it.each([
    [
      "a,b\n1,2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a;b\r\n1;2,5\r\n",
      [
        ["a", "b"],
        ["1", "2,5"],
      ],
    ],
    [
      'a,b\n"x, ""y""\nz",2',
      [
        ["a", "b"],
        ['x, "y" z', "2"],
      ],
    ],
    [
      "a\tb\n\n1\t2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["", []],
  ])("%j", (text, rows) => expect(parseCsv(text)).toEqual({ rows, isCut: false }));

  it.each([
    ["rows", "a,b\n".repeat(TABLE_LIMITS.rows), false],
    ["one row more", "a,b\n".repeat(TABLE_LIMITS.rows + 1), true],
    ["empty rows more", "a,b\n".repeat(TABLE_LIMITS.rows) + ",\n\n", false],
    ["columns", "a,".repeat(TABLE_LIMITS.columns - 1) + "b", false],
    ["one column more", "a,".repeat(TABLE_LIMITS.columns) + "b", true],
  ])("says whether anything was left out: %s", async (_, text, isCut) => {
    const read = await formatOfType("text/csv")!.extract(
      new TextEncoder().encode(text),
      { charset: undefined, title: undefined },
      undefined,
    );
    const warnings = "warnings" in read ? read.warnings! : [];
    expect(warnings.map(({ code }) => code)).toEqual(isCut ? ["too-large"] : []);
  });
});
