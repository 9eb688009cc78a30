import { describe, expect, it } from "vitest";
import { parseConfig, parseView } from "./parse.ts";

const vnode = { type: "img", props: { src: "x", onerror: "run()" }, constructor: null };

describe("settings from the wire", () => {
  it("pass as they are", () => {
    const config = {
      name: "A",
      greeting: "Hi",
      suggested_questions: ["One?"],
      theme: { accent: "#fff", mode: "dark" },
    };
    expect(parseConfig(config)).toMatchObject(config);
  });

  it.each([null, 5, "text", [], vnode, { name: vnode, greeting: [vnode], suggested_questions: vnode, theme: 5 }])(
    "have only text where text is due: %j",
    (given) => {
      const { name, greeting, suggested_questions, theme } = parseConfig(given);
      expect([name, greeting, theme.accent, theme.mode, theme.position]).toEqual(["", "", "", "", ""]);
      expect(suggested_questions).toEqual([]);
    },
  );

  it("lose only the suggestions that are none", () => {
    expect(parseConfig({ suggested_questions: [vnode, "Which?", null, 7, ""] }).suggested_questions).toEqual([
      "Which?",
    ]);
  });
});

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
