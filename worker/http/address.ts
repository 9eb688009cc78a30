/** Whom a request comes from, as far as limits by address go. */

import type { Sender } from "../tenancy/sender.ts";

/** Counted together where nobody says who asks. */
const UNKNOWN = "unknown";

/**
 * One name for one subscriber: an IPv4 address, or the /64 of an IPv6 one, in which a single line can take any address.
 *
 * @param header set by a trusted proxy in front; undefined where there is none. Of a list the last
 * entry is taken: those before it are the client's words.
 */
export function addressOf(request: Request, header: string | undefined): string {
  if (header === undefined) return UNKNOWN;
  const last = (request.headers.get(header) ?? "").split(",").at(-1)!.trim();
  const text = last.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text;
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  // The parser of URLs gives every spelling of an IPv6 address the same form.
  const parsed = URL.parse(`http://[${text.split("%")[0]!}]/`)?.hostname.slice(1, -1);
  return parsed === undefined ? UNKNOWN : `${prefixOf(parsed)}::/64`;
}

/** The address and what lies around it; undefined where nobody can say who asks. */
export function senderOf(request: Request, header: string | undefined): Sender | undefined {
  const address = addressOf(request, header);
  if (address === UNKNOWN) return undefined;
  const isV6 = address.endsWith("::/64");
  const network = isV6 ? `${address.split(":", 3).join(":")}::/48` : `${address.replace(/\.\d+$/, "")}.0/24`;
  return { address, network };
}

/** The first four groups. @param address without brackets, in the short form */
function prefixOf(address: string): string {
  const [before = "", after] = address.split("::");
  const head = before === "" ? [] : before.split(":");
  const tail = after === undefined || after === "" ? [] : after.split(":");
  const zeros = after === undefined ? [] : Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail].slice(0, 4).join(":");
}
