/**
 * Questions with and without an answer, each with the sources the product would hand to its generator.
 * Measuring is `answers.ts`.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chunkDocument } from "../worker/knowledge/chunk.ts";
import { extractDocument } from "../worker/knowledge/extract/extract.ts";
import { createFullTextIndex, type FullTextIndex } from "../worker/knowledge/index/full-text.ts";
import { searchFullText } from "../worker/knowledge/index/search.ts";
import { createVocabulary } from "../worker/knowledge/index/vocabulary.ts";
import { diversify } from "../worker/knowledge/index/fuse.ts";
import { plainText } from "../worker/knowledge/extract/plain-text.ts";
import { detectLanguage, type Language } from "../worker/knowledge/language/terms.ts";
import type { Prompt } from "../worker/ports.ts";
import { createMemorySql } from "../worker/test/node/sqlite.ts";

const DATA = join(import.meta.dirname, "../../shared/data/");
/** As `chat/answer` hands them over. */
const SOURCES = 8;
const CANDIDATES = 50;

export interface Case {
  set: string;
  question: string;
  answerable: boolean;
  /** Pages that answer it. */
  pages: ReadonlySet<string>;
  /** A passage an answer should hold, as it stands in its page; undefined where the set has none. */
  evidence: string | undefined;
  prompt: Prompt;
  /** Page of each source. */
  sourcePages: readonly string[];
}

interface Page {
  id: string;
  title?: string;
  text: string;
  markdown: boolean;
}

export function hasAnswerSets(): boolean {
  return existsSync(DATA);
}

const readLines = <T>(path: string): T[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

function createPrompts(
  pages: readonly Page[],
): (question: string, without?: ReadonlySet<string>) => Pick<Case, "prompt" | "sourcePages"> {
  const sql = createMemorySql();
  const index: FullTextIndex = createFullTextIndex(sql);
  const vocabulary = createVocabulary(sql);
  index.create();
  vocabulary.create();
  const chunks = pages.flatMap(({ id, title, text, markdown }) => {
    const document = extractDocument({
      content: text,
      contentType: markdown ? "text/markdown" : "text/plain",
      ...(title === undefined ? {} : { title }),
    });
    return chunkDocument(document).map((chunk) => ({
      ...chunk,
      page: id,
      title: document.title,
      keywords: document.keywords,
      markdown,
      language: detectLanguage(`${document.title}\n${document.text}`),
    }));
  });
  chunks.forEach(({ title, headingPath, keywords, text, markdown, language }, row) => {
    const headings = [...headingPath, keywords].join("\n");
    const fields = { title, headings, text: markdown ? plainText(text) : text };
    index.add(row, fields, language);
    for (const field of Object.values(fields)) vocabulary.learn(field);
  });
  const languages: Language[] = [...new Set(chunks.map(({ language }) => language))];
  return (question, without) => {
    const accepts = without && ((row: number) => !without.has(chunks[row]!.page));
    const { matches, weights } = searchFullText(index, vocabulary, { question, limit: CANDIDATES, accepts, languages });
    const found = matches.map(({ rowid }) => chunks[rowid]!);
    const sources = diversify(found, ({ page }) => page).slice(0, SOURCES);
    return {
      sourcePages: sources.map(({ page }) => page),
      prompt: {
        instructions: "",
        question,
        standaloneQuestion: question,
        history: [],
        sources: sources.map(({ title, headingPath, text }, at) => ({
          number: at + 1,
          title,
          headingPath,
          url: null,
          text,
        })),
        termWeights: weights,
      },
    };
  };
}

/** A folder of `sites/`, with judged questions beside it or in `questions`. */
export function readSiteCases(name: string, questions = join(DATA, "sites", `${name}.questions.jsonl`)): Case[] {
  const folder = join(DATA, "sites", name);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  const promptFor = createPrompts(
    files.sort().map((file) => ({ id: file, text: readFileSync(join(folder, file), "utf8"), markdown: true })),
  );
  return readLines<{ question: string; answerable: boolean; file: string | null; evidence: string | null }>(
    questions,
  ).map(({ question, answerable, file, evidence }) => ({
    set: name,
    question,
    answerable,
    pages: new Set(file === null ? [] : [file]),
    evidence: evidence ?? undefined,
    ...promptFor(question),
  }));
}

/**
 * A folder of `ir/`: each question twice, once with its pages and once with them taken away, as the nearest
 * thing to a question the documents do not answer.
 */
export function readPassageCases(name: string, most: number): Case[] {
  const folder = join(DATA, "ir", name);
  const promptFor = createPrompts(
    readLines<{ id: string; title: string; text: string }>(join(folder, "corpus.jsonl")).map((page) => ({
      ...page,
      markdown: false,
    })),
  );
  const relevant = new Map<string, Set<string>>();
  for (const line of readFileSync(join(folder, "qrels.tsv"), "utf8").trim().split("\n").slice(1)) {
    const [question = "", page = "", score] = line.split("\t");
    if (Number(score) > 0) relevant.set(question, (relevant.get(question) ?? new Set()).add(page));
  }
  const queries = readLines<{ id: string; text: string; answer?: string }>(join(folder, "queries.jsonl")).filter(
    ({ id }) => relevant.has(id),
  );
  const step = Math.max(1, Math.floor(queries.length / most));
  return queries
    .filter((_query, at) => at % step === 0)
    .slice(0, most)
    .flatMap(({ id, text, answer }) => {
      const pages = relevant.get(id)!;
      return [
        { set: name, question: text, answerable: true, pages, evidence: answer, ...promptFor(text) },
        {
          set: name,
          question: text,
          answerable: false,
          pages: new Set<string>(),
          evidence: undefined,
          ...promptFor(text, pages),
        },
      ];
    });
}
