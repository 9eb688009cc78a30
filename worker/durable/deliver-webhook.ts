/** One try to deliver one message to an address that an owner named: through the one way out, or as an e-mail. */

import { fetchOutside, type OutsideBindings, OutsideError } from "../outside/network.ts";
import { MAIL, mail, type MailBindings } from "../outside/mail.ts";
import { decryptSecret } from "../tenancy/secrets.ts";
import { signDelivery } from "./webhook-signature.ts";
import type { Attempt, DueDelivery } from "./webhook-deliveries.ts";

const TIME_MS = 10_000;
/** Never throws for what the receiver did. @param at milliseconds since 1970 */
export async function deliverWebhook(
  env: OutsideBindings & MailBindings,
  keyEncryptionKey: Uint8Array<ArrayBuffer>,
  { messageId, webhookId, url, body, secrets }: DueDelivery,
  at: number,
): Promise<Attempt> {
  const to = MAIL.exec(url)?.[1];
  if (to !== undefined) {
    const problem = await mail(env, to, body);
    return { status: null, problem };
  }
  const opened = await Promise.all(secrets.map((secret) => decryptSecret(keyEncryptionKey, secret, webhookId)));
  const signature = await signDelivery(messageId, body, opened, at);
  try {
    const { status } = await fetchOutside(env, {
      url,
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "vegarag-webhooks", ...signature },
      body,
      redirects: 0,
      // Nothing of the answer is used but its status: who is slow to say more has taken the message.
      bytes: 0,
      timeMs: TIME_MS,
    });
    const isTaken = status >= 200 && status < 300;
    const detail = `It answered with the status ${status}.`;
    return { status, problem: isTaken ? undefined : { code: "http-error", detail } };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { status: null, problem: { code: error.code, detail: error.detail } };
  }
}
