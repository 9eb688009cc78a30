import { expect, it } from "vitest";
import { originsOf, reachOf } from "./origins.ts";

it("names this machine by both of its names", () => {
  expect(originsOf("127.0.0.1", 8787)).toEqual(["http://localhost:8787", "http://127.0.0.1:8787"]);
  expect(reachOf("127.0.0.1", 8787).url).toBe("http://localhost:8787");
});

it("lists the machine's addresses when it listens on all of them", () => {
  expect(originsOf("0.0.0.0", 1)).toEqual(expect.arrayContaining(["http://localhost:1", "http://127.0.0.1:1"]));
  expect(reachOf("0.0.0.0", 1).local).toBe("http://127.0.0.1:1");
});

it("puts an IPv6 address into brackets", () => {
  expect(reachOf("fd00::1", 1)).toEqual({ url: "http://[fd00::1]:1", local: "http://[fd00::1]:1" });
  expect(originsOf("fd00::1", 1)).toEqual(["http://[fd00::1]:1"]);
});
