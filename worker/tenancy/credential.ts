/**
 * Proof that a credential was checked. Holding one of these means a signature was verified or a key
 * hash was found; there is no other way to come by one.
 */

import type { ConsoleSession } from "./console-token.ts";
import type { EmbedClaims } from "./embed-token.ts";

/** What kind of credential was presented. `console-account` and `console` are the account-wide and the one-bot console token. */
export type Principal =
  | "operator"
  | "account"
  | "console-account"
  | "console"
  | "secret"
  | "mcp"
  | "publishable"
  | "embed";

interface CredentialFacts {
  principal: Principal;
  accountId?: string;
  botId?: string;
  /** The row of the account or secret key that was presented, or of the owner's key that signed the token. */
  keyId?: string;
  /** What the console token that was presented stands for. */
  session?: ConsoleSession;
  /** The claims of the embed token that was presented. */
  claims?: EmbedClaims;
}

let issue: (facts: CredentialFacts) => VerifiedCredential;

export class VerifiedCredential {
  readonly #facts: CredentialFacts;

  private constructor(facts: CredentialFacts) {
    this.#facts = facts;
  }

  static {
    issue = (facts) => new VerifiedCredential(facts);
  }

  get principal(): Principal {
    return this.#facts.principal;
  }
  get accountId(): string | undefined {
    return this.#facts.accountId;
  }
  get botId(): string | undefined {
    return this.#facts.botId;
  }
  get keyId(): string | undefined {
    return this.#facts.keyId;
  }
  get session(): ConsoleSession | undefined {
    return this.#facts.session;
  }
  get claims(): EmbedClaims | undefined {
    return this.#facts.claims;
  }
}

/** For `tenancy/` alone (lint holds it there): call it only after the signature or hash was checked. */
export function issueCredential(facts: CredentialFacts): VerifiedCredential {
  return issue(facts);
}
