/**
 * Who is signed in. Tokens are held in memory alone, never in the browser's storage: a reload signs out. The account's
 * token is renewed before it is over; that of a bot is made when it is needed.
 */

import { createRequests, type Init, RequestError, type Requests } from "../ui/request.ts";
import { createEventDecoder, type StreamChunk } from "../shared/stream.ts";
import type { Token } from "./api.ts";

/** Before a token is over, so that no request meets its end. */
const EARLY_MS = 120_000;
/** After signing in by a code, calls that make secrets need no account key; a little less than the server allows. */
const CONFIRMED_MS = 590_000;

interface Held {
  token: string;
  until: number;
}

const held = ({ token, expires_in }: Token): Held => ({ token, until: Date.now() + expires_in * 1_000 - EARLY_MS });

export interface Session {
  /** A call for the account. `key`: the account key, where a call makes a secret. */
  account: <Reply>(method: string, path: string, body?: unknown, key?: string) => Promise<Reply>;
  /** A call for one bot. `key` as above. */
  bot: <Reply>(botId: string, method: string, path: string, body?: unknown, key?: string) => Promise<Reply>;
  /** A list of a bot as CSV: its pages under one head. */
  csv: (botId: string, path: string, paged?: boolean) => Promise<string>;
  /** True where a call that makes a secret takes the account key besides. */
  wantsKey: () => boolean;
  /** @param method `POST` unless said */
  upload: <Reply>(botId: string, path: string, form: FormData, method?: string) => Promise<Reply>;
  /** A call that answers event by event: `onChunk` gets each as it comes. */
  stream: (botId: string, path: string, body: unknown, onChunk: OnChunk, signal: AbortSignal) => Promise<void>;
  end: () => void;
}

export type OnChunk = (chunk: StreamChunk) => void;

/** An answer may take minutes, and so may a file over a slow line. */
const LONG_MS = 300_000;

async function readEvents(response: Response, onChunk: OnChunk): Promise<void> {
  const decode = createEventDecoder(({ data }) => {
    if (data !== "[DONE]") onChunk(JSON.parse(data) as StreamChunk);
  });
  const text = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await text.read(); !piece.done; piece = await text.read()) decode(piece.value);
}

async function read(requests: Requests, response: Response): Promise<unknown> {
  return response.status === 204 ? undefined : await requests.json(response);
}

const WIRE = {
  fetch: (url: RequestInfo | URL, init?: RequestInit) => fetch(url, init),
  parse: JSON.parse,
  stringify: JSON.stringify,
};

/**
 * @param by a one-time code, or an account key
 * @param onEnd called once, when the server takes the session for over
 * @throws RequestError where neither opens one
 */
export async function signIn(by: { code: string } | { key: string }, onEnd: () => void): Promise<Session> {
  const life = new AbortController();
  const requests = createRequests(WIRE, life.signal);
  const bots = new Map<string, Promise<Held>>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = <Reply>(url: string, init: Init): Promise<Reply> =>
    requests.request(url, init, (response) => read(requests, response)) as Promise<Reply>;
  const open = (init: Init) => send<Token>("/v1/console-sessions", { method: "POST", ...init });

  const first = await open("code" in by ? { body: by } : { headers: { authorization: `Bearer ${by.key}` } });
  let account = held(first);
  const confirmedUntil = "code" in by ? Date.now() + CONFIRMED_MS : 0;

  function end(): void {
    clearTimeout(timer);
    life.abort();
    bots.clear();
  }

  /** A refused token has nothing after it: the session is over, or its key was deleted. */
  async function guarded<Reply>(call: () => Promise<Reply>): Promise<Reply> {
    try {
      return await call();
    } catch (error) {
      const over = error instanceof RequestError && ["unauthenticated", "token-expired"].includes(error.slug);
      if (over && !life.signal.aborted) {
        end();
        onEnd();
      }
      throw error;
    }
  }

  async function renew(): Promise<void> {
    try {
      account = held(await guarded(() => open({ headers: { authorization: `Bearer ${account.token}` } })));
      plan();
    } catch {
      // The connection: the token lives on for a while, and is tried again.
      if (!life.signal.aborted) timer = setTimeout(() => void renew(), 20_000);
    }
  }

  function plan(): void {
    timer = setTimeout(() => void renew(), Math.max(0, account.until - Date.now()));
  }

  async function botToken(botId: string): Promise<string> {
    const asked = bots.get(botId);
    if (asked !== undefined) {
      const known = await asked.catch(() => undefined);
      if (known !== undefined && known.until > Date.now()) return known.token;
    }
    const made = self
      .account<Token>("POST", `/v1/bots/${encodeURIComponent(botId)}/console-tokens`)
      .then((token) => held(token));
    bots.set(botId, made);
    return (await made).token;
  }

  const headersOf = (token: string, key: string | undefined): Record<string, string> => ({
    authorization: `Bearer ${token}`,
    ...(key ? { "x-vegarag-account-key": key } : {}),
  });

  const self: Session = {
    account: (method, path, body, key) =>
      guarded(() => send(path, { method, body, headers: headersOf(account.token, key) })),
    bot: (botId, method, path, body, key) =>
      guarded(async () => send(path, { method, body, headers: headersOf(await botToken(botId), key) })),
    wantsKey: () => Date.now() > confirmedUntil,
    csv: (botId, path, paged = true) =>
      guarded(async () => {
        let text = "";
        for (let cursor: string | null = ""; cursor !== null;) {
          const asked = `limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
          const url = paged ? `${path}${path.includes("?") ? "&" : "?"}${asked}` : path;
          const headers = { ...headersOf(await botToken(botId), undefined), accept: "text/csv" };
          const page: { text: string; next: string | null } = await requests.request(
            url,
            { headers },
            async (response) => ({ text: await response.text(), next: response.headers.get("x-next-cursor") }),
          );
          // Every page has a head of its own: one is enough.
          text += text === "" ? page.text : page.text.slice(page.text.indexOf("\r\n") + 2);
          cursor = page.next;
        }
        return text;
      }),
    stream: (botId, path, body, onChunk, signal) =>
      guarded(async () => {
        const headers = { authorization: `Bearer ${await botToken(botId)}` };
        const init = { method: "POST", body, headers, signal, most: LONG_MS };
        await requests.request(path, init, (response) => readEvents(response, onChunk));
      }),
    upload: (botId, path, form, method = "POST") =>
      guarded(async () => {
        const authorization = `Bearer ${await botToken(botId)}`;
        // The browser writes the type of a form itself, with its boundary.
        const wire = {
          ...WIRE,
          fetch: (url: RequestInfo | URL, init?: RequestInit) => fetch(url, { ...init, body: form }),
        };
        const forms = createRequests(wire, life.signal);
        return (await forms.request(path, { method, headers: { authorization }, most: LONG_MS }, forms.json)) as never;
      }),
    end,
  };
  plan();
  return self;
}
