/** The API as the screens of one bot see it. */

import { all, type Bot } from "./api.ts";
import type { Loading } from "./load.ts";
import type { OnChunk, Session } from "./session.ts";

export interface BotApi {
  botId: string;
  /** `key`: the account key, where a call makes a secret. */
  call: <Reply>(method: string, path: string, body?: unknown, key?: string) => Promise<Reply>;
  /** The same of the account, for what is not the bot's own. */
  account: <Reply>(method: string, path: string, body?: unknown, key?: string) => Promise<Reply>;
  list: <Item>(path: string) => Promise<Item[]>;
  upload: <Reply>(path: string, form: FormData, method?: string) => Promise<Reply>;
  stream: (path: string, body: unknown, onChunk: OnChunk, signal: AbortSignal) => Promise<void>;
  /** A list as CSV, all its pages. */
  csv: (path: string, paged?: boolean) => Promise<string>;
  /** True where a call that makes a secret takes the account key besides. */
  wantsKey: () => boolean;
}

/** What each screen of a bot is given. */
export interface ViewProps {
  api: BotApi;
  bot: Loading<Bot>;
  /** What the address asks the screen for, such as a filter of its list. */
  asked: URLSearchParams;
}

export function botApi(session: Session, botId: string): BotApi {
  const call: BotApi["call"] = (method, path, body, key) => session.bot(botId, method, path, body, key);
  return {
    botId,
    call,
    account: session.account,
    list: (path) => all((query) => call("GET", `${path}${path.includes("?") ? "&" : "?"}${query}`)),
    upload: (path, form, method) => session.upload(botId, path, form, method),
    stream: (path, body, onChunk, signal) => session.stream(botId, path, body, onChunk, signal),
    csv: (path, paged) => session.csv(botId, path, paged),
    wantsKey: session.wantsKey,
  };
}
