/**
 * Who is signed in. Tokens are held in memory alone, never in the browser's storage: a reload signs out. The account's
 * token is renewed before it is over; that of a bot is made when it is needed.
 */

import { createRequests, type Init, RequestError, type Requests } from "../ui/request.ts";
import type { Token } from "./api.ts";

/** Before a token is over, so that no request meets its end. */
const EARLY_MS = 120_000;

interface Held {
  token: string;
  until: number;
}

const held = ({ token, expires_in }: Token): Held => ({ token, until: Date.now() + expires_in * 1_000 - EARLY_MS });

export interface Session {
  /** A call for the account. `key`: the account key, where a call makes a secret. */
  account: <Reply>(method: string, path: string, body?: unknown, key?: string) => Promise<Reply>;
  /** A call for one bot. */
  bot: <Reply>(botId: string, method: string, path: string, body?: unknown) => Promise<Reply>;
  upload: <Reply>(botId: string, path: string, form: FormData) => Promise<Reply>;
  end: () => void;
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

  const self: Session = {
    account: (method, path, body, key) =>
      guarded(() => {
        const headers: Record<string, string> = { authorization: `Bearer ${account.token}` };
        if (key) headers["x-vegarag-account-key"] = key;
        return send(path, { method, body, headers });
      }),
    bot: (botId, method, path, body) =>
      guarded(async () => {
        const authorization = `Bearer ${await botToken(botId)}`;
        return await send(path, { method, body, headers: { authorization } });
      }),
    upload: (botId, path, form) =>
      guarded(async () => {
        const authorization = `Bearer ${await botToken(botId)}`;
        // The browser writes the type of a form itself, with its boundary.
        const wire = {
          ...WIRE,
          fetch: (url: RequestInfo | URL, init?: RequestInit) => fetch(url, { ...init, body: form }),
        };
        const forms = createRequests(wire, life.signal);
        return (await forms.request(path, { method: "POST", headers: { authorization } }, forms.json)) as never;
      }),
    end,
  };
  plan();
  return self;
}
