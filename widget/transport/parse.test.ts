import { describe, expect, it } from "vitest";
import { parseList, parseReference, parseView } from "./parse.ts";

const vnode = { type: "img", props: { src: "x", onerror: "run()" }, constructor: null };

describe("a stored conversation from the wire", () => {
  it("loses only what is broken", () => {
    const whole = { type: "source-url", sourceId: "1", url: "https://x.org", title: "X" };
    const given = {
      messages: [
        null,
        vnode,
        { id: 5, role: "user", parts: [] },
        { id: "q", role: "user", parts: null },
        {
          id: "a",
          role: "assistant",
          parts: [
            null,
            vnode,
            { type: "text", text: vnode },
            { type: "data-citation", data: null },
            { type: "data-citation", data: { source_id: "1", quote: vnode, start: 0, end: 3 } },
            { type: "source-url", sourceId: "2", url: vnode, title: vnode },
            { type: "text", text: "Yes." },
            whole,
          ],
          metadata: "x",
        },
        // The view makes text of it.
        { id: "b", role: "assistant", parts: [], metadata: { status: { toString: 1 }, answered: true } },
      ],
    };
    expect(parseView(given)).toEqual({
      running: false,
      messages: [
        { id: "q", role: "user", parts: [], metadata: {} },
        { id: "a", role: "assistant", parts: [{ type: "text", text: "Yes." }, whole], metadata: {} },
        { id: "b", role: "assistant", parts: [], metadata: { answered: true } },
      ],
    });
  });

  it.each([null, 5, {}, { messages: {} }])("is empty where there is none: %j", (given) => {
    expect(parseView(given).messages).toEqual([]);
  });
});

describe("the list of conversations from the wire", () => {
  it("passes as it is, and nothing that is none", () => {
    const one = { conversation_id: "c1", title: "Which?", updated_at: "2026-11-29T10:00:00Z", running: true };
    const listed = { id: "c1", title: "Which?", updated: "2026-11-29T10:00:00Z", running: true };
    expect(parseList({ data: [one, vnode, { ...one, conversation_id: "../x" }, null, 7], next_cursor: null })).toEqual([
      listed,
    ]);
    for (const given of [null, [], "x", { data: vnode }]) expect(parseList(given)).toEqual([]);
  });

  it("and the reference of a hand-off are text or nothing", () => {
    expect(parseReference({ reference: "4F7K", handoff_id: "h" })).toBe("4F7K");
    expect(parseReference({ handoff_id: "h" })).toBe("h");
    for (const given of [null, vnode, { reference: vnode }]) expect(parseReference(given)).toBe("");
  });
});
