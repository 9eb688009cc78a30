import { describe, expect, it } from "vitest";
import { BOT_DEFAULTS } from "../shared/config.ts";
import { parseFace } from "./face.ts";
import { ENGLISH } from "./view/strings.ts";

const vnode = { type: "img", props: { src: "x", onerror: "run()" }, constructor: null };

describe("the public settings of a bot", () => {
  it("pass as they are", () => {
    const config = {
      name: "A",
      greeting: "Hi",
      suggested_questions: ["One?"],
      theme: { accent: "#fff", mode: "dark", headline: "Ask", logo: "data:image/png;base64,AA==" },
      notice: { text: "A machine answers.", url: "https://a.example/privacy", consent: true },
      contact: { text: "By mail.", email: "help@a.example", form: { fields: ["email"], consent_text: "Yes" } },
    };
    expect(parseFace(config, "en")).toMatchObject(config);
  });

  it.each([null, 5, "text", [], vnode, { name: vnode, greeting: [vnode], suggested_questions: vnode, theme: 5 }])(
    "have only text where text is due: %j",
    (given) => {
      const { name, greeting, suggested_questions, theme, contact, notice } = parseFace(given, "en");
      expect([name, greeting, theme.accent, theme.mode, theme.position]).toEqual(["", "", "", "", ""]);
      expect(suggested_questions).toEqual([]);
      expect(contact).toEqual({ text: "", url: "", email: "" });
      expect(notice).toEqual({ text: "", url: "", consent: false });
    },
  );

  it("lose only the suggestions that are none", () => {
    expect(parseFace({ suggested_questions: [vnode, "Which?", null, 7, ""] }, "en").suggested_questions).toEqual([
      "Which?",
    ]);
  });

  it.each(["https://a.example/logo.png", "javascript:x()", "//a.example/x", vnode])(
    "have no logo from elsewhere: %j",
    (logo) => {
      expect(parseFace({ theme: { logo } }, "en").theme.logo).toBe("");
    },
  );

  it("lead nowhere but to the web", () => {
    const { contact, notice } = parseFace({ contact: { url: "javascript:x()" }, notice: { url: "data:," } }, "en");
    expect([contact.url, notice?.url]).toEqual(["", ""]);
  });

  it("ask for both fields where the owner has named none", () => {
    expect(parseFace({ contact: { form: {} } }, "en").contact.form?.fields).toEqual(["name", "email"]);
  });
});

describe("the language of the greeting", () => {
  const config = {
    greeting: "Hello",
    language: "en-GB",
    suggested_questions: ["Price?"],
    texts: { de: { greeting: "Hallo", suggested_questions: ["Preis?"] } },
  };

  it("is the panel's, where the owner has written it", () => {
    expect(parseFace(config, "de")).toMatchObject({ greeting: "Hallo", suggested_questions: ["Preis?"] });
    expect(parseFace(config, "en")).toMatchObject({ greeting: "Hello", suggested_questions: ["Price?"] });
  });

  it("gives way to the panel's own words, where it would be another", () => {
    expect(parseFace(config, "fr").greeting).toBe("");
    expect(parseFace({ ...config, language: null }, "fr").greeting).toBe("Hello");
  });

  it("has the product's own greeting for its default", () => {
    expect(ENGLISH.greeting).toBe(BOT_DEFAULTS.greeting);
  });
});
