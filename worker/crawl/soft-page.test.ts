/** Pages that answer with 200 and are none. */

import { describe, expect, it } from "vitest";

import { readPage } from "./read-page.ts";

const read = (
  body: string,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
) =>
  readPage(
    {
      url: "https://site.example/x",
      status,
      headers: new Headers({ "content-type": "text/html", ...headers }),
      body: Uint8Array.from(new TextEncoder().encode(body)),
      redirected: [],
    },
    undefined,
    undefined,
  );
const page = (title: string, text: string, more = ""): string =>
  `<html><head><title>${title}</title></head><body><main>${more}<p>${text}</p></main></body></html>`;

describe("a page that says there is none", () => {
  it.each([
    "Page not found",
    "404",
    "Error 404 - Acme",
    "404 Not Found | Acme",
    "Acme – Page not found",
    "Seite nicht gefunden | Gärtnerei",
    "Página no encontrada",
    "Oops! Page not found",
    "ページが見つかりません｜まるや",
    "הדף לא נמצא",
  ])("is missing: %s", async (title) => {
    expect(await read(page(title, "Try the search."))).toMatchObject({ status: "http-error", isMissing: true });
  });

  it("by its heading", async () => {
    expect(await read(page("Acme", "Try the search.", "<h1>Page not found</h1>"))).toMatchObject({ isMissing: true });
  });

  it.each([
    ["What 404 means", "It means that there is no such page."],
    ["404 Not Found", "The server has no such page. ".repeat(30)],
    ["Lost and found", "Umbrellas wait at the desk."],
    ["Room 404", "It has a view of the yard."],
  ])("and this is a page: %s", async (title, text) => {
    expect(await read(page(title, text))).toMatchObject({ status: "indexed" });
  });
});

describe("what stands before a page", () => {
  it.each([
    ["200 and a question", page("Just a moment...", "Verify you are human."), {}],
    ["200 and a question of another", page("Attention Required! | Cloudflare", "Please complete it."), {}],
    ["a refusal", page("x", "y"), { status: 403, headers: { "cf-mitigated": "challenge" } }],
  ])("is a filter, which its owner can open: %s", async (_, body, how) => {
    const { status, reason } = await read(body, how);
    expect(status).toBe("http-error");
    expect(reason).toMatch(/filter against bots/);
  });

  it("is a form to sign in", async () => {
    const form = `<form><label>Password</label><input type="password"></form>`;
    expect(await read(page("Sign in | Acme", "Welcome back.", form))).toMatchObject({ status: "empty" });
    expect(await read(page("Sign in | Acme", "Here is how to sign in: ask at the desk."))).toMatchObject({
      status: "indexed",
    });
    expect(await read(page("Rowing club", "We row on Sundays.", form))).toMatchObject({ status: "indexed" });
  });
});

describe("a page that only asks its visitor who he is", () => {
  const email = `<form><label>E-mail</label><input type="email" name="email"><button>Next</button></form>`;
  it.each([
    ["by an e-mail field", page("Sign in", "Enter your e-mail address.", email)],
    ["to a product", page("Log in to Acme", "Welcome back.", email)],
    ["to continue", page("Acme", "We send you a link.", `<h1>Sign in to continue</h1>${email}`)],
    ["by a user name", page("Log in", "Hello.", `<input name="username" autocomplete="username">`)],
    [
      "by an account elsewhere",
      page("Sign in – Acme", "Welcome.", `<button><b></b><span>Continue with Google</span></button>`),
    ],
    ["by a link to one", page("Anmelden bei Acme", "Hallo.", `<a href="/sso"> Mit Microsoft anmelden </a>`)],
    ["in a sentence", page("Acme", "Sign in to continue.")],
    ["in a sentence over its form", page("Acme", "You must be logged in to view this page.", "") + email],
    ["in German", page("Bitte melden Sie sich an", "Für Mitglieder.")],
    ["in French", page("Club", "Connectez-vous pour continuer")],
  ])("has no content: %s", async (_, body) => {
    expect(await read(body)).toMatchObject({ status: "empty", reason: "It asks its visitors to sign in." });
  });

  it.each([
    ["help", page("Log in to Acme", "Open the app, touch the key, and type the code that we sent.")],
    ["help above a newsletter", page("Sign in", "Ask at the desk for a card.") + `<footer>${email}</footer>`],
    ["a list of ways", page("Accounts", "These work.", "<ul><li>Continue with Google</li><li>By letter</li></ul>")],
    ["a contact form", page("Contact", "We answer within a day.", email)],
    [
      "a club with a box to sign in",
      page("Rowing club", "We row on Sundays.", "") + `<aside><p>Please sign in</p>${email}</aside>`,
    ],
    ["a search", page("Sign in", "Ask at the desk.", `<input type="search" name="q">`)],
    ["a comment's box", page("Rowing", "Sign in to comment on our boats.", email)],
    ["what it means", page("Sign in to continue: what it means", "It means that your session has ended.")],
  ])("and this is a page: %s", async (_, body) => {
    expect(await read(body)).toMatchObject({ status: "indexed" });
  });
});

describe("frames", () => {
  it("lead to what stands in them", async () => {
    const set = `<html><head><title>Club</title></head><frameset cols="20%,80%"><frame src="menu.html"><frame src="main.html"></frameset></html>`;
    expect((await read(set)).links).toEqual(["menu.html", "main.html"]);
  });
});
