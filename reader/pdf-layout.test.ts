/** Lines as the engine gives them → what a reader sees: what runs through all pages, and what only looks like it. */

import { describe, expect, it } from "vitest";
import type { PdfLine, PdfPage } from "./pdf-engine.ts";
import { layOut } from "./pdf-layout.ts";

const line = (text: string, bottom: number, more: Partial<PdfLine> = {}): PdfLine => ({
  text,
  left: 72,
  right: 72 + 6 * text.length,
  bottom,
  size: 11,
  weight: 400,
  gaps: [],
  ...more,
});
const page = (...lines: PdfLine[]): PdfPage => ({ width: 595, height: 842, lines, picture: 0 });
const BODY = "The reading lamp stands on the table and shines until morning";
const pages = (count: number, edge: (n: number) => PdfLine[]): PdfPage[] =>
  Array.from({ length: count }, (_, at) => page(...edge(at + 1), line(`${BODY} ${"abcdefgh"[at % 8]}.`, 500)));

describe("what stands at the edge of pages", () => {
  it.each<[string, (n: number) => string]>([
    ["the same everywhere", () => "Lamp handbook"],
    ["with the number of the page", (n) => `Lamp handbook ${n}`],
    ["with another first number", (n) => `${n + 40} | Edition 2026`],
    ["of so many pages", (n) => `Page ${n} of 8`],
    ["in Roman numbers", (n) => ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"][n - 1]!],
    ["one on the left and one on the right", (n) => (n % 2 === 0 ? "Handbook" : "Edition of May")],
  ])("is left out where it runs through all of them: %s", (_, head) => {
    const html = layOut(pages(8, (n) => [line(head(n), 820)]));
    for (const [at, each] of html.entries()) expect(each).not.toContain(`>${head(at + 1)}<`);
    expect(html.every((each) => each.includes(BODY))).toBe(true);
  });

  it.each<[string, (n: number) => string]>([
    ["rows of a table that differ by their figures", (n) => `Lamp ${(n * 37) % 11} costs ${(n * 53) % 17},90`],
    ["what stands on two pages alone", (n) => (n < 3 ? "For your safety" : `Chapter of ${BODY.split(" ")[n % 9]}`)],
  ])("stays where it says something: %s", (_, head) => {
    const html = layOut(pages(8, (n) => [line(head(n), 820)]));
    for (const [at, each] of html.entries()) expect(each).toContain(head(at + 1));
  });
});

describe("lists", () => {
  it("keep their numbers and letters, also where a paragraph stands between two items", () => {
    const [html] = layOut([
      page(
        line("1. Unpack the lamp", 700),
        line("Mind the glass.", 660),
        line("2. Plug it in", 620),
        line("a) at the wall", 580),
        line("b) at the table", 560),
      ),
    ]);
    expect(html).toContain('<li value="1">Unpack the lamp</li>');
    expect(html).toContain('<li value="2">Plug it in</li>');
    expect(html).toContain("<li>a) at the wall</li><li>b) at the table</li>");
  });
});

describe("words that were broken at the end of a line", () => {
  // How the engine marks a hyphen at which it has joined two lines.
  it.each([
    ["by the engine's mark", "and then they were connec\ufffe", "tive tissue", "", "connective tissue"],
    [
      "by a hyphen, where the word stands whole elsewhere",
      "and then they were connec-",
      "tive tissue",
      "a connective one",
      "connective tissue",
    ],
    [
      "at a hyphen of its own",
      "and they looked for a long\ufffe",
      "term answer",
      "this is a long-term one",
      "long-term answer",
    ],
    ["at a hyphen, where nothing tells", "and they looked for a half-", "eaten apple", "", "half-eaten apple"],
  ])("are one again: %s", (_, first, second, elsewhere, whole) => {
    const html = layOut([
      page(line(first, 700), line(second, 686), ...(elsewhere === "" ? [] : [line(elsewhere, 500)])),
    ])[0]!;
    expect(html).toContain(whole);
    expect(html).not.toMatch(/[\ufffe\u0002]/);
  });
});

describe("running heads of chapters", () => {
  const chapters = (size: number) =>
    pages(9, (n) => [line(`Chapter ${n <= 4 ? "of lamps" : "of wicks"}`, 820, { size }), line(`${n}`, 30)]);

  it("are left out where they stand on some pages in a row", () => {
    expect(layOut(chapters(9)).join("")).not.toContain("Chapter of");
  });

  it("and headings that count on are not", () => {
    const html = layOut(pages(6, (n) => [line(`Chapter ${n}`, 800, { size: 18 })]));
    for (const [at, each] of html.entries()) expect(each).toContain(`<h1>Chapter ${at + 1}</h1>`);
  });
});

/** Words at their places, as a line of a table has them. */
const row = (bottom: number, ...cells: [text: string, left: number][]): PdfLine => {
  const gaps: PdfLine["gaps"] = [];
  let text = "";
  let right = 0;
  for (const [word, left] of cells) {
    if (text !== "") gaps.push({ at: text.length, left: right, right: left });
    text += text === "" ? word : ` ${word}`;
    right = left + 5 * word.length;
  }
  return line(text, bottom, { left: cells[0]![1], right, gaps });
};
const tableOf = (...lines: PdfLine[]) => layOut([page(line(BODY, 780), ...lines, line(`${BODY} at least`, 300))])[0]!;

describe("a table", () => {
  it("is read row by row, figures under each other by their left or right ends", () => {
    const html = tableOf(
      row(700, ["Vessel", 72], ["Lock", 240], ["Season", 330]),
      row(680, ["Canoe", 72], ["2.00", 240], ["40.00", 335]),
      row(660, ["Barge up to 20 m", 72], ["9.00", 240], ["260.00", 330]),
    );
    expect(html).toContain(
      "<table><tr><th>Vessel</th><th>Lock</th><th>Season</th></tr><tr><td>Canoe</td><td>2.00</td><td>40.00</td></tr><tr><td>Barge up to 20 m</td><td>9.00</td><td>260.00</td></tr></table>",
    );
  });

  it("keeps an empty cell empty", () => {
    const html = tableOf(
      row(700, ["Passage", 72], ["12", 240], ["24.00", 330]),
      row(680, ["Power", 72], ["41", 240], ["16.40", 330]),
      row(660, ["Total", 225], ["40.40", 330]),
    );
    expect(html).toContain("<tr><td></td><td>Total</td><td>40.40</td></tr>");
  });

  it("joins the lines of a cell, also where the cells of a row stand in the middle of it", () => {
    const html = tableOf(
      row(700, ["Code", 72], ["Meaning", 130], ["What to do", 300]),
      row(674, ["Look for wood between", 300]),
      row(667, ["E1", 72], ["The gate did not close", 130]),
      row(660, ["the leaves of it and", 300]),
      row(646, ["press the button", 300]),
      row(620, ["Switch the pump off", 300]),
      row(613, ["E2", 72], ["No answer of the pump", 130]),
      row(606, ["and wait", 300]),
    );
    expect(html).toContain(
      "<tr><td>E1</td><td>The gate did not close</td><td>Look for wood between the leaves of it and press the button</td></tr>",
    );
    expect(html).toContain("<td>E2</td><td>No answer of the pump</td><td>Switch the pump off and wait</td>");
  });

  it.each<[string, PdfLine[]]>([
    [
      "a list with its marks set off",
      [
        row(700, ["1.", 72], ["Unpack it", 100]),
        row(680, ["2.", 72], ["Plug it in", 100]),
        row(660, ["3.", 72], ["Wait", 100]),
      ],
    ],
    [
      "lines whose words are spread",
      [
        row(700, ["The reading", 72], ["lamp stands", 150]),
        row(680, ["on the", 72], ["table all", 118], ["night long", 190]),
        row(660, ["and it", 72], ["shines", 130]),
      ],
    ],
    [
      "two lines that happen to have a gap",
      [row(700, ["Mill Lane 8", 72], ["3 Quay Street", 300]), row(680, ["Leith", 72], ["Porto", 300])],
    ],
  ])("is not seen in %s", (_, lines) => {
    expect(tableOf(...lines)).not.toContain("<table>");
  });

  it("is not what a page in columns is, line by line", () => {
    const left = [
      "The keeper writes down when a",
      "ship has passed the tower and",
      "how far the light was seen by",
      "its crew in the night. He then",
      "sends the book to town, where",
      "it is read by nobody at all in",
      "most of the years that it has",
      "been written there by hand.",
    ];
    const right = left.map((text) => text.toUpperCase());
    const html = tableOf(...left.map((text, at) => row(700 - 14 * at, [text, 72], [right[at]!, 320])));
    expect(html).not.toContain("<table>");
    expect(html).toContain("seen by its crew in the night. He then sends the book to town");
    expect(html).toContain("SEEN BY ITS CREW IN THE NIGHT.");
  });
});

describe("a paragraph", () => {
  it("goes on in narrow columns with ragged ends", () => {
    const texts = [
      "Section 1 begins. In dry",
      "summers the canal is closed",
      "between noon and four, so",
      "that the reservoir can fill",
      "again. Notices hang there.",
    ];
    const html = layOut([
      page(line("Three at once", 790, { size: 20, right: 500 }), ...texts.map((text, at) => line(text, 700 - 13 * at))),
    ])[0]!;
    expect(html).toContain(`<p>${texts.join(" ")}</p>`);
  });

  it("goes on in a column under a head that reaches over all of them", () => {
    const texts = [
      "The canal was dug in the",
      "year of the flood, and its",
      "locks were built of oak,",
      "which holds to this day.",
    ];
    const html = layOut([
      page(
        line("Harbour notes on canals, on locks, on gates and on their keepers: part one", 760),
        ...texts.map((text, at) => line(text, 700 - 13 * at)),
      ),
    ])[0]!;
    expect(html).toContain(`<p>${texts.join(" ")}</p>`);
  });

  it("goes on behind the number of a note that stands above its line", () => {
    const html = layOut([
      page(
        line(BODY, 700),
        line("It was dug in 1714.", 686, { right: 180 }),
        line("7", 691, { left: 180, right: 184, size: 7 }),
        line("In summer the gates are shut from noon on.", 686, { left: 186, right: 440 }),
      ),
    ])[0]!;
    expect(html).toContain("It was dug in 1714. 7 In summer the gates");
  });

  it("of an address ends with each of its lines", () => {
    const html = layOut([
      page(
        line(BODY, 700),
        line(BODY, 686),
        ...["Canal office", "3 Quay Street", "Tel. 0191 555 0170"].map((text, at) =>
          line(text, 640 - 14 * at, { left: 400 }),
        ),
      ),
    ])[0]!;
    expect(html).toContain("<p>Canal office</p><p>3 Quay Street</p><p>Tel. 0191 555 0170</p>");
  });

  it("from right to left has its signs behind figures", () => {
    expect(layOut([page(line("ממתינות ליד העמוד מספר .12", 700))])[0]).toContain("מספר 12.");
  });
});
