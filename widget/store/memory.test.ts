import { describe, expect, it, vi } from "vitest";
import { createMemory } from "./memory.ts";

function fakeStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as unknown as Storage;
}

const page = (local = fakeStorage(), session = fakeStorage()) =>
  ({ localStorage: local, sessionStorage: session }) as unknown as Window;

describe("what outlives a page", () => {
  it("is read by the next page and by no other bot", () => {
    const local = fakeStorage();
    createMemory("one", JSON, page(local)).write({ conversation: "c", open: { q: "?" } });
    expect(createMemory("one", JSON, page(local)).read()).toEqual({ conversation: "c", open: { q: "?" } });
    expect(createMemory("two", JSON, page(local)).read()).toEqual({});
  });

  it("does not parse what is not there: the error would cost a first visitor's opening the most", () => {
    const parse = vi.fn(JSON.parse);
    expect(createMemory("one", { ...JSON, parse }, page()).read()).toEqual({});
    expect(parse).not.toHaveBeenCalled();
  });

  it("keeps each tab's own draft, and offers the last one to a new tab", () => {
    const local = fakeStorage();
    const first = createMemory("b", JSON, page(local));
    const second = createMemory("b", JSON, page(local));
    first.keepDraft("one");
    second.keepDraft("two");
    expect(first.draft()).toBe("one");
    expect(createMemory("b", JSON, page(local)).draft()).toBe("two");
  });

  it("lasts as long as the page where storage throws or is full", () => {
    const broken = {
      getItem: () => {
        throw new Error("forbidden");
      },
      setItem: () => {
        throw new Error("full");
      },
    } as unknown as Storage;
    const memory = createMemory("b", JSON, page(broken, broken));
    memory.write({ conversation: "c" });
    memory.keepDraft("text");
    expect(memory.read()).toMatchObject({ conversation: "c" });
    expect(memory.draft()).toBe("text");
  });

  it("is the newest where storage has become full since the last one", () => {
    const local = fakeStorage();
    const memory = createMemory("b", JSON, page(local));
    memory.write({ conversation: "old" });
    memory.keepDraft("old");
    local.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    memory.write({ conversation: "new", open: { q: "Why?" } });
    expect(memory.read()).toMatchObject({ conversation: "new", open: { q: "Why?" } });
  });

  it("does not trip over what somebody else stored", () => {
    for (const stored of ["{", "null", "5", '"text"', "[]"]) {
      const local = fakeStorage();
      local.setItem("b", stored);
      expect(() => createMemory("b", JSON, page(local)).write({ conversation: "c" })).not.toThrow();
    }
  });

  it.each([
    { conversation: 5 },
    { conversation: { a: 1 } },
    { conversation: "../x y" },
    { conversation: "." },
    { handle: {} },
    { open: "text" },
    { open: ["text"] },
    { open: { "a b": "no id", q: { type: "img" } } },
    { unsent: { id: "q", text: "of an earlier version" } },
  ])("leaves out what is not what it should be: %j", (stored) => {
    const local = fakeStorage();
    local.setItem("b", JSON.stringify(stored));
    const { conversation, handle, open } = createMemory("b", JSON, page(local)).read();
    expect(conversation).toBeUndefined();
    expect(handle).toBeUndefined();
    expect(Object.values(open ?? {}).filter((text) => text !== "text")).toEqual([]);
  });

  it("takes nothing that the page has put on Object.prototype for a question", () => {
    const prototype = Object.prototype as unknown as Record<string, unknown>;
    prototype["answer"] = "page";
    try {
      const local = { getItem: () => JSON.stringify({ conversation: "c1", open: { q1: "Why?" } }) };
      const page = { localStorage: local, sessionStorage: local } as unknown as Window;
      expect(Object.keys(createMemory("scope", JSON, page).read().open ?? {})).toEqual(["q1"]);
    } finally {
      delete prototype["answer"];
    }
  });
});
