/** Identifiers: how ours are made, and which ones from outside are accepted. */

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Random lower-case base 36 text. 25 characters hold 129 bits. */
export function randomId(length = 25): string {
  let id = "";
  while (id.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 252 is the largest multiple of 36 in a byte: dropping the rest keeps the draw even.
      if (byte < 252 && id.length < length) id += ALPHABET[byte % 36];
    }
  }
  return id;
}

/** Ids that clients choose for conversations and messages: URL-safe, 1 to 128 characters. */
export const CLIENT_ID = /^[\w.~:-]{1,128}$/;

/** Ids that owners choose for documents: printable ASCII, so that every vector store can hold them. */
export const DOCUMENT_ID = /^[\x21-\x7e]{1,512}$/;
