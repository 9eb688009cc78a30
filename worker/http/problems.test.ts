import { describe, expect, it, vi } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { problemBase, problemResponse, toProblemError } from "./problems.ts";
import { SettingsError } from "../setting.ts";

const SECRET = "select * from the words of somebody else";

describe("what a client may know of anything that was thrown", () => {
  const told = (error: unknown): ProblemError => toProblemError(error, "request-1");

  it("is a problem as it is, also one that has lost its class on the way from an object", () => {
    const problem = new ProblemError("not-found", { detail: "Nothing." });
    expect(told(problem)).toBe(problem);
    const crossed = Object.assign(new Error("x"), { name: "ProblemError", slug: "conflict", detail: "Busy." });
    expect(told(crossed)).toBe(crossed);
  });

  it.each([
    ["an error", new Error(SECRET)],
    ["text", SECRET],
    ["nothing", undefined],
    ["what only looks like a problem", { name: "ProblemError", slug: "not-found", detail: SECRET }],
    ["an error of another name", Object.assign(new Error(SECRET), { slug: "not-found", detail: SECRET })],
    ["a problem without a slug", Object.assign(new Error(SECRET), { name: "ProblemError", detail: SECRET })],
    ["a problem without a detail", Object.assign(new Error(SECRET), { name: "ProblemError", slug: SECRET })],
  ])("is nothing of %s", async (_what, error) => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const problem = told(error);
    expect([problem.slug, problem.detail]).toEqual(["internal", "Something went wrong on our side."]);
    expect(await problemResponse(problem, "https://x.example/v1", "request-1").text()).not.toContain(SECRET);
    expect(log).toHaveBeenCalledWith("request-1", error);
    log.mockRestore();
  });

  it("is the name of a setting, so that an operator can mend it", () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    expect(told(new SettingsError("OPERATOR_KEY", "is not set")).detail).toContain("OPERATOR_KEY is not set");
    log.mockRestore();
  });

  it("is logged where it is ours or an engine's, and not where it is the client's", () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    for (const slug of ["not-found", "unauthenticated", "rate-limited"] as const)
      told(new ProblemError(slug, { detail: "" }));
    expect(log).not.toHaveBeenCalled();
    for (const slug of ["internal", "upstream-failed", "upstream-busy"] as const)
      told(new ProblemError(slug, { detail: "" }));
    expect(log).toHaveBeenCalledTimes(3);
    log.mockRestore();
  });
});

describe("a problem on the wire", () => {
  it("says by its headers what it is, and never the cause", async () => {
    const error = new ProblemError("unauthenticated", { detail: "No.", cause: new Error(SECRET) });
    const response = problemResponse(error, "https://x.example/v1/bot?a=1", "request-1");
    expect(response.status).toBe(401);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "www-authenticate": "Bearer",
    });
    const body = await response.text();
    expect(body).not.toContain(SECRET);
    expect(JSON.parse(body)).toMatchObject({
      type: "https://x.example/problems/unauthenticated",
      instance: "request-1",
    });
  });

  it("asks for a credential at 401 alone, and says when to come again where that is known", () => {
    const headersOf = (error: ProblemError): Headers => problemResponse(error, "https://x.example/", "r").headers;
    expect(headersOf(new ProblemError("forbidden", { detail: "" })).has("www-authenticate")).toBe(false);
    expect(headersOf(new ProblemError("forbidden", { detail: "" })).has("retry-after")).toBe(false);
    expect(headersOf(new ProblemError("rate-limited", { detail: "", retryAfter: 7 })).get("retry-after")).toBe("7");
  });

  it("names its type without a host where the request has none", () => {
    expect(problemBase("http://a b/")).toBe("/problems/");
  });
});
