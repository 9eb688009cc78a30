import { describe, expect, it } from "vitest";
import { LIMITS } from "../../shared/config.ts";
import { idShape, parsePage, type Route, verifyQuery } from "./route.ts";

const url = (query: string): URL => new URL(`https://x.example/v1/things?${query}`);
const route = (facts: Partial<Route>): Route =>
  ({ method: "GET", path: "/v1/things", summary: "", kind: "public", ...facts }) as Route;

describe("the parameters of a call", () => {
  const known = route({ query: { limit: "", state: "" } });

  it("are those it knows, each once", () => {
    expect(() => verifyQuery(known, url(""))).not.toThrow();
    expect(() => verifyQuery(known, url("limit=1&state=open"))).not.toThrow();
  });

  it.each(["limit=1&limit=2", "state=a&limit=1&state=b"])("are refused twice: %s", (query) => {
    expect(() => verifyQuery(known, url(query))).toThrow(/Say it once/);
  });

  it.each(["bot_id=bot_x", "Limit=1", "limit=1&namespace=x", "=1", "constructor=1", "__proto__=1"])(
    "are refused where it does not know them: %s",
    (query) => {
      expect(() => verifyQuery(known, url(query))).toThrow(/Not one of limit, state/);
      expect(() => verifyQuery(route({}), url(query))).toThrow(/This call takes no parameters/);
    },
  );

  it("are named as far as they are short and few", () => {
    const query = Array.from({ length: 30 }, (_, at) => `${"x".repeat(300)}${at}=1`).join("&");
    try {
      verifyQuery(known, url(query));
      expect.unreachable();
    } catch (error) {
      const { issues } = error as { issues: { path: string }[] };
      expect([issues.length, issues[0]!.path.length]).toEqual([20, 100]);
    }
  });

  it("are anything where the call is in another product's shape", () => {
    const foreign = route({ problemDialect: () => ({ members: {}, headers: {} }) });
    expect(() => verifyQuery(foreign, url("api-version=1&api-version=2"))).not.toThrow();
  });
});

describe("a page of a list", () => {
  it("has the usual length unless one is said, and begins at the beginning", () => {
    expect(parsePage(url(""))).toEqual({ limit: LIMITS.pageDefault, cursor: undefined });
    expect(parsePage(url(""), /./, 7)).toEqual({ limit: 7, cursor: undefined });
    expect(parsePage(url("limit=1"))).toEqual({ limit: 1, cursor: undefined });
    expect(parsePage(url(`limit=${LIMITS.pageMost}&cursor=c`))).toEqual({ limit: LIMITS.pageMost, cursor: "c" });
  });

  it.each(["0", "-1", "1.5", "", "x", " 1", "1e3", "0x10", `${LIMITS.pageMost + 1}`, "99999", "Infinity"])(
    "has no length of %j",
    (limit) => expect(() => parsePage(url(`limit=${encodeURIComponent(limit)}`))).toThrow(/^.*limit: Must be a whole/s),
  );

  it("goes on at a cursor of its own list alone", () => {
    const id = `bot_${"a".repeat(25)}`;
    expect(parsePage(url(`cursor=${id}`), idShape("bot")).cursor).toBe(id);
    for (const cursor of [`acc_${"a".repeat(25)}`, `x${id}`, `${id}x`, "", "bot_", "%27%20OR%201=1"])
      expect(() => parsePage(url(`cursor=${cursor}`), idShape("bot"))).toThrow(/Not a cursor of this list/);
    expect(parsePage(url(`cursor=${"x".repeat(1_024)}`)).cursor).toHaveLength(1_024);
    expect(() => parsePage(url(`cursor=${"x".repeat(1_025)}`))).toThrow(/Not a cursor of this list/);
  });
});
