/** Why an address that an owner named was not reached, as programs read it; the sentence stands where it happens. */

export type OutsideCode = "refused-address" | "timeout" | "too-large" | "unreachable" | "redirect-loop";
export type MailCode = "mail-unbound" | "mail-refused";
/** Of a message to a webhook. `forgotten`: the visitor it tells of was, before it arrived. */
export type DeliveryCode = OutsideCode | MailCode | "http-error" | "forgotten";
