/** What the widget needs before it can chat: a token for an anonymous visitor, and the bot's public face. */

import * as v from "valibot";
import type { EmbedConfig, EmbedSession } from "../../shared/chat.ts";
import { LIMITS } from "../../shared/config.ts";
import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { publicRoute, type Route, widgetRoute } from "../http/route.ts";
import { readJson } from "../http/read-body.ts";
import { signEmbedToken, signVisitorHandle, verifyVisitorHandle } from "../tenancy/embed-token.ts";

const sessionSchema = v.object({
  publishable_key: v.pipe(v.string(), v.maxLength(200)),
  visitor_handle: v.optional(v.string()),
  turnstile_token: v.optional(v.string()),
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
    async ({ request, origin, composition, env, waitUntil }) => {
      const body = await readJson(request, sessionSchema, LIMITS.jsonBodyBytes);
      const { directory, settings, now } = composition;
      const key = await directory.findPublishableKey(body.publishable_key);
      const bot = key === undefined ? undefined : await directory.findBot(key.botId);
      if (key === undefined || bot === undefined)
        throw new ProblemError("unauthenticated", { detail: "This publishable key is not known." });
      waitUntil(composition.keys.noteUse(key.keyId));
      // An empty list allows nobody: a forgotten setting must not open a bot to every site.
      if (origin === null || !bot.settings.allowed_origins.includes(origin)) {
        throw new ProblemError("origin-not-allowed", {
          detail:
            origin === null
              ? "The request names no origin: this call is for pages of the bot's allowed origins."
              : `Add ${origin.slice(0, 200)} to the bot's allowed_origins to use it there.`,
        });
      }
      if (bot.settings.require_identity) {
        throw new ProblemError("forbidden", {
          detail: "This bot takes no anonymous visitors: use data-token-url with a token your backend signs.",
        });
      }
      // Where nobody says who asks, all who ask count together.
      const address = request.headers.get("cf-connecting-ip") ?? "unknown";
      if (!(await env.SESSION_RATE.limit({ key: `${key.keyId} ${address}` })).success) {
        throw new ProblemError("rate-limited", {
          detail: "Too many new sessions from this address. Try again in a minute.",
          retryAfter: 60,
        });
      }
      const signingKey = settings.edgeSigningKeys[0]!;
      const returning =
        body.visitor_handle === undefined
          ? undefined
          : await verifyVisitorHandle(body.visitor_handle, settings.edgeSigningKeys, bot.botId, now());
      const visitorId = returning ?? `anonymous_${randomId()}`;
      const { token, expiresAt } = await signEmbedToken(
        signingKey,
        { botId: bot.botId, visitorId, ttlSeconds: LIMITS.edgeTokenSeconds, keyId: key.keyId, origins: [origin] },
        now(),
      );
      const session: EmbedSession = {
        token,
        expires_in: Math.floor(expiresAt - now() / 1_000),
        visitor_handle: await signVisitorHandle(signingKey, bot.botId, visitorId, now()),
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
