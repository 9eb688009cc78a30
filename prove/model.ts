/**
 * What the proof believes of a deployment: who there is, what they hold, what is alive. It knows the contract and
 * nothing of the product's inside.
 */

import type { Canary, Life, Viewer } from "./canaries.ts";

export interface Key {
  id: string;
  value: string;
  life: Life;
}

export interface Account {
  name: string;
  id: string;
  keys: Key[];
  bots: Bot[];
}

export interface Bot {
  name: string;
  id: string;
  account: Account;
  life: "live" | "gone";
  /** Something crashed while it was deleted: what is left of it goes a minute later. */
  isCut: boolean;
  /** Of its pages. */
  origin: string;
  secretKeys: Key[];
  publishableKeys: Key[];
  signingKeys: Key[];
  agentKeys: Key[];
  /** Milliseconds between which the last revocation of tokens took place. */
  revoked: { from: number; to: number };
  rule: Canary;
  face: Canary;
  /** Names and addresses that the audit log keeps for the owner, also when they have gone. */
  audited: Set<Canary>;
  documents: Map<string, Document>;
  answers: Map<string, Document>;
  sources: Map<string, Source>;
  /** By visitor and id. */
  conversations: Map<string, Conversation>;
  handoffs: Handoff[];
  webhooks: Webhook[];
  /** Visitors that were erased, and not seen since. */
  erased: Set<string>;
}

export interface Document {
  id: string;
  topic: string;
  canary: Canary;
  life: Life;
}

export interface Source {
  id: string;
  path: string;
  document: Document;
  life: Life;
}

export interface Conversation {
  id: string;
  visitor: string;
  life: Life;
  questions: Canary[];
  /** What its answers said. */
  told: Set<Canary>;
  answers: { id: string; rated: boolean }[];
  /** A stream that is still being read. */
  open: { read(): Promise<void>; viewer: Viewer } | undefined;
  /** A crash may have taken what was said last. */
  shaken: boolean;
}

export interface Handoff {
  id: string;
  visitor: string;
  conversation: string | null;
  canary: Canary;
  life: Life;
}

export interface Webhook {
  id: string;
  path: string;
  secret: string;
  canary: Canary;
  life: Life;
}

export type CredentialKind =
  | "operator"
  | "account"
  | "console-account"
  | "console"
  | "secret"
  | "agent"
  | "embed"
  | "publishable";

/** Anything that may be sent as Bearer. */
export interface Credential {
  kind: CredentialKind;
  value: string;
  /** For the story of a run. */
  name: string;
  viewer: Viewer;
  /** It dies with each of these. */
  of: { life: Life }[];
  /** Milliseconds since 1970, by the deployment's clock. */
  expires: number;
  leeway: number;
  /** Of tokens that a revocation ends: between when they were made, and by how much their maker's clock may be ahead. */
  issued?: { from: number; to: number; ahead: number };
  /** An origin that a browser must be on. */
  origin?: string;
}

/** About the end of a credential its worth is not known: the clocks of two processes are compared. */
const BLUR_MS = 1_500;
const TICK_MS = 5;

export function worthOf({ of, expires, leeway, issued, viewer }: Credential, now: number): Life {
  const revoked = viewer.bot?.revoked;
  if (of.some(({ life }) => life === "gone") || now > expires + leeway + BLUR_MS) return "gone";
  let isUnsure = of.some(({ life }) => life === "unsure") || now > expires - BLUR_MS;
  if (issued !== undefined && revoked !== undefined) {
    if (issued.to <= revoked.from + issued.ahead - TICK_MS) return "gone";
    isUnsure ||= issued.from <= revoked.to + issued.ahead + TICK_MS;
  }
  return isUnsure ? "unsure" : "live";
}

export function conversationOf(bot: Bot, visitor: string, id: string): Conversation {
  const key = JSON.stringify([visitor, id]);
  let found = bot.conversations.get(key);
  if (found === undefined) {
    found = {
      id,
      visitor,
      life: "gone",
      questions: [],
      told: new Set(),
      answers: [],
      open: undefined,
      shaken: false,
    };
    bot.conversations.set(key, found);
  }
  return found;
}
