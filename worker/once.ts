/**
 * A value that outlives the request that made it. Requests share values and never promises: what is awaited belongs to the
 * request that began it, and ends with it when its client leaves. Those that come before the value is there make their own.
 */

export function createOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let made: { value: T } | undefined;
  return async () => {
    if (made === undefined) {
      const value = await make();
      made ??= { value };
    }
    return made.value;
  };
}
