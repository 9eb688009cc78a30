import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseRobots, refusedByHeader, ROBOTS_BYTES, robotsText } from "./robots.ts";

const path = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

describe("parseRobots", () => {
  it("takes the longest rule, and the one that allows at a tie", () => {
    const robots = parseRobots("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /c\nAllow: /c", "vegarag");
    expect(["/a", "/a/x", "/a/b", "/c", "/"].map(robots.allows)).toEqual([false, false, true, true, true]);
  });

  it("follows its own groups alone where there are any, all of them together", () => {
    const robots = parseRobots(
      "User-agent: *\nDisallow: /\nUser-agent: other\nUser-agent: VegaRAG/2\nDisallow: /x\n\nUser-agent: vegarag\nDisallow: /y",
      "vegarag",
    );
    expect(["/", "/x", "/y"].map(robots.allows)).toEqual([true, false, false]);
  });

  it("forbids nothing with an empty rule, and reads what has odd ends of lines, spaces and comments", () => {
    expect(parseRobots("user-agent:*\rdisallow:", "v").allows("/a")).toBe(true);
    expect(parseRobots("\uFEFF USER-AGENT :\t* # all\r\n  Disallow : /a # not this", "v").allows("/a")).toBe(false);
  });

  it("compares octets, whatever their spelling", () => {
    const robots = parseRobots("User-agent: *\nDisallow: /café\nDisallow: /%c3%bc", "v");
    expect(["/caf%C3%A9", "/caf%c3%a9", "/%C3%BC", "/cafe"].map(robots.allows)).toEqual([false, false, false, true]);
  });

  it("reads delay, sitemaps and signals", () => {
    const text =
      "Sitemap: /s.xml\nUser-agent: *\nContent-Signal: search=yes, ai-input=no, ai-train=no\nCrawl-delay: 2.5\nSitemap: https://a.net/b.xml";
    expect(parseRobots(text, "v")).toMatchObject({
      crawlDelay: 2.5,
      sitemaps: ["/s.xml", "https://a.net/b.xml"],
      refusedBy: "ai-input=no",
    });
    expect(parseRobots("User-agent: *\nContent-Signal: ai-train=no", "v").refusedBy).toBeUndefined();
    expect(parseRobots("User-agent: other\nContent-Signal: search=no", "v").refusedBy).toBeUndefined();
    expect(refusedByHeader("search=no")).toBe("search=no");
    expect(refusedByHeader(null)).toBeUndefined();
  });

  it("is linear in stars and in lines", () => {
    const stars = `User-agent: *\nDisallow: /${"*a".repeat(2_000)}*b`;
    const many = `User-agent: *\n${"Disallow: /x*y*z\n".repeat(30_000)}`;
    for (const text of [stars, many, `${"a".repeat(1e6)}`, ":".repeat(1e6), "\r".repeat(1e6)]) {
      const robots = parseRobots(text, "v");
      expect(robots.allows(`/${"a".repeat(2_000)}`)).toBe(true);
    }
  });
});

const DATA = "../shared/data/security/robots.jsonl";

describe.skipIf(!existsSync(DATA))("the public suites of robots.txt (needs ../shared/data)", () => {
  interface Case {
    id: string;
    robots: string | null;
    ua?: string | null;
    url?: string;
    allowed?: boolean | null;
    crawl_delay?: number | null;
    sitemaps?: string[];
    google_only?: boolean;
    other_authority?: boolean;
  }
  const cases = existsSync(DATA)
    ? readFileSync(DATA, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Case)
    : [];

  it("allow and forbid the same", () => {
    const wrong: string[] = [];
    let judged = 0;
    for (const { id, robots, ua, url, allowed, google_only, other_authority } of cases) {
      // A group for "Foo Bar" and index.html as a folder are Google's own; another authority has a robots.txt of its own.
      if (robots === null || typeof allowed !== "boolean" || other_authority || !url || !URL.canParse(url)) continue;
      if (google_only && /IndexHTML|FirstSpace/.test(id)) continue;
      // What no parser of addresses lets through: half characters, and letters that Google's library is to be given encoded.
      if (!url.isWellFormed() || (id.startsWith("google/ID_Encoding") && /[^\0-\x7f]/.test(url))) continue;
      judged++;
      if (parseRobots(robots, ua ?? "").allows(path(url)) !== allowed) wrong.push(id);
    }
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(270);
  });

  it("find the same delays and sitemaps", () => {
    const read = cases.flatMap(({ robots, ua, crawl_delay, sitemaps, id }) => {
      if (robots === null || (crawl_delay === undefined && sitemaps === undefined)) return [];
      const found = parseRobots(robots, ua ?? "");
      return [
        {
          id,
          found: crawl_delay === undefined ? found.sitemaps : (found.crawlDelay ?? null),
          expected: crawl_delay === undefined ? sitemaps : crawl_delay,
        },
      ];
    });
    expect(read.length).toBeGreaterThan(20);
    expect(read.map(({ id, found }) => [id, found])).toEqual(read.map(({ id, expected }) => [id, expected]));
  });
});

describe("the bytes of a robots.txt", () => {
  const RULES = "User-agent: *\r\nDisallow: /private/\r\nSitemap: https://x.example/s.xml\r\n";
  const wide = (text: string, little: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 * text.length + 2);
    const view = new DataView(bytes.buffer);
    for (const [at, unit] of [...`\ufeff${text}`].entries()) view.setUint16(2 * at, unit.charCodeAt(0), little);
    return bytes;
  };
  it.each([
    ["UTF-8", new TextEncoder().encode(RULES)],
    ["UTF-8 with a mark", new TextEncoder().encode(`\ufeff${RULES}`)],
    ["UTF-16, small end first", wide(RULES, true)],
    ["UTF-16, big end first", wide(RULES, false)],
    ["line ends of old", new TextEncoder().encode(RULES.replaceAll("\r\n", "\r"))],
  ])("are read as they are marked: %s", (_, bytes) => {
    const robots = parseRobots(robotsText(bytes), "vegarag");
    expect([robots.allows("/private/a"), robots.allows("/a")]).toEqual([false, true]);
    expect(robots.sitemaps).toEqual(["https://x.example/s.xml"]);
  });

  it("of one that was cut forbid nothing by half an address", () => {
    const head = "User-agent: *\nDisallow: /b\n";
    const filler = "# a\n".repeat(ROBOTS_BYTES / 4);
    const text = `${head}${filler}`.slice(0, ROBOTS_BYTES - "\nDisallow: /".length);
    const robots = parseRobots(robotsText(new TextEncoder().encode(`${text}\nDisallow: /`)), "vegarag");
    expect([robots.allows("/a"), robots.allows("/b")]).toEqual([true, false]);
  });
});
