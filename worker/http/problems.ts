/** Errors to HTTP: the one place where anything thrown becomes a response. */

import { ProblemError, toProblem } from "../../shared/problem.ts";
import { SettingsError } from "../setting.ts";

/** Where the types of problems are described, on the deployment itself. */
export function problemBase(requestUrl: string): string {
  // Of a request without a sound address the type is one on whatever host it reached.
  return `${URL.parse(requestUrl)?.origin ?? ""}/problems/`;
}

/** What a client may know of anything that was thrown. The rest goes to the log, beside the request id. */
export function toProblemError(error: unknown, requestId: string): ProblemError {
  if (isProblemError(error)) {
    if (error.slug === "internal" || error.slug.startsWith("upstream")) console.error(requestId, error);
    return error;
  }
  console.error(requestId, error);
  // An operator has to be able to mend it: a setting's name is no secret, its value is not in the text.
  if (error instanceof SettingsError) return new ProblemError("internal", { detail: error.message, cause: error });
  return new ProblemError("internal", { detail: "Something went wrong on our side.", cause: error });
}

/** Members and headers that stand beside ours in a problem of some routes. */
export type ProblemDialect = (error: ProblemError) => {
  members: Record<string, unknown>;
  headers: Record<string, string>;
};

export function problemResponse(
  error: ProblemError,
  requestUrl: string,
  requestId: string,
  dialect?: ProblemDialect,
): Response {
  const problem = toProblem(error, problemBase(requestUrl), requestId);
  const more = dialect?.(error);
  return Response.json(
    { ...more?.members, ...problem },
    {
      status: problem.status,
      headers: {
        ...more?.headers,
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        ...(problem.retry_after === undefined ? {} : { "retry-after": String(problem.retry_after) }),
        ...(problem.status === 401 ? { "www-authenticate": "Bearer" } : {}),
      },
    },
  );
}

/** Errors that crossed from a Durable Object keep their fields but not their class. */
function isProblemError(error: unknown): error is ProblemError {
  return (
    error instanceof ProblemError ||
    (error instanceof Error && error.name === "ProblemError" && "slug" in error && "detail" in error)
  );
}
