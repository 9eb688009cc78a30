/** The API as the screens of one bot see it. */

import { all } from "./api.ts";
import type { Session } from "./session.ts";

export interface BotApi {
  botId: string;
  call: <Reply>(method: string, path: string, body?: unknown) => Promise<Reply>;
  list: <Item>(path: string) => Promise<Item[]>;
  upload: <Reply>(path: string, form: FormData) => Promise<Reply>;
}

export function botApi(session: Session, botId: string): BotApi {
  const call: BotApi["call"] = (method, path, body) => session.bot(botId, method, path, body);
  return {
    botId,
    call,
    list: (path) => all((query) => call("GET", `${path}${path.includes("?") ? "&" : "?"}${query}`)),
    upload: (path, form) => session.upload(botId, path, form),
  };
}
