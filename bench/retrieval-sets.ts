/**
 * Judged questions and the pages that answer them, cut into chunks by the product's own extraction. The
 * sets lie beside the repository and are not part of it; measuring is `retrieval.ts`.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chunkDocument } from "../worker/knowledge/chunk.ts";
import { extractDocument, type TextType } from "../worker/knowledge/extract/extract.ts";
import { plainText } from "../worker/knowledge/extract/plain-text.ts";

export interface JudgedChunk {
  page: string;
  title: string;
  headings: string;
  text: string;
}

export interface JudgedQuestion {
  text: string;
  /** Pages that answer it. */
  relevant: ReadonlySet<string>;
}

export interface JudgedSet {
  name: string;
  pages: number;
  chunks: JudgedChunk[];
  questions: JudgedQuestion[];
}

const DATA = join(import.meta.dirname, "../../shared/data/");

export function hasJudgedSets(): boolean {
  return existsSync(DATA);
}

function readLines(path: string): string[] {
  return readFileSync(path, "utf8").trim().split("\n");
}

function chunksOf(page: string, content: string, contentType: TextType, title?: string): JudgedChunk[] {
  const document = extractDocument({ content, contentType, ...(title === undefined ? {} : { title }) });
  return chunkDocument(document).map(({ headingPath, text }) => ({
    page,
    title: document.title,
    headings: [...headingPath, document.keywords].join("\n"),
    text: contentType === "text/plain" ? text : plainText(text),
  }));
}

/** A folder of `ir/`: passages with a title each. */
export function readPassages(name: string): JudgedSet {
  const folder = join(DATA, "ir", name);
  const passages = readLines(join(folder, "corpus.jsonl")).map(
    (line) => JSON.parse(line) as { id: string; title: string; text: string },
  );
  const relevant = new Map<string, Set<string>>();
  for (const line of readLines(join(folder, "qrels.tsv")).slice(1)) {
    const [question = "", page = "", score] = line.split("\t");
    if (Number(score) > 0) relevant.set(question, (relevant.get(question) ?? new Set()).add(page));
  }
  return {
    name,
    pages: passages.length,
    chunks: passages.flatMap(({ id, title, text }) => chunksOf(id, text, "text/plain", title)),
    questions: readLines(join(folder, "queries.jsonl")).flatMap((line) => {
      const { id, text } = JSON.parse(line) as { id: string; text: string };
      const pages = relevant.get(id);
      return pages === undefined ? [] : [{ text, relevant: pages }];
    }),
  };
}

/** A folder of `sites/` and its answerable questions: Markdown pages as their owner would send them. */
export function readSite(name: string): JudgedSet {
  const folder = join(DATA, "sites", name);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  return {
    name,
    pages: files.length,
    chunks: files.sort().flatMap((file) => chunksOf(file, readFileSync(join(folder, file), "utf8"), "text/markdown")),
    questions: readLines(join(DATA, "sites", `${name}.questions.jsonl`)).flatMap((line) => {
      const { question, answerable, file } = JSON.parse(line) as {
        question: string;
        answerable: boolean;
        file: string;
      };
      return answerable ? [{ text: question, relevant: new Set([file]) }] : [];
    }),
  };
}
