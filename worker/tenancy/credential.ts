/**
 * Proof that a credential was checked. Holding one of these means a signature was verified or a key
 * hash was found; there is no other way to come by one.
 */

import type { EmbedClaims } from "./embed-token.ts";

/** What kind of credential was presented, in the contract's words. */
export type Principal = "operator" | "account" | "secret" | "embed";

interface CredentialFacts {
  principal: Principal;
  accountId?: string;
  botId?: string;
  /** The row of the secret key that was presented. */
  keyId?: string;
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
  get claims(): EmbedClaims | undefined {
    return this.#facts.claims;
  }
}

/** For `tenancy/` alone (lint holds it there): call it only after the signature or hash was checked. */
export function issueCredential(facts: CredentialFacts): VerifiedCredential {
  return issue(facts);
}
