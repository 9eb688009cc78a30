/**
 * Fetches a file once it is wanted. What has failed is left alone for a while, unless the visitor asks for it; nothing
 * is tried while offline.
 *
 * @param onBrought after it is here
 * @returns to be called whenever it is wanted; true once it is here
 */
export function whenWanted(onBrought: () => void, bring: () => Promise<void>): (isAsked?: boolean) => Promise<boolean> {
  let fetching: Promise<boolean> | undefined;
  let rests = false;

  async function attempt(): Promise<boolean> {
    try {
      await bring();
      onBrought();
      return true;
    } catch {
      fetching = undefined;
      rests = true;
      setTimeout(() => (rests = false), 5_000);
      return false;
    }
  }

  return async (isAsked) => {
    if (isAsked || (navigator.onLine && !rests)) fetching ??= attempt();
    return (await fetching) ?? false;
  };
}
