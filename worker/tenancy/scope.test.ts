/** Which object of the runtime a scope reaches, by name: no two tenants, visitors or conversations share one. */

import { describe, expect, it } from "vitest";
import { issueCredential } from "./credential.ts";
import { conversationOf, namespaceOf, sourceOf, type TenantBindings, TenantScope } from "./scope.ts";

/** Namespaces that answer with the name they were asked for. */
const byName = { getByName: (name: string) => name };
const bindings = {
  KNOWLEDGE_BASE: byName,
  CONVERSATION: byName,
  LEDGER: byName,
  SOURCE: byName,
} as unknown as TenantBindings;
const bot = (letter: string): string => `bot_${letter.repeat(25)}`;
const scopeOf = (botId: string): TenantScope =>
  TenantScope.of(issueCredential({ principal: "secret", botId }), bindings);
const objectOf = (name: unknown): DurableObjectId => ({ name }) as DurableObjectId;

describe("a scope", () => {
  it("reaches another object for every bot, visitor and conversation, however they are spelled", () => {
    const words = [
      "a",
      "b",
      "",
      '"',
      '","',
      '"],["',
      "\\",
      "a\\",
      '\\"',
      "a,b",
      "[",
      "]",
      "null",
      "\0",
      "é",
      "e\u0301",
      "a/b",
      bot("a"),
      "knowledge-base",
      "ledger",
      "conversation",
    ];
    const names = new Set<unknown>();
    let made = 0;
    for (const letter of ["a", "b"]) {
      const scope = scopeOf(bot(letter));
      names.add(scope.knowledgeBase).add(scope.ledger);
      made += 2;
      for (const visitor of words) {
        for (const conversation of words) {
          names.add(scope.conversation(visitor, conversation));
          made++;
        }
      }
    }
    expect(names.size).toBe(made);
  });

  it("names its objects as they have been named since the first release: under another name their data would be lost", () => {
    const scope = scopeOf(bot("a"));
    expect(scope.knowledgeBase).toBe(`["knowledge-base","${bot("a")}"]`);
    expect(scope.ledger).toBe(`["ledger","${bot("a")}"]`);
    expect(scope.source("s_1")).toBe(`["source","${bot("a")}","s_1"]`);
    expect(scope.conversation("v", "c")).toBe(`["conversation","${bot("a")}","v","c"]`);
    expect(scope.source("s_1")).not.toBe(scopeOf(bot("b")).source("s_1"));
  });

  it("is found again from an object's own name", () => {
    const scope = scopeOf(bot("a"));
    for (const [visitorId, conversationId] of [
      ["v", "c"],
      ['"],["', "\\"],
      ["\0", "é😀"],
    ] as const) {
      const id = objectOf(scope.conversation(visitorId, conversationId));
      expect(TenantScope.ofObject(id, bindings).botId).toBe(bot("a"));
      expect(conversationOf(id)).toEqual({ visitorId, conversationId });
    }
    expect(TenantScope.ofObject(objectOf(scope.ledger), bindings).botId).toBe(bot("a"));
    expect(namespaceOf(scope)).toBe(bot("a"));
  });

  it.each([
    "",
    " ",
    "bot_",
    "default",
    "__default__",
    "*",
    bot("a").slice(0, -1),
    `${bot("a")}a`,
    bot("A"),
    `${bot("a")}\n`,
    ` ${bot("a")}`,
    "bot_undefined",
    "null",
    "../bot",
    `${bot("a")}/${bot("b")}`,
  ])("is never made of the bot id %j", (botId) => {
    expect(() => scopeOf(botId)).toThrow("No bot in scope");
  });

  it("is never made of a credential without a bot", () => {
    for (const facts of [{ principal: "operator" }, { principal: "account", accountId: "acc_1" }] as const)
      expect(() => TenantScope.of(issueCredential(facts), bindings)).toThrow("no access to a bot's data");
  });

  it("is never made of an object without an address of ours", () => {
    for (const name of [
      undefined,
      "null",
      "[]",
      '["ledger"]',
      "{}",
      '"xy"',
      "7",
      '["ledger",7]',
      `["x",["${bot("a")}"]]`,
    ])
      expect(() => TenantScope.ofObject(objectOf(name), bindings), String(name)).toThrow(
        "An object without an address",
      );
    for (const name of ['["ledger",""]', '["ledger","default"]'])
      expect(() => TenantScope.ofObject(objectOf(name), bindings), name).toThrow("No bot in scope");
    const scope = scopeOf(bot("a"));
    for (const name of [
      scope.ledger,
      scope.source("s_1"),
      `["conversation","${bot("a")}"]`,
      `["conversation","${bot("a")}","v"]`,
    ])
      expect(() => conversationOf(objectOf(name)), String(name)).toThrow("Not a conversation");
    expect(() => conversationOf(objectOf(`["source","${bot("a")}","v","c"]`))).toThrow("Not a conversation");
    expect(sourceOf(objectOf(scope.source("s_1")))).toBe("s_1");
    for (const name of [scope.ledger, scope.conversation("v", "c"), `["source","${bot("a")}"]`])
      expect(() => sourceOf(objectOf(name)), String(name)).toThrow("Not a source");
    // An address of four parts is a conversation's alone.
    for (const name of [`["other","${bot("a")}","v","c"]`, `["conversation","${bot("a")}","v"]`])
      expect(() => conversationOf(objectOf(name)), name).toThrow("Not a conversation");
  });

  it("cannot be copied: what is not made here has no bot", () => {
    const scope = scopeOf(bot("a"));
    for (const copy of [
      Object.create(scope),
      Object.create(TenantScope.prototype),
      Object.assign(Object.create(TenantScope.prototype), scope),
    ] as TenantScope[])
      expect(() => copy.botId).toThrow(TypeError);
    const credential = issueCredential({ principal: "secret", botId: bot("a") });
    expect(() => TenantScope.of(Object.create(credential) as typeof credential, bindings)).toThrow(TypeError);
  });
});
