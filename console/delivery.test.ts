import { expect, it } from "vitest";
import { headersOfConsole } from "./delivery.ts";

it("no page may lay itself over the console, nor it send a session anywhere else", () => {
  // Cloudflare and the local server give a page the headers of every part whose path it matches.
  const parts = headersOfConsole().trim().split("\n\n");
  const [, ...headers] = parts.map((part) => part.split("\n")).find(([path]) => path === "/console/*")!;
  const of = new Map(headers.map((line) => line.trim().split(/: (.*)/, 2) as [string, string]));
  expect(Object.fromEntries(of)).toMatchObject({
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  });
  const policy = of.get("Content-Security-Policy")!.split("; ");
  expect(policy).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]),
  );
  expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
});
