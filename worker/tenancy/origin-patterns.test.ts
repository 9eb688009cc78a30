import { describe, expect, it } from "vitest";
import { allows, parseAllowedOrigin } from "./origin-patterns.ts";

describe("an allowed origin", () => {
  it.each([
    ["https://example.com", "https://example.com"],
    ["HTTPS://Example.com:443/", "https://example.com"],
    ["https://*.example.com", "https://*.example.com"],
    ["https://*.Example.com:8443", "https://*.example.com:8443"],
    ["https://shop-*.vercel.app", "https://shop-*.vercel.app"],
    ["https://*-shop.vercel.app", "https://*-shop.vercel.app"],
    ["https://a*bc.pages.dev", "https://a*bc.pages.dev"],
    ["http://*.intranet.example", "http://*.intranet.example"],
  ])("%s is kept as %s", (text, origin) => {
    expect(parseAllowedOrigin(text)).toEqual({ origin });
    expect(parseAllowedOrigin(origin)).toEqual({ origin });
  });

  it.each([
    ["*", "leftmost"],
    ["https://*", "leftmost"],
    ["https://*.com", ".com"],
    ["https://*.vercel.app", "vercel.app"],
    ["https://ab*.vercel.app", "vercel.app"],
    ["https://*.co.uk", "co.uk"],
    ["https://*.github.io:8080", "github.io"],
    ["https://*.*.example.com", "Only one"],
    ["https://www.*.example.com", "leftmost"],
    ["https://example.*", "leftmost"],
    ["https://example.com:*", "leftmost"],
    ["https://*.example.com/path", "leftmost"],
    ["https://*@example.com", "leftmost"],
    ["x.example", "https://x.example"],
    ["https://x.example/docs?a=1", "https://x.example"],
    ["ftp://x.example", "https://"],
    ["https:///x.example", "scheme, host and port only"],
    ["https://x.example/docs", "https://x.example."],
    ["https://x.example?a", "https://x.example."],
    ["https://x.example#a", "https://x.example."],
    ["https://me@x.example", "https://x.example."],
    ["https://*.exa mple.com", "leftmost"],
    ["https://*.intranet", ".intranet"],
    ["null", "sandboxed"],
    ["", "https://"],
    ["https://", "scheme, host and port"],
  ])("%j is refused, and the reason names %j", (text, words) => {
    const parsed = parseAllowedOrigin(text);
    expect("problem" in parsed && parsed.problem).toContain(words);
  });
});

describe("a pattern", () => {
  it.each([
    ["https://*.example.com", "https://shop.example.com"],
    ["https://shop-*.vercel.app", "https://shop-git-main.vercel.app"],
    ["https://*-shop.vercel.app", "https://x-shop.vercel.app"],
    ["https://*.example.com:8443", "https://a.example.com:8443"],
    ["https://example.com", "https://example.com"],
  ])("%s allows %s", (entry, origin) => expect(allows(entry, origin)).toBe(true));

  it.each([
    ["https://*.example.com", "https://example.com"],
    ["https://*.example.com", "https://.example.com"],
    ["https://*.example.com", "https://a.b.example.com"],
    ["https://*.example.com", "http://a.example.com"],
    ["https://*.example.com", "http://aa.example.com"],
    ["https://*.example.com", "https://aa.example.org"],
    ["https://a*aa.pages.dev", "https://aa.pages.dev"],
    ["https://example.com", "https://example.co"],
    ["https://example.com", "https://example.com.evil.org"],
    ["https://*.example.com", "https://a.example.com:8443"],
    ["https://*.example.com", "https://a.example.com.evil.org"],
    ["https://*.example.com", "https://evil.org/.example.com"],
    ["https://*.example.com", "https://evil@x.example.com"],
    ["https://shop-*.vercel.app", "https://shop-.vercel.app"],
    ["https://shop-*.vercel.app", "https://shop.vercel.app"],
    ["https://a*a.pages.dev", "https://a.pages.dev"],
    ["https://*.example.com", "null"],
  ])("%s does not allow %s", (entry, origin) => expect(allows(entry, origin)).toBe(false));
});
