/** The same values, the first of which is asked for at once and not when somebody reads. To be read by somebody, once. */
export function readAhead<T>(values: AsyncGenerator<T, void>): AsyncIterable<T> {
  const first = values.next();
  // The reader gets the error.
  first.catch(() => undefined);
  return (async function* () {
    try {
      const { done, value } = await first;
      if (done) return;
      yield value;
      yield* values;
    } finally {
      await values.return();
    }
  })();
}
