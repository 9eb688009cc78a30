/** Small PDF files for tests, written object by object (ISO 32000-1). */

export interface PdfPageText {
  /** Size and lines, from the top down; points that a line's letters are set apart by. */
  lines: { size: number; text: string; apart?: number }[];
}

const WIDTH = 595;
const HEIGHT = 842;

export function makePdf(pages: readonly PdfPageText[], { title }: { title?: string } = {}): Uint8Array<ArrayBuffer> {
  const contents = pages.map(({ lines }) => {
    let top = HEIGHT - 160;
    return lines
      .map(({ size, text, apart = 0 }) => {
        top -= size * 1.3;
        const letters = [...text].map((letter) => `(${escapeText(letter)})`).join(` ${(-1_000 * apart) / size} `);
        return `BT /F1 ${size} Tf 72 ${top.toFixed(1)} Td ${apart > 0 ? `[${letters}] TJ` : `(${escapeText(text)}) Tj`} ET`;
      })
      .join("\n");
  });
  return writePdf(
    contents,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    title === undefined ? {} : { info: `<< /Title (${escapeText(title)}) >>` },
  );
}

/** A page whose rows run upwards from its right edge's left, as a wide table's: their cells 100 points apart. */
export function makeTurned(rows: readonly (readonly string[])[]): Uint8Array<ArrayBuffer> {
  const cells = rows.flatMap((row, line) =>
    row.map((text, at) => `BT /F1 10 Tf 0 1 -1 0 ${150 + 14 * line} ${100 + 100 * at} Tm (${escapeText(text)}) Tj ET`),
  );
  return writePdf(
    [cells.join("\n")],
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    {},
  );
}

/** Rows of a table, one line a row; the points at which the columns begin. */
export function makeTable(rows: readonly (readonly string[])[], columns: readonly number[]): Uint8Array<ArrayBuffer> {
  const cells = rows.flatMap((row, line) =>
    row.map((text, at) => `BT /F1 10 Tf ${columns[at]} ${700 - 18 * line} Td (${escapeText(text)}) Tj ET`),
  );
  return writePdf(
    [cells.join("\n")],
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    {},
  );
}

/** A line of Arabic without spaces between its words, as some programs write it. @param words as they are spoken */
export function makeArabic(words: readonly string[]): Uint8Array<ArrayBuffer> {
  const letters = [...new Set(words.join(""))];
  const code = (letter: string): string => (65 + letters.indexOf(letter)).toString(16);
  const pairs = letters.map((letter) => `<${code(letter)}> <${letter.charCodeAt(0).toString(16).padStart(4, "0")}>`);
  const map = stream(
    "",
    `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <00> <FF> endcodespacerange ${pairs.length} beginbfchar ${pairs.join(" ")} endbfchar endcmap end end`,
  );
  // From left to right as it is seen.
  const seen = words.toReversed().map((word) => `<${[...word].toReversed().map(code).join("")}>`);
  const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>";
  return writePdf([`BT /F1 12 Tf 72 700 Td [${seen.join(" -400 ")}] TJ ET`], font, { image: map });
}

/** A form with a line for each field: its name, and beside it what was filled in. */
export function makeForm(
  fields: readonly { label: string; type: "Tx" | "Ch" | "Btn"; value?: string; flags?: number; inherited?: boolean }[],
): Uint8Array<ArrayBuffer> {
  const first = 100;
  const objects = new Map<number, string>();
  const widgets = fields.map(({ type, value, flags = 0, inherited }, at) => {
    const id = first + 2 * at;
    const said = `/FT /${type} /T (f${at}) /Ff ${flags} ${value === undefined ? "" : `/V (${escapeText(value)})`} ${type === "Ch" ? "/Opt [(One) (Two)]" : ""}`;
    const place = `/Type /Annot /Subtype /Widget /F 4 /Rect [200 ${700 - 30 * at - 4} 400 ${700 - 30 * at + 14}]`;
    objects.set(id, `<< ${place} ${inherited === true ? `/Parent ${id + 1} 0 R` : said} >>`);
    if (inherited === true) objects.set(id + 1, `<< ${said} /Kids [${id} 0 R] >>`);
    return id;
  });
  const roots = fields.map(({ inherited }, at) => (inherited === true ? widgets[at]! + 1 : widgets[at]!));
  const refs = (ids: readonly number[]): string => ids.map((id) => `${id} 0 R`).join(" ");
  const lines = fields.map(({ label }, at) => `BT /F1 12 Tf 72 ${700 - 30 * at} Td (${escapeText(label)}) Tj ET`);
  return writePdf(
    [lines.join("\n")],
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    {
      objects,
      catalog: `/AcroForm << /Fields [${refs(roots)}] /DA (/F1 12 Tf 0 g) >>`,
      page: `/Annots [${refs(widgets)}]`,
    },
  );
}

/** A page that is one picture, or strips of one. */
export function makeScan(strips = 1): Uint8Array<ArrayBuffer> {
  const height = HEIGHT / strips;
  const drawn = Array.from({ length: strips }, (_, at) => `q ${WIDTH} 0 0 ${height} 0 ${at * height} cm /I1 Do Q`);
  return writePdf([drawn.join("\n")], undefined, {
    image: stream(
      "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
      "abcd",
    ),
  });
}

/** Text whose font says that its letters are of private use. */
export function makeGarbled(): Uint8Array<ArrayBuffer> {
  const map = stream(
    "",
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <E020> endbfrange endcmap end end",
  );
  const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>";
  return writePdf(["BT /F1 12 Tf 72 700 Td (Nobody can read what stands here at all) Tj ET"], font, { image: map });
}

/** What opens with a password alone. */
export function makeProtected(): Uint8Array<ArrayBuffer> {
  const key = "<" + "5a".repeat(32) + ">";
  return writePdf(["BT ET"], undefined, {
    trailer: `/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O ${key} /U ${key} >> /ID [<00> <00>]`,
  });
}

/** @param packed a deflated stream */
export function makeWithStream(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(
    `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`,
  );
  const foot = new TextEncoder().encode("\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n");
  const all = new Uint8Array(head.length + packed.length + foot.length);
  all.set(head);
  all.set(packed, head.length);
  all.set(foot, head.length + packed.length);
  return all;
}

interface More {
  info?: string;
  image?: string;
  trailer?: string;
  catalog?: string;
  page?: string;
  objects?: ReadonlyMap<number, string>;
}

function writePdf(
  contents: readonly string[],
  font: string | undefined,
  { info, image, trailer = "", catalog = "", page = "", objects: more = new Map<number, string>() }: More,
): Uint8Array<ArrayBuffer> {
  const objects = new Map(more);
  const first = 10;
  objects.set(1, `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`);
  const kids = contents.map((_, at) => `${first + 2 * at} 0 R`).join(" ");
  objects.set(2, `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`);
  if (font !== undefined) objects.set(3, font);
  if (info !== undefined) objects.set(4, info);
  if (image !== undefined) objects.set(6, image);
  const resources = `<< ${font === undefined ? "" : "/Font << /F1 3 0 R >>"} ${image === undefined ? "" : "/XObject << /I1 6 0 R >>"} >>`;
  contents.forEach((content, at) => {
    const id = first + 2 * at;
    objects.set(
      id,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Resources ${resources} /Contents ${id + 1} 0 R ${page} >>`,
    );
    objects.set(id + 1, stream("", content));
  });
  let text = "%PDF-1.4\n";
  const offsets = new Map<number, number>();
  for (const [id, body] of objects) {
    offsets.set(id, text.length);
    text += `${id} 0 obj\n${body}\nendobj\n`;
  }
  const size = Math.max(...objects.keys()) + 1;
  const at = text.length;
  text += `xref\n0 ${size}\n`;
  for (let id = 0; id < size; id++) {
    const offset = offsets.get(id);
    text += offset === undefined ? "0000000000 65535 f \n" : `${String(offset).padStart(10, "0")} 00000 n \n`;
  }
  text += `trailer\n<< /Size ${size} /Root 1 0 R ${info === undefined ? "" : "/Info 4 0 R"} ${trailer} >>\nstartxref\n${at}\n%%EOF\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function stream(dictionary: string, content: string): string {
  return `<< ${dictionary} /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

function escapeText(text: string): string {
  return text.replace(/[\\()]/g, "\\$&");
}
