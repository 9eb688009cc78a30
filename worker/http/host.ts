/** Requests whose address cannot be told are refused before anything looks at them. */

import { ProblemError } from "../../shared/problem.ts";
import { randomId } from "../../shared/ids.ts";
import { problemResponse } from "./problems.ts";

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** A problem where `Host` is no host; undefined: go on. */
export function refuseBadHost(request: Request): Response | undefined {
  const host = request.headers.get("host");
  if (URL.canParse(request.url) && (host === null || HOST.test(host))) return undefined;
  const error = new ProblemError("invalid-request", { detail: "The Host header is not a host." });
  const requestId = randomId();
  const response = problemResponse(error, request.url, requestId);
  response.headers.set("x-request-id", requestId);
  return response;
}
