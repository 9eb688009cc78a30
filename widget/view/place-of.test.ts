import { describe, expect, it } from "vitest";
import { placeOf } from "./place-of.ts";

const from = { origin: "https://shop.example", pathname: "/help/", search: "" };

describe("where a link leads", () => {
  it.each([
    ["https://shop.example/help/", "page"],
    ["https://shop.example/help#:~:text=a%20quote", "page"],
    ["https://shop.example/help/index.html", "page"],
    ["https://shop.example/help?page=2", "site"],
    ["https://shop.example/", "site"],
    ["http://shop.example/help/", "elsewhere"],
    ["https://shop.example.evil.example/help/", "elsewhere"],
    ["https://[bad", undefined],
  ])("%s: %s", (url, place) => {
    expect(placeOf(url, from)).toBe(place);
  });
});
