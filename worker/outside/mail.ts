/** What webhooks tell, as an e-mail: through Cloudflare's own service, where the operator has bound it. */

import type { MailCode } from "./codes.ts";

export interface MailBindings {
  /** Cloudflare's `send_email`, where the operator has bound it. */
  EMAIL?: SendEmail;
  /** Whose mail it is: an address of a domain that the binding may send for. */
  EMAIL_FROM?: string;
}

/** How an owner names a mailbox in place of a webhook's address. */
export const MAIL = /^mailto:([^?\s,;:<>"()[\]\\@]+@[^?\s,;:<>"()[\]\\@]+)$/i;

/** All that a mail program may take for the end of a line. */
const BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** Why a message did not go out: a code for programs, and a sentence for the owner. */
export interface MailProblem {
  code: MailCode;
  detail: string;
}

/** Whether mail can be sent from here at all. */
export function sendsMail({ EMAIL, EMAIL_FROM }: MailBindings): boolean {
  return EMAIL !== undefined && EMAIL_FROM !== undefined && EMAIL_FROM !== "";
}

/** @returns why it was not sent; undefined where it was */
export async function mail(
  { EMAIL, EMAIL_FROM }: MailBindings,
  to: string,
  body: string,
): Promise<MailProblem | undefined> {
  if (EMAIL === undefined || EMAIL_FROM === undefined) {
    return {
      code: "mail-unbound",
      detail: "This deployment sends no e-mail: its operator has bound no send_email.",
    };
  }
  const { type, data } = JSON.parse(body) as { type: string; data: Record<string, unknown> };
  const lines = Object.entries(data).filter(([, value]) => value !== null && typeof value !== "object");
  try {
    await EMAIL.send({
      from: EMAIL_FROM,
      to,
      subject: `${type}${typeof data["reference"] === "string" ? ` ${data["reference"]}` : ""}`,
      // Further lines stand to the right, so that a visitor's text cannot pass for another field.
      text: lines.map(([name, value]) => `${name}: ${String(value).split(BREAK).join("\n  ")}`).join("\n"),
    });
    return undefined;
  } catch (error) {
    // What the service said may name the account: it is for the log.
    console.error("a message was not mailed", error);
    return { code: "mail-refused", detail: "The e-mail service did not take it." };
  }
}
