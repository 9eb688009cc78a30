import { expect, it } from "vitest";
import { isByAddress, nameOfAddress, siteOf, webAddress } from "./web-address.ts";

it.each([
  ["quay.example", "https://quay.example"],
  [" http://quay.example/docs ", "http://quay.example/docs"],
])("%j is meant as %s", (typed, address) => {
  expect(webAddress(typed)).toBe(address);
});

it.each<[string, string | undefined]>([
  ["quay.example", "https://quay.example"],
  ["http://127.0.0.1:4000/docs", "http://127.0.0.1:4000"],
  ["müller.example", "https://xn--mller-kva.example"],
  ["two words", undefined],
  ["ftp://quay.example", undefined],
  ["https://", undefined],
  ["", undefined],
])("%j names the site %s", (typed, origin) => {
  expect(siteOf(typed)?.origin).toBe(origin);
});

it.each<[string, string, boolean]>([
  ["quay.example", "https://www.quay.example/docs", true],
  ["www.quay.example", "https://www.quay.example/", true],
  ["127.0.0.1", "http://127.0.0.1:4000/", true],
  ["127.0.0.1:4000", "http://127.0.0.1:4000/", true],
  ["Quayside", "https://quay.example/", false],
  ["other.example", "https://quay.example/", false],
  ["", "https://quay.example/", false],
])("whether %j is no more than the address %s", (name, url, is) => {
  expect(isByAddress(name, url)).toBe(is);
  expect(isByAddress(nameOfAddress(new URL(url)), url)).toBe(true);
});
