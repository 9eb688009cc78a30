import { describe, expect, it } from "vitest";
import { PROBLEMS } from "../shared/problem.ts";
import { PROBLEM_ENGLISH, slugFrom, TOLD, wayFrom } from "./problems.ts";

describe("the words of problems", () => {
  it.each(Object.entries(TOLD))("has some for %s", (_, words) => {
    expect(PROBLEM_ENGLISH[words]).not.toBe("");
  });

  it("offers no button for what stays refused, and one where the server says that it may work later", () => {
    for (const [slug, { retryable }] of Object.entries(PROBLEMS))
      if (retryable) expect(wayFrom(TOLD[slug as keyof typeof PROBLEMS])).not.toBe("none");
    for (const slug of ["origin-not-allowed", "budget-exhausted", "invalid-request"] as const)
      expect(wayFrom(TOLD[slug])).toBe("none");
    expect(wayFrom(TOLD.expired)).toBe("reload");
  });
});

describe("the slug of a response", () => {
  it.each([
    ["one of ours", { type: "https://chat.example.com/problems/rate-limited" }, 429, "rate-limited"],
    ["one of a later version", { type: "https://chat.example.com/problems/too-hot" }, 403, "forbidden"],
    ["one of a later version, about the server", { type: "x/melted" }, 503, "internal"],
    ["a name that objects have", { type: "x/constructor" }, 400, "invalid-request"],
    ["none, from a gateway", {}, 502, "network"],
    ["none, from the server", {}, 500, "internal"],
    ["none, from a proxy that wants a login", {}, 401, "unauthenticated"],
    ["no text", { type: { a: 1 } }, 418, "invalid-request"],
  ])("is found where it is %s", (_, problem, status, slug) => {
    expect(slugFrom(problem, status)).toBe(slug);
  });
});
