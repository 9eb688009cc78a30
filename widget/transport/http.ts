/** The transport over HTTP: the widget's calls of the API, each with a living token. */

import type { ConversationView, EmbedConfig, EmbedSession } from "../../shared/chat.ts";
import { PATHS } from "../../shared/routes.ts";
import type { Options } from "../options.ts";
import type { Pristine } from "./pristine.ts";
import { createSession, type Session } from "./session.ts";
import { createAnswerReader } from "./sse.ts";
import { type OnChunk, type Transport, TransportError } from "./transport.ts";

/** A heartbeat is due every 10 s: after two are missing the connection is dead, whatever it says. */
const SILENCE_MS = 25_000;
const REQUEST_MS = 20_000;

export interface HttpOptions {
  /** Where the deployment lives, without a slash at its end. */
  base: string;
  options: Options;
  pristine: Pristine;
  /** Told of failures that only the owner can mend. */
  warn: (slug: string, detail: string) => void;
  /** The stored visitor handle, read and written. */
  handle: { get: () => string | undefined; set: (handle: string) => void };
}

interface Request {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface HttpTransport extends Transport {
  session: Session;
  /** Ends what is on its way. Nothing is sent any more. */
  close: () => void;
}

export function createHttpTransport({ base, options, pristine, handle, warn }: HttpOptions): HttpTransport {
  const life = new AbortController();
  const session = createSession({ issue, parse: pristine.parse, now: () => performance.now() });

  /** One request. @throws TransportError where it fails in any way */
  async function request(url: string, { method = "GET", body, headers = {}, signal }: Request): Promise<Response> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_MS);
    const onAbort = () => abort.abort();
    signal?.addEventListener("abort", onAbort);
    life.signal.addEventListener("abort", onAbort);
    if (signal?.aborted || life.signal.aborted) onAbort();
    // Without a prototype: pages put things of their own on `Object.prototype`, and `fetch` would take them for options.
    const init = { __proto__: null, method, headers, signal: abort.signal, cache: "no-store" } as RequestInit;
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      init.body = pristine.stringify(body);
    }
    let response: Response;
    try {
      response = await pristine.fetch(url, init);
    } catch (error) {
      throw new TransportError("network", `${error}`);
    } finally {
      clearTimeout(timer);
      life.signal.removeEventListener("abort", onAbort);
    }
    if (response.ok) return response;
    let problem: { type?: unknown; detail?: unknown; retry_after?: unknown } = {};
    try {
      problem = pristine.parse(await response.text()) as typeof problem;
    } catch {
      // Something between us and the server answered: the status is all there is.
    }
    const slug = `${problem?.type ?? ""}`.replace(/^.*\//, "");
    const after = Number(problem?.retry_after ?? response.headers.get("retry-after"));
    throw new TransportError(
      slug || (response.status >= 500 ? "internal" : `${response.status}`),
      `${problem?.detail ?? response.status}`,
      after > 0 ? after : undefined,
    );
  }

  async function json(response: Response): Promise<unknown> {
    try {
      return pristine.parse(await response.text());
    } catch (error) {
      throw new TransportError("network", `${error}`);
    }
  }

  /** Where tokens come from unless the page calls `identify()`. */
  async function issue(): Promise<string> {
    if (options.key) {
      const kept = handle.get();
      const response = await request(base + PATHS.embedSessions, {
        method: "POST",
        body: { publishable_key: options.key, ...(kept ? { visitor_handle: kept } : {}) },
      });
      const given = (await json(response)) as EmbedSession;
      if (given.visitor_handle) handle.set(given.visitor_handle);
      return given.token;
    }
    if (options["token-url"]) {
      // Against the page's address and not its `<base>`: this is the owner's own backend.
      const { href } = new URL(options["token-url"], location.href);
      try {
        return ((await json(await request(href, {}))) as { token: string }).token;
      } catch (error) {
        warn("token-url", `${href}: ${error}`);
        throw error;
      }
    }
    const once = options.token;
    if (!once) throw new TransportError("expired", "The token of the page has expired.");
    options.token = "";
    return once;
  }

  /** With a token; one that has expired or was revoked is renewed once. */
  async function call(path: string, init: Request = {}): Promise<Response> {
    let token = await session.token();
    for (let renewed = false; ; renewed = true) {
      try {
        return await request(base + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
      } catch (error) {
        if (renewed || !(error instanceof TransportError) || !/expired|unauth/.test(error.slug)) throw error;
        token = await session.token(token);
      }
    }
  }

  async function read(response: Response, seen: number, onChunk: OnChunk, signal: AbortSignal): Promise<void> {
    const reader = response.body?.getReader();
    if (!reader || !/^text\/event-stream/.test(response.headers.get("content-type") ?? ""))
      throw new TransportError("network", "The answer is not a stream.");
    const take = createAnswerReader(seen, onChunk, pristine.parse);
    const cancel = () => void reader.cancel().catch(() => {});
    signal.addEventListener("abort", cancel);
    let silence: ReturnType<typeof setTimeout> | undefined;
    try {
      for (;;) {
        clearTimeout(silence);
        silence = setTimeout(cancel, SILENCE_MS);
        const { done, value } = await reader.read();
        if (done) return;
        take(value);
      }
    } catch (error) {
      throw new TransportError("network", `${error}`);
    } finally {
      clearTimeout(silence);
      signal.removeEventListener("abort", cancel);
      cancel();
    }
  }

  return {
    session,
    close: () => life.abort(),
    async config() {
      return (await json(await call(PATHS.embedConfig))) as EmbedConfig;
    },
    async history(conversation) {
      try {
        return (await json(await call(PATHS.conversation(conversation)))) as ConversationView;
      } catch (error) {
        if (error instanceof TransportError && error.slug === "not-found") return undefined;
        throw error;
      }
    },
    async ask({ conversation, id, text, again }, onChunk, signal) {
      const message = { id, role: "user", parts: [{ type: "text", text }] };
      const body = again
        ? { id: conversation, messages: [message], trigger: "regenerate-message", messageId: again }
        : { id: conversation, message };
      await read(await call(PATHS.chat, { method: "POST", body, signal }), 0, onChunk, signal);
    },
    async resume(conversation, answer, seen, onChunk, signal) {
      const query = answer && `?answer=${encodeURIComponent(answer)}`;
      const response = await call(PATHS.stream(conversation) + query, {
        headers: { "last-event-id": `${seen}` },
        signal,
      });
      if (response.status === 204) return false;
      await read(response, seen, onChunk, signal);
      return true;
    },
    async stop(conversation) {
      await call(PATHS.stop(conversation), { method: "POST" });
    },
    async rate(conversation, message_id, rating, reason) {
      const body = { conversation_id: conversation, message_id, rating, ...(reason ? { reason } : {}) };
      await call(PATHS.feedback, { method: "POST", body });
    },
  };
}
