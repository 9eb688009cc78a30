import { afterEach, describe, expect, it, vi } from "vitest";
import { addressOf, placeOf, takeCode } from "./route.ts";

afterEach(() => vi.unstubAllGlobals());

describe("placeOf", () => {
  it.each([
    ["", { botId: undefined, screen: "home", asked: "" }],
    ["#/", { botId: undefined, screen: "home", asked: "" }],
    ["#/bot_1", { botId: "bot_1", screen: "home", asked: "" }],
    ["#/bot_1/install", { botId: "bot_1", screen: "install", asked: "" }],
    ["#/bot_1/constructor", { botId: "bot_1", screen: "home", asked: "" }],
    ["#/%E0%A4%A/install", { botId: undefined, screen: "install", asked: "" }],
    ["#/bot_1/conversations?query=a/b?c", { botId: "bot_1", screen: "conversations", asked: "query=a/b?c" }],
  ])("%s", (fragment, place) => {
    expect(placeOf(fragment)).toEqual(place);
  });

  it("reads what addressOf writes", () => {
    expect(placeOf(addressOf("a/b#c", "questions"))).toEqual({ botId: "a/b#c", screen: "questions", asked: "" });
    const { asked } = placeOf(addressOf("a", "conversations", { query: "?&=%" }));
    expect(new URLSearchParams(asked).get("query")).toBe("?&=%");
  });
});

describe("takeCode", () => {
  function open(hash: string) {
    const replaceState = vi.fn<(state: unknown, unused: string, url: string) => void>();
    vi.stubGlobal("location", { hash, pathname: "/console/" });
    vi.stubGlobal("history", { replaceState });
    return replaceState;
  }

  it("takes the code and puts an address without it in its place", () => {
    const replaceState = open("#code=abc123");
    expect(takeCode()).toBe("abc123");
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, "", "/console/#/");
  });

  it("leaves other addresses alone", () => {
    const replaceState = open("#/bot_1/home");
    expect(takeCode()).toBeUndefined();
    expect(replaceState).not.toHaveBeenCalled();
  });
});
