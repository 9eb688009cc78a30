/**
 * The one error format (RFC 9457) and the one table of slugs. Both sides branch on the slug and never
 * on text. Turning an error into an HTTP response is `worker/http/problems`; showing it is the widget's.
 */

/** Slug → HTTP status, title, and whether the same request may succeed later. */
export const PROBLEMS = {
  "invalid-request": { status: 400, title: "The request is not valid", retryable: false },
  unauthenticated: { status: 401, title: "A valid credential is needed", retryable: false },
  "token-expired": { status: 401, title: "The token has expired", retryable: true },
  "origin-not-allowed": { status: 403, title: "This site may not use this bot", retryable: false },
  forbidden: { status: 403, title: "This credential may not do that", retryable: false },
  "not-found": { status: 404, title: "There is no such thing", retryable: false },
  conflict: { status: 409, title: "That conflicts with the present state", retryable: false },
  "payload-too-large": { status: 413, title: "The request is too large", retryable: false },
  "unsupported-media-type": { status: 415, title: "This type of content is not supported", retryable: false },
  "rate-limited": { status: 429, title: "Too many requests", retryable: true },
  "budget-exhausted": { status: 429, title: "The budget of this bot is spent", retryable: false },
  internal: { status: 500, title: "Something went wrong here", retryable: true },
  "upstream-failed": { status: 502, title: "A service this bot relies on failed", retryable: true },
  "upstream-busy": { status: 503, title: "A service this bot relies on is busy", retryable: true },
  "upstream-timeout": { status: 504, title: "A service this bot relies on took too long", retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;

export type ProblemSlug = keyof typeof PROBLEMS;

/** What only a client can tell, because no server is there to say it. Its words stand beside those of the others, in `ui/problems`. */
export type ClientSlug =
  /** The device has no network; the server is not reached; the connection is being tried again. */
  | "offline"
  | "network"
  | "waiting"
  /** The stream ended before the answer did. */
  | "cut"
  /** A question the server may not have. */
  | "unsent"
  /** The panel's file did not come. */
  | "load"
  /** The token of the page, the page's function and the owner's address for tokens. */
  | "expired"
  | "token"
  | "token-url";

/** One thing that is wrong with one field. `path` is dotted, empty for the whole body. */
export interface ProblemIssue {
  path: string;
  message: string;
}

/** RFC 9457 problem details as they stand on the wire. */
export interface Problem {
  /** A URL that ends in the slug. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The request id, as in the `x-request-id` header. */
  instance: string;
  /** Seconds to wait before the same request is worth sending again. */
  retry_after?: number;
  issues?: ProblemIssue[];
  needs?: Needs;
}

/** What the same request has to bring to be let in. */
export interface Needs {
  /** A token of Cloudflare Turnstile, from the page. */
  turnstile?: true;
  /** SHA-256 of the seed and eight hex digits has to begin with so many zero bits; the challenge goes back with the digits. */
  proof_of_work?: { challenge: string; seed: string; bits: number };
}

export interface ProblemDetails {
  /** A sentence for the sender of the request. Never holds upstream text, prompts, keys or traces. */
  detail: string;
  /** What really happened: for the log beside the request id, never for a client. */
  cause?: unknown;
  retryAfter?: number;
  issues?: ProblemIssue[];
  needs?: Needs;
}

/** Thrown anywhere below the HTTP layer; caught in `http/problems` and at the end of an answer stream. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly slug: ProblemSlug;
  readonly detail: string;
  readonly retryAfter: number | undefined;
  readonly issues: ProblemIssue[] | undefined;
  readonly needs: Needs | undefined;

  constructor(slug: ProblemSlug, { detail, cause, retryAfter, issues, needs }: ProblemDetails) {
    super(`${slug}: ${detail}`, { cause });
    this.slug = slug;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.issues = issues;
    this.needs = needs;
  }
}

/**
 * The wire form of a problem.
 *
 * @param base where problem types are described, such as `https://chat.example.com/problems/`
 * @param instance the request id
 */
export function toProblem(error: ProblemError, base: string, instance: string): Problem {
  const { status, title } = PROBLEMS[error.slug];
  return {
    type: base + error.slug,
    title,
    status,
    detail: error.detail,
    instance,
    ...(error.retryAfter === undefined ? {} : { retry_after: error.retryAfter }),
    ...(error.issues === undefined ? {} : { issues: error.issues }),
    ...(error.needs === undefined ? {} : { needs: error.needs }),
  };
}

/** The slug of a problem that came over the wire, or undefined where it is none of ours. */
export function slugOf(problem: { type?: unknown }): ProblemSlug | undefined {
  const slug = typeof problem.type === "string" ? problem.type.slice(problem.type.lastIndexOf("/") + 1) : "";
  return Object.hasOwn(PROBLEMS, slug) ? (slug as ProblemSlug) : undefined;
}
