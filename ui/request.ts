/** One request of our API from a browser: a time limit on all of it, and every failure as a slug. */

import type { Needs } from "../shared/problem.ts";
import { type Slug, slugFrom } from "./problems.ts";

const REQUEST_MS = 20_000;

/** A request that failed. */
export class RequestError extends Error {
  readonly slug: Slug;
  /** Seconds to wait, where the server said so. */
  readonly after: number | undefined;
  /** What the same request has to bring. */
  readonly needs: Needs | undefined;

  constructor(slug: Slug, detail: string, after?: number, needs?: Needs) {
    super(detail);
    this.slug = slug;
    this.after = after;
    this.needs = needs;
  }
}

/** `fetch` and `JSON`, from wherever they are to be had. */
export interface Wire {
  fetch: typeof fetch;
  parse: (text: string) => unknown;
  stringify: (value: unknown) => string;
}

export interface Init {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** How long all of it may take, where that is longer than usual. */
  most?: number;
}

export interface Requests {
  /**
   * One request, and what `take` makes of its response: that has to come in time as well.
   *
   * @throws RequestError where it fails in any way
   */
  request: <Taken>(url: string, given: Init, take: (response: Response) => Promise<Taken>) => Promise<Taken>;
  json: (response: Response) => Promise<unknown>;
}

/** @param life ends what is on its way; nothing is sent any more after it */
export function createRequests(wire: Wire, life: AbortSignal): Requests {
  const json = async (response: Response): Promise<unknown> => wire.parse(await response.text());

  async function refusal(response: Response): Promise<RequestError> {
    let problem: { type?: unknown; detail?: unknown; retry_after?: unknown; needs?: Needs } = {};
    try {
      problem = ((await json(response)) ?? {}) as typeof problem;
    } catch {
      // Something between us and the server answered: the status is all there is.
    }
    const after = Number(problem.retry_after ?? response.headers.get("retry-after"));
    const detail = `${problem.detail ?? response.status}`;
    return new RequestError(slugFrom(problem, response.status), detail, after > 0 ? after : undefined, problem.needs);
  }

  return {
    json,
    async request(url, given, take) {
      // Without a prototype, as below: pages put things of their own on `Object.prototype`.
      const { method = "GET", body, headers = {}, signal, most = REQUEST_MS } = { __proto__: null, ...given } as Init;
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), most);
      // `fetch` would take what it finds there for options.
      const init = {
        __proto__: null,
        method,
        headers,
        signal: AbortSignal.any([late.signal, life, signal ?? life]),
        cache: "no-store",
      } as RequestInit;
      if (body !== undefined) {
        headers["content-type"] = "application/json";
        init.body = wire.stringify(body);
      }
      try {
        const response = await wire.fetch(url, init);
        if (!response.ok) throw await refusal(response);
        return await take(response);
      } catch (error) {
        throw error instanceof RequestError ? error : new RequestError("network", `${error}`);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
