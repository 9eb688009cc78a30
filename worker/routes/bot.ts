/** One bot's own settings, and the tokens its owner mints. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { backendRoute, invalidField, ownerRoute, type Route } from "../http/route.ts";
import { mediaType, parseWith, readForm, readJson, readOptionalJson } from "../http/read-body.ts";
import { parseFilter } from "../knowledge/filter.ts";
import { botPatchSchema, originSchema } from "../tenancy/bot-settings.ts";
import { signEmbedToken } from "../tenancy/embed-token.ts";
import { jsonObjectSchema, strictFields } from "../tenancy/json-object.ts";
import { tokenLimitsSchema } from "../tenancy/limits.ts";
import { LogoError } from "../tenancy/logo/logo-error.ts";
import { visitorIdSchema } from "./request/fields.ts";

const tokenSchema = strictFields({
  visitor_id: v.optional(visitorIdSchema),
  ttl_seconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LIMITS.edgeTokenSeconds)),
    LIMITS.edgeTokenSeconds,
  ),
  origins: v.optional(v.pipe(v.array(originSchema), v.minLength(1), v.maxLength(LIMITS.originsPerToken))),
  filter: v.optional(jsonObjectSchema),
  profile: v.optional(jsonObjectSchema),
  limits: v.optional(tokenLimitsSchema),
});

const noFieldsSchema = strictFields({});

async function logoOf(bytes: Uint8Array): Promise<string> {
  if (bytes.length > LIMITS.logoBytes) {
    throw new ProblemError("payload-too-large", { detail: `A logo has at most ${LIMITS.logoBytes / 1_024} KB.` });
  }
  const { makeLogo } = await import("../tenancy/logo/logo.ts");
  try {
    return makeLogo(bytes);
  } catch (error) {
    if (error instanceof LogoError) throw invalidField("file", error.message);
    throw error;
  }
}

export const BOT_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "GET",
      path: "/v1/bot",
      summary: "The bot's settings, and how its engines do.",
      answers:
        "engines: for generator, embedder and vector_store the engine and its state (up, down, limited, unknown), with since, and problem: what is wrong and what to do.",
    },
    async ({ composition, scope }) =>
      Response.json({ ...(await composition.accounts.viewBot(scope.botId)), engines: composition.engines.states() }),
  ),
  ownerRoute(
    { method: "PATCH", path: "/v1/bot", summary: "Change some of the bot's settings.", body: botPatchSchema },
    async ({ request, composition, scope, noteChange }) => {
      const patch = await readJson(request, botPatchSchema, LIMITS.jsonBodyBytes);
      const view = await composition.accounts.patchBot(scope.botId, patch);
      if (patch.retention_days !== undefined) await scope.ledger.keepFor(view.retention_days);
      await noteChange("settings.changed", { fields: Object.keys(patch) });
      composition.directory.forget();
      return Response.json(view);
    },
  ),
  ownerRoute(
    {
      method: "PUT",
      path: "/v1/bot/logo",
      summary: "Upload the bot's logo, a PNG or an SVG of at most 32 KB. It is made safe, and becomes theme.logo.",
      file: {},
    },
    async ({ request, composition, scope, noteChange }) => {
      if (mediaType(request) !== "multipart/form-data") {
        throw new ProblemError("unsupported-media-type", { detail: "Send the logo as multipart/form-data." });
      }
      const { file, fields } = await readForm(request, LIMITS.jsonBodyBytes);
      parseWith(noFieldsSchema, fields);
      const theme = { logo: await logoOf(new Uint8Array(await file.arrayBuffer())) };
      const view = await composition.accounts.patchBot(scope.botId, { theme });
      await noteChange("settings.changed", { fields: ["theme"] });
      composition.directory.forget();
      return Response.json(view);
    },
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/bot/revoke-tokens",
      summary: "Refuse every embed token issued before now, everywhere within 60 s.",
    },
    async ({ composition, scope, noteChange }) => {
      await composition.accounts.revokeTokens(scope.botId);
      await noteChange("tokens.revoked", {});
      composition.directory.forget();
      return new Response(null, { status: 204 });
    },
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/bot/reconcile",
      summary: "Compare the vector index with the bot's chunks, up to 5,000 vectors at once.",
      answers: "looked, removed (vectors of no chunk), missing (made again), more: whether to call again.",
    },
    async ({ scope }) => {
      const { next, ...report } = await scope.knowledgeBase.reconcile();
      return Response.json({ ...report, more: next !== undefined });
    },
  ),
  // Not for the console, whose token makes no credential that could live longer than itself.
  backendRoute(
    { method: "POST", path: "/v1/embed-tokens", summary: "Mint an embed token for one visitor.", body: tokenSchema },
    async ({ request, composition, scope, credential }) => {
      const body = await readOptionalJson(request, tokenSchema, LIMITS.jsonBodyBytes);
      const visitorId = body.visitor_id ?? `visitor_${randomId()}`;
      const { token, expiresAt } = await signEmbedToken(
        composition.settings.edgeSigningKeys[0]!,
        {
          botId: scope.botId,
          visitorId,
          ttlSeconds: body.ttl_seconds,
          keyId: credential.keyId!,
          ...(body.origins === undefined ? {} : { origins: body.origins }),
          ...(body.filter === undefined ? {} : { filter: parseFilter(body.filter) }),
          ...(body.profile === undefined ? {} : { profile: body.profile }),
          ...(body.limits === undefined ? {} : { limits: body.limits }),
        },
        composition.now(),
      );
      return Response.json(
        { token, expires_at: new Date(expiresAt * 1_000).toISOString(), visitor_id: visitorId },
        { status: 201 },
      );
    },
  ),
];
