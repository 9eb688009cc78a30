/**
 * What an error of a server means, in the words of many: they agree neither on statuses nor on codes. What to do about
 * it is the adapters' and `adapters/upstream`'s.
 */

import {
  type FaultDetails,
  type FaultKind,
  faultOfConnection,
  faultOfStatus,
  type Surroundings,
  UpstreamFault,
} from "../upstream.ts";

/** As the SDK throws it. */
interface SdkError {
  status?: number;
  headers?: Headers;
  code?: string | number | null;
  type?: string | null;
  message: string;
  /** The error object of the body, or of an event within a stream. */
  error?: unknown;
}

/** Nobody pays: it will not pass by waiting. */
const CREDIT =
  /insufficient_quota|insufficient[ _](?:balance|credits?|funds)|balance is (?:insufficient|not enough)|exceeded your current quota|out of credits|billing|daily free allocation|\b3036\b/i;
const REGION =
  /unsupported_country|(?:country|region|territory|user location)\b[^.]{0,40}\bnot (?:supported|available)|not available in your (?:country|region)/i;
/** Of a model or deployment, not of a parameter. */
const MODEL =
  /model[_ ]not[_ ](?:found|exist)|no such model|(?:invalid|unknown)[ _]model\b|DeploymentNotFound|no endpoints found|\b(?:model|deployment)\b[^.]{0,80}\b(?:does not exist|not found|not have access|is not a valid)|\bnot a valid model|not support (?:embeddings?|chat)\b/i;
const KEY =
  /invalid[_ ](?:api|access)[_ ]key|api[_ ]key (?:is )?(?:not valid|invalid|expired|missing)|(?:incorrect|expired|missing|no) api key|authentication[_ ](?:error|fails|failed)|no auth credentials|unauthenticated|unauthorized/i;
/** More was sent than the model reads at once, or than a minute may have. */
const WINDOW =
  /context[_ ]length|exceed_context|context (?:size|window)|maximum (?:prompt|input) length|(?:prompt|input) is too long|input token count|too many tokens|token limit|reduce the length|range of input length|`?inputs`? (?:tokens|must have)|request too large for model|too large for model with/i;
const FILTER =
  /content_filter|ResponsibleAIPolicyViolation|content management policy|data_inspection_failed|input was flagged|content exists risk|inappropriate content|content_policy_violation|moderation_blocked/i;
/** Of something that stands before the server, or in its place. */
const PAGE = /^(?:\d{3} )?\s*<(?:!doctype|html|head|body)\b/i;

/** What an operator has to do about it, as far as the words say. */
export function kindOf(said: string): FaultKind | undefined {
  if (CREDIT.test(said)) return "credit";
  if (REGION.test(said)) return "region";
  if (MODEL.test(said)) return "address";
  if (KEY.test(said)) return "key";
  return WINDOW.test(said) ? "window" : undefined;
}

/** Where a server says how much its model reads at once. */
const TOLD_WINDOW =
  /(?:(?:context[_ ]length|context size|context window(?: limit)?|n_ctx|prompt length|input length|of tokens allowed|<=|less than|cannot exceed|Limit)\D{0,24}?(?:\[1, )?|> )(\d[\d,]{3,8})(?!\d)|(\d{4,8}) (?:token )?maximum context/i;

/** Tokens of prompt and answer together, where an error tells them. */
export function windowIn(said: string): number | undefined {
  const [, behind, before] = TOLD_WINDOW.exec(said) ?? [];
  const told = behind ?? before;
  return told === undefined ? undefined : Number(told.replaceAll(",", ""));
}

/** Some repeat what they were sent: words of a page or a visitor, which say nothing of what is wrong. */
const REPEATED = /"(?:input|content)": ?"(?:[^"\\]|\\.)*"/g;

/** All the words of an error, for looking into. */
export function wordsOf(error: unknown): string {
  const { code, type, message = "", error: body } = error as Partial<SdkError>;
  const more = body === undefined || body === null ? "" : JSON.stringify(body);
  return `${code ?? ""} ${type ?? ""} ${message}\n${more}`.replace(REPEATED, "").slice(0, 16_000);
}

/** What an error of the SDK means. */
export function faultOf(error: unknown, { now }: Surroundings): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  if (error instanceof SyntaxError)
    return new UpstreamFault("upstream-failed", "not JSON", { retryable: true, cause: error });
  const { status, headers = new Headers(), code, type, message, error: body } = error as SdkError;
  const said = wordsOf(error);
  if (typeof status === "number") {
    const fault = faultOfStatus(status, headers, `${code ?? ""} ${message}`, now);
    const told = headers.get("x-should-retry");
    return withKind(fault, status, said, told === null ? undefined : told === "true");
  }
  if (body === undefined || body === null) return faultOfConnection(error);
  // An error within a stream, or behind a status of success, has only what it calls itself: often a status.
  const inner = Number(code);
  const told = `error in the stream: ${code ?? type ?? ""} ${message}`;
  if (Number.isInteger(inner) && inner >= 400 && inner < 600)
    return withKind(faultOfStatus(inner, headers, told, now), inner, said, undefined);
  const busy = /rate_limit|overloaded|unavailable|capacity/.test(`${code} ${type}`);
  const fault = new UpstreamFault(busy ? "upstream-busy" : "upstream-failed", told, { retryable: true });
  return withKind(fault, undefined, said, undefined);
}

/** @param shouldRetry what the server says of it */
function withKind(
  fault: UpstreamFault,
  status: number | undefined,
  said: string,
  shouldRetry: boolean | undefined,
): UpstreamFault {
  const { slug, message, retryAfterMs } = fault;
  const rest: Partial<FaultDetails> = {
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  // 413 is what gateways say in a page of their own.
  const isPage = status !== 413 && PAGE.test(message.replace(/^HTTP \d+: +/, ""));
  const told = status === 402 ? "credit" : isPage ? "address" : kindOf(said);
  // What is busy, or fails by itself, may say anything: nobody's settings are to blame for it, but credit.
  const mayBlame = status === undefined || (status < 500 && status !== 429 && status !== 408) || status === 501;
  const kind = mayBlame || told === "credit" ? (told ?? fault.kind) : fault.kind;
  if (kind !== undefined) {
    const blamed = kind === "window" ? { window: windowIn(said) } : {};
    return new UpstreamFault("upstream-failed", message, { retryable: false, ...rest, kind, ...blamed });
  }
  const retryable = shouldRetry ?? fault.retryable;
  if (retryable === fault.retryable) return fault;
  return new UpstreamFault(retryable ? slug : "upstream-failed", message, { retryable, ...rest });
}

/** An error object in a body of success, as `faultOf` reads it. */
export function errorInBody(error: unknown): object {
  const told = (typeof error === "object" ? error : { message: error }) as Partial<SdkError>;
  return { error: told, code: told.code, type: told.type, message: String(told.message ?? "") };
}

/** Whether a filter before the model refused what was asked, which some servers say by a status, others in the stream. */
export function isFiltered(error: unknown): boolean {
  const { status } = error as SdkError;
  return (status === undefined || [400, 403, 422].includes(status)) && FILTER.test(wordsOf(error));
}
