/** On which pages the bot may be used: one origin at a time, beside the whole list in its settings; and who asked. */

import { LIMITS } from "../../shared/config.ts";
import { invalidField, notFound, ownerRoute, PAGED, type Route } from "../http/route.ts";
import { parseWith, readJson } from "../http/read-body.ts";
import type { OriginSeen } from "../durable/origins-seen.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { allowedOriginSchema, allows } from "../tenancy/origin-patterns.ts";
import { wholeList } from "./request/keys.ts";
import { tellOrigins } from "./request/origins.ts";

const originBody = strictFields({ origin: allowedOriginSchema });

export const ORIGIN_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "POST",
      path: "/v1/bot/allowed-origins",
      summary: "Allow one more origin, exact or with one *.",
      body: originBody,
    },
    async ({ request, composition, scope, noteChange }) => {
      const { origin } = await readJson(request, originBody, LIMITS.jsonBodyBytes);
      const view = await composition.accounts.patchBot(scope.botId, ({ allowed_origins }) => {
        if (allowed_origins.includes(origin)) return {};
        if (allowed_origins.length >= LIMITS.originsPerBot) {
          throw invalidField("origin", `A bot has at most ${LIMITS.originsPerBot} origins.`);
        }
        return { allowed_origins: [...allowed_origins, origin] };
      });
      await noteChange("origin.added", { origin });
      composition.directory.forget();
      return Response.json({ origin, allowed_origins: view.allowed_origins }, { status: 201 });
    },
  ),
  ownerRoute(
    {
      method: "DELETE",
      path: "/v1/bot/allowed-origins",
      summary: "Take one origin off the list. Tokens that were made for it live out their minutes.",
      query: { origin: "as it stands in the list" },
    },
    async ({ url, composition, scope, noteChange }) => {
      const named = url.searchParams.get("origin");
      if (named === null) throw invalidField("origin", "Say which, as ?origin=.");
      const { origin } = parseWith(originBody, { origin: named });
      await composition.accounts.patchBot(scope.botId, ({ allowed_origins }) => {
        if (!allowed_origins.includes(origin)) throw notFound();
        return { allowed_origins: allowed_origins.filter((entry) => entry !== origin) };
      });
      await noteChange("origin.removed", { origin });
      composition.directory.forget();
      return new Response(null, { status: 204 });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/bot/allowed-origins",
      summary: "The listed origins, and how often each asked.",
      query: PAGED,
    },
    async ({ url, composition, scope }) => {
      const { allowed_origins } = await composition.accounts.viewBot(scope.botId);
      await tellOrigins(composition.originNotes, scope);
      const seen = await scope.ledger.originsSeen();
      return wholeList(
        url,
        // A list that was written before it was kept without doubles may hold one.
        [...new Set(allowed_origins)].map((entry) => sumOf(entry, seen)),
        ({ origin }) => origin,
      );
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/bot/refused-origins",
      summary: "Origins that asked for the bot and are not listed, those that asked last first.",
      query: PAGED,
    },
    async ({ url, composition, scope }) => {
      const { allowed_origins } = await composition.accounts.viewBot(scope.botId);
      await tellOrigins(composition.originNotes, scope);
      const seen = await scope.ledger.originsSeen();
      const refused = seen.filter(({ origin }) => !allowed_origins.some((entry) => allows(entry, origin)));
      return wholeList(url, refused, ({ origin }) => origin);
    },
  ),
];

/** What all origins under one entry add up to. */
function sumOf(entry: string, seen: readonly OriginSeen[]): Omit<OriginSeen, "last_at"> & { last_at: string | null } {
  const under = seen.filter(({ origin }) => allows(entry, origin));
  return {
    origin: entry,
    count: under.reduce((sum, { count }) => sum + count, 0),
    last_at: under[0]?.last_at ?? null,
  };
}
