/**
 * What the compiler has to refuse: nothing but `tenancy/` can come by a credential or a scope. Compiled by
 * `npm run check`, never run; an expectation below that no longer errs is an error itself.
 */

import type { Conversation } from "../durable/conversation.ts";
import type { AccountCall, BotCall, Call } from "../http/route.ts";
import type { VectorStore } from "../ports.ts";
import { issueCredential, VerifiedCredential } from "../tenancy/credential.ts";
import { type TenantBindings, TenantScope } from "../tenancy/scope.ts";

declare const bindings: TenantBindings;
declare const credential: VerifiedCredential;
declare const scope: TenantScope;
declare const store: VectorStore;

// Neither has a constructor that anybody else may call, nor one to build on.

// @ts-expect-error the constructor is private
void new VerifiedCredential({ principal: "secret", botId: "bot_1" });
// @ts-expect-error the constructor is private
void new TenantScope("bot_1", bindings);
// @ts-expect-error a class with a private constructor cannot be extended
void class extends VerifiedCredential {};
// @ts-expect-error a class with a private constructor cannot be extended
void class extends TenantScope {};
// @ts-expect-error the constructor cannot be reached by reflection either
void Reflect.construct<[string], TenantScope>(TenantScope, ["bot_1"]);

// An object that looks like one is none: the private field is part of the type.

// @ts-expect-error a literal with every public property
const literalCredential: VerifiedCredential = {
  principal: "secret",
  accountId: "a",
  botId: "b",
  keyId: "k",
  claims: undefined,
};
// @ts-expect-error a literal with every public property
const literalScope: TenantScope = {
  botId: "b",
  knowledgeBase: scope.knowledgeBase,
  ledger: scope.ledger,
  conversation: () => scope.conversation("v", "c"),
};
// @ts-expect-error a copy by spread
// oxlint-disable-next-line typescript/no-misused-spread
const spreadCredential: VerifiedCredential = { ...credential };
// @ts-expect-error a copy by spread, with another bot
// oxlint-disable-next-line typescript/no-misused-spread
const spreadScope: TenantScope = { ...scope, botId: "bot_2" };
// @ts-expect-error a structural copy of the whole public side
const picked: TenantScope = scope as Pick<TenantScope, keyof TenantScope>;
// @ts-expect-error a class of the same shape
const lookalike: VerifiedCredential = new (class {
  readonly #facts = {};
  principal = "secret" as const;
  accountId = undefined;
  botId = "bot_1";
  keyId = undefined;
  claims = undefined;
  facts = (): object => this.#facts;
})();
// @ts-expect-error an unknown value, as from JSON
const parsed: TenantScope = JSON.parse("{}") as object;
void [literalCredential, literalScope, spreadCredential, spreadScope, picked, lookalike, parsed];

// What is held cannot be turned to another bot.

// @ts-expect-error read-only
scope.botId = "bot_2";
// @ts-expect-error read-only
credential.botId = "bot_2";

// A scope is made from a credential, not from an id; a store is reached through a scope, not through an id.

// @ts-expect-error an id is no credential
void TenantScope.of("bot_1", bindings);
// @ts-expect-error claims are no credential
void TenantScope.of({ botId: "bot_1" }, bindings);
// @ts-expect-error a name is no object's id
void TenantScope.ofObject('["knowledge-base","bot_1"]', bindings);
// @ts-expect-error an id is no scope
void store.within("bot_1");
// @ts-expect-error something with an id is no scope
void store.within({ botId: "bot_1" });
// @ts-expect-error a conversation is one visitor's: both names are needed
void scope.conversation("c_1");

// A handler gets no more than its credential opens.

declare const call: Call;
declare const accountCall: AccountCall;
declare const botCall: BotCall;
// @ts-expect-error a public route has no scope
void call.scope;
// @ts-expect-error an account has no scope: it can make and delete bots, not read them
void accountCall.scope;
// @ts-expect-error a bot's call knows no account to act for
void botCall.accountId;

// And what is right compiles, so that the errors above are not errors of these types alone.

const issued: VerifiedCredential = issueCredential({ principal: "secret", botId: "bot_1" });
const made: TenantScope = TenantScope.of(issued, bindings);
const conversation: DurableObjectStub<Conversation> = made.conversation("v", "c");
void [store.within(made), conversation, botCall.scope, accountCall.accountId];
