/**
 * One conversation as it is stored: turns, and the numbered events of each answer. A plain store: the
 * life of an answer is `conversation.ts`.
 */

import {
  type ChatMessage,
  type MessageMetadata,
  type MessagePart,
  type MessageStatus,
  type SourceDocumentPart,
  type SourceUrlPart,
  textOf,
} from "../../shared/chat.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import type { CitedTurn, PromptTurn } from "../prompt.ts";

export interface StoredMessage {
  seq: number;
  id: string;
  role: "user" | "assistant";
  parts: MessagePart[];
  metadata: MessageMetadata;
}

interface MessageRow extends Record<string, SqlStorageValue> {
  seq: number;
  id: string;
  role: "user" | "assistant";
  parts: string;
  metadata: string;
}

/** Turns of one conversation. Further questions are refused with a word about starting a new one. */
export const MESSAGES_MOST = 1_000;

export type Messages = ReturnType<typeof createMessages>;

export function createMessages(storage: DurableObjectStorage) {
  const { sql } = storage;

  function find(where: string, ...bindings: (string | number)[]): StoredMessage | undefined {
    const row = sql
      .exec<MessageRow>(`SELECT seq, id, role, parts, metadata FROM messages WHERE ${where} LIMIT 1`, ...bindings)
      .toArray()[0];
    return row === undefined ? undefined : stored(row);
  }

  function add(message: Omit<StoredMessage, "seq">, question: number | null = null): StoredMessage {
    const { seq } = sql
      .exec<{ seq: number }>(
        "INSERT INTO messages (id, role, parts, metadata, question, answer_status) VALUES (?, ?, ?, ?, ?, ?) RETURNING seq",
        message.id,
        message.role,
        JSON.stringify(message.parts),
        JSON.stringify(message.metadata),
        question,
        message.metadata.status ?? null,
      )
      .one();
    return { seq, ...message };
  }

  return {
    /** False for a conversation nobody has written to: asking about one leaves nothing behind. */
    exists(): boolean {
      return sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'messages'").toArray().length > 0;
    },

    // No index: a conversation is a thousand rows at the most, and one that is new costs a page for each.
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS messages (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL, role TEXT NOT NULL, parts TEXT NOT NULL, metadata TEXT NOT NULL,
          question INTEGER, answer_status TEXT
        ) STRICT;
        CREATE TABLE IF NOT EXISTS events (
          answer INTEGER NOT NULL, first INTEGER NOT NULL, chunks TEXT NOT NULL, PRIMARY KEY (answer, first)
        ) STRICT, WITHOUT ROWID;
      `);
    },

    count: () => sql.exec<{ n: number }>("SELECT count(*) AS n FROM messages").one().n,
    byId: (id: string) => find("id = ?", id),
    bySeq: (seq: number) => find("seq = ?", seq),
    lastQuestion: () => find("role = 'user' ORDER BY seq DESC"),
    /** The newest answer to a question; earlier attempts stay stored but are not shown. */
    answerTo: (question: number) => find("question = ? ORDER BY seq DESC", question),
    lastAnswer: () => find("role = 'assistant' ORDER BY seq DESC"),
    /** Of this answer, or of the last one. Undefined where there is none. */
    eventsOf(answerId: string | undefined): StreamChunk[] | undefined {
      const answer = answerId === undefined ? this.lastAnswer() : this.byId(answerId);
      return answer?.role === "assistant" ? this.events(answer.seq) : undefined;
    },
    unfinished: () => find("answer_status = 'streaming' ORDER BY seq DESC"),

    addQuestion(id: string, text: string, createdAt: number): StoredMessage {
      return add({
        id,
        role: "user",
        parts: [{ type: "text", text }],
        metadata: { created_at: new Date(createdAt).toISOString() },
      });
    },

    addAnswer(id: string, question: number, createdAt: number): StoredMessage {
      const metadata: MessageMetadata = { created_at: new Date(createdAt).toISOString(), status: "streaming" };
      return add({ id, role: "assistant", parts: [], metadata }, question);
    },

    /** @param first the number of the first of these events */
    addEvents(answer: number, first: number, chunks: readonly StreamChunk[]): void {
      sql.exec("INSERT OR REPLACE INTO events VALUES (?, ?, ?)", answer, first, JSON.stringify(chunks));
    },

    /** The stored events of an answer, in order; the first is number 1. */
    events(answer: number): StreamChunk[] {
      return sql
        .exec<{ chunks: string }>("SELECT chunks FROM events WHERE answer = ? ORDER BY first", answer)
        .toArray()
        .flatMap(({ chunks }) => JSON.parse(chunks) as StreamChunk[]);
    },

    finish(
      answer: StoredMessage,
      parts: readonly MessagePart[],
      metadata: MessageMetadata & { status: MessageStatus },
    ): void {
      sql.exec(
        "UPDATE messages SET parts = ?, metadata = ?, answer_status = ? WHERE seq = ?",
        JSON.stringify(parts),
        JSON.stringify({ ...answer.metadata, ...metadata }),
        metadata.status,
        answer.seq,
      );
    },

    rate(seq: number, rating: "up" | "down"): void {
      const message = find("seq = ?", seq);
      if (message !== undefined) {
        sql.exec(
          "UPDATE messages SET metadata = ? WHERE seq = ?",
          JSON.stringify({ ...message.metadata, rating }),
          seq,
        );
      }
    },

    /** Questions and, for each, its newest answer; oldest first. */
    shown(): ChatMessage[] {
      return sql
        .exec<MessageRow>(
          `SELECT seq, id, role, parts, metadata FROM messages AS shown
           WHERE role = 'user' OR seq = (SELECT max(seq) FROM messages WHERE question = shown.question) ORDER BY coalesce(question, seq), seq`,
        )
        .toArray()
        .map((row) => {
          const { id, role, parts, metadata } = stored(row);
          return { id, role, parts, metadata };
        });
    },

    /** The last few whole turns before a question, oldest first: at most `characters` of them. */
    historyBefore(question: number, turns: number, characters: number): PromptTurn[] {
      const rows = sql
        .exec<{ role: "user" | "assistant"; parts: string }>(
          `SELECT role, parts FROM messages WHERE seq < ? AND (role = 'user' OR answer_status = 'complete') AND coalesce(question, seq) <> ?
           ORDER BY coalesce(question, seq) DESC, seq DESC LIMIT ?`,
          question,
          question,
          turns * 2,
        )
        .toArray();
      const history: PromptTurn[] = [];
      let left = characters;
      for (const row of rows) {
        const parts = JSON.parse(row.parts) as MessagePart[];
        const text = textOf({ parts });
        left -= text.length;
        if (left < 0) break;
        const cited = citedIn(parts);
        history.unshift({ role: row.role, text, ...(cited.length === 0 ? {} : { cited }) });
      }
      return history;
    },
  };
}

/** With what tells each one's document apart. */
function citedIn(parts: readonly MessagePart[]): CitedTurn[] {
  return parts.flatMap((part) => {
    if (part.type !== "data-citation") return [];
    const { source_id: id, quote, start } = part.data;
    const source = parts.find(
      (each) => (each.type === "source-url" || each.type === "source-document") && each.sourceId === id,
    ) as SourceUrlPart | SourceDocumentPart | undefined;
    const url = source?.type === "source-url" ? source.url : null;
    return [{ quote, url, title: source?.title ?? "", start }];
  });
}

function stored(row: MessageRow): StoredMessage {
  return {
    seq: row.seq,
    id: row.id,
    role: row.role,
    parts: JSON.parse(row.parts) as MessagePart[],
    metadata: JSON.parse(row.metadata) as MessageMetadata,
  };
}
