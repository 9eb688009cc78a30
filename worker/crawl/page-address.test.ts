import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { addressOf } from "./page-address.ts";

const key = (url: string): string | undefined => addressOf(url)?.key;

describe("addressOf", () => {
  it("asks the address as the site spells it, without what only counts visits", () => {
    expect(addressOf("HTTPS://Docs.Example.com:443/%7Ea/./b?b=2&utm_source=x&a=1#top")?.url).toBe(
      "https://docs.example.com/%7Ea/b?b=2&a=1",
    );
    expect(addressOf("/a;jsessionid=AB12/b?PHPSESSID=1", "https://x.net/c")?.url).toBe("https://x.net/a/b");
    expect(addressOf("?page=2", "https://x.net/list?page=1")?.url).toBe("https://x.net/list?page=2");
  });

  it("drops the id of a visit by what it holds, and keeps what may be a page's", () => {
    const asked = (query: string): string => new URL(addressOf(`https://x.net/a?${query}`)!.url).search;
    for (const query of [
      "sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
      "session_id=9f86d081884c7d659a2f",
      "osCsid=a1b2c3d4e5f60718",
    ])
      expect(asked(`t=4&${query}`)).toBe("?t=4");
    for (const query of ["sid=1204", "sid=autumn-programme-of-talks", "session=keynote", "sid=12345678901234567890"])
      expect(asked(query)).toBe(`?${query}`);
  });

  it("drops a short id of a visit, in the query or in the path", () => {
    const spellings = ["sid=61abc", "sid=9F2E1ab", "sid=k3x9q", "sid=a1b2c", "session_id=0af31", "sess_id=5ab77"];
    for (const query of [
      ...spellings,
      "PHPSESSID=61abc",
      "JSESSIONID=x",
      "osCsid=12345",
      "zenid=ab1",
      "CFID=7&CFTOKEN=81",
    ])
      expect(key(`https://x.net/a?t=4&${query}`), query).toBe("https://x.net/a?t=4");
    for (const path of ["a;jsessionid=61abc", "a;JSESSIONID=9F.node1", "a;phpsessid=1", "a;jsessionid=61abc?sid=61abc"])
      expect(key(`https://x.net/${path}`), path).toBe("https://x.net/a");
  });

  it("keeps what a page is named by, however short, and what is searched for", () => {
    for (const query of ["s=61abc", "s=harbour", "id=61abc", "p=k3x9q", "session=ab2c4"])
      expect(key(`https://x.net/?${query}`), query).toBe(`https://x.net/?${query}`);
    for (const id of ["1204", "a1204", "room12", "1204b", "2024spring", "h2o", "a-1b2", "abc", "81234", ""])
      expect(key(`https://x.net/?sid=${id}`), id).toBe(`https://x.net/?sid=${id}`);
  });

  it("is one host in letters of its own and in ASCII, in full width and with a dot at its end", () => {
    const hosts = [
      "bücher.example",
      "BÜCHER.example",
      "xn--bcher-kva.example",
      "XN--BCHER-KVA.EXAMPLE",
      "bücher。example",
      "ｂücher.example",
    ];
    for (const host of [...hosts, "b%C3%BCcher.example", "bu\u0308cher.example", "bücher.example."])
      expect(key(`http://${host}/a`), host).toBe("http://xn--bcher-kva.example/a");
  });

  it("is nothing for what is no page", () => {
    for (const spelling of ["mailto:a@b.c", "javascript:void 0", "data:,x", "http://", "tel:1", "https://a b/"])
      expect(addressOf(spelling, "https://x.net/")).toBeUndefined();
  });

  it("is the same when it is done twice, however odd the spelling", () => {
    const odd = [
      "%2e%2e",
      "%25%36%36",
      "%%36%36",
      "%",
      "a;jsessionid=1",
      "..;jsessionid=2",
      "?&&=1&b&b=",
      "//",
      "é",
      "%E9",
    ];
    for (const first of odd)
      for (const second of odd) {
        const once = addressOf(`https://x.net/${first}/${second}`)!;
        expect(key(once.url), once.url).toBe(once.key);
        expect(key(once.key), once.key).toBe(once.key);
        expect(addressOf(once.url)!.url).toBe(once.url);
      }
  });
});

const DATA = "../shared/data/security/url_normalise.json";

describe.skipIf(!existsSync(DATA))("the public suite of spellings (needs ../shared/data)", () => {
  const data = existsSync(DATA)
    ? (JSON.parse(readFileSync(DATA, "utf8")) as {
        cases: { input: string; crawler_commons: string; whatwg: string | null }[];
        same_page_groups: string[][];
        different_pages: [string, string][];
      })
    : { cases: [], same_page_groups: [], different_pages: [] };

  it("are one page or two", () => {
    for (const group of data.same_page_groups) expect(new Set(group.map(key)).size, group[0]).toBe(1);
    for (const [one, other] of data.different_pages) expect(key(one), one).not.toBe(key(other));
  });

  it("do not change when they are normalised again", () => {
    const once = data.cases.flatMap(({ input }) => addressOf(input) ?? []);
    expect(once.length).toBeGreaterThan(90);
    expect(once.map((address) => key(address.key))).toEqual(once.map((address) => address.key));
  });
});
