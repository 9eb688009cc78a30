/**
 * A bot in memory under Node: the product's own documents, index, search and story of an answer, without a Worker
 * around them and without vectors. For what has to be asked by the hundred, and for what benchmarks measure.
 */

import type { StreamChunk } from "../../../shared/stream.ts";
import { BOT_DEFAULTS } from "../../../shared/config.ts";
import type { NearPage, Outcome } from "../../../shared/chat.ts";
import { answer, type Spent } from "../../chat/answer.ts";
import { createKnowledgeStore, openTables } from "../../durable/knowledge-store.ts";
import { createEngines } from "../../engines.ts";
import type { ContentType } from "../../knowledge/extract/formats.ts";
import { readDocument } from "../../knowledge/read.ts";
import type { AnswerBot, CitedTurn, PromptTurn } from "../../prompt.ts";
import type { TenantScope } from "../../tenancy/scope.ts";
import { createMemorySql } from "./sqlite.ts";

export interface MemoryDocument {
  id: string;
  content: string;
  contentType: ContentType;
  title?: string;
  url: string;
}

export interface MemoryAnswer {
  outcome: Outcome | undefined;
  /** With markers. */
  text: string;
  citations: { quote: string; title: string; url: string | null }[];
  pages: NearPage[];
  /** The question with its spelling put right. */
  used: string | undefined;
  chunks: StreamChunk[];
}

export interface MemoryBot {
  /** A document as it is from now on; an answer that is on its way was searched for in the old one. */
  replace(document: MemoryDocument): Promise<void>;
  /** @param page address of the page the visitor is on */
  ask(question: string, history?: readonly PromptTurn[], page?: string): Promise<MemoryAnswer>;
  /** One after the other in one conversation; the answers. */
  talk(questions: readonly string[], page?: string): Promise<MemoryAnswer[]>;
}

export async function openMemoryBot(
  documents: readonly MemoryDocument[],
  settings: Partial<AnswerBot> = {},
  { afterSearch }: { afterSearch?: () => Promise<void> } = {},
): Promise<MemoryBot> {
  const store = createKnowledgeStore(createStorage());
  openTables(store);
  const versions = new Map<string, number>();
  async function put({ id, content, contentType, title, url }: MemoryDocument): Promise<void> {
    const bytes = new TextEncoder().encode(content);
    const version = (versions.get(id) ?? 0) + 1;
    versions.set(id, version);
    const hash = `${id} ${version}`;
    const known = { documentId: id, title, url, contentType, metadata: {}, hash, bytes, charset: undefined };
    store.documents.put({ ...known, sourceId: null, sentHash: null });
    store.documents.take(id, version, await readDocument(known, undefined));
  }
  for (const document of documents) await put(document);
  const scope = {
    botId: "bot_0000000000000000000000000",
    knowledgeBase: {
      curatedAnswer: async () => undefined,
      searchText: async (...asked: Parameters<typeof store.search.byText>) => store.search.byText(...asked),
      async resolve(...asked: Parameters<typeof store.search.resolve>) {
        const resolved = store.search.resolve(...asked);
        await afterSearch?.();
        return resolved;
      },
      ofPage: async (...asked: Parameters<typeof store.search.ofPage>) => store.search.ofPage(...asked),
      holdsQuote: async (chunkId: string, quote: string) => store.search.holdsQuote(chunkId, quote),
    },
  } as unknown as TenantScope;
  const engines = createEngines({ EMBEDDER: "none" }, () => 0);
  const bot: AnswerBot = {
    name: "Test",
    instructions: "",
    noAnswerText: BOT_DEFAULTS.no_answer_text,
    language: null,
    texts: {},
    synonyms: [],
    contact: {},
    whenDown: "extractive",
    whenSpent: "extractive",
    ...settings,
  };

  async function ask(question: string, history: readonly PromptTurn[] = [], page?: string): Promise<MemoryAnswer> {
    const request = {
      answerId: "msg_1",
      conversationId: "c_1",
      question,
      history,
      bot,
      filter: undefined,
      page,
      withoutModel: false,
    };
    const usage: Spent = { input_tokens: 0, output_tokens: 0, calls: 0 };
    const said: MemoryAnswer = { outcome: undefined, text: "", citations: [], pages: [], used: undefined, chunks: [] };
    const titles = new Map<string, string>();
    for await (const chunk of answer(engines, scope, request, usage, new AbortController().signal)) {
      said.chunks.push(chunk);
      if (chunk.type === "text-delta") said.text += chunk.delta;
      if (chunk.type === "source-url" || chunk.type === "source-document")
        titles.set(chunk.sourceId, chunk.title ?? "");
      if (chunk.type === "data-pages") said.pages = chunk.data.pages;
      if (chunk.type === "data-spelling") said.used = chunk.data.used;
      if (chunk.type === "finish") said.outcome = chunk.messageMetadata.outcome;
      if (chunk.type === "data-citation") {
        const { quote, url, source_id: id } = chunk.data;
        said.citations.push({ quote, url, title: titles.get(id) ?? "" });
      }
    }
    return said;
  }

  return {
    replace: put,
    ask,
    async talk(questions, page) {
      const history: PromptTurn[] = [];
      const answers: MemoryAnswer[] = [];
      for (const question of questions) {
        const said = await ask(question, history, page);
        answers.push(said);
        history.push({ role: "user", text: question }, { role: "assistant", text: said.text, cited: citedOf(said) });
      }
      return answers;
    },
  };
}

/** As a conversation keeps them. */
function citedOf({ chunks, citations }: MemoryAnswer): CitedTurn[] {
  const told = chunks.filter((chunk) => chunk.type === "data-citation");
  return citations.map(({ quote, url, title }, at) => ({
    quote,
    url: url === null ? null : url.replace(/#.*$/, ""),
    title,
    start: told[at]!.data.start,
  }));
}

/** As much of a Durable Object's storage as the stores of a bot's knowledge use. */
function createStorage(): DurableObjectStorage {
  const memory = createMemorySql();
  const sql = {
    exec(query: string, ...bindings: SqlStorageValue[]) {
      // A Durable Object takes several statements at once.
      const [last = "", ...before] = query.split(/;\s*(?=\S)/).toReversed();
      for (const statement of before.toReversed()) memory.exec(statement);
      const rows = [...memory.exec(last, ...bindings)];
      return {
        toArray: () => rows,
        one: () => rows[0],
        [Symbol.iterator]: () => rows[Symbol.iterator](),
      };
    },
  };
  return { sql, transactionSync: <T>(work: () => T): T => work() } as unknown as DurableObjectStorage;
}
