/** Presentations (ECMA-376, PresentationML): a page a slide, its title a heading, then its text, tables and notes. */

import { readTitle } from "./docx.ts";
import { escapeText } from "../worker/knowledge/extract/csv.ts";
import type { FileContent, Page } from "./pages.ts";
import { damaged } from "./refusal.ts";
import { readRelations, readXml } from "./xml.ts";
import type { Archive } from "./zip.ts";

export async function readPptx(archive: Archive): Promise<FileContent> {
  const presentation = await archive.text("ppt/presentation.xml");
  if (presentation === undefined) throw damaged();
  const parts = readRelations(await archive.text("ppt/_rels/presentation.xml.rels"), "ppt");
  const ids: string[] = [];
  readXml(presentation, {
    open: (name, attributes) => void (name === "p:sldId" && ids.push(attributes["r:id"] ?? "")),
  });
  const pages: Page[] = [];
  for (const [index, id] of ids.entries()) {
    const path = parts.get(id) ?? "";
    const slide = await archive.text(path);
    if (slide === undefined || /<p:sld[^>]*\sshow="0"/.test(slide)) continue;
    const file = path.split("/").at(-1)!;
    const beside = readRelations(await archive.text(`ppt/slides/_rels/${file}.rels`), "ppt/slides");
    const notes = [...beside.values()].find((target) => target.startsWith("ppt/notesSlides/"));
    const said = notes === undefined ? "" : writeShapes((await archive.text(notes)) ?? "", true);
    pages.push({ number: index + 1, html: writeShapes(slide, false) + said });
  }
  return { title: await readTitle(archive), pages };
}

/** @param isNotes of a slide's notes only what was said counts: the rest repeats the slide */
function writeShapes(source: string, isNotes: boolean): string {
  let html = "";
  let kind = "";
  let paragraphs: string[] = [];
  let text = "";
  let reads = false;
  let cell: string[] | undefined;

  function finish(): void {
    const lines = paragraphs.filter((line) => line !== "").map(escapeText);
    paragraphs = [];
    if (lines.length === 0 || /^(sldNum|dt|ftr|hdr|sldImg)$/.test(kind) || (isNotes && kind !== "body")) return;
    if (/^(title|ctrTitle)$/.test(kind)) html = `<h2>${lines.join(" ")}</h2>${html}`;
    else if (lines.length === 1 || isNotes) html += lines.map((line) => `<p>${line}</p>`).join("");
    else html += `<ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>`;
  }

  readXml(source, {
    open(name, attributes) {
      if (name === "p:sp") kind = "";
      else if (name === "p:ph") kind = attributes["type"] ?? "body";
      else if (name === "a:p") text = "";
      else if (name === "a:t") reads = true;
      else if (name === "a:br") text += " ";
      else if (name === "a:tbl") html += "<table>";
      else if (name === "a:tr") html += "<tr>";
      else if (name === "a:tc") cell = [];
    },
    close(name) {
      if (name === "a:t") reads = false;
      else if (name === "a:p") (cell ?? paragraphs).push(text.replace(/\s+/g, " ").trim());
      else if (name === "p:sp") finish();
      else if (name === "a:tc") {
        html += `<td>${escapeText((cell ?? []).join(" ").trim())}</td>`;
        cell = undefined;
      } else if (name === "a:tr") html += "</tr>";
      else if (name === "a:tbl") html += "</table>";
    },
    text: (content) => void (reads && (text += content)),
  });
  return html;
}
