/**
 * Curated answers of one bot: what the owner wrote, with the questions that it is for. Found by a question that is asked
 * like one of them: nearly the same telling words, the same figures, and as much denied.
 */

import type { Metadata } from "./metadata.ts";
import { contentTerms, wordsOf } from "./language/terms.ts";

export interface CuratedInput {
  answerId: string;
  questions: readonly string[];
  answer: string;
  url: string | null;
  metadata: Metadata;
}

export interface CuratedView {
  answer_id: string;
  questions: string[];
  answer: string;
  url: string | null;
  metadata: Metadata;
  created_at: string;
  updated_at: string;
}

/** What is said to a question that was asked like one of an answer's. */
export interface CuratedMatch {
  answerId: string;
  /** The owner's question. */
  question: string;
  answer: string;
  url: string | null;
}

/** How much of the telling words of both have to be in both. One word in three that is another is another question. */
const ALIKE_LEAST = 0.75;
/** Questions that share a word with the one that is asked, looked at more closely. */
const CANDIDATES = 200;
const DENIES =
  /^(not|no|never|without|cannot|don|doesn|didn|isn|aren|won|can't|unable|nicht|kein\w*|ohne|nie|pas|sans|jamais|sin|nunca|não|nao|sem|non|senza|mai|niet|geen|zonder)$/u;

export type Curated = ReturnType<typeof createCurated>;

/** @param weigh stem → how much it tells pages of this bot apart */
export function createCurated(sql: SqlStorage, weigh: (stems: readonly string[]) => ReadonlyMap<string, number>) {
  function remove(answerId: string): boolean {
    sql.exec(
      "DELETE FROM curated_terms WHERE question IN (SELECT rowid FROM curated_questions WHERE answer_id = ?)",
      answerId,
    );
    sql.exec("DELETE FROM curated_questions WHERE answer_id = ?", answerId);
    return sql.exec("DELETE FROM curated WHERE answer_id = ?", answerId).rowsWritten > 0;
  }

  function questionsOf(answerId: string): string[] {
    return sql
      .exec<{ text: string }>("SELECT text FROM curated_questions WHERE answer_id = ? ORDER BY rowid", answerId)
      .toArray()
      .map(({ text }) => text);
  }

  const viewOf = (row: CuratedRow): CuratedView => ({
    answer_id: row.answer_id,
    questions: questionsOf(row.answer_id),
    answer: row.answer,
    url: row.url,
    metadata: JSON.parse(row.metadata) as Metadata,
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  });

  function view(answerId: string): CuratedView | undefined {
    const row = sql.exec<CuratedRow>("SELECT * FROM curated WHERE answer_id = ?", answerId).toArray()[0];
    return row && viewOf(row);
  }

  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS curated (
          answer_id TEXT PRIMARY KEY, answer TEXT NOT NULL, url TEXT, metadata TEXT NOT NULL,
          created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE IF NOT EXISTS curated_questions (answer_id TEXT NOT NULL, text TEXT NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS curated_questions_by_answer ON curated_questions (answer_id);
        CREATE TABLE IF NOT EXISTS curated_terms (
          term TEXT NOT NULL, question INTEGER NOT NULL, PRIMARY KEY (term, question)
        ) STRICT, WITHOUT ROWID;
      `);
    },

    count: (): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM curated").one().n,

    /** The same id replaces. To be called in a transaction. */
    put({ answerId, questions, answer, url, metadata }: CuratedInput, at: number): CuratedView {
      const before = sql
        .exec<{ created_at: number }>("SELECT created_at FROM curated WHERE answer_id = ?", answerId)
        .toArray()[0];
      remove(answerId);
      sql.exec(
        "INSERT INTO curated VALUES (?, ?, ?, ?, ?, ?)",
        answerId,
        answer,
        url,
        JSON.stringify(metadata),
        before?.created_at ?? at,
        at,
      );
      for (const text of questions) {
        sql.exec("INSERT INTO curated_questions VALUES (?, ?)", answerId, text);
        const { id } = sql.exec<{ id: number }>("SELECT last_insert_rowid() AS id").one();
        for (const term of new Set(contentTerms(text))) sql.exec("INSERT INTO curated_terms VALUES (?, ?)", term, id);
      }
      return view(answerId)!;
    },

    remove,
    view,

    /** In order of their ids, from just after `cursor`. */
    list(limit: number, cursor: string | undefined): CuratedView[] {
      return sql
        .exec<CuratedRow>("SELECT * FROM curated WHERE answer_id > ? ORDER BY answer_id LIMIT ?", cursor ?? "", limit)
        .toArray()
        .map(viewOf);
    },

    /** The answer whose question is asked most alike, of those that `accepts` lets through. */
    find(asked: string, accepts: (answer: CuratedView) => boolean): CuratedMatch | undefined {
      const terms = [...new Set(contentTerms(asked))].slice(0, 32);
      const slots = terms.map(() => "?").join(", ");
      const candidates = sql
        .exec<{ answer_id: string; text: string }>(
          `SELECT answer_id, text FROM curated_questions JOIN
             (SELECT question, count(*) AS shared FROM curated_terms WHERE term IN (${slots})
              GROUP BY question ORDER BY shared DESC, question LIMIT ${CANDIDATES}) ON question = curated_questions.rowid`,
          ...terms,
        )
        .toArray();
      const ranked = candidates
        .map(({ answer_id, text }) => ({ answerId: answer_id, text, alike: likeness(asked, text, weigh) }))
        .filter(({ alike }) => alike >= ALIKE_LEAST)
        .sort((a, b) => b.alike - a.alike || a.answerId.localeCompare(b.answerId));
      for (const { answerId, text } of ranked) {
        const found = view(answerId)!;
        if (accepts(found)) return { answerId, question: text, answer: found.answer, url: found.url };
      }
      return undefined;
    },
  };
}

/** 0 to 1: the weight of the stems in both questions against that of the stems in either. */
export function likeness(
  asked: string,
  question: string,
  weigh: (stems: readonly string[]) => ReadonlyMap<string, number>,
): number {
  const [mine, theirs] = [new Set(contentTerms(asked)), new Set(contentTerms(question))];
  const all = [...mine.union(theirs)];
  const differs = [...mine.symmetricDifference(theirs)];
  // Another figure is another question, however much else is alike; and so is its denial.
  if (differs.some((term) => /\p{N}/u.test(term)) || denials(asked) !== denials(question)) return 0;
  const weights = weigh(all);
  const weightOf = (terms: readonly string[]): number => terms.reduce((sum, term) => sum + (weights.get(term) ?? 1), 0);
  const whole = weightOf(all);
  return whole === 0 ? 0 : 1 - weightOf(differs) / whole;
}

function denials(text: string): number {
  return wordsOf(text).filter((word) => DENIES.test(word)).length % 2;
}

interface CuratedRow extends Record<string, SqlStorageValue> {
  answer_id: string;
  answer: string;
  url: string | null;
  metadata: string;
  created_at: number;
  updated_at: number;
}
