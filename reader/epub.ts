/** E-books (EPUB 3): the chapters of the spine, in its order. */

import { Refusal, damaged } from "./refusal.ts";
import type { FileContent, Page } from "./pages.ts";
import { readXml, resolvePath } from "./xml.ts";
import type { Archive } from "./zip.ts";

export async function readEpub(archive: Archive): Promise<FileContent> {
  const container = await archive.text("META-INF/container.xml");
  let packagePath = "";
  readXml(container ?? "", {
    open: (name, { "full-path": path }) => void (name === "rootfile" && (packagePath ||= path ?? "")),
  });
  const source = await archive.text(packagePath);
  if (source === undefined) throw damaged();
  const protection = (await archive.text("META-INF/encryption.xml")) ?? "";
  // Fonts are often scrambled in books that anybody may read.
  if (/\.(xhtml|html|htm)["']/i.test(protection))
    throw new Refusal("encrypted", "This book is protected against copying. Send a copy that is not.");

  const folder = packagePath.split("/").slice(0, -1).join("/");
  const { title, language, chapters } = readPackage(source);
  const pages: Page[] = [];
  for (const href of chapters) {
    const chapter = await archive.text(resolvePath(folder, decodePath(href)));
    if (chapter !== undefined) pages.push({ html: /<body[^>]*>([\s\S]*)<\/body>/i.exec(chapter)?.[1] ?? chapter });
  }
  return { title, language, pages };
}

function readPackage(source: string): { title: string | undefined; language: string | undefined; chapters: string[] } {
  const hrefs = new Map<string, string>();
  const chapters: string[] = [];
  let title = "";
  let language = "";
  let inside = "";
  readXml(source, {
    open(name, attributes) {
      inside = name;
      if (name === "item" || name === "opf:item") {
        // The list of chapters repeats their headings.
        if (!/\bnav\b/.test(attributes["properties"] ?? ""))
          hrefs.set(attributes["id"] ?? "", attributes["href"] ?? "");
      } else if (name === "itemref" || name === "opf:itemref") {
        const href = hrefs.get(attributes["idref"] ?? "");
        if (href !== undefined && attributes["linear"] !== "no") chapters.push(href);
      }
    },
    close: () => (inside = ""),
    text(text) {
      if (inside === "dc:title" && title === "") title = text;
      else if (inside === "dc:language" && language === "") language = text.trim();
    },
  });
  return { title: title || undefined, language: language || undefined, chapters };
}

function decodePath(href: string): string {
  try {
    return decodeURIComponent(href.split("#")[0]!);
  } catch {
    return href;
  }
}
