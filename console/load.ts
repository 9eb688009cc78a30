/** Reading and doing: what both have in common is that one waits, and that they can fail. */

import { useCallback, useEffect, useState } from "preact/hooks";
import { fill } from "../ui/fill.ts";
import { RequestError } from "../ui/request.ts";
import type { Page } from "./api.ts";
import { WORDS } from "./words.ts";
import { SAID as WHY } from "./words/problems.ts";

/** It is the server that says what has to be mended. */
const TO_MEND = ["invalid-request", "conflict", "forbidden"];

/** What went wrong. */
export interface Told {
  text: string;
  /** What the server says of it, where `text` is in another language. */
  detail?: string | undefined;
  isOpen?: boolean;
}

export function told(error: unknown): Told {
  if (!(error instanceof RequestError)) return { text: error instanceof Error ? error.message : `${error}` };
  const { slug, after, message } = error;
  if (slug === "network") return { text: WORDS.unreachable };
  const detail = /^\d*$/.test(message) ? undefined : message;
  return toldOf(WHY.slugs[slug], detail, slug, after);
}

/** @param own what we say of it ourselves @param detail what the server says */
export function toldOf(own: string | undefined, detail: string | undefined, slug = "", after?: number): Told {
  if (own === undefined) return { text: detail ?? WORDS.failed };
  const text = after === undefined ? own : `${own} ${fill(WHY.after, { seconds: `${after}` })}`;
  return { text, detail, isOpen: TO_MEND.includes(slug) };
}

/** After which it is looked again how far something is. */
export const POLL_MS = 1_500;

export interface Loading<Data> {
  /** The last that came: a failure later does not take it away. */
  data: Data | undefined;
  problem: Told | undefined;
  again: () => void;
}

/**
 * @param keys what `load` depends on: where they change, the last data stays until the next has come
 * @param pollMs after which to look again, by what came; undefined where that is of no use
 */
export function useLoad<Data>(
  load: () => Promise<Data>,
  keys: readonly unknown[],
  pollMs?: (data: Data) => number | undefined,
): Loading<Data> {
  const [state, setState] = useState<{ data?: Data; problem?: Told }>({});
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify(keys);
  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const data = await load();
        if (!current) return;
        setState({ data });
        const wait = pollMs?.(data);
        if (wait !== undefined) timer = setTimeout(() => setTurn((turn) => turn + 1), wait);
      } catch (error) {
        if (current) setState(({ data }) => ({ ...(data !== undefined && { data }), problem: told(error) }));
      }
    };
    void look();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, turn]);
  const again = useCallback(() => setTurn((turn) => turn + 1), []);
  return { data: state.data, problem: state.problem, again };
}

export interface Doing {
  busy: boolean;
  problem: Told | undefined;
  /** One thing at a time; true where it was done. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
}

export function useDoing(): Doing {
  const [state, setState] = useState<{ busy: boolean; problem?: Told }>({ busy: false });
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (state.busy) return false;
    setState({ busy: true });
    try {
      await work();
      setState({ busy: false });
      return true;
    } catch (error) {
      setState({ busy: false, problem: told(error) });
      return false;
    }
  };
  return { busy: state.busy, problem: state.problem, run };
}

export interface Pages<Item> extends Loading<Item[]> {
  hasMore: boolean;
  /** The next page is on its way. */
  busy: boolean;
  more: () => void;
}

/** A list a page at a time. @param keys what `get` depends on: where they change, it begins anew */
export function usePages<Item>(
  get: (query: string) => Promise<Page<Item>>,
  keys: readonly unknown[],
  pollMs?: (first: Item[]) => number | undefined,
): Pages<Item> {
  const first = useLoad(
    () => get("limit=50"),
    keys,
    (page) => pollMs?.(page.data),
  );
  const doing = useDoing();
  const [rest, setRest] = useState<{ of: string; items: Item[]; cursor: string | null }>();
  // What came after a first page that ends elsewhere now is of no use.
  const end = JSON.stringify([keys, first.data?.next_cursor]);
  const current = rest?.of === end ? rest : undefined;
  const cursor = current === undefined ? (first.data?.next_cursor ?? null) : current.cursor;
  const more = () =>
    void doing.run(async () => {
      const page = await get(`limit=50&cursor=${encodeURIComponent(cursor ?? "")}`);
      setRest({ of: end, items: [...(current?.items ?? []), ...page.data], cursor: page.next_cursor });
    });
  return {
    ...first,
    data: first.data && [...first.data.data, ...(current?.items ?? [])],
    problem: first.problem ?? doing.problem,
    hasMore: cursor !== null,
    busy: doing.busy,
    more,
  };
}
