/** What somebody has to bring who becomes a new anonymous visitor of a bot: who comes back has brought it before. */

import type { Needs } from "../../../shared/problem.ts";
import { ProblemError } from "../../../shared/problem.ts";
import { TURNSTILE_CHARACTERS, verifyTurnstile } from "../../outside/turnstile.ts";
import type { Call } from "../../http/route.ts";
import type { BotRecord } from "../../tenancy/directory.ts";
import type { WorkDone } from "../../tenancy/proof-of-work.ts";
import type { LedgerApi } from "../../durable/api.ts";

interface Brought {
  turnstile_token?: string | undefined;
  proof_of_work?: WorkDone | undefined;
}

/**
 * Says all that is missing at once, so that a browser can bring it together.
 *
 * @param origin of the page, one of the bot's
 * @throws ProblemError `forbidden`, with what is needed
 */
export async function verifyNewVisitor(
  { composition: { settings, proofOfWork } }: Call,
  bot: BotRecord,
  ledger: Pick<LedgerApi, "takeWork">,
  { turnstile_token: token, proof_of_work: work }: Brought,
  origin: string,
): Promise<void> {
  const { turnstile } = settings;
  const { proof_of_work: bits, turnstile: isWanted } = bot.settings.limits;
  const wantsToken = turnstile !== undefined && isWanted && token === undefined;
  const done = bits === null || work === undefined ? undefined : await proofOfWork.verify(work, bot.botId, bits);
  if (wantsToken || (bits !== null && done === undefined)) {
    const needs: Needs = {
      ...(wantsToken ? { turnstile: true } : {}),
      ...(bits === null ? {} : { proof_of_work: await proofOfWork.challenge(bot.botId, bits) }),
    };
    throw new ProblemError("forbidden", { detail: wordsOf(needs), needs });
  }
  // The dearest check last: a visitor who brings only one of the two does not cause the other.
  if (turnstile !== undefined && token !== undefined) {
    if (token.length > TURNSTILE_CHARACTERS) throw new ProblemError("forbidden", { detail: "No Turnstile token." });
    await verifyTurnstile(turnstile, token, new URL(origin).hostname);
  }
  if (done !== undefined && !(await ledger.takeWork(done.id, done.until))) {
    const needs: Needs = { proof_of_work: await proofOfWork.challenge(bot.botId, bits!) };
    throw new ProblemError("forbidden", { detail: "This proof of work was used already.", needs });
  }
}

function wordsOf({ turnstile, proof_of_work }: Needs): string {
  const parts = [
    ...(turnstile === true ? ["a Turnstile token (turnstile_token)"] : []),
    ...(proof_of_work === undefined ? [] : ["a proof of work (proof_of_work), as needs says it"]),
  ];
  return `A new visitor of this bot has to bring ${parts.join(" and ")}.`;
}
