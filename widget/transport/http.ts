/** The transport over HTTP: the widget's calls of the API, each with a living token. */

import type { EmbedSession } from "../../shared/chat.ts";
import { PATHS } from "../../shared/routes.ts";
import { createRequests, type Init, RequestError } from "../../ui/request.ts";
import type { Slug } from "../../ui/problems.ts";
import type { Options } from "../options.ts";
import type { Pristine } from "./pristine.ts";
import { parseList, parseReference, parseView } from "./parse.ts";
import { createSession, type Session } from "./session.ts";
import { createAnswerReader } from "./sse.ts";
import type { OnChunk, Transport } from "./transport.ts";

/** A heartbeat is due every 10 s: after two are missing the connection is dead, whatever it says. */
const SILENCE_MS = 25_000;

export interface HttpOptions {
  /** Where the deployment lives, without a slash at its end. */
  base: string;
  options: Options;
  pristine: Pristine;
  /** Told of failures that only the owner can mend. */
  warn: (slug: Slug, detail: string) => void;
  /** The stored visitor handle, read and written. */
  handle: { get: () => string | undefined; set: (handle: string) => void };
  /** What meets a bot that asks something of new visitors. */
  loadProof: () => Promise<typeof import("../proof/proof.ts")>;
}

export interface HttpTransport extends Transport {
  session: Session;
  /** Ends what is on its way. Nothing is sent any more. */
  close: () => void;
}

export function createHttpTransport({ base, options, pristine, handle, warn, loadProof }: HttpOptions): HttpTransport {
  const life = new AbortController();
  const session = createSession({ issue, parse: pristine.parse, now: () => performance.now() });

  const { request, json } = createRequests(pristine, life.signal);
  const whole = async (response: Response) => response;

  /** Where tokens come from unless the page calls `identify()`. */
  async function issue(): Promise<string> {
    if (options.key) {
      const exchange = (more?: object) => {
        // What is undefined is not sent.
        const body = { publishable_key: options.key, visitor_handle: handle.get() || undefined, ...more };
        return request(base + PATHS.embedSessions, { method: "POST", body }, json);
      };
      const given = (await exchange().catch(async (error: RequestError) => {
        if (!error.needs) throw error;
        return (await loadProof()).meet(error.needs, exchange, life.signal);
      })) as EmbedSession;
      if (given.visitor_handle) handle.set(given.visitor_handle);
      return given.token;
    }
    if (options["token-url"]) {
      // Against the page's address and not its `<base>`: this is the owner's own backend.
      const { href } = new URL(options["token-url"], location.href);
      try {
        return ((await request(href, {}, json)) as { token: string }).token;
      } catch (error) {
        warn("token-url", `${href}: ${error}`);
        throw error;
      }
    }
    const once = options.token;
    if (!once) throw new RequestError("expired", "The token of the page has expired.");
    options.token = "";
    return once;
  }

  /** With a token; one that has expired or was revoked is renewed once. */
  async function call<Taken>(path: string, init: Init, take: (response: Response) => Promise<Taken>): Promise<Taken> {
    let token = await session.token();
    for (let renewed = false; ; renewed = true) {
      try {
        const headers = { ...init.headers, authorization: `Bearer ${token}` };
        return await request(base + path, { ...init, headers }, take);
      } catch (error) {
        const { slug } = error as RequestError;
        if (renewed || (slug !== "token-expired" && slug !== "unauthenticated")) throw error;
        token = await session.token(token);
      }
    }
  }

  async function read(response: Response, seen: number, onChunk: OnChunk, signal: AbortSignal): Promise<void> {
    const reader = response.body?.getReader();
    const cancel = () => void reader?.cancel().catch(() => {});
    if (!reader || !/^text\/event-stream/i.test(response.headers.get("content-type") ?? "")) {
      cancel();
      throw new RequestError("network", "The answer is not a stream.");
    }
    const take = createAnswerReader(seen, onChunk, pristine.parse);
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
      throw new RequestError("network", `${error}`);
    } finally {
      clearTimeout(silence);
      signal.removeEventListener("abort", cancel);
      cancel();
    }
  }

  return {
    session,
    close: () => life.abort(),
    config: () => call(PATHS.embedConfig, {}, json),
    async history(conversation) {
      try {
        return parseView(await call(PATHS.conversation(conversation), {}, json));
      } catch (error) {
        if (error instanceof RequestError && error.slug === "not-found") return parseView(undefined);
        throw error;
      }
    },
    async ask({ conversation, id, text, again }, onChunk, signal) {
      const message = { id, role: "user", parts: [{ type: "text", text }] };
      // A hint for the model; what stands behind the path may be the visitor's own.
      const page = options.page === "off" ? null : location.origin + location.pathname;
      const body = again
        ? { id: conversation, messages: [message], trigger: "regenerate-message", messageId: again, page }
        : { id: conversation, message, page };
      await read(await call(PATHS.chat, { method: "POST", body, signal }, whole), 0, onChunk, signal);
    },
    async resume(conversation, answer, seen, onChunk, signal) {
      const query = answer && `?answer=${encodeURIComponent(answer)}`;
      const headers = { "last-event-id": `${seen}` };
      const response = await call(PATHS.stream(conversation) + query, { headers, signal }, whole);
      if (response.status === 204) return false;
      await read(response, seen, onChunk, signal);
      return true;
    },
    async stop(conversation) {
      await call(PATHS.stop(conversation), { method: "POST" }, whole);
    },
    async list() {
      return parseList(await call(PATHS.chat, {}, json));
    },
    async remove(conversation) {
      await call(PATHS.conversation(conversation), { method: "DELETE" }, whole);
    },
    async handOff({ conversation, ...told }) {
      const body = { conversation_id: conversation, ...told };
      const made = await call(PATHS.handoffs, { method: "POST", body }, json);
      return parseReference(made);
    },
    async rate(conversation, message_id, rating, reason) {
      const body = { conversation_id: conversation, message_id, rating, ...(reason ? { reason } : {}) };
      await call(PATHS.feedback, { method: "POST", body }, whole);
    },
  };
}
