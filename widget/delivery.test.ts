import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { directives, headersFile } from "./delivery.ts";

describe("what a page's policy must allow", () => {
  it("stands in the docs as the build has it", () => {
    const docs = readFileSync(new URL("../docs/widget.md", import.meta.url), "utf8");
    const list = /<!-- directives:.*-->\s*```\n([^]*?)\n```/.exec(docs)?.[1];
    expect(list?.split("\n")).toEqual(
      Object.entries(directives("https://chat.example.com")).map(([name, value]) => `${name} ${value}`),
    );
  });

  it("is less than anything unsafe", () => {
    expect(JSON.stringify(directives("https://x"))).not.toContain("unsafe");
  });
});

describe("the headers of the static files", () => {
  it("let hashed files be kept for good, and widget.js be asked for again", () => {
    const [widget, hashed, manifest, chat, front] = headersFile().split("\n\n");
    expect(widget).toMatch(/^\/widget\.js\n[^]*max-age=300/);
    expect(hashed).toMatch(/^\/widget\/\*\n[^]*immutable/);
    // Names the hashed files, and is not one.
    expect(manifest).toMatch(/^\/widget\/manifest\.json\n {2}! Cache-Control\n[^]*must-revalidate/);
    expect(chat).toMatch(/^\/chat\/\*\n[^]*require-trusted-types-for 'script'/);
    expect(front).toMatch(/^\/\n {2}Content-Security-Policy: default-src 'none'; style-src 'self';/);
  });

  it("let no page of ours be framed, run what it does not bring, or send what it holds elsewhere", () => {
    const [, , , chat, front] = headersFile().split("\n\n");
    for (const page of [chat!, front!]) {
      const policy = /Content-Security-Policy: (.*)/.exec(page)![1]!.split("; ");
      expect(policy).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "frame-ancestors 'none'",
          "base-uri 'none'",
          "form-action 'none'",
        ]),
      );
      expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
      expect(page).toMatch(/^ {2}X-Frame-Options: DENY$/m);
      expect(page).toMatch(/^ {2}X-Content-Type-Options: nosniff$/m);
      expect(page).toMatch(/^ {2}Referrer-Policy: no-referrer$/m);
    }
    expect(chat).toContain("trusted-types 'none'");
    expect(chat).toMatch(/^ {2}Cross-Origin-Opener-Policy: same-origin$/m);
  });

  it("let any page have the widget's files, and none take them for another type", () => {
    for (const files of headersFile().split("\n\n").slice(0, 2)) {
      expect(files).toMatch(/^ {2}Access-Control-Allow-Origin: \*$/m);
      expect(files).toMatch(/^ {2}X-Content-Type-Options: nosniff$/m);
    }
  });

  it("let the page at / have what it asks for and no more", () => {
    const page = readFileSync(new URL("../ui/front/index.html", import.meta.url), "utf8");
    expect(page).not.toMatch(/<script|<style|style=|https?:/);
    for (const link of ["/console/", "/healthz", "/openapi.json", "/crawler"]) expect(page).toContain(`href="${link}"`);
  });
});
