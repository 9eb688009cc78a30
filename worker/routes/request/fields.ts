/** Fields that several routes read. */

import * as v from "valibot";
import { LIMITS } from "../../../shared/config.ts";
import { CLIENT_ID, fitsInPath } from "../../../shared/ids.ts";
import { ProblemError } from "../../../shared/problem.ts";
import { type BotCall, invalidField, notFound } from "../../http/route.ts";
import { parseWith } from "../../http/read-body.ts";
import { senderOf } from "../../http/address.ts";
import { problemBase } from "../../http/problems.ts";
import type { SendRequest } from "../../durable/api.ts";
import { lowerLimits } from "../../tenancy/limits.ts";
import { nameSender } from "../../tenancy/sender.ts";
import { andFilters, type MetadataFilter, parseFilter } from "../../knowledge/filter.ts";

export const visitorIdSchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LIMITS.visitorIdCharacters),
  v.check((text) => text.isWellFormed(), "Must be well-formed text."),
  v.check(fitsInPath, "Must not be . or .."),
);

export const clientIdSchema = v.pipe(
  v.string(),
  v.regex(CLIENT_ID, "Must be 1 to 128 letters, digits or any of _ . ~ : - and neither . nor .."),
);

/** An id from the path that no object can have is the same as one that none has. */
export function conversationIdOf({ params }: { params: Record<string, string> }): string {
  const id = params["conversation_id"] ?? "";
  if (!CLIENT_ID.test(id)) throw notFound();
  return id;
}

/**
 * Whose conversation a call is about: the token's visitor, or the one that the owner's backend names.
 *
 * @param named `visitor_id` of the body or query; with an embed token it changes nothing
 * @param field where else it was named
 */
export function visitorOf({ credential }: BotCall, named: unknown, field = "visitor_id"): string {
  if (credential.claims !== undefined) return credential.claims.visitorId;
  if (named === undefined || named === null)
    throw invalidField(field, "With a secret key, say which visitor this is for.");
  return parseWith(v.object({ [field]: visitorIdSchema }), { [field]: named })[field]!;
}

/** The request's filter under the token's locked one: it can narrow, never widen. */
export function filterOf({ credential }: BotCall, filter: unknown): MetadataFilter | undefined {
  return andFilters(credential.claims?.filter, filter === undefined ? undefined : parseFilter(filter));
}

/** What a text is worth before it is looked at: never empty, never too long, never half a character. */
export function parseQuestion(text: string, path: string): string {
  const question = text.toWellFormed().trim();
  if (question === "") throw invalidField(path, "Must not be empty.");
  if (text.length > LIMITS.messageCharacters) {
    throw new ProblemError("invalid-request", {
      detail: `${path}: At most ${LIMITS.messageCharacters} characters.`,
      issues: [{ path, message: `At most ${LIMITS.messageCharacters} characters.` }],
    });
  }
  return question;
}

/** Of a visitor whom nobody but a page vouches for; an owner's backend knows whom it signs for. */
export async function anonymousSender({
  credential,
  request,
  composition: { settings },
  bot,
}: BotCall): Promise<Pick<SendRequest, "sender">> {
  if (credential.claims?.keyId?.startsWith("pk_") !== true) return {};
  const sender = senderOf(request, settings.addressHeader);
  return sender === undefined ? {} : { sender: await nameSender(settings.keyEncryptionKey, bot.botId, sender) };
}

/** What an answer takes from the call beside the question: the bot's settings, and the lower of its and the token's limits. */
export function answerSettingsOf({
  bot,
  credential,
  request,
  requestId,
}: BotCall): Pick<SendRequest, "bot" | "profile" | "limits" | "problemBase" | "requestId"> {
  const { settings } = bot;
  return {
    bot: {
      name: settings.name,
      instructions: settings.instructions,
      noAnswerText: settings.no_answer_text,
      language: settings.language,
      texts: settings.texts,
      synonyms: settings.synonyms,
      contact: settings.contact,
      whenDown: settings.limits.when_down,
      whenSpent: settings.limits.when_spent,
      retentionDays: settings.retention_days,
    },
    ...(credential.claims?.profile === undefined ? {} : { profile: credential.claims.profile }),
    limits: lowerLimits(settings.limits, credential.claims?.limits),
    problemBase: problemBase(request.url),
    requestId,
  };
}
