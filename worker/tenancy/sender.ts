/**
 * Where an anonymous visitor asks from, for limits that nobody leaves by coming anew as somebody else. Told as keyed
 * hashes, of one bot each: what is counted holds nobody's address, and cannot be compared between bots.
 */

import type { BotLimits } from "./limits.ts";

export interface Sender {
  /** One subscriber: an IPv4 address or an IPv6 /64. */
  address: string;
  /** Those around it, which one hand may hold together: an IPv4 /24 or an IPv6 /48. */
  network: string;
}

/** A network may send as much as so many addresses. */
const NETWORK_ADDRESSES = 4;

/** How much of a visitor's limit all that come from one place may use: pairs of a name and its limit. */
export function limitsOfSender(
  sender: Sender | undefined,
  { visitors_per_address }: BotLimits,
  visitorLimit: number | null,
): (readonly [name: string, limit: number])[] {
  if (sender === undefined || visitors_per_address === null || visitorLimit === null) return [];
  const { address, network } = sender;
  const limit = visitorLimit * visitors_per_address;
  return [
    [`address ${address}`, limit],
    [`network ${network}`, limit * NETWORK_ADDRESSES],
  ];
}

/** @param key of the deployment, 32 bytes */
export async function nameSender(
  key: Uint8Array<ArrayBuffer>,
  botId: string,
  { address, network }: Sender,
): Promise<Sender> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, hmac, false, ["sign"]);
  const name = async (of: string): Promise<string> => {
    const text = new TextEncoder().encode(JSON.stringify(["sender", botId, of]));
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, text)).subarray(0, 12).toHex();
  };
  const [hashed, around] = await Promise.all([name(address), name(network)]);
  return { address: hashed, network: around };
}
