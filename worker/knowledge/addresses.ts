/** Which of a bot's documents stand at an address, and which one its site begins with. */

export function createAddresses(sql: SqlStorage) {
  const idsOf = (rows: Iterable<{ document_id: string }>): string[] => Array.from(rows, ({ document_id: id }) => id);
  return {
    /** Live documents at an address, however its end is written. */
    atAddress(url: string): string[] {
      const bare = url.replace(/[?#].*$/, "").replace(/(?:\/index)?(?:\.html?)?\/?$/, "");
      const ways = [bare, `${bare}/`, `${bare}.html`, `${bare}/index.html`, `${bare}.htm`];
      const slots = ways.map(() => "?").join(", ");
      const query = `SELECT document_id FROM documents WHERE live_version IS NOT NULL AND url IN (${slots})`;
      return idsOf(sql.exec<{ document_id: string }>(query, ...ways));
    },

    /** Live documents, those with the shortest addresses first: where a site begins. */
    nearestToRoot(): string[] {
      const query =
        "SELECT document_id FROM documents WHERE live_version IS NOT NULL AND url IS NOT NULL ORDER BY length(url), url LIMIT 20";
      return idsOf(sql.exec<{ document_id: string }>(query));
    },
  };
}
