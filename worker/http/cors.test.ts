import { describe, expect, it } from "vitest";
import { allowOrigin, preflightResponse } from "./cors.ts";

describe("other origins", () => {
  it("are told of the exact one that asked, never of all, and never with credentials", () => {
    for (const headers of [preflightResponse("https://shop.example").headers, allowed("https://shop.example")]) {
      expect(headers.get("access-control-allow-origin")).toBe("https://shop.example");
      expect(headers.get("vary")).toBe("Origin");
      expect(headers.has("access-control-allow-credentials")).toBe(false);
    }
    expect(preflightResponse("https://shop.example").headers.get("access-control-allow-methods")).not.toMatch(
      /PUT|PATCH|\*/,
    );
  });

  it("may read the headers that the contract speaks of", () => {
    const exposed = allowed("https://shop.example").get("access-control-expose-headers")!.split(", ");
    expect(exposed.toSorted()).toEqual(["retry-after", "x-request-id", "x-vercel-ai-ui-message-stream"]);
  });

  it("are told nothing where none asked", () => {
    const headers = allowed(null);
    expect(headers.has("access-control-allow-origin")).toBe(false);
    expect(headers.get("vary")).toBe("Origin");
  });

  function allowed(origin: string | null): Headers {
    const headers = new Headers();
    allowOrigin(headers, origin);
    return headers;
  }
});
