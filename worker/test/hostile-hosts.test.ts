/** `Host` values that are no host, as raw requests: they are a mistake of the client and not of ours. */

import { describe, expect, it } from "vitest";
import { refuseBadHost } from "../http/host.ts";

const ask = (host: string): Response | undefined => {
  const request = new Request("http://localhost/healthz");
  // Written past the checks of `Headers`: a socket takes anything.
  return refuseBadHost(
    new Proxy(request, {
      get(target, name) {
        if (name === "headers") return { get: () => host };
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    }),
  );
};

describe("a Host that is none", () => {
  it.each([
    "a b",
    "[::1",
    "x\\y",
    "<script>alert(1)</script>",
    "a/b",
    "a?b",
    "a#b",
    "a@b",
    "a:b:c",
    "a:999999",
    "",
    "é",
  ])("%s is refused", async (host) => {
    const response = ask(host);
    expect(response?.status).toBe(400);
    expect(response?.headers.get("content-type")).toContain("problem+json");
    expect(await response!.text()).not.toContain("<script>");
  });

  it.each([
    "localhost",
    "localhost:8787",
    "chat.example.com",
    "[::1]:8787",
    "127.0.0.1:80",
    "a_b.example",
    "xn--e1afmkfd.example",
  ])("%s is one", (host) => expect(ask(host)).toBeUndefined());
});
