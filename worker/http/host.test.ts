import { describe, expect, it } from "vitest";
import { refuseBadHost } from "./host.ts";

describe("a host", () => {
  const asked = (host: string | null, url = "https://x.example/"): Response | undefined =>
    refuseBadHost({ url, headers: new Headers(host === null ? {} : { host }) } as Request);

  it.each([null, "x.example", "localhost:8787", "127.0.0.1", "[::1]:80", "a_b.example"])("may be %j", (host) => {
    expect(asked(host)).toBeUndefined();
  });

  it.each(["", "a b", "[::1", "x\\y", "<b>", "x.example:port", "x.example:123456", "a/b", "a@b", "a,b"])(
    "may not be %j",
    async (host) => {
      const response = asked(host)!;
      expect([response.status, response.headers.get("x-request-id")]).toEqual([400, expect.any(String)]);
      expect(await response.json()).toMatchObject({ detail: "The Host header is not a host." });
    },
  );

  it("is refused with an address that cannot be read", () => {
    expect(asked("x.example", "http://a b/")?.status).toBe(400);
    expect(asked(null, "http://a b/")?.status).toBe(400);
  });
});
