/**
 * How well the product's own retrieval finds the right page on judged sets, and what each of its choices
 * is worth: column weights, pairs of words, the share of the embedded embedder's vectors, and even rank
 * fusion for comparison. `node bench/retrieval.ts` prints the tables by themselves; with `OPENAI_API_KEY` it
 * measures the shares of that embedder, as `docs/openai.md` says.
 */

import { createHashedStemsEmbedder } from "../worker/adapters/embedded/embedder.ts";
import { createVectorIndex } from "../worker/knowledge/vectors/vector-index.ts";
import { createOpenAIEmbedder } from "../worker/adapters/openai/embedder.ts";
import { createFullTextIndex, FULL_TEXT_WEIGHTS, type FullTextWeights } from "../worker/knowledge/index/full-text.ts";
import { diversify, fuse, type Scored } from "../worker/knowledge/index/fuse.ts";
import { readQuery } from "../worker/knowledge/language/terms.ts";
import type { Sql } from "../worker/sqlite/sql.ts";
import type { Embedder } from "../worker/ports.ts";
import { createMemorySql } from "../worker/test/node/sqlite.ts";
import { hasJudgedSets, type JudgedSet, readPassages, readSite } from "./retrieval-sets.ts";

/** Candidates of each side, as the product asks for them. */
const CANDIDATES = 50;

interface Indexed {
  set: JudgedSet;
  sql: Sql;
  /** Nearest chunks of every question. */
  nearest: Scored<number>[][];
}

type Rank = (indexed: Indexed, question: number) => number[];

/** Name in the tables, and the shares that are tried. */
interface Measured {
  name: string;
  embedder: Embedder;
  shares: number[];
}

const STEMS: Measured = {
  name: "hashed stems",
  embedder: createHashedStemsEmbedder(),
  shares: [0.1, 0.15, 0.2, 0.3, 0.5],
};

/** The one that the environment names as a deployment's would. */
function openHosted(): Measured | undefined {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL, OPENAI_EMBEDDING_DIMENSIONS: dimensions } = process.env;
  const model = process.env["OPENAI_EMBEDDING_MODEL"] ?? "text-embedding-3-small";
  if (!apiKey) return undefined;
  const embedder = createOpenAIEmbedder({
    apiKey,
    model,
    ...(baseURL ? { baseURL } : {}),
    ...(dimensions ? { dimensions: Number(dimensions) } : {}),
  });
  return { name: model, embedder, shares: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] };
}

async function index(set: JudgedSet, embedder: Embedder): Promise<Indexed> {
  const sql = createMemorySql();
  const fullText = createFullTextIndex(sql);
  const vectors = createVectorIndex(sql);
  fullText.create();
  vectors.create();
  set.chunks.forEach((chunk, rowid) => fullText.add(rowid, chunk, "en"));
  const values = await embedder.embed(
    set.chunks.map(({ title, headings, text }) => `${title}\n${headings}\n${text}`),
    "document",
  );
  vectors.upsert(values.map((vector, rowid) => ({ id: String(rowid), values: vector, metadata: {} })));
  const questions = await embedder.embed(
    set.questions.map(({ text }) => text),
    "query",
  );
  const nearest = questions.map((vector) =>
    vectors.query(vector, CANDIDATES).map(({ id, score }) => ({ id: Number(id), score })),
  );
  return { set, sql, nearest };
}

function searchText({ set, sql }: Indexed, question: number, weights: FullTextWeights): Scored<number>[] {
  return createFullTextIndex(sql, weights)
    .search(readQuery(set.questions[question]!.text, "en"), CANDIDATES)
    .map(({ rowid, score }) => ({ id: rowid, score }));
}

function byFullText(changes: Partial<FullTextWeights> = {}): Rank {
  return (indexed, question) => searchText(indexed, question, { ...FULL_TEXT_WEIGHTS, ...changes }).map(({ id }) => id);
}

function byBoth(weight: number): Rank {
  return (indexed, question) =>
    fuse(searchText(indexed, question, FULL_TEXT_WEIGHTS), indexed.nearest[question]!, weight).map(({ id }) => id);
}

function byEvenRanks(): Rank {
  return (indexed, question) => {
    const sums = new Map<number, number>();
    for (const list of [searchText(indexed, question, FULL_TEXT_WEIGHTS), indexed.nearest[question]!]) {
      list.forEach(({ id }, place) => sums.set(id, (sums.get(id) ?? 0) + 1 / (60 + place + 1)));
    }
    return [...sums].sort((a, b) => b[1] - a[1]).map(([id]) => id);
  };
}

interface Figures {
  ndcg: number;
  recall3: number;
  mrr: number;
}

/** Of pages, each standing where its best chunk stands. */
function measure(indexed: Indexed, rank: Rank): Figures {
  const { questions, chunks } = indexed.set;
  const sum: Figures = { ndcg: 0, recall3: 0, mrr: 0 };
  questions.forEach(({ relevant }, question) => {
    const pages = [...new Set(rank(indexed, question).map((chunk) => chunks[chunk]!.page))];
    let gain = 0;
    let ideal = 0;
    for (let place = 0; place < 10; place++) {
      if (relevant.has(pages[place] ?? "")) gain += 1 / Math.log2(place + 2);
      if (place < relevant.size) ideal += 1 / Math.log2(place + 2);
    }
    const first = pages.findIndex((page) => relevant.has(page));
    sum.ndcg += gain / ideal;
    sum.recall3 += pages.slice(0, 3).filter((page) => relevant.has(page)).length / relevant.size;
    sum.mrr += first < 0 ? 0 : 1 / (first + 1);
  });
  const { length } = questions;
  return { ndcg: sum.ndcg / length, recall3: sum.recall3 / length, mrr: sum.mrr / length };
}

/** Questions whose right page is among the first five matches, as `POST /v1/search` lists them. */
function countFirstFive(indexed: Indexed, rank: Rank, perGroup: number): number {
  const { questions, chunks } = indexed.set;
  return questions.filter(({ relevant }, question) =>
    diversify(rank(indexed, question), (chunk) => chunks[chunk]!.page, { perGroup })
      .slice(0, 5)
      .some((chunk) => relevant.has(chunks[chunk]!.page)),
  ).length;
}

function tableOf(header: string[], rows: string[][]): string {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Markdown; a sentence where the judged sets are absent. Of the report: with the embedded embedder, whatever keys there are. */
export async function benchRetrieval({ name, embedder, shares }: Measured = STEMS): Promise<string> {
  if (!hasJudgedSets())
    return "The judged sets are not beside this repository (`../shared/data`): nothing was measured.";
  const passages = await Promise.all(
    ["claude-docs", "clapnq-dev", "xquad-en"].map((set) => index(readPassages(set), embedder)),
  );
  const site = await index(readSite("hono"), embedder);
  const methods: [name: string, rank: Rank][] = [
    ["full text", byFullText()],
    ["… title × 1", byFullText({ title: 1 })],
    ["… title × 2", byFullText({ title: 2 })],
    ["… headings × 1", byFullText({ headings: 1 })],
    ["… without pairs of words", byFullText({ pairs: 0 })],
    ...shares.map((weight): [string, Rank] => [
      `full text + ${name}, ${weight}${weight === embedder.weight ? " (**the product**)" : ""}`,
      byBoth(weight),
    ]),
    [`${name} alone`, byBoth(1)],
    [`full text + ${name}, even ranks (RRF 60)`, byEvenRanks()],
  ];
  const rows = methods.map(([name, rank]) => {
    const figures = passages.map((indexed) => measure(indexed, rank));
    const mean = figures.reduce((sum, { ndcg }) => sum + ndcg, 0) / figures.length;
    const cells = figures.map(({ ndcg, recall3, mrr }) => `${three(ndcg)} / ${three(recall3)} / ${three(mrr)}`);
    const five = [1, 2, Infinity].map((perGroup) => countFirstFive(site, rank, perGroup)).join(" / ");
    return [name, three(mean), ...cells, five];
  });
  const header = [
    "method",
    "mean nDCG",
    ...passages.map(({ set }) => set.name),
    `${site.set.name}, of ${site.set.questions.length}`,
  ];
  const sizes = [...passages, site].map(
    ({ set }) => `${set.name} ${set.pages} pages, ${set.chunks.length} chunks, ${set.questions.length} questions`,
  );
  return [
    `Judged sets: ${sizes.join("; ")}. Sets of passages: nDCG@10 / recall@3 / MRR of pages. Site: questions whose page is`,
    "among the first five matches, with one chunk a page there, with two, and with any number.",
    "",
    tableOf(header, rows),
  ].join("\n");
}

function three(figure: number): string {
  return figure.toFixed(3).replace(/^0/, "");
}

if (import.meta.main) console.log(await benchRetrieval(openHosted()));
