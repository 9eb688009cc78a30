/**
 * Takes what was refused unread off the wire, as Cloudflare's network does: a client that is still sending would find the
 * connection closed, and never read why.
 *
 * @param {ReadableStream<Uint8Array> | null} body
 * @param {number} most bytes; of more than that the connection may close
 */
export async function drain(body, most) {
  if (body === null || body.locked) return;
  let left = most;
  try {
    for await (const part of body) if ((left -= part.byteLength) < 0) break;
  } catch {
    // The client has gone.
  }
}
