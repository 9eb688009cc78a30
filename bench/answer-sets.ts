/**
 * Questions with and without an answer, each with the sources the product would hand to its generator.
 * Measuring is `answers.ts`.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chunkDocument } from "../worker/knowledge/chunk.ts";
import { extractDocument } from "../worker/knowledge/extract/extract.ts";
import type { RetrievedChunk } from "../worker/chat/retrieve.ts";
import { createFullTextIndex, type FullTextIndex } from "../worker/knowledge/index/full-text.ts";
import { diversify } from "../worker/knowledge/index/fuse.ts";
import { plainText } from "../worker/knowledge/extract/plain-text.ts";
import { searchFullText } from "../worker/knowledge/index/search.ts";
import { createVocabulary } from "../worker/knowledge/index/vocabulary.ts";
import { detectLanguage, type Language } from "../worker/knowledge/language/terms.ts";
import { reachOf } from "../worker/adapters/embedded/generator/reach.ts";
import type { Prompt } from "../worker/prompt.ts";
import { createMemorySql } from "../worker/test/node/sqlite.ts";

const DATA = join(import.meta.dirname, "../../shared/data/");
/** As `chat/answer` hands them over. */
const SOURCES = 8;
/** As `chat/retrieve` has them at hand, and of how many of the best pages it takes more. */
const SPARE = 16;
const BEST = 3;
const CANDIDATES = 50;

export interface Case {
  set: string;
  /** Of the question. */
  language: string;
  question: string;
  /** `how-to`: the whole section with its steps is wanted. */
  kind?: string;
  answerable: boolean;
  /** Pages that answer it. */
  pages: ReadonlySet<string>;
  /** A passage an answer should hold, as it stands in its page; undefined where the set has none. */
  evidence: string | undefined;
  prompt: Prompt;
  /** Never listed among the wrong ones: what nobody reads, nobody fits anything to. */
  heldOut?: boolean;
  /** Page of each source. */
  sourcePages: readonly string[];
  /** The sources as the search found them, without neighbours of the best ones. */
  found: readonly RetrievedChunk[];
}

type Found = Pick<Case, "prompt" | "sourcePages" | "found">;

interface Page {
  id: string;
  title?: string;
  text: string;
  markdown: boolean;
  html?: boolean;
}

export function hasAnswerSets(): boolean {
  return existsSync(DATA);
}

const readLines = <T>(path: string): T[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

function createPrompts(pages: readonly Page[]): (question: string, without?: ReadonlySet<string>) => Found {
  const sql = createMemorySql();
  const index: FullTextIndex = createFullTextIndex(sql);
  const vocabulary = createVocabulary(sql);
  index.create();
  vocabulary.create();
  const chunks = pages.flatMap(({ id, title, text, markdown, html }) => {
    const document = extractDocument({
      content: text,
      contentType: html ? "text/html" : markdown ? "text/markdown" : "text/plain",
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
    vocabulary.learn(Object.values(fields));
  });
  const languages: Language[] = [...new Set(chunks.map(({ language }) => language))];
  return (question, without) => {
    const has = (row: number): boolean => !without?.has(chunks[row]!.page);
    const within = without && { share: 1, has, rows: () => [...chunks.keys()].filter(has) };
    const search = searchFullText(index, vocabulary, { question, limit: CANDIDATES, within, languages });
    const matches = search.matches.map(({ rowid }) => rowid);
    const asked = search.corrected ?? question;
    const ordered = diversify(matches.slice(0, SOURCES + SPARE), (row) => chunks[row]!.page);
    const best = ordered.slice(0, SOURCES);
    // As `chat/retrieve` adds them.
    const reach = reachOf(asked);
    const first = best.slice(0, BEST);
    const onPages = ordered.slice(SOURCES).filter((row) => first.some((each) => isSamePage(each, row)));
    const around = first.flatMap((row) => [row - 1, row + 1, row + 2].filter((near) => isSamePage(row, near)));
    const openings = best.map((row) => row - chunks[row]!.ordinal);
    const more = [...(reach.around ? [...onPages, ...around] : []), ...(reach.openings ? openings : [])];
    const rows = [...new Set([...best, ...more])];
    return {
      sourcePages: rows.map((row) => chunks[row]!.page),
      found: best.map((row) => chunkOf(chunks[row]!)),
      prompt: {
        instructions: "",
        question: asked,
        standaloneQuestion: asked,
        history: [],
        sources: rows.map((row, at) => {
          const { title, headingPath, text, page, ordinal } = chunks[row]!;
          return { number: at + 1, title, headingPath, url: null, text, place: { document: page, ordinal } };
        }),
        termWeights: search.weights,
      },
    };
  };

  function isSamePage(row: number, near: number): boolean {
    return chunks[near]?.page === chunks[row]!.page;
  }
}

/** As `nearPages` reads it. */
function chunkOf({
  page,
  title,
  headingPath,
  text,
  language,
}: {
  page: string;
  title: string;
  headingPath: string[];
  text: string;
  language: Language;
}): RetrievedChunk {
  const known = {
    documentId: page,
    chunkId: page,
    version: 1,
    contentType: "text/markdown",
    metadata: {},
    page: null,
    score: 1,
  } as const;
  return { ...known, title, headingPath, text, language, url: `https://site.example/${encodeURIComponent(page)}` };
}

interface JudgedQuestion {
  question: string;
  answerable: boolean;
  file: string | null;
  evidence: string | null;
  kind?: string;
}

/** A folder of `sites/`, with judged questions of the set beside it and of `bench/questions`. */
export function readSiteCases(name: string): Case[] {
  const questions = [
    join(DATA, "sites", `${name}.questions.jsonl`),
    join(import.meta.dirname, "questions", `${name}.jsonl`),
  ];
  const folder = join(DATA, "sites", name);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  const promptFor = createPrompts(
    files.sort().map((file) => ({ id: file, text: readFileSync(join(folder, file), "utf8"), markdown: true })),
  );
  return questions
    .filter((path) => existsSync(path))
    .flatMap((path) => readLines<JudgedQuestion>(path))
    .map(({ question, answerable, file, evidence, kind }) => ({
      set: name,
      language: "en",
      question,
      answerable,
      ...(kind === undefined ? {} : { kind }),
      pages: new Set(file === null ? [] : [file]),
      evidence: evidence ?? undefined,
      ...promptFor(question),
    }));
}

interface Shop {
  pages: { title: string; text: string }[];
  questions: { question: string; page: string }[];
}

/** Made-up shops, one a language, each fact once on a page of its own: asked with that page, and with it taken away. */
export function readShopCases(): Case[] {
  const folder = join(import.meta.dirname, "shops");
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const { pages, questions } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Shop;
      const promptFor = createPrompts(pages.map(({ title, text }) => ({ id: title, title, text, markdown: true })));
      return questions.flatMap(({ question, page }) =>
        [true, false].map((answerable) => ({
          set: "shops",
          language: file.replace(/\.json$/, ""),
          question,
          answerable,
          pages: new Set(answerable ? [page] : []),
          evidence: undefined,
          ...(answerable ? promptFor(question) : promptFor(question, new Set([page]))),
        })),
      );
    });
}

interface Street {
  /** Of the pages and the questions, where the file is not called by it. */
  language?: string;
  pages: { title: string; text?: string; html?: string }[];
  questions: { question: string; page: string; evidence: string; kind?: string }[];
  /** Questions that no page answers. */
  none: string[];
}

/**
 * Small shops of many languages and a few small sites, each page with several facts, asked as visitors type: short,
 * colloquial, misspelled. Every second question is held out. Sites that name their language ("everyday sites") came later,
 * with tables, hours, prices and questions as their owners would write them.
 */
export function readStreetCases(): Case[] {
  const folder = join(import.meta.dirname, "street");
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const { language, pages, questions, none } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Street;
      const name = file.replace(/\.json$/, "");
      const isShop = /^[a-z]{2}$/.test(name);
      const promptFor = createPrompts(
        pages.map(({ title, text, html }) => ({
          id: title,
          title,
          text: text ?? html ?? "",
          markdown: true,
          html: html !== undefined,
        })),
      );
      const set = isShop ? "street shops" : language === undefined ? "street sites" : "everyday sites";
      const known = { set, language: isShop ? name : `${language ?? "en"}, ${name}` };
      return [
        ...questions.map(({ question, page, evidence, kind }, at): Case => ({
          ...known,
          question,
          ...(kind === undefined ? {} : { kind }),
          answerable: true,
          heldOut: at % 2 === 1,
          pages: new Set([page]),
          evidence,
          ...promptFor(question),
        })),
        ...none.map((question, at): Case => ({
          ...known,
          question,
          answerable: false,
          heldOut: at % 2 === 1,
          pages: new Set(),
          evidence: undefined,
          ...promptFor(question),
        })),
      ];
    });
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
        { set: name, language: "en", question: text, answerable: true, pages, evidence: answer, ...promptFor(text) },
        {
          set: name,
          language: "en",
          question: text,
          answerable: false,
          pages: new Set<string>(),
          evidence: undefined,
          ...promptFor(text, pages),
        },
      ];
    });
}
