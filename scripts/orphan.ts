/**
 * The other end of `run.mjs`: when that process vanishes, however it was killed, the channel it
 * holds closes, and this process ends too instead of going on unseen.
 */

/** Calls `gone` when the starter vanishes; does nothing where the script was started by hand. */
export function whenOrphaned(gone: () => void): void {
  if (process.channel === undefined || process.channel === null) return;
  process.once("disconnect", gone);
  // Listening must not keep a finished task alive.
  process.channel.unref();
}
