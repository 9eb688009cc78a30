/** Whether what was quoted once still stands in the bot's knowledge: in a live chunk of its source, or in an answer of the owner. */

/** A citation as it was told. */
export interface CitedQuote {
  quote: string;
  /** Of its source, without a text fragment; null where the document has none. */
  url: string | null;
  title: string;
}

/** Costs a look at the chunks of one document each. */
export function isLiveQuote(sql: SqlStorage, { quote, url, title }: CitedQuote): boolean {
  const inChunk = sql.exec(
    `SELECT 1 FROM documents JOIN chunks USING (document_id)
     WHERE (documents.url = ?1 OR documents.title = ?2) AND instr(chunks.text, ?3) > 0 LIMIT 1`,
    url,
    title,
    quote,
  );
  if (inChunk.toArray().length > 0) return true;
  return sql.exec("SELECT 1 FROM curated WHERE instr(answer, ?) > 0 LIMIT 1", quote).toArray().length > 0;
}
