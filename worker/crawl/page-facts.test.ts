import { describe, expect, it } from "vitest";
import { canonicalHeader, markdownLinks, readPageFacts, robotsHeader } from "./page-facts.ts";

describe("readPageFacts", () => {
  it("finds links, feeds, base and canonical, and leaves out what is not to be followed", () => {
    const facts = readPageFacts(`<head><base href="/docs/"><link rel="CANONICAL" href="/a?b=1&amp;c=2">
      <link rel="alternate" type="application/rss+xml" href="/feed"></head>
      <a href=one>1</a><a href="two" rel="noopener nofollow">2</a><area href='three'><a name="x">4</a><A HREF="  four
      ">5</A><!-- <a href="five"> --><script>"<a href='six'>"</script>`);
    expect(facts).toMatchObject({
      links: ["one", "three", "four"],
      feeds: ["/feed"],
      base: "/docs/",
      canonical: "/a?b=1&c=2",
      noindex: false,
      nofollow: false,
    });
  });

  it("reads what the page calls itself and its site, and no title of a drawing", () => {
    expect(
      readPageFacts(`<head><meta content="Ropes &amp; Knots" property="OG:site_name"><meta property="og:title" content="No">
        <title>Splices\n &ndash; Ropes &amp; Knots</title></head><svg><title>Logo</title></svg>`),
    ).toMatchObject({ siteName: "Ropes & Knots", title: "Splices\n – Ropes & Knots" });
    expect(readPageFacts('<meta name="og:site_name" content="A"><meta property="og:site_name" content="B">')).toEqual(
      expect.objectContaining({ siteName: "A", title: "" }),
    );
    expect(readPageFacts("<svg><title>Logo</title></svg><p>Text</p>").title).toBe("");
  });

  it("hears what is asked of robots and of this one, and not of others", () => {
    expect(readPageFacts('<meta name="robots" content="NoIndex, follow">')).toMatchObject({
      noindex: true,
      nofollow: false,
    });
    expect(readPageFacts('<meta name="vegarag" content="none">')).toMatchObject({ noindex: true, nofollow: true });
    expect(readPageFacts('<meta name="googlebot" content="noindex">')).toMatchObject({ noindex: false });
    expect(robotsHeader("noindex, nofollow")).toEqual({ noindex: true, nofollow: true });
    expect(robotsHeader("otherbot: noindex, nofollow")).toEqual({ noindex: false, nofollow: false });
    expect(robotsHeader("otherbot: noindex, vegarag: nofollow")).toEqual({ noindex: false, nofollow: true });
    expect(robotsHeader("unavailable_after: 25 Jun 2030 15:00:00 PST")).toEqual({ noindex: false, nofollow: false });
  });

  it.each([
    ["an empty root and a script", '<div id="root"></div><script src="/a.js"></script>', true],
    ["an element of a framework", "<app-root></app-root><script type=module src=a.js></script>", true],
    [
      "nothing but a script",
      "<body><script>render()</script><noscript>Please turn on scripts.</noscript></body>",
      true,
    ],
    [
      "a root with text in it",
      `<div id="root"><p>${"Ropes and knots. ".repeat(20)}</p></div><script src="/a.js"></script>`,
      false,
    ],
    ["a short page with a script", "<body><p>Closed on Mondays.</p><script src=count.js></script></body>", false],
    [
      "a short page with data for machines",
      '<body><p>Closed.</p><script type="application/ld+json">{}</script></body>',
      false,
    ],
    ["an empty page", "<body></body>", false],
  ])("tells whether %s needs a browser", (_, html, isShell) => {
    expect(readPageFacts(html).isShell).toBe(isShell);
  });

  it.each([
    ["0; url=/en/", "/en/"],
    ["3;URL='https://example.com/a?b=c'", "https://example.com/a?b=c"],
    ["0,/en/", "/en/"],
    ["30; url=/en/", undefined],
    ["60", undefined],
    ["", undefined],
  ])("sees where a page sends its visitors at once: %s", (content, target) => {
    expect(readPageFacts(`<head><meta http-equiv="Refresh" content="${content}"></head>`).refresh).toBe(target);
    expect(
      readPageFacts(`<noscript><meta http-equiv="refresh" content="${content}"></noscript>`).refresh,
    ).toBeUndefined();
  });

  it("is linear, whatever is opened and never closed", () => {
    for (const part of [
      "<a href=",
      "<a href='x'",
      "<",
      "<!--",
      '<meta name="robots" content="',
      "<a ",
      "&amp;",
      "<script>",
    ])
      expect(readPageFacts(part.repeat(200_000)).links.length).toBeLessThanOrEqual(5_000);
  });
});

describe("canonicalHeader", () => {
  it("reads the link that is canonical", () => {
    expect(canonicalHeader('</style.css>; rel=preload, <https://a.net/b,c>; title="x"; rel="canonical"')).toBe(
      "https://a.net/b,c",
    );
    expect(canonicalHeader("<https://a.net/>; rel=alternate")).toBeUndefined();
    expect(canonicalHeader(null)).toBeUndefined();
  });
});

describe("markdownLinks", () => {
  it("reads inline links, references and bare addresses, and no images", () => {
    const text = '[one](/1 "t") ![no](/img.png) [two](<https://a.net/2>)\n\n[ref]: /3\n\nSee <https://a.net/4>.';
    expect(markdownLinks(text)).toEqual(["/1", "https://a.net/2", "/3", "https://a.net/4"]);
  });

  it("is linear", () => {
    for (const part of ["[", "[a](", "<https://", "[a]:\n", "![[", "]("])
      expect(markdownLinks(part.repeat(100_000)).length).toBeLessThanOrEqual(5_000);
  });
});
