/**
 * Which addresses that an owner named may be asked at all, judged by their spelling alone and before any name
 * is looked up. What a name leads to is judged by the network (`network`), which alone can know it.
 */

export interface AddressRules {
  /** Only `npm start -- --allow-private` sets it: literal addresses, any port and names of one's own network. */
  allowPrivate: boolean;
  /** Origins of this deployment: asked by itself it would answer itself for ever. */
  ownOrigins: readonly string[];
}

/** Never a public site: RFC 6761 and its registry, `.internal` (ICANN, 2024), `.home.arpa` (RFC 8375). */
const SPECIAL_USE = /(?:^|\.)(?:alt|arpa|example|internal|invalid|lan|local|localhost|onion|test)$/;

const NAME = /^(?:[\w-]{1,63}\.)+[a-z][a-z0-9-]{0,62}$/;

/** URLs that are longer are no pages that anybody links to. */
export const ADDRESS_CHARACTERS = 2_048;

/** Why this address is refused, as a sentence for its owner; undefined where it may be asked. */
export function refusalOf(url: URL, { allowPrivate, ownOrigins }: AddressRules): string | undefined {
  if (url.protocol !== "http:" && url.protocol !== "https:") return "Only http and https addresses are read.";
  if (url.username !== "" || url.password !== "") return "An address must not hold a user name or a password.";
  if (url.href.length > ADDRESS_CHARACTERS) return `The address is longer than ${ADDRESS_CHARACTERS} characters.`;
  if (ownOrigins.includes(url.origin)) return "That is an address of this deployment itself.";
  if (allowPrivate) return undefined;
  // The parser has brought every spelling of an address (octal, hex, one number, mapped) into one of two forms.
  const host = url.hostname.replace(/\.$/, "");
  if (host.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return "Only names are read, not addresses made of numbers.";
  }
  if (!host.includes(".")) return "The name is one of a local network, not of the public web.";
  if (!NAME.test(host)) return "That is no name of the public web.";
  if (SPECIAL_USE.test(host)) return `Names that end in .${host.split(".").at(-1)} are not on the public web.`;
  if (url.port !== "" && url.port !== "80" && url.port !== "443") return "Only the ports 80 and 443 are read.";
  return undefined;
}
