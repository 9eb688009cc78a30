/**
 * A bot behind the AI SDK's `useChat`, as one file to copy: the visitor's token, what was said before, an answer
 * that goes on after a reload, and a stop that ends the generation and not only the reading of it.
 *
 * ```tsx
 * const bot = await connect({ server: "https://chat.example.com", publishableKey: "vrp_…" });
 * const { messages, sendMessage, status } = useChat({ id: bot.id, messages: bot.messages, transport: bot.transport, resume: bot.running });
 * // The stop button: bot.stop(). `useChat().stop()` closes the connection alone, and the answer goes on.
 * ```
 */

import { DefaultChatTransport, type UIMessage } from "ai";

export interface ConnectOptions {
  /** Where the deployment lives, without a slash at its end. */
  server: string;
  /** For visitors that are nobody in particular. */
  publishableKey?: string;
  /** For visitors that your backend knows: answers an embed token. */
  getToken?: () => Promise<string>;
  /** What is remembered on this device, and under which name. */
  storage?: Pick<Storage, "getItem" | "setItem">;
  name?: string;
}

export interface Bot {
  /** The conversation: the same one after a reload. */
  id: string;
  messages: UIMessage[];
  /** An answer is being written: `useChat({ resume: true })` follows it. */
  running: boolean;
  transport: DefaultChatTransport<UIMessage>;
  /** Ends the generation, and what it costs. */
  stop: () => Promise<void>;
}

/** Renewed so many seconds before its end. */
const EARLY = 30;

export async function connect(options: ConnectOptions): Promise<Bot> {
  const { server, publishableKey, getToken, storage = localStorage, name = "vegarag-use-chat" } = options;
  let token = "";
  let expires = 0;

  async function exchange(): Promise<string> {
    const visitor_handle = storage.getItem(`${name}:visitor`) ?? undefined;
    const response = await fetch(`${server}/v1/embed-sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ publishable_key: publishableKey, visitor_handle }),
    });
    if (!response.ok) throw new Error(`No token: ${response.status}`);
    const session = (await response.json()) as { token: string; visitor_handle: string };
    storage.setItem(`${name}:visitor`, session.visitor_handle);
    return session.token;
  }

  async function headers(): Promise<Record<string, string>> {
    if (!token || performance.now() > expires) {
      token = await (getToken ?? exchange)();
      const claims = JSON.parse(atob(token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/"))) as {
        iat: number;
        exp: number;
      };
      expires = performance.now() + Math.max(claims.exp - claims.iat - EARLY, 5) * 1_000;
    }
    return { authorization: `Bearer ${token}` };
  }

  const id = storage.getItem(`${name}:conversation`) ?? crypto.randomUUID();
  storage.setItem(`${name}:conversation`, id);
  const of = `${server}/v1/chat/${encodeURIComponent(id)}`;
  const before = await fetch(of, { headers: await headers() });
  const told = before.ok ? ((await before.json()) as { messages: UIMessage[]; running: boolean }) : undefined;

  return {
    id,
    messages: told?.messages ?? [],
    running: told?.running ?? false,
    transport: new DefaultChatTransport<UIMessage>({
      api: `${server}/v1/chat`,
      credentials: "omit",
      headers,
      prepareReconnectToStreamRequest: ({ headers }) => ({ api: `${of}/stream`, ...(headers ? { headers } : {}) }),
    }),
    async stop() {
      await fetch(`${of}/stop`, { method: "POST", headers: await headers() });
    },
  };
}
