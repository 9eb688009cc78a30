/**
 * What a search sees of one bot: its chunks' words in the language of their document, and all the words they
 * are written in. Kept in step with the chunks, inside the caller's transaction.
 */

import type { ContentType } from "./extract/formats.ts";
import { plainText } from "./extract/plain-text.ts";
import { createFullTextIndex } from "./index/full-text.ts";
import { searchFullText, weighStems, type TextSearch, type TextSearchRequest } from "./index/search.ts";
import { createVocabulary } from "./index/vocabulary.ts";
import { detectLanguage, type Language, languageOf } from "./language/terms.ts";

export interface IndexedChunk {
  title: string;
  headingPath: readonly string[];
  /** Of the page's author: every chunk of a page is found by what it is said to be about. */
  keywords: string;
  contentType: ContentType;
  text: string;
  /** Of its document. */
  language: Language;
}

export type SearchIndex = ReturnType<typeof createSearchIndex>;

/** UTF-16 units that tell a document's language. */
const SAMPLE = 4_000;

export function createSearchIndex(sql: SqlStorage) {
  const fullText = createFullTextIndex(sql);
  const vocabulary = createVocabulary(sql);
  let languages: readonly Language[] | undefined;

  /** Of the documents that answer, the commonest first. */
  function listLanguages(): readonly Language[] {
    languages ??= sql
      .exec<{ read_in: Language }>(
        "SELECT read_in FROM documents WHERE read_in IS NOT NULL GROUP BY read_in ORDER BY count(*) DESC, read_in",
      )
      .toArray()
      .map((row) => row.read_in);
    return languages;
  }

  /** @param chunks with the rows they have */
  function add(chunks: readonly (IndexedChunk & { id: number })[]): void {
    const fields = chunks.map(({ title, headingPath, keywords, contentType, text }) => ({
      title,
      headings: [...headingPath, keywords].join("\n"),
      text: indexedText(contentType, text),
    }));
    chunks.forEach(({ id, language }, at) => fullText.add(id, fields[at]!, language));
    vocabulary.learn(fields.flatMap((each) => Object.values(each)));
  }

  return {
    create(): void {
      fullText.create();
      vocabulary.create();
    },

    add,
    remove: (id: number): void => fullText.remove(id),

    /** What a document is read in, and noted of it. @param declared as the document has it */
    readLanguage(documentId: string, texts: Iterable<string>, keywords: string, declared: string | null): Language {
      let sample = "";
      for (const text of texts) if ((sample += `${text}\n`).length > SAMPLE) break;
      const language = detectLanguage(sample, { declared: languageOf(declared), likely: listLanguages() });
      sql.exec("UPDATE documents SET read_in = ?, keywords = ? WHERE document_id = ?", language, keywords, documentId);
      languages = undefined;
      return language;
    },

    /** To be called where documents went. */
    forgetLanguages(): void {
      languages = undefined;
    },

    search: (request: Omit<TextSearchRequest, "languages">): TextSearch =>
      searchFullText(fullText, vocabulary, { ...request, languages: listLanguages() }),

    /** How much each stem tells chunks apart; one that none holds the most. */
    weigh: (stems: readonly string[]): Map<string, number> => weighStems(fullText, stems),

    /** Some chunks that an index of an earlier version alone holds; none where all have been added again. */
    outdated: (limit: number): number[] => fullText.outdated(limit),
  };
}

/** Words as a reader sees them: Markdown marks and link targets would only be noise in the index. */
export function indexedText(contentType: ContentType, text: string): string {
  if (contentType === "text/plain") return text;
  // HTML was made plain when it was extracted, but for the marks at line starts that keep its structure.
  return plainText(text, { inline: contentType === "text/markdown" });
}
