import { describe, expect, it } from "vitest";
import { parseOrigin } from "./origins.ts";

describe("an origin", () => {
  it.each([
    ["https://example.com", "https://example.com"],
    ["https://example.com/", "https://example.com"],
    ["HTTPS://EXAMPLE.com", "https://example.com"],
    ["https://example.com:443", "https://example.com"],
    ["http://example.com:80", "http://example.com"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["https://example.com:8443", "https://example.com:8443"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["http://[::1]:8080", "http://[::1]:8080"],
    ["https://münchen.example", "https://xn--mnchen-3ya.example"],
    ["https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"],
  ])("%s is %s, as a browser spells it", (text, origin) => {
    expect(parseOrigin(text)).toBe(origin);
    expect(parseOrigin(origin)).toBe(origin);
  });

  it.each([
    "",
    " ",
    "null",
    "*",
    "example.com",
    "//example.com",
    "https://",
    "https:///",
    "https://*",
    "https://*.example.com",
    "https://example.com/path",
    "https://example.com//",
    "https://example.com?x",
    "https://example.com#x",
    "https://user@example.com",
    "https://user:pass@example.com",
    "https://example.com\\evil",
    "https://exa mple.com",
    "https://example.com\n",
    " https://example.com",
    "ftp://example.com",
    "file:///x",
    "javascript:alert(1)",
    "data:text/html,x",
    "chrome-extension://abc",
    "https://example.com:99999",
    "https://example.com:x",
    "https://[::1",
    "https://example.com,https://evil.example",
  ])("%j is none", (text) => {
    expect(parseOrigin(text)).toBeUndefined();
  });
});
