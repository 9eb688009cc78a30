/** What the widget needs before it can chat: a token for an anonymous visitor, and the bot's public face. */

import * as v from "valibot";
import type { EmbedConfig, EmbedSession } from "../../shared/chat.ts";
import { LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import { addressOf } from "../http/address.ts";
import { publicRoute, type Route, widgetRoute } from "../http/route.ts";
import { readJson } from "../http/read-body.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { authenticatePublishable } from "../tenancy/authenticate.ts";
import { HOLD_MS } from "../tenancy/origin-notes.ts";
import { allows } from "../tenancy/origin-patterns.ts";
import { parseOrigin } from "../tenancy/origins.ts";
import { workSchema } from "../tenancy/proof-of-work.ts";
import { TenantScope } from "../tenancy/scope.ts";
import { signEmbedToken } from "../tenancy/embed-token.ts";
import { tellOrigins } from "./request/origins.ts";
import { verifyNewVisitor } from "./request/new-visitor.ts";
import { newVisitorId, signVisitorHandle, verifyVisitorHandle } from "../tenancy/visitor-handle.ts";

const sessionSchema = strictFields({
  publishable_key: v.pipe(v.string(), v.maxLength(200)),
  visitor_handle: v.optional(v.string()),
  turnstile_token: v.optional(v.string()),
  proof_of_work: v.optional(workSchema),
});

export const EMBED_ROUTES: readonly Route[] = [
  publicRoute(
    {
      method: "POST",
      path: "/v1/embed-sessions",
      summary: "Exchange a publishable key, from a page of an allowed origin, for an embed token.",
      body: sessionSchema,
      browser: true,
    },
    async (call) => {
      const { request, origin, composition, env, waitUntil } = call;
      const body = await readJson(request, sessionSchema, LIMITS.jsonBodyBytes);
      const { directory, settings, now } = composition;
      const found = await authenticatePublishable(directory, body.publishable_key);
      if (found === undefined)
        throw new ProblemError("unauthenticated", { detail: "This publishable key is not known." });
      const { credential, bot } = found;
      const keyId = credential.keyId!;
      const scope = TenantScope.of(credential, env);
      waitUntil(composition.keys.noteUse(keyId));
      const address = addressOf(request, settings.addressHeader);
      // An empty list allows nobody: a forgotten setting must not open a bot to every site.
      const isListed = origin !== null && bot.settings.allowed_origins.some((entry) => allows(entry, origin));
      const { originNotes, sessionRate } = composition;
      if (!isListed && origin !== null && originNotes.again(bot.botId, origin)) throw notAllowed(origin);
      if (!(await sessionRate.take(env.SESSION_RATE, `${keyId} ${address}`))) {
        throw new ProblemError("rate-limited", {
          detail: "Too many new sessions from this address. Try again in a minute.",
          retryAfter: 60,
        });
      }
      // Counted behind the limit: a client that makes up origins cannot have all of them stored.
      if (origin !== null && parseOrigin(origin) === origin && originNotes.add(bot.botId, origin)) {
        waitUntil(scheduler.wait(HOLD_MS).then(() => tellOrigins(originNotes, scope)));
      }
      if (!isListed) throw notAllowed(origin);
      if (bot.settings.require_identity) {
        throw new ProblemError("forbidden", {
          detail: "This bot takes no anonymous visitors: use data-token-url with a token your backend signs.",
        });
      }
      const signingKey = settings.edgeSigningKeys[0]!;
      const named =
        body.visitor_handle === undefined
          ? undefined
          : await verifyVisitorHandle(body.visitor_handle, settings.edgeSigningKeys, bot, now());
      const isErased = named !== undefined && (await scope.ledger.hasForgotten(named));
      const returning = isErased ? undefined : named;
      if (returning === undefined) await verifyNewVisitor(call, bot, scope.ledger, body, origin);
      const visitorId = returning ?? newVisitorId();
      const { token, expiresAt } = await signEmbedToken(
        signingKey,
        {
          botId: bot.botId,
          visitorId,
          ttlSeconds: LIMITS.edgeTokenSeconds,
          keyId,
          isNewVisitor: returning === undefined,
          origins: [origin],
        },
        now(),
      );
      const session: EmbedSession = {
        token,
        expires_in: Math.floor(expiresAt - now() / 1_000),
        visitor_handle: await signVisitorHandle(signingKey, { botId: bot.botId, keyId, visitorId }, now()),
      };
      return Response.json(session);
    },
  ),
  widgetRoute(
    { method: "GET", path: "/v1/embed-config", summary: "The public fields of the bot." },
    async ({ bot }) => {
      const { name, greeting, suggested_questions, theme, contact, notice, language, texts } = bot.settings;
      return Response.json({
        name,
        greeting,
        suggested_questions,
        theme,
        contact,
        notice,
        language,
        texts,
      } satisfies EmbedConfig);
    },
  ),
];

function notAllowed(origin: string | null): ProblemError {
  return new ProblemError("origin-not-allowed", { detail: refusalOf(origin) });
}

/** What the owner of the page can do about it. */
function refusalOf(origin: string | null): string {
  if (origin === null) return "The request names no origin: this call is for pages of the bot's allowed origins.";
  if (origin === "null") {
    return (
      "The page is in a sandboxed frame or a local file and has no origin of its own, so no list can name it. " +
      "Give the frame allow-same-origin, or have the page ask your backend for a token (data-token-url)."
    );
  }
  return `Add ${origin.slice(0, 200)} to the bot's allowed_origins to use it there.`;
}
