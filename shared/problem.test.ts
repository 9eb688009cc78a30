import { describe, expect, it } from "vitest";
import { PROBLEMS, ProblemError, type ProblemSlug, slugOf, toProblem } from "./problem.ts";

const BASE = "https://chat.example.com/problems/";

describe("the problem table", () => {
  it("holds exactly the slugs and statuses of the contract", () => {
    expect(Object.fromEntries(Object.entries(PROBLEMS).map(([slug, { status }]) => [slug, status]))).toEqual({
      "invalid-request": 400,
      unauthenticated: 401,
      "token-expired": 401,
      "origin-not-allowed": 403,
      forbidden: 403,
      "not-found": 404,
      conflict: 409,
      "payload-too-large": 413,
      "unsupported-media-type": 415,
      "rate-limited": 429,
      "budget-exhausted": 429,
      internal: 500,
      "upstream-failed": 502,
      "upstream-busy": 503,
      "upstream-timeout": 504,
    });
  });

  it("goes over the wire and back for every slug", () => {
    for (const slug of Object.keys(PROBLEMS) as ProblemSlug[]) {
      const problem = toProblem(new ProblemError(slug, { detail: "Why." }), BASE, "request-1");
      expect(problem).toEqual({ type: BASE + slug, ...wireOf(slug), detail: "Why.", instance: "request-1" });
      expect(slugOf(JSON.parse(JSON.stringify(problem)) as object)).toBe(slug);
    }
  });
});

describe("a problem", () => {
  it("never tells its cause", () => {
    const error = new ProblemError("upstream-failed", { detail: "It failed.", cause: new Error("key sk-secret") });
    expect(JSON.stringify(toProblem(error, BASE, "r"))).not.toContain("sk-secret");
    expect(error.message).not.toContain("sk-secret");
  });

  it("tells when to come back and which fields are wrong, where it knows", () => {
    const issues = [{ path: "name", message: "Missing." }];
    expect(
      toProblem(new ProblemError("rate-limited", { detail: "d", retryAfter: 7, issues }), BASE, "r"),
    ).toMatchObject({
      retry_after: 7,
      issues,
    });
  });
});

describe("slugOf", () => {
  it.each([[undefined], [7], [""], ["https://x/problems/nope"], ["https://x/constructor"], ["https://x/__proto__"]])(
    "knows no slug in %j",
    (type) => {
      expect(slugOf({ type })).toBeUndefined();
    },
  );
});

function wireOf(slug: ProblemSlug): { title: string; status: number } {
  const { title, status } = PROBLEMS[slug];
  return { title, status };
}
