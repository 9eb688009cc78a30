import { describe, expect, it } from "vitest";
import { CLIENT_ID, fitsInPath, randomId } from "./ids.ts";
import { PATHS } from "./routes.ts";

describe("randomId", () => {
  it("has the length that was asked for and its alphabet", () => {
    for (const length of [1, 2, 25, 40, 200]) expect(randomId(length)).toMatch(new RegExp(`^[0-9a-z]{${length}}$`));
  });

  it("draws every character about as often", () => {
    const counts = new Map<string, number>();
    const text = Array.from({ length: 2 }, () => randomId(36_000)).join("");
    for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
    expect(counts.size).toBe(36);
    // 2,000 each; seven standard deviations are 309.
    for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(309);
  });

  it("does not repeat itself", () => {
    expect(new Set(Array.from({ length: 1_000 }, () => randomId())).size).toBe(1_000);
  });
});

describe("ids from outside", () => {
  it.each(["a", "0", "a.b", "...", "c_1~x:-", "x".repeat(128)])("a client may choose %j", (id) => {
    expect(CLIENT_ID.test(id)).toBe(true);
    // What may be chosen can be asked for: a URL keeps it as it is.
    expect(new URL(PATHS.conversation(id), "https://x.example").pathname).toBe(PATHS.conversation(id));
  });

  it.each(["", ".", "..", " ", "a b", "a/b", "a\n", "\na", "é", "😀", "a%2f", "a\0", "x".repeat(129)])(
    "a client may not choose %j",
    (id) => {
      expect(CLIENT_ID.test(id)).toBe(false);
    },
  );

  it("none may be a step in a URL, however it is spelled there", () => {
    for (const id of [".", ".."]) {
      expect(fitsInPath(id)).toBe(false);
      for (const spelled of [id, id.replaceAll(".", "%2e")])
        expect(new URL(`/v1/documents/${spelled}`, "https://x.example").pathname).not.toContain(spelled);
    }
    for (const id of ["", "...", "a", "./", "../a"]) expect(fitsInPath(id)).toBe(true);
  });
});
