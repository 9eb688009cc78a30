/** Identifiers: how ours are made, and which ones from outside are accepted. */

/** Random lower-case base 36 text. 25 characters hold 129 bits. */
export function randomId(length = 25): string {
  let id = "";
  while (id.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 252 is the largest multiple of 36 in a byte: dropping the rest keeps the draw even.
      if (byte < 252 && id.length < length) id += (byte % 36).toString(36);
    }
  }
  return id;
}

/** Ids that clients choose for conversations and messages: URL-safe, 1 to 128 characters. */
export const CLIENT_ID = /^(?!\.{1,2}$)[\w.~:-]{1,128}$/;

/** False for `.` and `..`: URLs take them for steps, so nothing of that id could be read or deleted again. */
export function fitsInPath(id: string): boolean {
  return id !== "." && id !== "..";
}
