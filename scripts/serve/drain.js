const READ_BYTES = 256 * 1024;

/**
 * Takes what was refused unread off the wire, as Cloudflare's network does: a client that is still sending would find the
 * connection closed, and never read why.
 *
 * @param {ReadableStream<Uint8Array> | null} body
 * @param {number} most bytes; of more than that the connection may close
 */
export async function drain(body, most) {
  if (body === null || body.locked) return;
  const reader = body.getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(READ_BYTES);
  try {
    for (let left = most; left >= 0;) {
      // Each read wakes the Worker: an iterator would take four kilobytes at a time.
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) return;
      left -= value.byteLength;
      buffer = value.buffer;
    }
    await reader.cancel();
  } catch {
    // The client has gone.
  }
}
