/** The same request several times beside each other: one alone would measure the way there and back. */

export const AT_ONCE = 8;

export interface Asked {
  path: string;
  init?: RequestInit;
  status: number;
  /** Its body is refused before it has come: a client that goes on sending may lose the connection before it reads why. */
  isUnread?: true;
}

export const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
export const bearer = (credential: string): Record<string, string> => ({ authorization: `Bearer ${credential}` });

/** @throws Error where something else is answered than what was to be measured */
export async function askAtOnce(url: string, { path, init, status, isUnread }: Asked): Promise<void> {
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const response = await fetch(url + path, init).catch((error: unknown) => {
        if (!isUnread) throw error;
      });
      if (!response) return;
      await response.arrayBuffer();
      if (response.status !== status) throw new Error(`${path}: ${response.status} instead of ${status}`);
    }),
  );
}

/** Of each, in turn, how much it adds to what `read` says, by request: medians of rounds. The first five are not counted. */
export async function askInTurn(
  url: string,
  rounds: number,
  read: () => number,
  ...works: readonly Asked[]
): Promise<number[]> {
  const amounts = works.map(() => [] as number[]);
  for (let round = 0; round < rounds + 5; round++) {
    for (const [at, asked] of works.entries()) {
      const before = read();
      await askAtOnce(url, asked);
      if (round >= 5) amounts[at]!.push((read() - before) / AT_ONCE);
    }
  }
  return amounts.map((each) => each.sort((a, b) => a - b)[each.length >> 1]!);
}
