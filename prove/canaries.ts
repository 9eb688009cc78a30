/**
 * Words that stand in one text each and nowhere else. A word that is found somewhere tells whose text has come there. Who
 * may read it is said here alone, independently of how the product keeps tenants apart.
 */

import { randomBytes } from "node:crypto";
import type { Account, Bot } from "./model.ts";

/** `gone`: it must not be seen again. `unsure`: a crash came between the call and its answer, so both would be right. */
export type Life = "live" | "gone" | "unsure";

/** `rule`: instructions, for owners and the bot's own prompt. `face`: what visitors are shown. The others are a visitor's. */
export type CanaryKind =
  | "account"
  | "rule"
  | "face"
  | "document"
  | "answer"
  | "question"
  | "profile"
  | "handoff"
  | "reason"
  | "hook";

export interface Canary {
  word: string;
  kind: CanaryKind;
  account: Account;
  /** Undefined for an account's own name. */
  bot: Bot | undefined;
  /** Of a visitor's words. */
  visitor: string | undefined;
  conversation: string | undefined;
  /** What a locked filter goes by; undefined where the text has no such metadata. */
  area: string | undefined;
  life: Life;
  /** The step in which it went. */
  goneAt: number;
}

/** Who asked, as far as reading goes. */
export interface Viewer {
  kind: "nobody" | "operator" | "account" | "owner" | "agent" | "visitor";
  account?: Account;
  bot?: Bot;
  /** Of a token, or whom an owner's call names. */
  visitor?: string;
  /** The token's locked filter. */
  area?: string;
  /** Whether an owner's call is a visitor's, by its path: then it sees what that visitor would. */
  acting?: boolean;
}

const WORD = /zq[0-9a-z]{10}7/g;
const TOKEN = /eyJ[\w-]{10,}\.([\w-]{10,})\./g;
const SECRET = /vr[as]_[0-9a-z]{30,}|vrm_[0-9a-z]{30,}|whsec_[\w+/=]{20,}/g;

const registry = new Map<string, Canary>();

export function plant(canary: Omit<Canary, "word" | "life" | "goneAt">): Canary {
  const digits = [...randomBytes(10)].map((byte) => (byte % 36).toString(36)).join("");
  const planted: Canary = { ...canary, word: `zq${digits}7`, life: "live", goneAt: -1 };
  registry.set(planted.word, planted);
  return planted;
}

/** What stands in some bytes, whatever case they are in, and inside tokens as well. */
export function find(text: string): { canaries: Canary[]; secrets: string[] } {
  let all = text.toLowerCase();
  for (const [, payload] of text.matchAll(TOKEN)) all += `\n${Buffer.from(payload!, "base64url").toString()}`;
  const words = new Set(all.match(WORD));
  return {
    // One that nobody planted was made up by chance of two words; there is no such case in ten characters.
    canaries: [...words].flatMap((word) => registry.get(word) ?? []),
    secrets: [...new Set(text.match(SECRET))],
  };
}

/** Undefined where this reader may see it; else why not. @param remembered what the reader was told while it lived */
export function whyNot(canary: Canary, viewer: Viewer, remembered: ReadonlySet<Canary>): string | undefined {
  const { kind, bot, account } = canary;
  if (viewer.kind === "nobody") return "nobody may read anything";
  if (viewer.kind === "operator") return kind === "account" ? undefined : "the operator reads no bot";
  if (canary.life === "gone" && !remembered.has(canary)) return "it is gone";
  if (viewer.kind === "account") {
    if (account !== viewer.account) return "it is another account's";
    const isOwners = kind === "rule" || kind === "face" || kind === "account" || kind === "hook";
    return isOwners ? undefined : "an account key reads no bot's data";
  }
  if (bot === undefined) return "an account's name is no bot's";
  if (bot !== viewer.bot) return "it is another bot's";
  if (viewer.kind === "owner" && viewer.acting !== true) return undefined;
  switch (kind) {
    case "face":
      return undefined;
    case "document":
    case "answer":
      return viewer.area === undefined || viewer.area === canary.area || remembered.has(canary)
        ? undefined
        : "the token's filter keeps it out";
    case "rule":
    case "account":
    case "hook":
      return viewer.kind === "owner" ? undefined : "it is the owner's alone";
    default:
      if (viewer.kind === "agent") return "it is a visitor's";
      return canary.visitor === viewer.visitor ? undefined : "it is another visitor's";
  }
}

export function describe(canary: Canary): string {
  const where = canary.bot === undefined ? "an account" : canary.bot.name;
  return [
    `${canary.word} (${canary.life} ${canary.kind} of ${where}`,
    canary.visitor === undefined ? "" : `, visitor ${canary.visitor}`,
    canary.conversation === undefined ? ")" : `, conversation ${canary.conversation})`,
  ].join("");
}

/** @param step counts up through a run */
export function end(canary: Canary, life: "gone" | "unsure", step: number): void {
  if (canary.life === "gone") return;
  canary.life = life;
  canary.goneAt = step;
}
